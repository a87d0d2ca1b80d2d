import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { OrganisationId } from '../../src/core/ids.ts';
import type { Member } from '../../src/core/members/types.ts';
import type { MailMessage } from '../../src/core/ports.ts';
import { DAY } from '../../src/core/time/types.ts';
import { type FrontDesk, openFrontDesk } from '../support/front-desk.ts';

// Ines has another mail address. Whoever reads her mail can sign in as her, so the new one has to prove itself first.

const NEW = 'ines@new.example';
const mails: MailMessage[] = [];
let desk: FrontDesk;
let clinic: OrganisationId;
let admin: string;
let ines: Member;
let cookie: string;
let number = 0;

beforeAll(async () => {
  desk = await openFrontDesk({}, { send: async (mail) => void mails.push(mail) });
  clinic = await desk.found('riverside');
  admin = await desk.enter(await desk.hire(clinic, { email: 'ada@riverside.example', role: 'admin' }));
});
afterAll(() => desk.close());
beforeEach(async () => {
  number += 1;
  ines = await desk.hire(clinic, { email: `ines${number}@old.example` });
  cookie = await desk.enter(ines);
  mails.length = 0;
});

const change = (email: string, who = cookie) =>
  desk.call('PATCH', `/api/v1/members/${ines.id}`, { cookie: who, body: { email } });
const seen = async () => (await desk.call('GET', `/api/v1/members/${ines.id}`, { cookie: admin })).body;
const to = (address: string) => mails.filter((mail) => mail.to === address);
const tokenIn = (mail: MailMessage | undefined) => /sign-in\/address\/([\w-]+)/.exec(mail?.text ?? '')?.[1];
const prove = (token: string | undefined) => desk.call('POST', '/api/v1/address-proofs', { body: { token } });
async function signInLinks(address: string): Promise<number> {
  mails.length = 0;
  await desk.access.sessions.mailLinks(address);
  return to(address).length;
}

describe('Ines changes her address', () => {
  test('the old one is told, the new one is asked; until it answers nothing counts', async () => {
    const fresh = `${number}.${NEW}`;
    const changed = await change(fresh);
    expect(changed).toMatchObject({ status: 200, body: { email: ines.email, newEmail: fresh } });
    expect(to(ines.email)).toMatchObject([{ text: expect.stringContaining(fresh) }]);
    expect(tokenIn(to(ines.email)[0])).toBeUndefined();
    const token = tokenIn(to(fresh)[0]);
    expect(await signInLinks(fresh)).toBe(0);
    expect(await signInLinks(ines.email)).toBe(1);
    expect((await prove(token)).status).toBe(204);
    expect(await seen()).toMatchObject({ email: fresh });
    expect(await seen()).not.toHaveProperty('newEmail');
    expect(await signInLinks(ines.email)).toBe(0);
    expect(await signInLinks(fresh)).toBe(1);
    // Who is in stays in.
    expect((await desk.call('GET', '/api/v1/session', { cookie })).body.member.email).toBe(fresh);
    expect((await prove(token)).status).toBe(401);
  });

  test('by the page: opening the link changes nothing, the button does, and lets nobody in', async () => {
    const fresh = `${number}.${NEW}`;
    await change(fresh);
    const path = `/sign-in/address/${tokenIn(to(fresh)[0])}`;
    const page = await desk.call('GET', path);
    expect(page.status).toBe(200);
    expect(page.text).not.toContain('<script');
    expect((await seen()).email).toBe(ines.email);
    const done = await desk.call('POST', path);
    expect(done.status).toBe(200);
    expect(done.headers.get('set-cookie')).toBeNull();
    expect((await seen()).email).toBe(fresh);
    expect((await desk.call('POST', path)).status).toBe(409);
  });

  test('the link is none to sign in with, and a link to sign in proves nothing', async () => {
    const fresh = `${number}.${NEW}`;
    await change(fresh);
    const token = tokenIn(to(fresh)[0]);
    expect((await desk.call('POST', '/api/v1/sessions', { body: { token } })).status).toBe(401);
    await desk.access.sessions.mailLinks(ines.email);
    const other = /sign-in\/([\w-]+)/.exec(mails.at(-1)?.text ?? '')?.[1];
    expect((await prove(other)).status).toBe(401);
    expect((await prove(token)).status).toBe(204);
  });

  test('thinks again: the last word counts, and the old address takes it all back', async () => {
    const [first, second] = [`a${number}.${NEW}`, `b${number}.${NEW}`];
    await change(first);
    await change(second);
    expect((await prove(tokenIn(to(first)[0]))).status).toBe(401);
    await change(ines.email);
    expect((await prove(tokenIn(to(second)[0]))).status).toBe(401);
    expect(await seen()).toMatchObject({ email: ines.email });
    expect(await seen()).not.toHaveProperty('newEmail');
  });

  test('asks for the link once more: it is mailed again, the old address is not told again', async () => {
    const fresh = `${number}.${NEW}`;
    await change(fresh);
    await change(fresh);
    expect(to(fresh)).toHaveLength(2);
    expect(to(ines.email)).toHaveLength(1);
    expect((await prove(tokenIn(to(fresh)[1]))).status).toBe(204);
  });

  test('a day later the link is too old', async () => {
    const fresh = `${number}.${NEW}`;
    await change(fresh);
    const token = tokenIn(to(fresh)[0]);
    desk.clock.advance(DAY);
    expect((await prove(token)).status).toBe(401);
  });

  test('to one that a colleague has: refused, whether it is theirs already or before the link is opened', async () => {
    expect(await change('ada@riverside.example')).toMatchObject({ status: 409 });
    const fresh = `${number}.${NEW}`;
    await change(fresh);
    await desk.hire(clinic, { email: fresh });
    expect((await prove(tokenIn(to(fresh)[0]))).status).toBe(409);
    expect((await seen()).email).toBe(ines.email);
  });

  test('who left meanwhile does not come back by a link', async () => {
    const fresh = `${number}.${NEW}`;
    await change(fresh);
    await desk.call('DELETE', `/api/v1/members/${ines.id}`, { cookie: admin });
    expect((await prove(tokenIn(to(fresh)[0]))).status).toBe(401);
  });
});
