import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type FrontDesk, openFrontDesk } from '../support/front-desk.ts';
import { type House, openHouse, video } from '../support/visits.ts';

let desk: FrontDesk;
let house: House;
let other: House;
let people = 0;

beforeAll(async () => {
  desk = await openFrontDesk();
  house = await openHouse(desk, 'harbour');
  other = await openHouse(desk, 'hillside');
});
afterAll(() => desk.close());

const post = (path: string, body: unknown, cookie = house.admin, headers: Record<string, string> = {}) =>
  desk.call('POST', `/api/v1${path}`, { cookie, body, headers });
const get = (path: string, cookie = house.admin) => desk.call('GET', `/api/v1${path}`, { cookie });

/** Tuesdays at ten with Anna, for somebody new; the clocks go forward on March 8th. */
const tuesdays = (further: object = {}) => {
  people += 1;
  return {
    meetingType: house.visit.id,
    contact: `con_weekly${people}`,
    hosts: [house.anna.id],
    location: video,
    pattern: { kind: 'weekly', every: 1, weekdays: [2] },
    end: { kind: 'count', count: 3 },
    zone: 'America/New_York',
    start: '2026-03-03T10:00',
    ...further,
  };
};

const starts = (series: { occurrences: readonly { start: string }[] }) => series.occurrences.map(({ start }) => start);

async function create(further: object) {
  const made = await post('/booking/recurring', tuesdays(further));
  if (made.status !== 201) throw new Error(made.text);
  return made.body;
}

describe('a weekly visit over the API', () => {
  test('is looked at before it is made, and stays at ten when the clocks change', async () => {
    const plan = tuesdays({ start: '2026-03-03T09:00' });
    const preview = await post('/booking/recurring/preview', plan);
    expect(preview.body).toMatchObject({ conflicts: 0 });
    expect(starts(preview.body)).toEqual([
      '2026-03-03T14:00:00.000Z',
      '2026-03-10T13:00:00.000Z',
      '2026-03-17T13:00:00.000Z',
    ]);
    expect((await get(`/appointments?contact=${plan.contact}`)).body.items).toEqual([]);
    const made = await post('/booking/recurring', plan);
    expect(starts(made.body)).toEqual(starts(preview.body));
    const visits = await get(`/appointments?series=${made.body.id}`);
    expect(visits.body.items.map(({ start }: { start: string }) => start)).toEqual(starts(preview.body));
  });

  test('that runs into another is refused whole, or goes around it', async () => {
    const first = await create({ start: '2026-03-03T10:00' });
    const refused = await post('/booking/recurring', tuesdays({ start: '2026-03-03T10:00' }));
    expect(refused.body).toMatchObject({ status: 409, reason: 'conflicts', conflicts: 3 });
    expect(refused.body.occurrences[0].conflict).toMatchObject({ because: 'full', nearest: {} });
    expect((await get(`/appointments?contact=con_weekly${people}`)).body.items).toEqual([]);
    const nearest = await create({ start: '2026-03-03T10:00', policy: 'nearest' });
    expect(nearest.occurrences.every(({ state }: { state: string }) => state === 'made')).toBe(true);
    for (const start of starts(nearest)) expect(starts(first)).not.toContain(start);
  });

  test('is moved from here on, each old time free again; then this one is cancelled, then all', async () => {
    const made = await create({ start: '2026-03-03T13:00' });
    const path = `/booking/recurring/${made.id}`;
    const moved = await post(`${path}/change`, { scope: 'following', index: 1, time: '14:30' });
    expect(starts({ occurrences: moved.body.changed })).toEqual([
      '2026-03-10T18:30:00.000Z',
      '2026-03-17T18:30:00.000Z',
    ]);
    await create({ start: '2026-03-10T13:00', end: { kind: 'count', count: 2 } });
    const one = await post(`${path}/cancel`, { scope: 'this', index: 1, reason: 'away' });
    expect(one.body).toMatchObject({ changed: [{ index: 1, state: 'cancelled' }], left: [] });
    const all = await post(`${path}/cancel`, { scope: 'all', reason: 'moved away' });
    expect(all.body).toMatchObject({ series: { status: 'ended' }, changed: [{ index: 0 }, { index: 2 }] });
    expect((await post(`${path}/cancel`, { scope: 'all', reason: 'again' })).body.reason).toBe('nothing_ahead');
    const standing = await get(`/appointments?series=${made.id}&status=confirmed`);
    expect(standing.body.items).toEqual([]);
  });

  test('is changed and cancelled by PUT and DELETE, too', async () => {
    const wednesdays = { kind: 'weekly', every: 1, weekdays: [3] };
    const made = await create({ start: '2026-03-04T10:00', pattern: wednesdays });
    const path = `/api/v1/booking/recurring/${made.id}`;
    const move = { scope: 'all', time: '09:30' };
    const moved = await desk.call('PUT', path, { cookie: house.admin, body: move });
    expect(starts({ occurrences: moved.body.changed })).toEqual([
      '2026-03-04T14:30:00.000Z',
      '2026-03-11T13:30:00.000Z',
      '2026-03-18T13:30:00.000Z',
    ]);
    const one = await desk.call('DELETE', `${path}?scope=this&index=1`, { cookie: house.admin });
    expect(one.body).toMatchObject({ changed: [{ index: 1, state: 'cancelled' }] });
    const booking = `/api/booking/recurring/${made.id}`;
    const all = await desk.call('DELETE', booking, { cookie: house.admin });
    expect(all.body).toMatchObject({ series: { status: 'ended' }, changed: [{ index: 0 }, { index: 2 }] });
    const wrong = await desk.call('DELETE', `${path}?index=first`, { cookie: house.admin });
    expect(wrong).toMatchObject({ status: 400, body: { errors: [{ pointer: '/query/index' }] } });
  });

  test('changed for an older version is left as it is', async () => {
    const made = await create({ start: '2026-03-03T15:00' });
    const path = `/booking/recurring/${made.id}`;
    const stale = { 'if-match': `"${made.version - 1}"` };
    for (const [step, body] of [
      ['change', { scope: 'all', time: '15:30' }],
      ['cancel', { scope: 'all', reason: 'x' }],
    ] as const) {
      const refused = await post(`${path}/${step}`, body, house.admin, stale);
      expect(refused.body).toMatchObject({ status: 412, reason: 'changed_meanwhile', version: made.version });
    }
    expect((await get(path)).body).toMatchObject({ version: made.version, status: 'active' });
  });

  test('of ten thousand visits, of no visit, or by a rule nobody can read is refused with the field', async () => {
    for (const [pointer, further] of [
      ['/end', { end: { kind: 'count', count: 10_000 } }],
      ['/pattern', { pattern: { kind: 'custom', rule: 'FREQ=SOMETIMES' } }],
      ['/pattern', { end: { kind: 'date', date: '2026-01-01' } }],
      ['/programme', { programme: 'prg_nobody' }],
      ['/start', { start: '2026-13-45T10:00' }],
    ] as const) {
      const refused = await post('/booking/recurring', tuesdays(further));
      expect([refused.status, refused.body.errors?.[0]?.pointer]).toEqual([400, pointer]);
    }
    const made = await create({ start: '2026-03-03T11:00' });
    const still = await post(`/booking/recurring/${made.id}/change`, { scope: 'all' });
    expect(still.body.errors[0].pointer).toBe('/time');
  });

  test('is seen by who hosts it and by nobody else; another organisation finds nothing', async () => {
    const made = await create({ start: '2026-03-03T12:00' });
    const ids = async (cookie: string) =>
      (await get('/booking/recurring?limit=200', cookie)).body.items.map(({ id }: { id: string }) => id);
    expect(await ids(await desk.enter(house.anna))).toContain(made.id);
    const ben = await desk.enter(house.ben);
    expect(await ids(ben)).toEqual([]);
    for (const cookie of [ben, other.admin]) {
      for (const path of ['', '/progress', '/next'])
        expect((await get(`/booking/recurring/${made.id}${path}`, cookie)).status).toBe(404);
      const body = { scope: 'all', reason: 'x', time: '10:00' };
      const { reason: _, ...change } = body;
      expect((await post(`/booking/recurring/${made.id}/change`, change, cookie)).status).toBe(404);
      const { time: __, ...cancel } = body;
      expect((await post(`/booking/recurring/${made.id}/cancel`, cancel, cookie)).status).toBe(404);
    }
  });

  test('is reached without a version under /api/booking as well', async () => {
    const made = await create({ start: '2026-03-05T09:00', pattern: { kind: 'weekly', every: 1, weekdays: [4] } });
    const reply = await desk.call('GET', `/api/booking/recurring/${made.id}`, { cookie: house.admin });
    expect(reply.body).toEqual((await get(`/booking/recurring/${made.id}`)).body);
    expect((await desk.call('GET', '/api/booking/recurring')).status).toBe(401);
    expect((await desk.call('GET', '/api/appointments', { cookie: house.admin })).status).toBe(404);
  });
});

describe('a programme', () => {
  test('gives a series its sessions and their titles; progress and the next time are told', async () => {
    const programme = await post('/booking/programmes', {
      name: 'Back school',
      meetingType: house.visit.id,
      sessions: [
        { title: 'First steps' },
        { title: 'Strength', materials: [{ title: 'Plan', url: 'https://a.example/p' }] },
      ],
      gapDays: 7,
    });
    expect(programme.status).toBe(201);
    const thursdays = { pattern: { kind: 'weekly', every: 1, weekdays: [4] }, start: '2026-03-05T10:00' };
    const made = await create({ ...thursdays, programme: programme.body.id, end: { kind: 'open' } });
    const visits = (await get(`/appointments?series=${made.id}`)).body.items;
    expect(visits.map(({ title }: { title: string }) => title)).toEqual(['First steps', 'Strength']);
    await post(`/appointments/${visits[0].id}/complete`, {});
    expect((await get(`/booking/recurring/${made.id}/progress`)).body).toMatchObject({
      ...{ total: 2, completed: 1, upcoming: 1, isComplete: false },
      next: visits[1].start,
    });
    const { body } = await get(`/booking/recurring/${made.id}/next`);
    expect(body.slots[0].start).toBe('2026-03-19T14:00:00.000Z');
  });

  test('taken off the list is begun by nobody any more; who follows it goes on', async () => {
    const terms = { name: 'Old', meetingType: house.visit.id, sessions: [{ title: 'One' }], gapDays: 7 };
    const { id: programme } = (await post('/booking/programmes', terms)).body;
    const followed = { pattern: { kind: 'weekly', every: 1, weekdays: [5] }, start: '2026-03-06T10:00', programme };
    const made = await create({ ...followed, end: { kind: 'open' } });
    const path = `/api/v1/booking/programmes/${programme}`;
    expect((await desk.call('DELETE', path, { cookie: house.admin, headers: { 'if-match': '"7"' } })).status).toBe(412);
    expect((await desk.call('DELETE', path, { cookie: house.admin })).status).toBe(204);
    expect((await desk.call('DELETE', path, { cookie: house.admin })).status).toBe(404);
    const list = (await get('/booking/programmes')).body.items;
    expect(list.map(({ id }: { id: string }) => id)).not.toContain(programme);
    const again = await post('/booking/recurring', tuesdays({ ...followed, start: '2026-03-13T11:00' }));
    expect(again).toMatchObject({ status: 400, body: { errors: [{ pointer: '/programme' }] } });
    expect((await get(`/booking/recurring/${made.id}/next`)).status).toBe(200);
  });

  test('edited by two at once is changed by one; another organisation has no part in it', async () => {
    const terms = { name: 'Knee', meetingType: house.visit.id, sessions: [{ title: 'One' }], gapDays: 7 };
    const { id } = (await post('/booking/programmes', terms)).body;
    const put = (name: string, cookie = house.admin) =>
      desk.call('PUT', `/api/v1/booking/programmes/${id}`, {
        ...{ cookie, body: { ...terms, name } },
        headers: { 'if-match': '"1"' },
      });
    const answers = await Promise.all([put('Knee A'), put('Knee B')]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412]);
    expect((await get(`/booking/programmes/${id}`, other.admin)).status).toBe(404);
    expect((await put('Mine', other.admin)).status).toBe(404);
    expect((await get('/booking/programmes', other.admin)).body.items).toEqual([]);
  });
});
