import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { SMTPServer } from 'smtp-server';
import type { OrganisationId } from '../../src/core/ids.ts';
import type { Mail } from '../../src/core/ports.ts';
import { DAY, HOUR, MINUTE } from '../../src/core/time/types.ts';
import { createConsoleMail } from '../../src/integrations/mail/console.ts';
import { createSmtpMail } from '../../src/integrations/mail/smtp.ts';
import { type FrontDesk, openFrontDesk } from '../support/front-desk.ts';

interface Received {
  readonly to: readonly string[];
  readonly text: string;
}

let desk: FrontDesk;
let clinic: OrganisationId;
let server: SMTPServer;
let mail: Mail & { close(): Promise<void> };
const mailbox: Received[] = [];
let ring: () => void = () => {};

beforeAll(async () => {
  server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData(stream, session, done) {
      let text = '';
      stream.on('data', (chunk: Buffer) => {
        text += chunk.toString();
      });
      stream.on('end', () => {
        // Quoted-printable folds lines; folded back, links are whole again.
        mailbox.push({ to: session.envelope.rcptTo.map(({ address }) => address), text: text.replaceAll('=\r\n', '') });
        done();
        ring();
      });
    },
  });
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  const { port } = server.server.address() as AddressInfo; // a TCP server has an AddressInfo
  mail = createSmtpMail(`smtp://127.0.0.1:${port}`, 'Riverside <desk@riverside.example>');
  desk = await openFrontDesk({}, mail);
  clinic = await desk.found('riverside');
});
afterAll(async () => {
  await desk.close();
  await mail.close();
  await new Promise<void>((resolve) => server.close(() => resolve()));
});

let number = 0;
const hire = (terms: object = {}) => desk.hire(clinic, { email: `p${++number}@riverside.example`, ...terms });
const ask = (email: string) => desk.call('POST', '/api/v1/session-links', { body: { email } });

const mailTo = (email: string) => mailbox.filter(({ to }) => to.includes(email));
const tokenIn = ({ text }: Received): string => /\/sign-in\/([\w-]+)/.exec(text)?.[1] ?? '';

/** The first to this address after so many; mail comes when it comes. */
async function nextMail(email: string, after: number): Promise<Received> {
  for (;;) {
    const arrived = new Promise<void>((resolve) => {
      ring = resolve;
    });
    const mail = mailTo(email)[after];
    if (mail !== undefined) return mail;
    await arrived;
  }
}

/** Asks for a link and waits until it lies in the mailbox. */
async function linkFor(email: string): Promise<string> {
  const { length } = mailTo(email);
  expect((await ask(email)).status).toBe(202);
  return tokenIn(await nextMail(email, length));
}
const signIn = (token: string) => desk.call('POST', '/api/v1/sessions', { body: { token } });
const cookieOf = (headers: Headers) => (headers.get('set-cookie') ?? '').split(';')[0] ?? '';
const whoAmI = (cookie: string) => desk.call('GET', '/api/v1/session', { cookie });

describe('signing in by a mailed link', () => {
  test('the link comes by mail, works once, and leaves a cookie that no script reads', async () => {
    const member = await hire();
    const token = await linkFor(member.email);
    expect(mailTo(member.email)).toHaveLength(1);
    const first = await signIn(token);
    expect(first).toMatchObject({ status: 201, body: { member: { id: member.id }, organisation: clinic } });
    expect(first.headers.get('set-cookie')).toMatch(
      /^parley_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Expires=/,
    );
    expect((await whoAmI(cookieOf(first.headers))).body).toMatchObject({ kind: 'member', member: { id: member.id } });
    expect((await signIn(token)).status).toBe(401);
  });

  test('two who use one link at once: one comes in', async () => {
    const token = await linkFor((await hire()).email);
    const both = await Promise.all([signIn(token), signIn(token)]);
    expect(both.map(({ status }) => status).toSorted()).toEqual([201, 401]);
  });

  test('after a quarter of an hour it is too late', async () => {
    const token = await linkFor((await hire()).email);
    desk.clock.advance(15 * MINUTE);
    expect((await signIn(token)).status).toBe(401);
  });

  test('an address nobody has gets the same answer, and no mail', async () => {
    const known = await ask((await hire()).email);
    const before = mailbox.length;
    const unknown = await ask('nobody@nowhere.example');
    expect([unknown.status, unknown.text]).toEqual([known.status, known.text]);
    await linkFor((await hire()).email);
    expect(mailbox.slice(before).flatMap(({ to }) => to)).not.toContain('nobody@nowhere.example');
  });

  test('somebody gets five within the hour, whoever asks; one network address asks ten times in a quarter', async () => {
    desk.clock.advance(HOUR);
    const { email } = await hire();
    for (let time = 0; time < 5; time++) await linkFor(email);
    expect((await ask(email)).status).toBe(202);
    for (let time = 0; time < 4; time++) await ask('nobody@nowhere.example');
    const over = await ask('nobody@nowhere.example');
    expect(over.status).toBe(429);
    expect(Number(over.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(mailTo(email)).toHaveLength(5);
    desk.clock.advance(HOUR);
    expect(await linkFor(email)).not.toBe('');
  });

  test('whoever works with two organisations gets a link to each', async () => {
    const there = await desk.found('harbour');
    const email = 'both@riverside.example';
    await desk.hire(there, { email });
    await hire({ email });
    const before = mailbox.length;
    await desk.access.sessions.mailLinks(email);
    expect(mailbox.slice(before)).toHaveLength(2);
  });

  test('is written in the language of who reads it', async () => {
    const { email } = await hire({ language: 'de-AT' });
    await linkFor(email);
    expect(mailTo(email)[0]?.text).toContain('Subject: Anmeldung bei Clinic riverside');
  });
});

describe('a session', () => {
  const enter = async () => cookieOf((await signIn(await linkFor((await hire()).email))).headers);

  test('ends when somebody signs out, and its cookie is nothing any more', async () => {
    const cookie = await enter();
    const out = await desk.call('DELETE', '/api/v1/session', { cookie });
    expect(out.status).toBe(204);
    expect(out.headers.get('set-cookie')).toContain('parley_session=;');
    expect((await whoAmI(cookie)).status).toBe(401);
  });

  test('ends after a week in which nobody came, and after a month whoever comes', async () => {
    const idle = await enter();
    desk.clock.advance(7 * DAY);
    expect((await whoAmI(idle)).status).toBe(401);
    const busy = await enter();
    for (let day = 0; day < 29; day++) {
      desk.clock.advance(DAY);
      expect((await whoAmI(busy)).status).toBe(200);
    }
    desk.clock.advance(DAY);
    expect((await whoAmI(busy)).status).toBe(401);
  });

  test('neither link nor session can be read out of the store', async () => {
    const token = await linkFor((await hire()).email);
    const cookie = cookieOf((await signIn(token)).headers).split('=')[1] ?? '';
    const { connection } = desk.store;
    for (const name of ['sign_in_links', 'sessions']) {
      const kept = JSON.stringify(await connection.collection(name).find({}).toArray());
      for (const secret of [token, cookie]) expect(kept).not.toContain(secret);
    }
  });

  test('writes from our own page alone: a foreign origin, or none and no header of ours, is refused', async () => {
    const cookie = await enter();
    const write = (headers: Record<string, string>) =>
      fetch(`${desk.url}/api/v1/session`, { method: 'DELETE', headers: { cookie, ...headers } });
    expect((await write({ origin: 'https://evil.example' })).status).toBe(403);
    expect((await write({ origin: 'null' })).status).toBe(403);
    expect((await write({})).status).toBe(403);
    expect((await write({ origin: desk.url })).status).toBe(204);
  });
});

describe('in a browser without script', () => {
  const form = (path: string, body: string, headers: Record<string, string> = {}) =>
    fetch(`${desk.url}${path}`, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'content-type': 'application/x-www-form-urlencoded', origin: desk.url, ...headers },
      body,
    });

  test('the page asks for an address, mails, and the button of the link brings in; opening it changes nothing', async () => {
    desk.clock.advance(HOUR);
    const { email } = await hire();
    expect((await desk.call('GET', '/sign-in')).text).toContain('<label for="email">');
    const sent = await form('/sign-in', new URLSearchParams({ email: email.toUpperCase() }).toString());
    expect(await sent.text()).toContain('Check your email');
    const path = `/sign-in/${tokenIn(await nextMail(email, 0))}`;
    for (let time = 0; time < 2; time++) expect((await desk.call('GET', path)).text).toContain(`action="${path}"`);
    const entered = await form(path, '');
    expect([entered.status, entered.headers.get('location')]).toEqual([303, '/docs']);
    expect((await whoAmI(cookieOf(entered.headers))).status).toBe(200);
    const again = await form(path, '');
    expect(again.status).toBe(401);
    expect(await again.text()).toContain('Please request another');
  });

  test.each([
    ['de-AT,de;q=0.9', 'de', 'Anmelden', 'Das ist keine E-Mail-Adresse', 'Der Link wurde schon benutzt'],
    ['es', 'es', 'Iniciar sesión', 'Eso no es una dirección de correo', 'El enlace ya se usó'],
    ['fr-CA,fr;q=0.8', 'fr', 'Se connecter', 'pas une adresse e-mail', 'Ce lien a déjà servi'],
    ['pt-BR', 'en', 'Sign in', 'an email address', 'This link was already used'],
  ])('whoever reads %s is asked in %s', async (wanted, language, title, noAddress, spent) => {
    const headers = { 'accept-language': wanted };
    const asked = await desk.call('GET', '/sign-in', { headers });
    expect(asked.text).toContain(`<html lang="${language}">`);
    expect(asked.text).toContain(`<h1>${title}</h1>`);
    expect(await (await form('/sign-in', 'email=ines', headers)).text()).toContain(noAddress);
    expect(await (await form(`/sign-in/${'x'.repeat(43)}`, '', headers)).text()).toContain(spent);
    const lost = await desk.call('GET', `/sign-in/${encodeURIComponent('no token')}`, { headers });
    expect(lost.status).toBe(404);
    expect(lost.text).toContain(`<html lang="${language}">`);
  });

  test('a page of another site cannot sign somebody in as somebody else', async () => {
    expect((await form('/sign-in/whatever', '', { origin: 'https://evil.example' })).status).toBe(403);
  });

  test('pages load nothing from elsewhere and run no script within them', async () => {
    for (const path of ['/sign-in', '/docs']) {
      const page = await desk.call('GET', path);
      expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(page.text).not.toMatch(/https?:\/\/(?!localhost|127\.)[^"]*\.(js|css)|<script>|style="|onclick/);
      for (const [, asset = ''] of page.text.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g))
        expect((await desk.call('GET', asset)).status).toBe(200);
    }
  });

  test('the API page shows every operation, and reads without script', async () => {
    const { text } = await desk.call('GET', '/docs');
    const { body: document } = await desk.call('GET', '/api/v1/openapi.json');
    for (const [path, methods] of Object.entries<Record<string, { operationId: string }>>(document.paths))
      for (const { operationId } of Object.values(methods)) {
        expect(text).toContain(`<h3 id="${operationId}">`);
        expect(text).toContain(`<code>${path}</code>`);
      }
    expect(text).toContain('<html lang="en">');
    expect(text).toMatch(/<a class="skip" href="#main">/);
  });
});

describe('without a mail server', () => {
  test('a mail is printed line by line, with nothing lost', async () => {
    const printed: string[] = [];
    const onConsole = createConsoleMail((text) => printed.push(text));
    await onConsole.send({ to: 'a@b.example', subject: 'Sign in', text: 'Open:\n\nhttp://localhost/sign-in/x\n' });
    expect(printed.join('')).toBe(
      '\n  | To: a@b.example\n  | Subject: Sign in\n  |\n  | Open:\n  |\n  | http://localhost/sign-in/x\n\n',
    );
  });
});
