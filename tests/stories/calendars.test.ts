import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { BookingRequest } from '../../src/core/appointments/booking.ts';
import type { ContactBook } from '../../src/core/appointments/telling.ts';
import type { Appointment } from '../../src/core/appointments/types.ts';
import type { Actor } from '../../src/core/events.ts';
import type { MailMessage } from '../../src/core/ports.ts';
import type { Result } from '../../src/core/result.ts';
import { DAY, HOUR, MINUTE, type Zone } from '../../src/core/time/types.ts';
import { createIds } from '../../src/ids.ts';
import { createVisitSharing, type VisitSharing } from '../../src/self-service.ts';
import { readCalendar } from '../support/calendars.ts';
import { bookingOf, serviceOf } from '../support/clinic.ts';
import { type FrontDesk, openFrontDesk } from '../support/front-desk.ts';
import { MONDAY, openBench, ringOf } from '../support/machinery.ts';
import { type House, maria, openHouse } from '../support/visits.ts';

// What leaves the house as iCalendar: mails to those who come, feeds to those who work here, and the sheet on the wall.

let desk: FrontDesk;
let house: House;
let sharing: VisitSharing;
let number = 0;
let sent: MailMessage[];
let isMailDown: boolean;

const at15 = Date.parse('2026-03-04T15:00:00Z');
const at16 = at15 + HOUR;
const patient: Actor = { kind: 'contact', id: maria, channel: 'sms' };

const contacts: ContactBook = {
  find: async (_organisation, id) =>
    id === maria
      ? {
          name: 'María "Mia" López',
          locale: 'es',
          zone: 'America/New_York' as Zone,
          identities: [{ channel: 'email', address: 'maria@example.com' }],
        }
      : undefined,
};

beforeAll(async () => {
  desk = await openFrontDesk();
});
afterAll(() => desk.close());

beforeEach(async () => {
  number += 1;
  desk.clock.set(MONDAY);
  house = await openHouse(desk, `house-${number}`);
  sent = [];
  isMailDown = false;
  const { store, clock, url: publicUrl } = desk;
  const { scheduling } = house;
  sharing = createVisitSharing({
    store,
    contacts,
    scheduling,
    keys: ringOf('one'),
    clock,
    ids: createIds(clock),
    publicUrl,
  });
});

function had<T>(result: Result<T, { readonly ok: false; readonly reason: string }>): T {
  if (!result.ok) throw new Error(`refused: ${JSON.stringify(result)}`);
  return result.value;
}

const book = async (further: Partial<BookingRequest> = {}, service = house.visit): Promise<Appointment> =>
  had(
    await house.scheduling.appointments.book(
      bookingOf(service, new Date(at15).toISOString(), {
        organisationId: house.clinic,
        contactId: maria,
        actor: patient,
        location: { type: 'in_person', address: '12 Harbour Street', room: '3' },
        ...further,
      }),
    ),
  );
const changeOf = ({ id }: Appointment, actor = patient) => ({ organisationId: house.clinic, appointmentId: id, actor });

/** Everything that waits in the stream is worked through, as the worker process does it. */
async function work(): Promise<void> {
  const mail = {
    send: async (message: MailMessage) => {
      if (isMailDown) throw new Error('the mail server is down');
      // What hosts are told is a story of its own.
      if (!message.to.endsWith(`@house-${number}.example`)) sent.push(message);
    },
  };
  const bench = openBench('');
  try {
    const consumers = sharing.consumersWith(mail, 'visits@clinic.example');
    await bench.workers(desk.store, { clock: desk.clock, consumers }).settle();
  } finally {
    await bench.close();
  }
}
const invitations = () =>
  sent.map(({ to, calendars = [] }) => ({ to, calendars: calendars.map(({ text }) => readCalendar(text)) }));
const eventIn = (index: number) => invitations()[index]?.calendars[0]?.events[0];

describe('Maria is invited by mail', () => {
  test('when it is booked, when it moves and when it is cancelled: one event that changes, each time once', async () => {
    const booked = await book();
    await work();
    had(await house.scheduling.appointments.reschedule({ ...changeOf(booked), start: at16 }));
    await work();
    had(await house.scheduling.appointments.cancel({ ...changeOf(booked), reason: 'ill' }));
    await work();
    await work();
    expect(invitations().map(({ to, calendars }) => [to, calendars.map(({ method }) => method)])).toEqual([
      ['maria@example.com', ['REQUEST']],
      ['maria@example.com', ['REQUEST']],
      ['maria@example.com', ['CANCEL']],
    ]);
    const uid = `${booked.id}@parley`;
    expect([0, 1, 2].map(eventIn)).toMatchObject([
      { uid, sequence: 0, status: 'CONFIRMED', start: at15, location: '12 Harbour Street, 3' },
      { uid, sequence: 1, status: 'CONFIRMED', start: at16 },
      { uid, sequence: 2, status: 'CANCELLED', start: at16 },
    ]);
    expect(eventIn(0)).toMatchObject({
      organiser: { address: 'visits@clinic.example', name: `Clinic house-${number}` },
      attendees: [{ address: 'maria@example.com', name: "María 'Mia' López", answer: 'ACCEPTED', rsvp: 'FALSE' }],
    });
  });

  test('in the words of the house where it has its own', async () => {
    const before = await desk.store.organisations.get(house.clinic);
    const wording = [{ language: 'es', sentence: 'invite.new_text', text: 'La esperamos con ilusión:' }] as const;
    had(await desk.store.organisations.change(house.clinic, before?.version ?? 0, { wording }, patient));
    await book();
    await work();
    expect(sent[0]?.text).toContain('La esperamos con ilusión:');
  });

  test('in her language, with the link to change it, which is not in the cancellation', async () => {
    const booked = await book();
    await work();
    had(await house.scheduling.appointments.cancel({ ...changeOf(booked), reason: 'ill' }));
    await work();
    const [invitation, cancellation] = sent;
    expect(invitation?.text).toContain('Esta cita está reservada:');
    const page = /\/schedule\/manage\/[\w-]{43}/.exec(invitation?.text ?? '')?.[0];
    expect(page).toBeDefined();
    expect(cancellation?.subject).toContain('Cancelada:');
    expect(cancellation?.text).not.toContain('/schedule/');
    const token = page?.split('/').at(-1) ?? '';
    expect(await sharing.selfService.open(token)).toMatchObject({ ok: true, value: { id: booked.id } });
  });

  test('asked by the clinic, she is to say whether she comes', async () => {
    await book({ actor: { kind: 'member', id: house.anna.id, channel: 'hub' } });
    await work();
    expect(eventIn(0)?.attendees).toMatchObject([{ answer: 'NEEDS-ACTION', rsvp: 'TRUE' }]);
  });

  test('a request is no invitation until it is approved', async () => {
    const request = await book({}, house.asked);
    await work();
    expect(sent).toEqual([]);
    had(await house.scheduling.appointments.approve(changeOf(request, { kind: 'member', channel: 'hub' })));
    await work();
    expect(eventIn(0)).toMatchObject({ sequence: 0, status: 'CONFIRMED' });
  });

  test('two moves before the mail goes out are one mail, of the last', async () => {
    const booked = await book();
    had(await house.scheduling.appointments.reschedule({ ...changeOf(booked), start: at16 }));
    await work();
    expect(invitations()).toHaveLength(1);
    expect(eventIn(0)).toMatchObject({ sequence: 1, start: at16 });
  });

  test('a mail server that was down is tried again, and nobody gets it twice', async () => {
    isMailDown = true;
    await book();
    await work();
    expect(sent).toEqual([]);
    isMailDown = false;
    desk.clock.advance(HOUR);
    await work();
    await work();
    expect(invitations()).toHaveLength(1);
  });

  test('her guests are invited too, and see no address but their own; she sees whom she brings', async () => {
    const guests = [{ name: 'Leo', email: 'Leo@example.com' }, { email: 'ana@example.com' }];
    const service = { ...house.visit, id: createIds(desk.clock).next('service') };
    const withGuests = { ...service, rules: { ...service.rules, maxGuests: 3 } };
    await desk.store.services.write(withGuests);
    await book({ guests }, withGuests);
    await work();
    expect(invitations().map(({ to }) => to)).toEqual(['maria@example.com', 'leo@example.com', 'ana@example.com']);
    expect(eventIn(0)?.attendees).toHaveLength(3);
    expect(eventIn(1)?.attendees.map(({ address }) => address)).toEqual(['leo@example.com']);
    expect(JSON.stringify(sent.slice(1))).not.toMatch(/maria@|\/schedule\//);
  });
});

describe('an appointment of several days', () => {
  test('is one event per day, each with its own UID, and the file has them all', async () => {
    const course = {
      ...serviceOf({ kind: 'multi_day', hosts: [house.anna.id], dayOffsets: [0, 1, 2] }),
      id: createIds(desk.clock).next('service'),
      organisationId: house.clinic,
    };
    await desk.store.services.write(course);
    const booked = await book({}, course);
    await work();
    const [{ calendars = [] } = {}] = invitations();
    const days = [at15, at15 + DAY, at15 + 2 * DAY];
    expect(calendars.map(({ events }) => events.map(({ start }) => start))).toEqual(days.map((day) => [day]));
    expect(new Set(calendars.map(({ events }) => events[0]?.uid)).size).toBe(3);
    expect(calendars[0]?.events[0]?.uid).toBe(`${booked.id}@parley`);

    const link = await desk.call('POST', `/api/v1/appointments/${booked.id}/link`, { cookie: house.admin });
    const file = await desk.call('GET', `${new URL(link.body.url).pathname}/visit.ics`);
    expect(readCalendar(file.text).events.map(({ start }) => start)).toEqual(days);
  });
});

describe("Anna's own calendar", () => {
  const path = () => `/api/v1/members/${house.anna.id}/calendar-feed`;
  const address = async (cookie?: string): Promise<string> => {
    const made = await desk.call('POST', path(), { cookie: cookie ?? house.admin });
    expect(made.status).toBe(201);
    expect(made.body.webcal).toMatch(/^webcal:\/\//);
    return new URL(made.body.url).pathname;
  };

  test('holds her visits of these months and nobody else’s; what is cancelled is gone', async () => {
    const mine = await book({ hosts: [house.anna.id] });
    const bens = await book({ hosts: [house.ben.id] });
    const gone = await book({ hosts: [house.anna.id], start: at16 });
    had(await house.scheduling.appointments.cancel({ ...changeOf(gone), reason: 'ill' }));
    await house.scheduling.appointments.addNote({ ...changeOf(mine), side: 'host', text: 'zanzibar' });
    const url = await address();
    const feed = await desk.call('GET', url);
    expect(feed.headers.get('content-type')).toContain('text/calendar');
    const { events, method, name } = readCalendar(feed.text);
    expect([method, name]).toEqual([undefined, 'Anna Ito']);
    expect(events.map(({ uid }) => uid)).toEqual([`${mine.id}@parley`]);
    expect(feed.text).not.toMatch(new RegExp(`${bens.id}|zanzibar`));
    desk.clock.advance(40 * DAY);
    expect(readCalendar((await desk.call('GET', url)).text).events).toEqual([]);
  });

  test('is sent again only when something changed, and kept by nobody on the way', async () => {
    const booked = await book({ hosts: [house.anna.id] });
    const url = await address();
    const first = await desk.call('GET', url);
    const etag = first.headers.get('etag') ?? '';
    expect(first.headers.get('cache-control')).toContain('private');
    desk.clock.advance(HOUR);
    const again = await desk.call('GET', url, { headers: { 'if-none-match': etag } });
    expect([again.status, again.text]).toEqual([304, '']);
    had(await house.scheduling.appointments.reschedule({ ...changeOf(booked), start: at16 }));
    expect((await desk.call('GET', url, { headers: { 'if-none-match': etag } })).status).toBe(200);
  });

  test('has one address; a new one ends the old one, revoking ends both, and whoever left has none', async () => {
    const [first, second] = [await address(), await address()];
    expect((await desk.call('GET', first)).status).toBe(404);
    expect((await desk.call('GET', second)).status).toBe(200);
    expect((await desk.call('GET', path(), { cookie: house.admin })).body).toMatchObject({ exists: true });
    expect((await desk.call('DELETE', path(), { cookie: house.admin })).status).toBe(204);
    expect((await desk.call('GET', second)).status).toBe(404);
    expect((await desk.call('GET', path(), { cookie: house.admin })).body).toEqual({ exists: false });
    const third = await address();
    await desk.call('PATCH', `/api/v1/members/${house.anna.id}`, { cookie: house.admin, body: { isActive: false } });
    expect((await desk.call('GET', third)).status).toBe(404);
  });

  test('is made by herself or those above her, not by a colleague', async () => {
    await expect(address(await desk.enter(house.anna))).resolves.toMatch(/^\/calendar\//);
    const ben = await desk.call('POST', path(), { cookie: await desk.enter(house.ben) });
    expect(ben.status).toBe(404);
  });

  test('its token is kept as a hash alone', async () => {
    const token = (await address()).split('/').at(-1)?.replace('.ics', '') ?? '';
    const kept = await desk.store.connection.collection('calendar_feeds').find({}).toArray();
    expect(JSON.stringify(kept)).not.toContain(token);
  });
});

describe('the sheet on the wall', () => {
  const print = (query: string, cookie?: string) => desk.call('GET', `/calendar/print?${query}`, { cookie });

  test('shows the week, day by day, and one day alone', async () => {
    await book({ hosts: [house.anna.id], title: 'Check <b>up</b>' });
    const week = await print('week=2026-W10', house.admin);
    expect(week.status).toBe(200);
    expect(week.text).toContain('Wednesday, March 4, 2026');
    expect(week.text).toContain('Check &lt;b&gt;up&lt;/b&gt;');
    expect(week.text.match(/No visits/g)).toHaveLength(6);
    const day = await print('day=2026-03-04', house.admin);
    expect(day.text).toContain('10:00 AM – 10:30 AM EST');
    expect(day.text).not.toContain('Tuesday');
    expect((await print('week=2026-W11', house.admin)).text).not.toContain('Check');
  });

  test('a member sees their own, an admin everybody’s, and one host where asked', async () => {
    await book({ hosts: [house.anna.id], title: 'Annas' });
    await book({ hosts: [house.ben.id], title: 'Bens' });
    const anna = await desk.enter(house.anna);
    const own = await print('week=2026-W10', anna);
    expect(own.text).toContain('Annas');
    expect(own.text).not.toContain('Bens');
    expect((await print(`week=2026-W10&member=${house.ben.id}`, anna)).status).toBe(404);
    const bens = await print(`week=2026-W10&member=${house.ben.id}`, house.admin);
    expect(bens.text).toContain('Bens');
    expect(bens.text).not.toContain('Annas');
  });

  test('a key may read it, a stranger is led to where one signs in, and a week that is none is told', async () => {
    const token = await desk.keyFor(house.clinic, 'appointments:read');
    expect((await desk.call('GET', '/calendar/print?week=2026-W10', { token })).status).toBe(200);
    const stranger = await print('week=2026-W10');
    expect([stranger.status, stranger.headers.get('location')]).toEqual([303, '/sign-in']);
    for (const query of ['week=2026-W54', 'week=x', 'day=2026-02-30', 'weeks=1'])
      expect([query, (await print(query, house.admin)).status]).toEqual([query, 400]);
  });

  test('in the week the clocks change every visit stands at its wall time', async () => {
    await book({ hosts: [house.anna.id], start: Date.parse('2026-03-09T13:00:00Z') });
    desk.clock.advance(30 * MINUTE);
    expect((await print('day=2026-03-09', house.admin)).text).toContain('9:00 AM – 9:30 AM EDT');
  });
});
