import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { TimeRequest } from '../../src/core/appointments/taking.ts';
import type { Appointment } from '../../src/core/appointments/types.ts';
import { createCalendars } from '../../src/core/calendars/service.ts';
import type { ContactId, MemberId, OrganisationId, ServiceId } from '../../src/core/ids.ts';
import { MINUTE } from '../../src/core/time/types.ts';
import { createIds } from '../../src/ids.ts';
import { createScheduling } from '../../src/scheduling.ts';
import { hostOf, newYork, patient } from '../support/clinic.ts';
import { type FrontDesk, openFrontDesk } from '../support/front-desk.ts';

// What an office manager and her program see of a pool through the API.

let desk: FrontDesk;
let clinic: OrganisationId;
let key: string;
let hosts: readonly [MemberId, MemberId];
let number = 0;

const nine = Date.parse('2026-03-03T14:00:00Z');
const slotAt = (index: number) => nine + index * 30 * MINUTE;

beforeAll(async () => {
  desk = await openFrontDesk();
});
afterAll(() => desk.close());

async function openHours(id: MemberId) {
  const calendars = createCalendars({ shelf: desk.store.calendars, ids: createIds(desk.clock), clock: desk.clock });
  const { zone, schedules } = hostOf(id, newYork);
  const opened = await calendars.change(clinic, id, { zone, schedules }, undefined, patient);
  if (!opened.ok) throw new Error(opened.reason);
}

beforeEach(async () => {
  number += 1;
  clinic = await desk.found(`riverside-${number}`);
  const hired = [
    await desk.hire(clinic, { email: `anna@riverside-${number}.example`, isHost: true }),
    await desk.hire(clinic, { email: `ben@riverside-${number}.example`, isHost: true }),
  ] as const;
  hosts = [hired[0].id, hired[1].id];
  for (const host of hosts) await openHours(host);
  key = await desk.keyFor(clinic, 'pools:read', 'pools:write', 'services:read', 'services:write');
});

const call = (method: string, path: string, body?: unknown, headers = {}) =>
  desk.call(method, `/api/v1/scheduling${path}`, { token: key, body, headers });

const terms = (further: object = {}) => ({
  name: 'Front desk',
  zone: 'America/New_York',
  strategy: 'weighted',
  period: 'weekly',
  hosts: [
    { host: hosts[0], weight: 50 },
    { host: hosts[1], weight: 100 },
  ],
  ...further,
});

async function createPool(further: object = {}) {
  const made = await call('POST', '/pools', terms(further));
  expect(made.status).toBe(201);
  return made.body as { readonly id: string; readonly version: number };
}

async function offer(shape: object): Promise<ServiceId> {
  const made = await call('POST', '/meeting-types', {
    name: 'Visit',
    rules: { zone: 'America/New_York', durations: [30], locations: ['video'] },
    shape: { kind: 'round_robin', ...shape },
  });
  expect(made.status).toBe(201);
  return made.body.id;
}

/** Somebody books in a conversation; that is another process. */
async function book(serviceId: ServiceId, start: number): Promise<Appointment> {
  const { appointments } = createScheduling({
    store: desk.store,
    clock: desk.clock,
    ids: createIds(desk.clock),
    chance: Math.random,
  });
  const time: TimeRequest = {
    organisationId: clinic,
    serviceId,
    start,
    location: { type: 'video', provider: 'custom' },
    guests: [],
  };
  const booked = await appointments.book({ ...time, contactId: 'con_maria' as ContactId, actor: patient });
  if (!booked.ok) throw new Error(booked.reason);
  return booked.value;
}

describe('a pool', () => {
  test('is made, read, changed under its ETag, listed, and taken away', async () => {
    const made = await call('POST', '/pools', terms());
    expect(made).toMatchObject({ status: 201, body: { version: 1, weightScale: 'percent', catchUpLimit: 2 } });
    expect(made.body.hosts).toEqual([
      { host: hosts[0], weight: 50, tier: 1 },
      { host: hosts[1], weight: 100, tier: 1 },
    ]);
    const path = `/pools/${made.body.id}`;
    const etag = (await call('GET', path)).headers.get('etag') ?? '';
    expect(etag).toBe('"1"');
    const renamed = await call('PUT', path, terms({ name: 'Reception' }), { 'if-match': etag });
    expect(renamed).toMatchObject({ status: 200, body: { name: 'Reception', version: 2 } });
    expect((await call('PUT', path, terms(), { 'if-match': etag })).status).toBe(412);
    expect((await call('GET', '/pools')).body.items).toEqual([renamed.body]);
    expect((await call('DELETE', path)).status).toBe(204);
    expect((await call('GET', path)).status).toBe(404);
  });

  test('that cannot be used is refused with every field that is wrong', async () => {
    const wrong = terms({ catchUpLimit: 0, hosts: [{ host: hosts[0], weight: 7 }, { host: hosts[0] }] });
    const refused = await call('POST', '/pools', wrong);
    expect(refused.status).toBe(400);
    expect(refused.body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual([
      '/hosts/0/weight',
      '/hosts/1/host',
      '/catchUpLimit',
    ]);
    expect((await call('POST', '/pools', terms({ strategy: 'loudest' }))).body.errors).toMatchObject([
      { pointer: '/strategy' },
    ]);
  });

  test('says whose visits a meeting type offers, from the moment somebody joins it', async () => {
    const pool = await createPool({ hosts: [{ host: hosts[0] }] });
    const meetingType = await offer({ poolId: pool.id });
    const slots = `/slots?meetingType=${meetingType}&from=2026-03-03T14:00:00Z&to=2026-03-03T14:30:00Z&zone=UTC`;
    expect((await call('GET', slots)).body.slots).toMatchObject([{ hosts: [hosts[0]] }]);
    await call('PUT', `/pools/${pool.id}`, terms());
    expect((await call('GET', slots)).body.slots).toMatchObject([{ hosts: [...hosts] }]);
    expect((await call('GET', `/meeting-types/${meetingType}`)).body.shape.hosts).toEqual([...hosts]);
  });

  test('stays while a meeting type deals from it; a meeting type cannot name one that is not there', async () => {
    const pool = await createPool();
    await offer({ poolId: pool.id });
    const refused = await call('DELETE', `/pools/${pool.id}`);
    expect(refused).toMatchObject({ status: 409 });
    expect(refused.body.detail).toContain('Visit');
    const unknown = await call('POST', '/meeting-types', {
      name: 'Visit',
      rules: { zone: 'America/New_York', durations: [30], locations: ['video'] },
      shape: { kind: 'round_robin', poolId: 'pol_nowhere' },
    });
    expect(unknown).toMatchObject({ status: 400, body: { errors: [{ pointer: '/shape/poolId' }] } });
  });

  test('of a meeting type that names none is made with the first visit, and has the hosts of the meeting type', async () => {
    const meetingType = await offer({ hosts });
    await book(meetingType, slotAt(0));
    const [pool] = (await call('GET', '/pools')).body.items;
    expect(pool).toMatchObject({ ofService: meetingType, strategy: 'equal', name: 'Visit' });
    const { id, version: _, ofService: __, ...own } = pool;
    const weighted = { ...own, strategy: 'weighted', hosts: [{ host: hosts[0], weight: 200 }, { host: hosts[1] }] };
    expect((await call('PUT', `/pools/${id}`, weighted)).status).toBe(200);
    const fewer = await call('PUT', `/pools/${id}`, { ...own, hosts: [{ host: hosts[0] }] });
    expect(fewer).toMatchObject({ status: 400, body: { errors: [{ pointer: '/hosts' }] } });
    expect((await call('DELETE', `/pools/${id}`)).status).toBe(409);
  });

  test('of others is not there', async () => {
    const pool = await createPool();
    const elsewhere = await desk.found(`hillside-${number}`);
    key = await desk.keyFor(elsewhere, 'pools:read', 'pools:write');
    expect((await call('GET', `/pools/${pool.id}`)).status).toBe(404);
    expect((await call('GET', `/pools/${pool.id}/assignments`)).status).toBe(404);
    expect((await call('GET', '/pools')).body.items).toEqual([]);
  });

  test('is read by who is in it, and changed by nobody who only works there', async () => {
    const pool = await createPool({ hosts: [{ host: hosts[0] }] });
    const [anna, ben] = [
      await desk.access.members.get(clinic, hosts[0]),
      await desk.access.members.get(clinic, hosts[1]),
    ];
    if (!anna || !ben) throw new Error('nobody there');
    const ask = async (who: typeof anna, method: string, body?: unknown) =>
      desk.call(method, `/api/v1/scheduling/pools/${pool.id}`, { cookie: await desk.enter(who), body });
    expect((await ask(anna, 'GET')).status).toBe(200);
    expect((await ask(ben, 'GET')).status).toBe(404);
    expect((await ask(anna, 'PUT', terms())).status).toBe(403);
  });
});

describe('what a pool dealt', () => {
  test('is foretold with its numbers, happens so, and is read in log and figures', async () => {
    const pool = await createPool();
    const meetingType = await offer({ poolId: pool.id });
    const explained = await call('GET', `/pools/${pool.id}/explain?start=2026-03-03T14:00:00Z`);
    expect(explained).toMatchObject({ status: 200, body: { meetingType, host: hosts[1] } });
    expect(explained.body.numbers).toMatchObject([
      { host: hosts[0], state: 'free', weight: 0.5, verdict: 'less_due' },
      { host: hosts[1], state: 'free', weight: 1, verdict: 'chosen', rank: 1 },
    ]);

    const booked = await book(meetingType, slotAt(0));
    expect(booked.visits[0]?.hosts).toEqual([hosts[1]]);
    for (const index of [1, 2]) await book(meetingType, slotAt(index));

    const first = await call('GET', `/pools/${pool.id}/assignments?limit=2`);
    expect(first.body.items).toHaveLength(2);
    const rest = await call(
      'GET',
      `/pools/${pool.id}/assignments?limit=2&after=${encodeURIComponent(first.body.next)}`,
    );
    expect(rest.body).toMatchObject({ items: [{ assignment: booked.assignment, host: hosts[1] }] });
    expect(rest.body.next).toBeUndefined();
    const one = await call('GET', `/pools/${pool.id}/assignments/${booked.assignment}`);
    expect(one.body).toMatchObject({ numbers: explained.body.numbers, visit: { appointmentId: booked.id } });

    const figures = await call('GET', `/pools/${pool.id}/fairness`);
    expect(figures.body).toMatchObject({ period: '2026-W10', assigned: 3, returned: 0 });
    expect(figures.body.hosts).toMatchObject([
      { host: hosts[0], assigned: 1 },
      { host: hosts[1], assigned: 2 },
    ]);
    expect(figures.body.hosts[0].target).toBeCloseTo(1, 9);
    expect((await call('GET', `/pools/${pool.id}/fairness?period=2026-W09`)).body).toMatchObject({ assigned: 0 });
    expect((await call('GET', `/pools/${pool.id}/fairness?period=soon`)).status).toBe(400);
  });

  test('nobody can be had at night: the reason for every host', async () => {
    const pool = await createPool();
    await offer({ poolId: pool.id });
    const { body } = await call('GET', `/pools/${pool.id}/explain?start=2026-03-03T03:00:00Z`);
    expect(body).toMatchObject({ host: null, numbers: [{ verdict: 'away' }, { verdict: 'away' }] });
    expect(body.because).not.toBe('');
  });

  test('a pool several meeting types deal from is asked about one of them', async () => {
    const pool = await createPool();
    const [one] = [await offer({ poolId: pool.id }), await offer({ poolId: pool.id })];
    const path = `/pools/${pool.id}/explain?start=2026-03-03T14:00:00Z`;
    expect((await call('GET', path)).body.errors).toMatchObject([{ pointer: '/query/meetingType' }]);
    expect((await call('GET', `${path}&meetingType=${one}`)).body.meetingType).toBe(one);
  });

  test('is handed over by a person who says why; what is not in force any more is not', async () => {
    const pool = await createPool();
    const meetingType = await offer({ poolId: pool.id });
    const booked = await book(meetingType, slotAt(0));
    const path = `/pools/${pool.id}/assignments/${booked.assignment}/reassign`;
    expect((await call('POST', path, { host: hosts[0], why: ' ' })).body.errors).toMatchObject([{ pointer: '/why' }]);
    expect((await call('POST', path, { host: hosts[1], why: 'x' })).body.errors).toMatchObject([{ pointer: '/host' }]);
    expect((await call('POST', path, { host: 'mem_zoe', why: 'x' })).body.errors).toMatchObject([{ pointer: '/host' }]);

    const handed = await call('POST', path, { host: hosts[0], why: 'speaks Portuguese' });
    expect(handed).toMatchObject({ status: 200, body: { host: hosts[0], byHand: { why: 'speaks Portuguese' } } });
    const now = await desk.store.appointments.find(clinic, booked.id);
    expect(now).toMatchObject({
      start: booked.start,
      assignment: handed.body.assignment,
      visits: [{ hosts: [hosts[0]] }],
    });
    expect((await call('POST', path, { host: hosts[0], why: 'again' })).status).toBe(409);

    await book(meetingType, slotAt(0));
    const back = `/pools/${pool.id}/assignments/${handed.body.assignment}/reassign`;
    const busy = await call('POST', back, { host: hosts[1], why: 'no' });
    expect(busy).toMatchObject({ status: 409 });
    expect(busy.body.detail).toContain('not free');
  });
});
