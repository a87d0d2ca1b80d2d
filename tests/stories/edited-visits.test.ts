import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { Service } from '../../src/core/appointments/services.ts';
import type { MailMessage } from '../../src/core/ports.ts';
import { createIds } from '../../src/ids.ts';
import { createVisitSharing, type VisitSharing } from '../../src/self-service.ts';
import { readCalendar } from '../support/calendars.ts';
import { type FrontDesk, openFrontDesk } from '../support/front-desk.ts';
import { MONDAY, openBench, ringOf } from '../support/machinery.ts';
import { type House, openHouse } from '../support/visits.ts';

// Maria's visit gets another title, and somebody else comes along; everybody's calendar hears of it.

let desk: FrontDesk;
let house: House;
let sharing: VisitSharing;
let withGuests: Service;
let maria: string;
let visit: string;
let sent: MailMessage[];
let number = 0;

const video = { type: 'video', provider: 'custom', link: 'https://video.example/j/1' };
const MARIA = 'maria@example.com';
const leo = { name: 'Leo', email: 'leo@example.com' };
const eva = { name: 'Eva', email: 'eva@example.com' };

beforeAll(async () => {
  desk = await openFrontDesk();
});
afterAll(() => desk.close());
beforeEach(async () => {
  number += 1;
  desk.clock.set(MONDAY);
  house = await openHouse(desk, `house-${number}`);
  const { store, clock, url: publicUrl } = desk;
  const ids = createIds(clock);
  const { visit: form, scheduling } = house;
  const { id: _, ...plain } = form;
  withGuests = { ...plain, id: ids.next('service'), rules: { ...form.rules, maxGuests: 2 } };
  withGuests = { ...withGuests, shape: { kind: 'one_on_one', hosts: [house.anna.id] } };
  await store.services.write(withGuests);
  const contacts = store.contacts;
  sharing = createVisitSharing({ store, contacts, scheduling, keys: ringOf('one'), clock, ids, publicUrl });
  sent = [];
  const identities = [{ channel: 'email', address: MARIA }];
  maria = (await asked('POST', '/contacts', { name: 'Maria Lopez', identities })).body.id;
  visit = (await book({ meetingType: withGuests.id, guests: [leo] })).body.id;
  await mails();
});

const asked = (
  method: string,
  path: string,
  body: object,
  cookie = house.admin,
  headers: Record<string, string> = {},
) => desk.call(method, `/api/v1${path}`, { cookie, body, headers });
const book = (further: object) =>
  asked('POST', '/appointments', { contact: maria, start: '2026-03-04T15:00:00Z', location: video, ...further });
const edit = (body: object, cookie?: string, headers?: Record<string, string>) =>
  asked('PATCH', `/appointments/${visit}`, body, cookie, headers);

async function signIn(address: string): Promise<string> {
  await desk.access.sessions.mailLinks(address);
  const token = /sign-in\/([\w-]+)/.exec(desk.letters.at(-1) ?? '')?.[1];
  const reply = await desk.call('POST', '/api/v1/sessions', { body: { token } });
  return (reply.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
}

/** What was mailed since the last time, by whom it went to. */
async function mails(): Promise<ReadonlyMap<string, MailMessage>> {
  const before = sent.length;
  const mail = { send: async (message: MailMessage) => void sent.push(message) };
  const bench = openBench('');
  try {
    const consumers = sharing.consumersWith(mail, 'visits@clinic.example');
    await bench.workers(desk.store, { clock: desk.clock, consumers }).settle();
  } finally {
    await bench.close();
  }
  return new Map(sent.slice(before).map((message) => [message.to, message]));
}
const toldIn = (message: MailMessage | undefined) =>
  (message?.calendars ?? []).map(({ text }) => {
    const { method, events } = readCalendar(text);
    return [method, events[0]?.uid, events[0]?.sequence, events[0]?.summary, events[0]?.status];
  });

test('another title is in everybody’s calendar, under the same UID and the next SEQUENCE', async () => {
  const edited = await edit({ title: 'The\u202e  knee' });
  expect(edited).toMatchObject({ status: 200, body: { title: 'The knee', sequence: 1, version: 2 } });
  expect(edited.headers.get('etag')).toBe('"2"');
  const told = await mails();
  const uid = `${visit}@parley`;
  expect([...told.keys()].toSorted()).toEqual([house.anna.email, leo.email, MARIA].toSorted());
  const organisation = `Clinic house-${number}`;
  for (const address of [leo.email, MARIA])
    expect(toldIn(told.get(address))).toEqual([['REQUEST', uid, 1, `The knee (${organisation})`, 'CONFIRMED']]);
  expect(toldIn(told.get(house.anna.email))).toEqual([['REQUEST', uid, 1, 'The knee: Maria Lopez', 'CONFIRMED']]);
  expect(told.get(MARIA)?.subject).toMatch(/^Changed: The knee at Clinic/);
  expect(told.get(house.anna.email)?.subject).toMatch(/^Changed: Maria Lopez, The knee/);
  expect((await mails()).size).toBe(0);
});

test('who comes along is invited, who stays at home is told so, the others hear of the change', async () => {
  expect((await edit({ guests: [eva] })).body.guests).toEqual([eva]);
  const told = await mails();
  const uid = `${visit}@parley`;
  const methods = [...told].map(([address, message]) => [address, toldIn(message)[0]?.slice(0, 3)]);
  expect(new Map(methods as [string, unknown][])).toEqual(
    new Map([
      [MARIA, ['REQUEST', uid, 1]],
      [eva.email, ['REQUEST', uid, 1]],
      [leo.email, ['CANCEL', uid, 1]],
      [house.anna.email, ['REQUEST', uid, 1]],
    ]),
  );
  expect(told.get(eva.email)?.subject).toMatch(/^Visit at Clinic/);
  expect(told.get(leo.email)?.subject).toMatch(/^No longer with you: Visit at Clinic/);
  const released = [told.get(leo.email)?.text, ...(told.get(leo.email)?.calendars ?? []).map(({ text }) => text)].join(
    '',
  );
  expect(released).not.toMatch(/eva@example|video\.example|With Anna/);
  expect(told.get(MARIA)?.text).toMatch(/With Anna/);
  await edit({ guests: [eva, leo] });
  const again = await mails();
  expect(toldIn(again.get(leo.email))[0]?.slice(0, 3)).toEqual(['REQUEST', uid, 2]);
  expect(again.get(leo.email)?.subject).toMatch(/^Visit at Clinic/);
});

test('edited and moved at once it is told as moved', async () => {
  await edit({ title: 'The knee' });
  await asked('POST', `/appointments/${visit}/reschedule`, { start: '2026-03-04T16:00:00Z' });
  expect((await mails()).get(MARIA)?.subject).toMatch(/^New time: The knee/);
});

test('Maria says who comes along with her, and not what it is called; nobody else’s visit is hers to change', async () => {
  const cookie = await signIn(MARIA);
  expect((await edit({ guests: [eva, leo] }, cookie)).body.guests).toEqual([eva, leo]);
  expect((await edit({ title: 'My knee' }, cookie)).status).toBe(403);
  const tooMany = await edit({ guests: [eva, leo, { email: 'ada@example.com' }] }, cookie);
  expect(tooMany).toMatchObject({ status: 400, body: { errors: [{ pointer: '/guests' }] } });
  const alone = (await book({ meetingType: house.visit.id, hosts: [house.ben.id] })).body.id;
  const refused = await asked('PATCH', `/appointments/${alone}`, { guests: [eva] }, cookie);
  expect(refused).toMatchObject({ status: 400, body: { detail: expect.stringContaining('takes 0 guests') } });
  const pauls = { contact: 'con_paul', meetingType: withGuests.id, start: '2026-03-05T15:00:00Z', location: video };
  const { id } = (await asked('POST', '/appointments', pauls)).body;
  expect((await asked('PATCH', `/appointments/${id}`, { guests: [eva] }, cookie)).status).toBe(404);
});

test('with the link of the visit she does so, too', async () => {
  const { url } = (await asked('POST', `/appointments/${visit}/link`, {})).body;
  const token = url.split('/').at(-1);
  const reply = await desk.call('PATCH', `/api/v1/appointments/${visit}`, { token, body: { guests: [eva] } });
  expect(reply).toMatchObject({ status: 200, body: { guests: [eva] } });
});

test('Anna edits her visits, Ben does not edit hers; the version somebody saw is not overwritten', async () => {
  expect((await edit({ title: 'The knee', guests: [] }, await desk.enter(house.anna))).status).toBe(200);
  expect((await edit({ title: 'The hip' }, await desk.enter(house.ben))).status).toBe(404);
  const stale = await edit({ title: 'The hip' }, house.admin, { 'if-match': '"1"' });
  expect(stale).toMatchObject({ status: 412, body: { reason: 'changed_meanwhile', version: 2 } });
});

test('what is over, or called off, stays as it was', async () => {
  await asked('POST', `/appointments/${visit}/cancel`, { reason: 'ill' });
  const refused = await edit({ title: 'The knee' });
  expect(refused).toMatchObject({ status: 409, body: { reason: 'illegal_move', allowed: [] } });
});

test('its history tells who did it and why', async () => {
  await edit({ guests: [eva], reason: 'Leo is ill' });
  const { body } = await desk.call('GET', `/api/v1/appointments/${visit}/history`, { cookie: house.admin });
  expect(body.items.at(-1)).toMatchObject({
    ...{ what: 'appointment_changed', reason: 'Leo is ill' },
    by: { kind: 'member', channel: 'hub' },
  });
});
