import type { ErrorRequestHandler, Request, RequestHandler, Response } from 'express';
import type { WordKey, Words, WordsOf } from '../../bots/words/words.ts';
import { localeOfTag } from '../../core/appointments/telling.ts';
import { Fault } from '../../core/fault.ts';
import type { Zone } from '../../core/time/types.ts';
import { html } from './markup.ts';
import { sendPage } from './page.ts';

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

/** For whoever cannot be asked for their language in another way. */
export function strangersWords(wordsOf: WordsOf, req: Request): Words {
  const [wanted] = req.acceptsLanguages();
  return wordsOf()({ locale: localeOfTag(wanted ?? 'en'), zone: 'UTC' as Zone }); // a zone every machine knows
}

/** A link that was cut short, or copied with something behind it. Whoever asks in another way than a reader does is no reader. */
export const answerNowhere =
  (wordsOf: WordsOf): RequestHandler =>
  (req, res, next) => {
    if (req.method === 'GET' || req.method === 'HEAD') sendNotice(res, 'unknown', strangersWords(wordsOf, req));
    else next();
  };

/** Whoever reads it is a person before a page, not a program before an interface. */
export const answerFaultOnPage =
  (wordsOf: WordsOf): ErrorRequestHandler =>
  (error: unknown, req, res, _next) => {
    const words = strangersWords(wordsOf, req);
    if (error instanceof Fault && error.code === 'too_many_requests') {
      res.set('Retry-After', String(error.retryAfter ?? 60));
      return sendNotice(res, 'too_many', words);
    }
    if (error instanceof Fault && error.code === 'forbidden') return sendNotice(res, 'strange', words);
    if (error instanceof Fault && error.code === 'not_found') return sendNotice(res, 'unknown', words);
    // What express could not read is no address or form of ours.
    if (error instanceof Error && 'status' in error && Number(error.status) < 500)
      return sendNotice(res, 'unknown', words);
    res.locals.log?.error({ err: error }, 'request failed');
    sendNotice(res, 'failed', words);
  };
