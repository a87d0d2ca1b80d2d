import express, { type Request, type Response, Router } from 'express';
import { z } from 'zod';
import type { WordKey, Words, WordsOf } from '../../bots/words/words.ts';
import { Fault } from '../../core/fault.ts';
import type { AddressProof } from '../../core/members/addresses.ts';
import type { Person, Sessions } from '../../core/sessions/types.ts';
import { email } from '../access/forms.ts';
import { cookieOf, LINKS_PER_ADDRESS } from '../access/sessions.ts';
import { admitVisitor } from '../admission.ts';
import type { Pace } from '../pace.ts';
import { credentialsOf } from '../route.ts';
import { html, type Markup } from './markup.ts';
import { answerFaultOnPage, answerNowhere, strangersWords } from './notices.ts';
import { sendPage } from './page.ts';

interface Parts {
  readonly sessions: Sessions;
  readonly addressProof: Pick<AddressProof, 'confirm'>;
  readonly linkPace: Pace;
  readonly wordsOf: WordsOf;
  readonly publicUrl: string;
  readonly isProduction: boolean;
  /** Where somebody goes who came in. */
  readonly homes: Readonly<Record<Person['kind'], string>>;
}

const TITLE = 'sign_in.title';

const askForm = ({ say }: Words, problem?: WordKey): Markup => html`<main>
<h1>${say(TITLE)}</h1>
${problem === undefined ? undefined : html`<p role="alert"><strong>${say(problem)}</strong></p>`}
<p>${say('sign_in.how')}</p>
<form method="post" action="/sign-in">
<label for="email">${say('sign_in.address')}</label>
<input id="email" name="email" type="email" autocomplete="email" required maxlength="254">
<button type="submit">${say('sign_in.send')}</button>
</form>
</main>`;

const onTheWay = ({ say }: Words): Markup => html`<main>
<h1>${say('sign_in.sent')}</h1>
<p>${say('sign_in.sent_more')}</p>
<p><a href="/sign-in">${say('sign_in.again')}</a></p>
</main>`;

const confirmForm = ({ say }: Words, token: string): Markup => html`<main>
<h1>${say(TITLE)}</h1>
<p>${say('sign_in.confirm')}</p>
<form method="post" action="/sign-in/${token}"><button type="submit">${say(TITLE)}</button></form>
</main>`;

const proofForm = ({ say }: Words, token: string): Markup => html`<main>
<h1>${say('sign_in.new_address')}</h1>
<p>${say('sign_in.new_address_more')}</p>
<form method="post" action="/sign-in/address/${token}"><button type="submit">${say('sign_in.new_address_yes')}</button></form>
</main>`;

const told = ({ say }: Words, title: WordKey, text: WordKey): Markup => html`<main>
<h1>${say(title)}</h1>
<p>${say(text)}</p>
<p><a href="/sign-in">${say(TITLE)}</a></p>
</main>`;

const form = z.object({ email });
const TOKEN = /^[\w-]{1,200}$/;

/**
 * For browsers, without any script, in the language the browser asks for: who they are is not known yet. Opening the mailed link changes
 * nothing: programs that look into mails open links, too, and would use it up; the button does.
 */
export function createSignInPages(parts: Parts): Router {
  const { sessions, addressProof, linkPace, publicUrl, isProduction, homes, wordsOf } = parts;
  const router = Router();
  const admit = admitVisitor(publicUrl);
  const wordsFor = (req: Request): Words => strangersWords(wordsOf, req);
  const tokenOf = ({ params: { token } }: Request): string => {
    if (typeof token === 'string' && TOKEN.test(token)) return token;
    throw new Fault('not_found', 'There is no such address.');
  };
  const send = (res: Response, status: number, words: Words, title: WordKey, content: Markup): void =>
    sendPage(res, status, { title: words.say(title), content, language: words.reader.locale });

  router.get('/', (req, res) => {
    const words = wordsFor(req);
    send(res, 200, words, TITLE, askForm(words));
  });
  router.post('/', express.urlencoded({ extended: false, limit: '4kb' }), async (req, res) => {
    const { from = '' } = await admit(credentialsOf(req));
    const words = wordsFor(req);
    const asked = form.safeParse(req.body);
    if (!asked.success) return send(res, 400, words, TITLE, askForm(words, 'sign_in.no_address'));
    linkPace.take(from, LINKS_PER_ADDRESS);
    // Not waited for: how long it takes would tell whether the address is known.
    sessions
      .mailLinks(asked.data.email)
      .catch((error: unknown) => res.locals.log?.error({ err: error }, 'no link was mailed'));
    send(res, 200, words, 'sign_in.sent', onTheWay(words));
  });

  router.get('/address/:token', (req, res) => {
    const words = wordsFor(req);
    send(res, 200, words, 'sign_in.new_address', proofForm(words, tokenOf(req)));
  });
  router.post('/address/:token', async (req, res) => {
    const { from } = await admit(credentialsOf(req));
    const confirmed = await addressProof.confirm(tokenOf(req), from);
    const words = wordsFor(req);
    const [status, title, text] = confirmed.ok
      ? ([200, 'sign_in.new_address_done', 'sign_in.new_address_done_more'] as const)
      : ([409, 'sign_in.new_address_not', 'sign_in.new_address_not_more'] as const);
    send(res, status, words, title, told(words, title, text));
  });

  router.get('/:token', (req, res) => {
    const words = wordsFor(req);
    send(res, 200, words, TITLE, confirmForm(words, tokenOf(req)));
  });
  router.post('/:token', async (req, res) => {
    const { from } = await admit(credentialsOf(req));
    const signedIn = await sessions.signIn(tokenOf(req), from);
    if (!signedIn.ok) {
      const words = wordsFor(req);
      return send(res, 401, words, TITLE, askForm(words, 'sign_in.spent'));
    }
    const { session, person, token } = signedIn.value;
    res.set({ 'Set-Cookie': cookieOf(isProduction, token, session.expiresAt), 'Cache-Control': 'no-store' });
    res.redirect(303, homes[person.kind]);
  });
  router.use(answerNowhere(wordsOf), answerFaultOnPage(wordsOf));
  return router;
}
