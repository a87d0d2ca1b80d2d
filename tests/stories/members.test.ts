import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { OrganisationId } from '../../src/core/ids.ts';
import { type FrontDesk, openFrontDesk } from '../support/front-desk.ts';

let desk: FrontDesk;
let clinic: OrganisationId;
let admin: string;

beforeAll(async () => {
  desk = await openFrontDesk();
  clinic = await desk.found('riverside');
  admin = await desk.enter(await desk.hire(clinic, { email: 'ada@riverside.example', role: 'admin' }));
});
afterAll(() => desk.close());

let number = 0;
const fresh = () => `person${++number}@riverside.example`;
const add = (cookie: string, terms: object) =>
  desk.call('POST', '/api/v1/members', { cookie, body: { name: 'Ben', email: fresh(), ...terms } });
const change = (cookie: string, id: string, body: object, headers = {}) =>
  desk.call('PATCH', `/api/v1/members/${id}`, { cookie, body, headers });
const team = async (name: string): Promise<string> =>
  (await desk.call('POST', '/api/v1/teams', { cookie: admin, body: { name } })).body.id;

describe('taking somebody in', () => {
  test('a host can be booked at once: a calendar with office hours lies under the same id', async () => {
    const { status, body } = await add(admin, { isHost: true, zone: 'Europe/Berlin' });
    expect(status).toBe(201);
    const hours = await desk.call('GET', `/api/v1/scheduling/availability?calendar=${body.id}`, { cookie: admin });
    expect(hours.body).toMatchObject({ id: body.id, owner: 'host', zone: 'Europe/Berlin' });
    expect(hours.body.schedules[0].week).toHaveLength(5);
  });

  test('who begins to host later gets one then; a second time changes nothing', async () => {
    const { body } = await add(admin, {});
    const calendar = () => desk.call('GET', `/api/v1/scheduling/availability?calendar=${body.id}`, { cookie: admin });
    expect((await calendar()).status).toBe(404);
    await change(admin, body.id, { isHost: true });
    expect((await calendar()).status).toBe(200);
    await change(admin, body.id, { isHost: true, name: 'Benjamin' });
    expect((await calendar()).body.version).toBe(1);
  });

  test('zone and language are those of the organisation where nothing else is said', async () => {
    expect((await add(admin, {})).body).toMatchObject({ zone: 'America/New_York', language: 'en', role: 'member' });
  });

  test('one address is one member, however it is written', async () => {
    const email = fresh();
    expect((await add(admin, { email })).status).toBe(201);
    const again = await add(admin, { email: email.toUpperCase() });
    expect(again).toMatchObject({ status: 409, body: { type: '/problems/conflict' } });
    const elsewhere = await desk.found('elsewhere');
    await expect(desk.hire(elsewhere, { email })).resolves.toMatchObject({ email });
  });

  test('a role or team that there is not is named', async () => {
    expect((await add(admin, { role: 'rol_nobody' })).body.errors[0].pointer).toBe('/role');
    expect((await add(admin, { teams: ['tea_nobody'] })).body.errors[0].pointer).toBe('/teams');
    expect((await add(admin, { role: 'boss' })).status).toBe(400);
  });

  test('a change made for an older version is refused and changes nothing', async () => {
    const { body } = await add(admin, {});
    expect((await change(admin, body.id, { name: 'B.' }, { 'if-match': '"1"' })).headers.get('etag')).toBe('"2"');
    const late = await change(admin, body.id, { name: 'C.' }, { 'if-match': '"1"' });
    expect(late.status).toBe(412);
    expect((await desk.call('GET', `/api/v1/members/${body.id}`, { cookie: admin })).body.name).toBe('B.');
  });
});

describe('nobody hands on more than they have', () => {
  test('an admin makes no super admin, and cannot touch one', async () => {
    expect((await add(admin, { role: 'super_admin' })).status).toBe(403);
    const above = await desk.hire(clinic, { email: fresh(), role: 'super_admin' });
    expect((await change(admin, above.id, { email: 'mine@riverside.example' })).status).toBe(403);
    expect((await change(admin, above.id, { isActive: false })).status).toBe(403);
    expect((await change(admin, above.id, { role: 'viewer' })).status).toBe(403);
  });

  test('a manager changes the details of the team, but no roles, and nobody above them', async () => {
    const ours = await team('Ours');
    const manager = await desk.hire(clinic, { email: fresh(), role: 'manager', teams: [ours as never] });
    const cookie = await desk.enter(manager);
    const { body: mate } = await add(admin, { teams: [ours] });
    const { body: boss } = await add(admin, { role: 'admin', teams: [ours] });
    const { body: stranger } = await add(admin, {});
    expect((await change(cookie, mate.id, { name: 'Bea' })).status).toBe(200);
    expect((await change(cookie, mate.id, { role: 'manager' })).status).toBe(403);
    expect((await change(cookie, boss.id, { email: 'taken.over@riverside.example' })).status).toBe(403);
    expect((await change(cookie, stranger.id, { name: 'Bea' })).status).toBe(404);
  });

  test('people change their own details, not their role, their teams or their place', async () => {
    const me = await desk.hire(clinic, { email: fresh() });
    const cookie = await desk.enter(me);
    expect((await change(cookie, me.id, { name: 'Myself', zone: 'Europe/Paris' })).status).toBe(200);
    const ours = await team('Wanted');
    for (const wish of [{ role: 'admin' }, { teams: [ours] }, { isHost: true }, { isActive: false }])
      expect((await change(cookie, me.id, wish)).status).toBe(403);
  });

  test('who left can do nothing any more, from that moment on', async () => {
    const gone = await desk.hire(clinic, { email: fresh() });
    const cookie = await desk.enter(gone);
    expect((await desk.call('GET', '/api/v1/session', { cookie })).status).toBe(200);
    expect((await change(admin, gone.id, { isActive: false })).status).toBe(200);
    expect((await desk.call('GET', '/api/v1/session', { cookie })).status).toBe(401);
  });

  test('is let go by DELETE, too, by those alone who may', async () => {
    const gone = await desk.hire(clinic, { email: fresh() });
    const cookie = await desk.enter(gone);
    const path = `/api/v1/members/${gone.id}`;
    expect((await desk.call('DELETE', path, { cookie })).status).toBe(403);
    expect((await desk.call('DELETE', path, { cookie: admin })).status).toBe(204);
    expect((await desk.call('GET', '/api/v1/session', { cookie })).status).toBe(401);
    const { body } = await desk.call('GET', path, { cookie: admin });
    expect(body).toMatchObject({ isActive: false });
  });
});

describe('roles an organisation makes for itself', () => {
  test('count for their holders from the next request, and are not taken away under them', async () => {
    const made = await desk.call('POST', '/api/v1/roles', {
      cookie: admin,
      body: { name: 'Reception', permissions: ['members:read:all'] },
    });
    const role = made.body.id;
    const holder = await desk.hire(clinic, { email: fresh(), role });
    const cookie = await desk.enter(holder);
    const rooms = () => desk.call('GET', '/api/v1/scheduling/resources', { cookie });
    expect((await desk.call('GET', '/api/v1/members', { cookie })).status).toBe(200);
    expect((await rooms()).status).toBe(403);
    const permissions = ['members:read:all', 'rooms:read:all'];
    await desk.call('PATCH', `/api/v1/roles/${role}`, { cookie: admin, body: { permissions } });
    expect((await rooms()).status).toBe(200);
    const removal = await desk.call('DELETE', `/api/v1/roles/${role}`, { cookie: admin });
    expect(removal).toMatchObject({ status: 409, body: { detail: expect.stringContaining('1 member') } });
    await change(admin, holder.id, { role: 'viewer' });
    expect((await desk.call('DELETE', `/api/v1/roles/${role}`, { cookie: admin })).status).toBe(204);
    expect((await desk.call('GET', `/api/v1/roles/${role}`, { cookie: admin })).status).toBe(404);
  });

  test('hold what can be held: unknown permissions are named', async () => {
    const body = { name: 'Odd', permissions: ['members:read:all', 'members:fly:all'] };
    const refused = await desk.call('POST', '/api/v1/roles', { cookie: admin, body });
    expect(refused.body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual(['/permissions/1']);
  });
});

describe('teams', () => {
  test('a manager sees the hours of the team and of nobody else', async () => {
    const ours = await team('Cardiology');
    const cookie = await desk.enter(
      await desk.hire(clinic, { email: fresh(), role: 'manager', teams: [ours as never] }),
    );
    const { body: mate } = await add(admin, { isHost: true, teams: [ours] });
    const { body: other } = await add(admin, { isHost: true });
    const block = (id: string) =>
      desk.call('POST', '/api/v1/scheduling/overrides', {
        cookie,
        body: { calendar: id, override: { kind: 'vacation', from: '2026-03-10', to: '2026-03-11' } },
      });
    expect((await block(mate.id)).status).toBe(201);
    expect((await block(other.id)).status).toBe(404);
  });

  test('one that has members stays', async () => {
    const full = await team('Full');
    await add(admin, { teams: [full] });
    expect((await desk.call('DELETE', `/api/v1/teams/${full}`, { cookie: admin })).status).toBe(409);
  });
});

describe('rooms and chairs', () => {
  test('are added, found, renamed, and open around the clock until told otherwise', async () => {
    const made = await desk.call('POST', '/api/v1/scheduling/resources', {
      cookie: admin,
      body: { kind: 'room', name: 'Room 1' },
    });
    expect(made).toMatchObject({ status: 201, body: { kind: 'room', name: 'Room 1', zone: 'America/New_York' } });
    const path = `/api/v1/scheduling/resources/${made.body.id}`;
    const renamed = await desk.call('PATCH', path, { cookie: admin, body: { name: 'Blue room' } });
    expect(renamed.body).toMatchObject({ name: 'Blue room', version: 2 });
    const chairs = await desk.call('GET', '/api/v1/scheduling/resources?kind=chair', { cookie: admin });
    expect(chairs.body.items).toEqual([]);
    const hours = await desk.call('GET', `/api/v1/scheduling/availability?calendar=${made.body.id}`, { cookie: admin });
    expect(hours.body.schedules).toBe('always');
  });
});

describe('super admins', () => {
  test('act in the organisation they name; for everybody else there is none but their own', async () => {
    const there = await desk.found('harbour');
    const above = await desk.enter(await desk.hire(clinic, { email: fresh(), role: 'super_admin' }));
    const headers = { 'parley-organisation': there };
    const body = { name: 'Harbour 1', kind: 'room' };
    const made = await desk.call('POST', '/api/v1/scheduling/resources', { cookie: above, headers, body });
    expect(made.status).toBe(201);
    const path = `/api/v1/scheduling/resources/${made.body.id}`;
    expect((await desk.call('GET', path, { cookie: above })).status).toBe(404);
    expect((await desk.call('GET', path, { cookie: above, headers })).status).toBe(200);
    expect((await desk.call('GET', path, { cookie: admin, headers })).status).toBe(404);
    const all = await desk.call('GET', '/api/v1/organisations', { cookie: above });
    expect(all.body.items.length).toBeGreaterThan(1);
    expect((await desk.call('GET', '/api/v1/organisations', { cookie: admin })).body.items).toHaveLength(1);
  });
});
