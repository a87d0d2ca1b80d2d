import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { BookingRequest } from '../../src/core/appointments/booking.ts';
import type { Service, ServiceShape } from '../../src/core/appointments/services.ts';
import type { ContactBook } from '../../src/core/appointments/telling.ts';
import type { Appointment } from '../../src/core/appointments/types.ts';
import type { Actor } from '../../src/core/events.ts';
import type { MailMessage } from '../../src/core/ports.ts';
import type { Result } from '../../src/core/result.ts';
import { DAY, HOUR, MINUTE, type Zone } from '../../src/core/time/types.ts';
import { createIds } from '../../src/ids.ts';
import { createVisitSharing, type VisitSharing } from '../../src/self-service.ts';
import { type ReadCalendar, readCalendar } from '../support/calendars.ts';
import { bookingOf, serviceOf } from '../support/clinic.ts';
import { type FrontDesk, openFrontDesk } from '../support/front-desk.ts';
import { MONDAY, openBench, ringOf } from '../support/machinery.ts';
import { type House, maria, openHouse } from '../support/visits.ts';

// Whoever Maria comes to see has the visit in their calendar, too, in their own words.

let desk: FrontDesk;
let house: House;
let sharing: VisitSharing;
let number = 0;
let mariasAddress: string;
let sent: MailMessage[];

const at15 = Date.parse('2026-03-04T15:00:00Z');
const at16 = at15 + HOUR;
const patient: Actor = { kind: 'contact', id: maria, channel: 'sms' };
const admin: Actor = { kind: 'operator', channel: 'command_line' };
const guests = [{ name: 'Leo', email: 'leo@example.com' }];

const contacts: ContactBook = {
  find: async () => ({
    name: 'Maria Lopez',
    locale: 'es',
    zone: 'America/New_York' as Zone,
    identities: [{ channel: 'email', address: mariasAddress }],
  }),
};

beforeAll(async () => {
  desk = await openFrontDesk();
});
afterAll(() => desk.close());
beforeEach(async () => {
  number += 1;
  desk.clock.set(MONDAY);
  house = await openHouse(desk, `house-${number}`);
  mariasAddress = 'maria@example.com';
  sent = [];
  const { store, clock, url: publicUrl } = desk;
  const { scheduling } = house;
  const ids = createIds(clock);
  sharing = createVisitSharing({ store, contacts, scheduling, keys: ringOf('one'), clock, ids, publicUrl });
});

function had<T>(result: Result<T, { readonly ok: false; readonly reason: string }>): T {
  if (!result.ok) throw new Error(`refused: ${JSON.stringify(result)}`);
  return result.value;
}

async function offer(shape: ServiceShape, further: Partial<Service> = {}): Promise<Service> {
  const ids = createIds(desk.clock);
  const service = { ...serviceOf(shape), id: ids.next('service'), organisationId: house.clinic, ...further };
  const guested = { ...service, rules: { ...service.rules, maxGuests: 3 } };
  await desk.store.services.write(guested);
  return guested;
}
const withAnna = () => offer({ kind: 'one_on_one', hosts: [house.anna.id] });

const book = async (service: Service, further: Partial<BookingRequest> = {}): Promise<Appointment> =>
  had(
    await house.scheduling.appointments.book(
      bookingOf(service, new Date(at15).toISOString(), {
        organisationId: house.clinic,
        actor: patient,
        location: { type: 'video', provider: 'custom', link: 'https://video.example/j/1' },
        ...further,
      }),
    ),
  );
const changeOf = ({ id }: Appointment, actor = patient) => ({ organisationId: house.clinic, appointmentId: id, actor });
const move = async (booked: Appointment, start: number) =>
  had(await house.scheduling.appointments.reschedule({ ...changeOf(booked), start }));
const cancel = async (booked: Appointment) =>
  had(await house.scheduling.appointments.cancel({ ...changeOf(booked), reason: 'ill' }));
const alter = async (member: { readonly id: string }, body: object) =>
  expect((await desk.call('PATCH', `/api/v1/members/${member.id}`, { cookie: house.admin, body })).status).toBe(200);

/** Everything that waits in the stream is worked through; what was mailed since the last time. */
async function work(): Promise<readonly MailMessage[]> {
  const before = sent.length;
  const mail = { send: async (message: MailMessage) => void sent.push(message) };
  const bench = openBench('');
  try {
    const consumers = sharing.consumersWith(mail, 'visits@clinic.example');
    await bench.workers(desk.store, { clock: desk.clock, consumers }).settle();
  } finally {
    await bench.close();
  }
  return sent.slice(before);
}
const to = (address: string, mails: readonly MailMessage[] = sent) => mails.filter((mail) => mail.to === address);
const calendarsOf = (mail: MailMessage | undefined): readonly ReadCalendar[] =>
  (mail?.calendars ?? []).map(({ text }) => readCalendar(text));
/** The method and what matters of each event, of all mails to one address. */
const told = (address: string, mails: readonly MailMessage[] = sent) =>
  to(address, mails)
    .flatMap(calendarsOf)
    .flatMap(({ method, events }) => events.map(({ uid, sequence, start }) => [method, uid, sequence, start]));

test('Anna hears of a booking, of its new time and of its end, once each', async () => {
  const booked = await book(await withAnna());
  await work();
  await move(booked, at16);
  await work();
  await cancel(booked);
  await work();
  expect(await work()).toEqual([]);
  const uid = `${booked.id}@parley`;
  expect(told(house.anna.email)).toEqual([
    ['REQUEST', uid, 0, at15],
    ['REQUEST', uid, 1, at16],
    ['CANCEL', uid, 2, at16],
  ]);
  expect(told('maria@example.com')).toEqual(told(house.anna.email));
  expect(to(house.anna.email).map(({ subject }) => subject)).toEqual([
    'Maria Lopez: Visit, Wed, Mar 4, 2026 at 10:00 AM EST',
    'New time: Maria Lopez, Visit, Wed, Mar 4, 2026 at 11:00 AM EST',
    'Cancelled: Maria Lopez, Visit, Wed, Mar 4, 2026 at 11:00 AM EST',
  ]);
  expect(to(house.ben.email)).toEqual([]);
});

test('Anna has a new address, which counts once it proved itself: what follows is mailed there', async () => {
  const booked = await book(await withAnna());
  await work();
  const fresh = `new.${house.anna.email}`;
  await alter(house.anna, { email: fresh });
  await move(booked, at16);
  expect(to(house.anna.email, await work())).toHaveLength(1);
  const token = /sign-in\/address\/([\w-]+)/.exec(desk.letters.at(-1) ?? '')?.[1];
  expect((await desk.call('POST', '/api/v1/address-proofs', { body: { token } })).status).toBe(204);
  await cancel(booked);
  const other = await book(await withAnna(), { start: at15 });
  const mails = await work();
  expect(to(house.anna.email, mails)).toEqual([]);
  expect(told(fresh, mails)).toEqual([
    ['CANCEL', `${booked.id}@parley`, 2, at16],
    ['REQUEST', `${other.id}@parley`, 0, at15],
  ]);
});

describe('Maria says why she cancels', () => {
  const cancelBecause = async (booked: Appointment, reason: string, actor = patient) =>
    had(await house.scheduling.appointments.cancel({ ...changeOf(booked, actor), reason }));

  test('Anna reads it, and nobody else does', async () => {
    const booked = await book(await withAnna(), { guests });
    await work();
    await cancelBecause(booked, 'my knee\nis bad, see\u202e you');
    const mails = await work();
    const [hers] = to(house.anna.email, mails);
    expect(hers?.text).toContain('They wrote: "my knee is bad, see you"');
    expect(to('maria@example.com', mails)).toHaveLength(1);
    expect(to('leo@example.com', mails)).toHaveLength(1);
    const others = mails.filter((mail) => mail.to !== house.anna.email);
    expect(JSON.stringify(others)).not.toContain('knee');
    expect(JSON.stringify(hers?.calendars)).not.toContain('knee');
  });

  test('on the page of her visit', async () => {
    const booked = await book(await withAnna());
    await work();
    const token = await sharing.selfService.tokenFor(house.clinic, booked.id);
    expect(await sharing.selfService.cancel({ token, from: '127.0.0.1' }, 'no car')).toMatchObject({ ok: true });
    expect(to(house.anna.email, await work())[0]?.text).toContain('They wrote: "no car"');
  });

  test('where she says nothing, nothing is said for her; what the desk noted is not hers', async () => {
    const [first, second] = [await book(await withAnna()), await book(await withAnna(), { start: at16 })];
    await work();
    const token = await sharing.selfService.tokenFor(house.clinic, first.id);
    await sharing.selfService.cancel({ token, from: '127.0.0.1' }, '');
    await cancelBecause(second, 'never pays', admin);
    for (const { text } of to(house.anna.email, await work())) expect(text).not.toMatch(/They wrote|never pays/);
  });
});

test('she reads who comes and the way into the call, and nothing that is Maria’s own', async () => {
  const booked = await book(await withAnna(), { guests });
  await house.scheduling.appointments.addNote({ ...changeOf(booked), side: 'contact', text: 'zanzibar' });
  await work();
  const [mail] = to(house.anna.email);
  expect(mail?.text).toContain('For: Maria Lopez');
  expect(mail?.text).toContain('https://video.example/j/1');
  expect(JSON.stringify(mail)).not.toMatch(/\/schedule\/|zanzibar/);
  const [event] = calendarsOf(mail)[0]?.events ?? [];
  expect(event).toMatchObject({ summary: 'Visit: Maria Lopez', url: 'https://video.example/j/1' });
  expect(event?.attendees).toMatchObject([
    { address: house.anna.email, answer: 'ACCEPTED', rsvp: 'FALSE' },
    { address: 'maria@example.com', name: 'Maria Lopez' },
    { address: 'leo@example.com', name: 'Leo' },
  ]);
});

test('Maria and her guests see Anna’s name and not her address; nor do pages and feeds', async () => {
  const booked = await book(await withAnna(), { guests });
  await work();
  const theirs = [...to('maria@example.com'), ...to('leo@example.com')];
  expect(theirs).toHaveLength(2);
  expect(JSON.stringify(theirs)).toContain('Anna Ito');
  expect(JSON.stringify(theirs)).not.toContain(house.anna.email);
  const link = await desk.call('POST', `/api/v1/appointments/${booked.id}/link`, { cookie: house.admin });
  const feed = await desk.call('POST', `/api/v1/members/${house.anna.id}/calendar-feed`, { cookie: house.admin });
  const page = new URL(link.body.url).pathname;
  for (const path of [page, `${page}/visit.ics`, new URL(feed.body.url).pathname, '/calendar/print?week=2026-W10']) {
    const { status, text } = await desk.call('GET', path, { cookie: house.admin });
    expect([path, status, text.includes(house.anna.email)]).toEqual([path, 200, false]);
  }
});

test('in her own language and zone, wherever Maria is; on the phone it is told from her side', async () => {
  await alter(house.anna, { language: 'de-CH', zone: 'Europe/Zurich' });
  await book(await withAnna(), { location: { type: 'phone', caller: 'host' } });
  await work();
  const [mail] = to(house.anna.email);
  expect(mail?.subject).toMatch(/^Maria Lopez: Visit, .*16:00/);
  expect(mail?.text).toContain('Dieser Termin ist bei Ihnen gebucht:');
  expect(mail?.text).toContain('Am Telefon: Sie rufen Maria Lopez an');
  expect(to('maria@example.com')[0]?.text).toContain('Esta cita está reservada:');
});

test('handed over to Ben: Anna is told that she is free then, and Ben that Maria comes', async () => {
  const booked = await book(await offer({ kind: 'round_robin', hosts: [house.anna.id, house.ben.id] }));
  await work();
  const wasBens = booked.visits[0]?.hosts[0] === house.ben.id;
  const [former, next] = wasBens ? [house.ben, house.anna] : [house.anna, house.ben];
  const handOver = async (host: typeof next) => {
    const byHand = { host: host.id, by: former.id, why: 'ill' };
    had(await house.scheduling.appointments.handOver({ ...changeOf(booked, admin), byHand }));
    return await work();
  };
  const mails = await handOver(next);
  const uid = `${booked.id}@parley`;
  expect(told(former.email, mails)).toEqual([['CANCEL', uid, 1, at15]]);
  expect(told(next.email, mails)).toEqual([['REQUEST', uid, 1, at15]]);
  expect(to(former.email, mails)[0]?.text).toContain("This visit isn't yours any more");
  expect(to(next.email, mails)[0]?.text).toContain('This visit is booked with you:');

  const back = await handOver(former);
  expect(told(former.email, back)).toEqual([['REQUEST', uid, 2, at15]]);
  expect(told(next.email, back)).toEqual([['CANCEL', uid, 2, at15]]);
});

test('in a sequence each is told of their own part, under the UID everybody has', async () => {
  const second = await offer({ kind: 'one_on_one', hosts: [house.ben.id] }, { name: 'Blood test' });
  const step = {
    serviceId: second.id,
    gapMinMinutes: 0,
    gapMaxMinutes: 0,
    hosts: [house.ben.id],
    durationMinutes: 30,
  };
  const booked = await book(await offer({ kind: 'sequence', hosts: [house.anna.id], steps: [step] }));
  await work();
  const [first, then] = [`${booked.id}@parley`, `2.${booked.id}@parley`];
  expect(told('maria@example.com')).toHaveLength(2);
  expect(told(house.anna.email)).toEqual([['REQUEST', first, 0, at15]]);
  expect(told(house.ben.email)).toEqual([['REQUEST', then, 0, at15 + 30 * MINUTE]]);
  expect(to(house.ben.email)[0]?.text).toContain('Blood test');
  // Anna's part is over when the rest is cancelled.
  desk.clock.set(at15 + 30 * MINUTE);
  await house.scheduling.appointments.cancel({ ...changeOf(booked, admin), reason: 'ill' });
  const mails = await work();
  expect(told(house.anna.email, mails)).toEqual([]);
  expect(told(house.ben.email, mails)).toEqual([['CANCEL', then, 1, at15 + 30 * MINUTE]]);
});

test('two who see Maria together both have it, and each reads of the other', async () => {
  await book(await offer({ kind: 'collective', hosts: [house.anna.id, house.ben.id] }));
  await work();
  expect(to(house.anna.email)[0]?.text).toContain('Together with Ben Cole');
  expect(to(house.ben.email)[0]?.text).toContain('Together with Anna Ito');
});

test('whoever left is not written to; nobody is about a visit that is over', async () => {
  const service = await withAnna();
  const booked = await book(service);
  await work();
  await alter(house.anna, { isActive: false });
  await cancel(booked);
  expect((await work()).map((mail) => mail.to)).toEqual(['maria@example.com']);
  await alter(house.anna, { isActive: true });
  await book(service, { start: at16 });
  desk.clock.advance(10 * DAY);
  expect(await work()).toEqual([]);
});

test('Anna who is her own patient gets one mail, the one with everything in it', async () => {
  mariasAddress = house.anna.email;
  const booked = await book(await withAnna());
  await work();
  await cancel(booked);
  await work();
  expect(sent.map((mail) => mail.to)).toEqual([house.anna.email, house.anna.email]);
  expect(sent[0]?.text).toContain('/schedule/manage/');
  expect(told(house.anna.email).map(([method]) => method)).toEqual(['REQUEST', 'CANCEL']);
});

test('a guest of Maria’s who turns out to be the host is told as the host', async () => {
  await book(await withAnna(), { guests: [{ email: house.anna.email }] });
  await work();
  expect(sent.map((mail) => mail.to)).toEqual(['maria@example.com', house.anna.email]);
  expect(to(house.anna.email)[0]?.text).toContain('For: Maria Lopez');
});
