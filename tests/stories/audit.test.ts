import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createAuditConsumer, createRetention } from '../../src/core/audit/service.ts';
import type { OrganisationId } from '../../src/core/ids.ts';
import { DAY } from '../../src/core/time/types.ts';
import type { Workers } from '../../src/jobs/engine/workers.ts';
import { type FrontDesk, openFrontDesk } from '../support/front-desk.ts';
import { type Bench, openBench } from '../support/machinery.ts';

let desk: FrontDesk;
let bench: Bench;
let workers: Workers;
let clinic: OrganisationId;
let admin: string;
let adminId: string;

beforeAll(async () => {
  desk = await openFrontDesk();
  bench = openBench('');
  workers = bench.workers(desk.store, { clock: desk.clock, consumers: [createAuditConsumer(desk.store.audit)] });
  clinic = await desk.found('riverside');
  const ada = await desk.hire(clinic, { email: 'ada@riverside.example', role: 'admin', isHost: true });
  adminId = ada.id;
  admin = await desk.enter(ada);
});
afterAll(async () => {
  await bench.close();
  await desk.close();
});

const read = async (query = '', cookie = admin) => {
  await workers.settle();
  return await desk.call('GET', `/api/v1/audit${query}`, { cookie });
};
const typesOf = ({ body }: { body: { items: { type: string }[] } }) => body.items.map(({ type }) => type);

describe('the audit log', () => {
  test('tells who changed what, before and after, when and from where', async () => {
    const headers = { 'x-forwarded-for': '203.0.113.9' };
    const body = { name: 'Ada Lovelace' };
    await desk.call('PATCH', `/api/v1/members/${adminId}`, { cookie: admin, body, headers });
    const [entry] = (await read(`?type=member_changed`)).body.items;
    expect(entry).toMatchObject({
      at: new Date(desk.clock.now()).toISOString(),
      actor: { kind: 'member', id: adminId, channel: 'hub', from: '203.0.113.9' },
      subject: { kind: 'member', id: adminId },
      before: { name: 'Ines Ortega' },
      after: { name: 'Ada Lovelace' },
    });
    expect(entry.after).toEqual({ name: 'Ada Lovelace' });
  });

  test('reads the past too, the newest first, signing in among it', async () => {
    const log = await read();
    expect(typesOf(log)).toEqual(expect.arrayContaining(['organisation_created', 'session_started']));
    const times = log.body.items.map(({ at }: { at: string }) => at);
    expect(times).toEqual(times.toSorted().toReversed());
  });

  test('knows hours, exceptions, rooms, keys, roles, teams: whatever can be changed', async () => {
    const post = (path: string, body: object) => desk.call('POST', `/api/v1${path}`, { cookie: admin, body });
    const room = (await post('/scheduling/resources', { kind: 'room', name: 'Room 1' })).body.id;
    const override = { kind: 'blocked', from: '2026-03-10', to: '2026-03-10' };
    const kept = (await post('/scheduling/overrides', { calendar: room, override })).body.id;
    await desk.call('DELETE', `/api/v1/scheduling/overrides/${kept}`, { cookie: admin });
    const terms = {
      name: 'Check-up',
      isOffered: true,
      rules: { zone: 'America/New_York', durations: [30], locations: ['video'] },
      shape: { kind: 'one_on_one', hosts: [adminId] },
      rooms: [],
      limits: { rescheduleUntilMinutes: 60, mostReschedules: 2, cancelUntilMinutes: 0 },
    };
    const service = (await post('/scheduling/meeting-types', terms)).body.id;
    await desk.call('DELETE', `/api/v1/scheduling/meeting-types/${service}`, { cookie: admin });
    const key = (await post('/api-keys', { name: 'Site', scopes: ['rooms:read'] })).body.id;
    await post(`/api-keys/${key}/rotate`, {});
    await desk.call('DELETE', `/api/v1/api-keys/${key}`, { cookie: admin });
    const team = (await post('/teams', { name: 'Team' })).body.id;
    await desk.call('DELETE', `/api/v1/teams/${team}`, { cookie: admin });
    expect(typesOf(await read(`?subject=${room}`))).toEqual(['override_removed', 'override_added', 'calendar_added']);
    const ofService = await read(`?subject=${service}`);
    expect(typesOf(ofService)).toEqual(['service_changed', 'service_added']);
    expect(ofService.body.items[0]).toMatchObject({ before: { isOffered: true }, after: { isOffered: false } });
    expect(typesOf(await read(`?subject=${key}`))).toEqual(['api_key_revoked', 'api_key_rotated', 'api_key_issued']);
    expect(typesOf(await read(`?subject=${team}`))).toEqual(['team_removed', 'team_added']);
    expect((await read(`?subject=${key}`)).text).not.toMatch(/hash|parley_key_/);
  });

  test('is searched by who did it and when, page by page', async () => {
    desk.clock.advance(DAY);
    const from = new Date(desk.clock.now()).toISOString();
    for (const name of ['A', 'B', 'C']) await desk.call('POST', '/api/v1/teams', { cookie: admin, body: { name } });
    const first = await read(`?actor=${adminId}&from=${from}&limit=2`);
    expect(first.body.items).toHaveLength(2);
    const rest = await read(`?actor=${adminId}&from=${from}&limit=2&after=${first.body.next}`);
    expect(rest.body.items).toHaveLength(1);
    expect(rest.body.next).toBeUndefined();
    const names = [...first.body.items, ...rest.body.items].map(({ after }) => after.name);
    expect(names).toEqual(['C', 'B', 'A']);
    expect((await read(`?to=${from}&type=team_added`)).body.items).toHaveLength(1);
  });

  test('goes out as CSV that no spreadsheet takes for formulas, and as JSON lines', async () => {
    await desk.call('POST', '/api/v1/teams', { cookie: admin, body: { name: 'a "quoted", name' } });
    const formula = { name: '=HYPERLINK("http://evil.example")' };
    await desk.call('PATCH', `/api/v1/organisations/${clinic}`, { cookie: admin, body: formula });
    await read();
    const csv = await desk.call('GET', '/api/v1/audit/export?type=team_added', { cookie: admin });
    expect(csv.headers.get('content-type')).toContain('text/csv');
    expect(csv.headers.get('content-disposition')).toContain('audit.csv');
    expect(csv.text.split('\r\n')[0]).toBe(
      'at,id,type,actor_kind,actor_id,channel,from,subject_kind,subject_id,reason,before,after',
    );
    expect(csv.text).toContain('"{""name"":""a \\""quoted\\"", name""}"');
    const lines = await desk.call('GET', '/api/v1/audit/export?format=jsonl', { cookie: admin });
    const entries = lines.text.trimEnd().split('\n');
    expect(entries.length).toBeGreaterThan(10);
    for (const line of entries) expect(JSON.parse(line)).toHaveProperty('actor.kind');
  });

  test('a manager reads what the team did and what was done to it; a member reads nothing', async () => {
    const team = (await desk.call('POST', '/api/v1/teams', { cookie: admin, body: { name: 'Ours' } })).body.id;
    const manager = await desk.hire(clinic, { email: 'max@riverside.example', role: 'manager', teams: [team] });
    const mate = await desk.hire(clinic, { email: 'mia@riverside.example', teams: [team] });
    const cookie = await desk.enter(manager);
    const seen = (await read('?limit=200', cookie)).body.items as { actor: { id?: string }; subject: { id: string } }[];
    expect(seen.some(({ subject }) => subject.id === mate.id)).toBe(true);
    for (const { actor, subject } of seen)
      expect([manager.id, mate.id].some((id) => id === actor.id || id === subject.id)).toBe(true);
    expect((await desk.call('GET', '/api/v1/audit/export', { cookie })).status).toBe(403);
    expect((await read('', await desk.enter(mate))).status).toBe(403);
  });

  test('goes back as far as the organisation wants, and no further', async () => {
    const body = { auditDays: 30 };
    await desk.call('PATCH', `/api/v1/organisations/${clinic}`, { cookie: admin, body });
    desk.clock.advance(30 * DAY + 1);
    admin = await desk.enter(await desk.hire(clinic, { email: 'new@riverside.example', role: 'admin' }));
    await read();
    const forgetOld = createRetention({
      log: desk.store.audit,
      organisations: desk.access.organisations,
      clock: desk.clock,
    });
    expect(await forgetOld(new AbortController().signal)).toBeGreaterThan(10);
    expect(new Set(typesOf(await read('?limit=200')))).toEqual(new Set(['member_added', 'session_started']));
  });
});
