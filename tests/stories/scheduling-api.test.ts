import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type FrontDesk, openFrontDesk } from '../support/front-desk.ts';

// It is Monday, 2 March 2026, 09:00 UTC. On the 8th the clocks in New York go forward.
let desk: FrontDesk;
let token: string;
let grace: string;
let visit: string;

const api = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
  desk.call(method, `/api/v1${path}`, { token, body, headers });

const slots = (query: Record<string, string>) =>
  api(
    'GET',
    `/scheduling/slots?${new URLSearchParams({
      meetingType: visit,
      from: '2026-03-06T00:00:00Z',
      to: '2026-03-10T12:00:00Z',
      zone: 'America/New_York',
      ...query,
    })}`,
  );

const office = (from: string, to: string) => ({
  zone: 'America/New_York',
  schedules: [
    {
      id: 'office',
      name: 'Office hours',
      location: 'any',
      week: [1, 2, 3, 4, 5, 7].map((weekday) => ({ weekday, spans: [{ from, to }] })),
    },
  ],
});

const meeting = (rules: object = {}) => ({
  name: 'Visit',
  rules: { zone: 'America/New_York', durations: [60], locations: ['in_person'], ...rules },
  shape: { kind: 'one_on_one', hosts: [grace] },
});

beforeAll(async () => {
  desk = await openFrontDesk();
  const clinic = await desk.found('harbour');
  grace = (await desk.hire(clinic, { email: 'grace@harbour.example', isHost: true })).id;
  token = await desk.keyFor(
    clinic,
    'schedules:read',
    'schedules:write',
    'overrides:read',
    'overrides:write',
    'services:read',
    'services:write',
    'templates:read',
    'templates:write',
    'figures:read',
  );
  await api('PUT', `/scheduling/availability?calendar=${grace}`, office('14:00', '17:00'));
  visit = (await api('POST', '/scheduling/meeting-types', meeting())).body.id;
});
afterAll(() => desk.close());

describe('which times', () => {
  test('15:00 stays 15:00 over the night the clocks go forward, and every instant is told in UTC', async () => {
    const { status, body } = await slots({});
    expect(status).toBe(200);
    expect(body.slots.map(({ start }: { start: string }) => start)).toEqual([
      '2026-03-06T19:00:00.000Z',
      '2026-03-06T20:00:00.000Z',
      '2026-03-06T21:00:00.000Z',
      // Sunday the 8th: the same wall times, an hour earlier in UTC.
      '2026-03-08T18:00:00.000Z',
      '2026-03-08T19:00:00.000Z',
      '2026-03-08T20:00:00.000Z',
      '2026-03-09T18:00:00.000Z',
      '2026-03-09T19:00:00.000Z',
      '2026-03-09T20:00:00.000Z',
    ]);
    expect(body.emptyDays).toBeUndefined();
  });

  test('asked for it, an empty day says why', async () => {
    const holiday = { kind: 'holiday', from: '2026-03-09', to: '2026-03-09', reason: 'Founders Day' };
    const added = await api('POST', '/scheduling/overrides', { calendar: grace, override: holiday });
    expect(added.status).toBe(201);
    const { body } = await slots({ explain: 'true' });
    expect(body.emptyDays).toEqual(
      expect.arrayContaining([
        { date: '2026-03-07', reason: 'closed', detail: expect.any(String) },
        { date: '2026-03-09', reason: 'closed', detail: expect.stringContaining('Founders Day') },
      ]),
    );
    const gone = await api('DELETE', `/scheduling/overrides/${added.body.id}`);
    expect(gone.status).toBe(204);
    expect((await slots({})).body.slots).toHaveLength(9);
  });

  test('a blocked hour of the provider is not offered', async () => {
    const blocked = await api('POST', `/booking/provider-schedules/${grace}/block`, {
      date: '2026-03-06',
      from: '15:00',
      to: '16:00',
      reason: 'School run',
    });
    expect(blocked.status).toBe(201);
    const { body } = await slots({ to: '2026-03-07T00:00:00Z' });
    expect(body.slots.map(({ start }: { start: string }) => start)).toEqual([
      '2026-03-06T19:00:00.000Z',
      '2026-03-06T21:00:00.000Z',
    ]);
    const { items } = (await api('GET', `/scheduling/overrides?calendar=${grace}`)).body;
    expect(items[0].override).toMatchObject({ kind: 'blocked', reason: 'School run' });
    await api('DELETE', `/scheduling/overrides/${items[0].id}`);
  });

  test('the booking addresses answer under /api/booking too', async () => {
    const { status, body } = await desk.call('GET', '/api/booking/provider-schedules', { token });
    expect(status).toBe(200);
    expect(body.items.map(({ id }: { id: string }) => id)).toContain(grace);
  });
});

describe('a template laid over dates', () => {
  const day = {
    name: 'Clinic day',
    pattern: {
      kind: 'day',
      day: {
        working: [{ from: '08:00', to: '10:00' }],
        slots: [],
        blocked: [{ from: '09:00', to: '09:30', reason: 'Huddle' }],
      },
    },
  };

  test('is tried first, applied once, and its hours are what people can book', async () => {
    const made = await api('POST', '/booking/templates', day);
    expect(made.status).toBe(201);
    const apply = (more: object) =>
      api('POST', `/booking/templates/${made.body.id}/apply`, {
        calendar: grace,
        ranges: [{ from: '2026-03-14', to: '2026-03-15' }],
        ...more,
      });
    expect((await apply({ preview: true })).body.written).toEqual(['2026-03-14', '2026-03-15']);
    expect((await apply({})).body).toMatchObject({ written: ['2026-03-14', '2026-03-15'], unchanged: [] });
    expect((await apply({})).body).toMatchObject({ written: [], unchanged: ['2026-03-14', '2026-03-15'] });

    const { body } = await slots({ from: '2026-03-14T00:00:00Z', to: '2026-03-15T00:00:00Z' });
    expect(body.slots.map(({ start }: { start: string }) => start)).toEqual(['2026-03-14T12:00:00.000Z']);

    const usage = await api('GET', `/booking/templates/${made.body.id}/usage?calendar=${grace}`);
    expect(usage.body).toMatchObject({ timesApplied: 1, days: 2, hoursOffered: 3, hoursBooked: 0 });
  });

  test('an edit is a new version; an editor who read an older one is told', async () => {
    const made = await api('POST', '/booking/templates', { ...day, name: 'Edited by two' });
    const path = `/booking/templates/${made.body.id}`;
    const etag = { 'if-match': String(made.headers.get('etag')) };
    expect((await api('PUT', path, { ...day, name: 'First' }, etag)).body).toMatchObject({ version: 2 });
    const late = await api('PUT', path, { ...day, name: 'Second' }, etag);
    expect(late.status).toBe(412);
    expect(late.body.detail).toContain('version 2');
    const copy = await api('POST', `${path}/clone`, { name: 'A copy' });
    expect(copy.body).toMatchObject({ version: 1, copiedFrom: { template: made.body.id, version: 2 } });
    expect((await api('DELETE', path)).status).toBe(204);
    expect((await api('GET', path)).status).toBe(404);
  });
});

describe('what cannot be used is told field by field', () => {
  test.each([
    ['an unknown zone', { zone: 'America/New_Yrok' }, '/query/zone', 'America/New_York'],
    ['an abbreviation', { zone: 'EST' }, '/query/zone', 'abbreviation'],
    ['an end before the start', { to: '2026-03-01T00:00:00Z' }, '/query/to', 'after'],
    ['ten years', { to: '2036-03-01T00:00:00Z' }, '/query/to', '92 days'],
    ['an instant without an offset', { from: '2026-03-06 10:00' }, '/query/from', 'such as'],
    ['a host who does not serve it', { hosts: 'mem_somebody' }, '/query/hosts', 'mem_somebody'],
  ])('%s', async (_what, query, pointer, words) => {
    const { status, body } = await slots(query);
    expect(status).toBe(400);
    expect(body.errors).toEqual([{ pointer, message: expect.stringContaining(words) }]);
  });

  test.each([
    ['a limit of 0', { maxPerDay: 0 }, '/rules/maxPerDay'],
    ['a negative buffer', { bufferAfterMinutes: -5 }, '/rules/bufferAfterMinutes'],
    ['no duration', { durations: [] }, '/rules/durations'],
    ['an unknown zone', { zone: 'Mars/Base' }, '/rules/zone'],
  ])('a meeting type with %s', async (_what, rules, pointer) => {
    const { status, body } = await api('POST', '/scheduling/meeting-types', meeting(rules));
    expect(status).toBe(400);
    expect(body.errors.map((error: { pointer: string }) => error.pointer)).toContain(pointer);
  });

  test('hours that overlap on one day', async () => {
    const terms = office('09:00', '12:00');
    terms.schedules[0]?.week[0]?.spans.push({ from: '11:00', to: '13:00' });
    const { status, body } = await api('PUT', `/scheduling/availability?calendar=${grace}`, terms);
    expect(status).toBe(400);
    expect(body.errors[0].pointer).toMatch(/^\/schedules\/0\/week\/0\/spans/);
  });
});
