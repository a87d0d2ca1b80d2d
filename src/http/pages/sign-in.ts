import express, { type Request, Router } from 'express';
import { z } from 'zod';
import { Fault } from '../../core/fault.ts';
import type { AddressProof } from '../../core/members/addresses.ts';
import type { Person, Sessions } from '../../core/sessions/types.ts';
import { email } from '../access/forms.ts';
import { cookieOf, LINKS_PER_ADDRESS } from '../access/sessions.ts';
import { admitVisitor } from '../admission.ts';
import type { Pace } from '../pace.ts';
import { credentialsOf } from '../route.ts';
import { html, type Markup } from './markup.ts';
import { sendPage } from './page.ts';

interface Parts {
  readonly sessions: Sessions;
  readonly addressProof: Pick<AddressProof, 'confirm'>;
  readonly linkPace: Pace;
  readonly publicUrl: string;
  readonly isProduction: boolean;
  /** Where somebody goes who came in. */
  readonly homes: Readonly<Record<Person['kind'], string>>;
}

const TITLE = 'Sign in';
const askForm = (problem?: string): Markup => html`<main>
<h1>Sign in</h1>
${problem === undefined ? undefined : html`<p role="alert"><strong>${problem}</strong></p>`}
<p>We mail you a link that signs you in. There is no password.</p>
<form method="post" action="/sign-in">
<label for="email">Your mail address</label>
<input id="email" name="email" type="email" autocomplete="email" required maxlength="254">
<button type="submit">Mail me a link</button>
</form>
</main>`;

const onTheWay = html`<main>
<h1>Look into your mailbox</h1>
<p>If the address is known here, a link is on its way. It works once, for 15 minutes.</p>
<p><a href="/sign-in">Ask for another</a></p>
</main>`;

const confirmForm = (token: string): Markup => html`<main>
<h1>Sign in</h1>
<p>One step to go.</p>
<form method="post" action="/sign-in/${token}"><button type="submit">Sign in</button></form>
</main>`;

const proofForm = (token: string): Markup => html`<main>
<h1>Your new address</h1>
<p>From now on you are written to, and let in, at this address.</p>
<form method="post" action="/sign-in/address/${token}"><button type="submit">Yes, this is my address</button></form>
</main>`;

const told = (title: string, text: string): Markup => html`<main>
<h1>${title}</h1>
<p>${text}</p>
<p><a href="/sign-in">Sign in</a></p>
</main>`;

const form = z.object({ email });
const TOKEN = /^[\w-]{1,200}$/;

/**
 * For browsers, without any script. Opening the mailed link changes nothing: programs that look into mails open links, too,
 * and would use it up; the button does.
 */
export function createSignInPages({ sessions, addressProof, linkPace, publicUrl, isProduction, homes }: Parts): Router {
  const router = Router();
  const admit = admitVisitor(publicUrl);
  const tokenOf = ({ params: { token } }: Request): string => {
    if (typeof token === 'string' && TOKEN.test(token)) return token;
    throw new Fault('not_found', 'There is no such address.');
  };

  router.get('/', (_req, res) => sendPage(res, 200, { title: TITLE, content: askForm() }));
  router.post('/', express.urlencoded({ extended: false, limit: '4kb' }), async (req, res) => {
    const { from = '' } = await admit(credentialsOf(req));
    const asked = form.safeParse(req.body);
    if (!asked.success) {
      const content = askForm('That is no mail address: it looks like ines@example.com.');
      return sendPage(res, 400, { title: TITLE, content });
    }
    linkPace.take(from, LINKS_PER_ADDRESS);
    // Not waited for: how long it takes would tell whether the address is known.
    sessions
      .mailLinks(asked.data.email)
      .catch((error: unknown) => res.locals.log?.error({ err: error }, 'no link was mailed'));
    sendPage(res, 200, { title: 'Look into your mailbox', content: onTheWay });
  });

  router.get('/address/:token', (req, res) =>
    sendPage(res, 200, { title: 'Your new address', content: proofForm(tokenOf(req)) }),
  );
  router.post('/address/:token', async (req, res) => {
    const { from } = await admit(credentialsOf(req));
    const confirmed = await addressProof.confirm(tokenOf(req), from);
    const [status, title, text] = confirmed.ok
      ? ([200, 'Done', 'Your new address counts from now on.'] as const)
      : ([409, 'Nothing was changed', 'This link was used, is too old, or is not the latest one.'] as const);
    sendPage(res, status, { title, content: told(title, text) });
  });

  router.get('/:token', (req, res) => sendPage(res, 200, { title: TITLE, content: confirmForm(tokenOf(req)) }));
  router.post('/:token', async (req, res) => {
    const { from } = await admit(credentialsOf(req));
    const signedIn = await sessions.signIn(tokenOf(req), from);
    if (!signedIn.ok) {
      const content = askForm('This link was used or is too old. Ask for another.');
      return sendPage(res, 401, { title: TITLE, content });
    }
    const { session, person, token } = signedIn.value;
    res.set({ 'Set-Cookie': cookieOf(isProduction, token, session.expiresAt), 'Cache-Control': 'no-store' });
    res.redirect(303, homes[person.kind]);
  });
  return router;
}
