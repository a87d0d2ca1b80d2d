import type { Response } from 'express';
import type { WordKey, Words } from '../../bots/words/words.ts';
import { html } from '../pages/markup.ts';
import { sendPage } from '../pages/page.ts';

// Pages for whoever comes with a link that leads nowhere, or too often: they say what happened and what to do.

const NOTICES = {
  unknown: { status: 404, title: 'page.unknown', text: 'page.unknown_more' },
  expired: { status: 410, title: 'page.expired', text: 'page.cancelled_more' },
  too_many: { status: 429, title: 'page.too_many', text: 'page.too_many_more' },
  strange: { status: 403, title: 'page.strange', text: 'page.strange_more' },
  failed: { status: 500, title: 'page.failed', text: 'page.failed_more' },
} as const satisfies Record<string, { readonly status: number; readonly title: WordKey; readonly text: WordKey }>;

export function sendNotice(res: Response, kind: keyof typeof NOTICES, words: Words, organisation?: string): void {
  const { status, title: titleKey, text } = NOTICES[kind];
  const title = words.say(titleKey);
  const explanation = organisation === undefined ? words.say(text) : words.say(text, { organisation });
  sendPage(res, status, {
    title,
    content: html`<main>
${organisation === undefined ? undefined : html`<p class="organisation">${organisation}</p>`}
<h1>${title}</h1>
<p>${explanation}</p>
</main>`,
    language: words.reader.locale,
    style: 'visit.css',
    isSecret: true,
  });
}
