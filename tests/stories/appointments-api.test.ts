import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import express from 'express';
import type { ContactId } from '../../src/core/ids.ts';
import { appointmentRoutes } from '../../src/http/appointments/appointments.ts';
import { moveRoutes } from '../../src/http/appointments/moves.ts';
import type { Caller } from '../../src/http/caller.ts';
import { answerProblem } from '../../src/http/problems.ts';
import { mountRoutes } from '../../src/http/route.ts';
import { type FrontDesk, openFrontDesk } from '../support/front-desk.ts';
import { type House, maria, openHouse, paul, video } from '../support/visits.ts';

let desk: FrontDesk;
let house: House;
let other: House;
let day = 2;

beforeAll(async () => {
  desk = await openFrontDesk();
  house = await openHouse(desk, 'harbour');
  other = await openHouse(desk, 'hillside');
});
afterAll(() => desk.close());

/** Every test has a day of its own; 15:00Z is ten o'clock in New York. */
const nextDay = () => {
  day += 1;
  const date = new Date(Date.UTC(2026, 2, day));
  if (date.getUTCDay() === 6) day += 2;
  if (date.getUTCDay() === 0) day += 1;
  return (hour: number) => new Date(Date.UTC(2026, 2, day, hour)).toISOString();
};

const post = (path: string, body: unknown, cookie = house.admin, headers: Record<string, string> = {}) =>
  desk.call('POST', `/api/v1${path}`, { cookie, body, headers });
const get = (path: string, cookie = house.admin) => desk.call('GET', `/api/v1${path}`, { cookie });
const terms = (start: string, further: object = {}) => ({
  ...{ meetingType: house.visit.id, start, contact: maria, location: video },
  ...further,
});

async function book(start: string, further: object = {}) {
  const booked = await post('/appointments', terms(start, further));
  if (booked.status !== 201) throw new Error(booked.text);
  return booked.body;
}

describe('a visit over the API', () => {
  test('is booked, moved, started and completed; its history says who did what, through which channel', async () => {
    const at = nextDay();
    const booked = await post('/appointments', terms(at(15), { hosts: [house.anna.id], reason: 'a cough' }));
    expect(booked).toMatchObject({
      status: 201,
      body: { status: 'confirmed', start: at(15), contact: maria, visits: [{ hosts: [house.anna.id] }] },
    });
    expect(booked.headers.get('etag')).toBe('"1"');
    const path = `/appointments/${booked.body.id}`;
    const moved = await post(`${path}/reschedule`, { start: at(16), reason: 'the bus' });
    expect(moved.body).toMatchObject({ start: at(16), sequence: 1, formerTimes: [{ start: at(15) }] });
    await post(`${path}/start`, undefined);
    expect((await post(`${path}/complete`, { outcome: 'follow_up' })).body).toMatchObject({
      status: 'completed',
      outcome: 'follow_up',
      allowedMoves: [],
    });
    const { body } = await get(`${path}/history`);
    expect(body.items.map(({ what, by }: { what: string; by: object }) => ({ what, ...by }))).toEqual(
      [
        'appointment_confirmed',
        'appointment_rescheduled',
        'appointment_started',
        'appointment_completed',
        'appointment_outcome_recorded',
      ].map((what) => expect.objectContaining({ what, kind: 'member', channel: 'hub' })),
    );
    expect(JSON.stringify(body)).not.toContain('127.0.0.1');
  });

  test('that somebody else has is refused with three other times, each of which can be had', async () => {
    const at = nextDay();
    await book(at(15), { hosts: [house.anna.id] });
    const late = await post('/appointments', terms(at(15), { hosts: [house.anna.id], contact: paul }));
    expect(late).toMatchObject({ status: 409, body: { reason: 'slot_taken', type: '/problems/conflict' } });
    expect(late.body.alternatives).toHaveLength(3);
    for (const { start } of late.body.alternatives) await book(start, { hosts: [house.anna.id] });
  });

  test('outside the hours is refused with the reason why the day is empty then', async () => {
    const night = nextDay()(3);
    expect((await post('/appointments', terms(night))).body).toMatchObject({
      status: 409,
      reason: 'not_offered',
      because: 'closed',
    });
  });

  test('whose move is illegal is refused, and the moves there are are named', async () => {
    const at = nextDay();
    const { id } = await book(at(15));
    await post(`/appointments/${id}/cancel`, { reason: 'ill' });
    expect((await post(`/appointments/${id}/start`, {})).body).toMatchObject({
      status: 409,
      reason: 'illegal_move',
      allowed: [],
    });
    const early = await book(at(15));
    expect((await post(`/appointments/${early.id}/outcome`, { outcome: 'resolved' })).body.reason).toBe(
      'not_completed',
    );
    const asked = await book(at(17), { meetingType: house.asked.id });
    const refused = await post(`/appointments/${asked.id}/complete`, {});
    expect(refused.body).toMatchObject({
      reason: 'illegal_move',
      allowed: ['approve', 'decline', 'reschedule', 'edit', 'cancel'],
    });
  });

  test('that has to be approved holds its time meanwhile; of two approvals the second is refused', async () => {
    const at = nextDay();
    const { id, status } = await book(at(15), { meetingType: house.asked.id });
    expect(status).toBe('requested');
    const again = await post('/appointments', terms(at(15), { meetingType: house.asked.id, contact: paul }));
    expect(again.body.reason).toBe('slot_taken');
    const answers = await Promise.all([1, 2].map(() => post(`/appointments/${id}/approve`, {})));
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 409]);
    const declined = await book(at(17), { meetingType: house.asked.id });
    expect((await post(`/appointments/${declined.id}/decline`, { reason: 'not here' })).body).toMatchObject({
      status: 'cancelled',
      cancellation: { reason: 'not here' },
    });
    await book(at(17), { meetingType: house.asked.id });
  });

  test('changed by somebody else meanwhile is not overwritten', async () => {
    const at = nextDay();
    const { id } = await book(at(15));
    await post(`/appointments/${id}/notes`, { text: 'brings her papers' });
    const stale = await post(`/appointments/${id}/cancel`, { reason: 'ill' }, house.admin, { 'if-match': '"1"' });
    expect(stale).toMatchObject({ status: 412, body: { reason: 'changed_meanwhile', version: 2 } });
    const moved = await post(`/appointments/${id}/reschedule`, { start: at(16) }, house.admin, { 'if-match': '"1"' });
    expect(moved.status).toBe(412);
    const fresh = await post(`/appointments/${id}/cancel`, { reason: 'ill' }, house.admin, { 'if-match': '"2"' });
    expect(fresh.body.status).toBe('cancelled');
  });

  test('sent twice under one Idempotency-Key is booked once; another body under the key is refused', async () => {
    const at = nextDay();
    const key = { 'idempotency-key': `visit-${at(15)}` };
    const first = await post('/appointments', terms(at(15)), house.admin, key);
    const second = await post('/appointments', terms(at(15)), house.admin, key);
    expect(second.body.id).toBe(first.body.id);
    expect((await post('/appointments', terms(at(16)), house.admin, key)).status).toBe(422);
  });

  test('asked for with nonsense names every field that cannot be used, and books nothing', async () => {
    const { body } = await post('/appointments', { meetingType: 'x', start: 'tomorrow', location: { type: 'moon' } });
    expect(body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual([
      '/meetingType',
      '/start',
      '/contact',
      '/location/type',
    ]);
    const at = nextDay();
    for (const [pointer, further] of [
      ['/meetingType', { meetingType: other.visit.id }],
      ['/hosts', { hosts: [other.anna.id] }],
      ['/guests', { guests: [{ email: 'a@b.example' }] }],
    ] as const) {
      const refused = await post('/appointments', terms(at(15), further));
      expect([refused.status, refused.body.errors?.[0]?.pointer]).toEqual([400, pointer]);
    }
    expect((await post('/appointments/apt_nobody/sing', {})).status).toBe(404);
  });
});

describe('the list', () => {
  test('is narrowed by status, host, contact, type and time, and read page by page without a gap', async () => {
    const at = nextDay();
    const made = [];
    for (const hour of [14, 15, 16]) made.push(await book(at(hour), { hosts: [house.ben.id], contact: 'con_lists' }));
    await post(`/appointments/${made[1].id}/cancel`, { reason: 'ill' });
    const ids = async (query: string) =>
      (await get(`/appointments?contact=con_lists&${query}`)).body.items.map(({ id }: { id: string }) => id);
    expect(await ids('status=confirmed')).toEqual([made[0].id, made[2].id]);
    expect(await ids(`status=confirmed,cancelled&host=${house.ben.id}`)).toHaveLength(3);
    expect(await ids(`host=${house.anna.id}`)).toEqual([]);
    expect(await ids(`meetingType=${house.asked.id}`)).toEqual([]);
    expect(await ids(`from=${at(15)}&to=${at(16)}`)).toEqual([made[1].id]);
    const seen: string[] = [];
    let after = '';
    do {
      const { body } = await get(`/appointments?contact=con_lists&limit=1${after}`);
      seen.push(...body.items.map(({ id }: { id: string }) => id));
      after = body.next === undefined ? '' : `&after=${encodeURIComponent(body.next)}`;
    } while (after !== '');
    expect(seen).toEqual(made.map(({ id }) => id));
    expect((await get(`/appointments?from=${at(16)}&to=${at(15)}`)).status).toBe(400);
  });
});

describe('members see their own', () => {
  test('Ben does not see Anna’s visits, nor books, moves or cancels with her', async () => {
    const at = nextDay();
    const ben = await desk.enter(house.ben);
    const hers = await book(at(15), { hosts: [house.anna.id] });
    const his = await post('/appointments', terms(at(15)), ben);
    expect(his.body.visits[0].hosts).toEqual([house.ben.id]);
    expect((await get(`/appointments/${hers.id}`, ben)).status).toBe(404);
    expect((await post(`/appointments/${hers.id}/cancel`, { reason: 'mine' }, ben)).status).toBe(404);
    expect((await post('/appointments', terms(at(16), { hosts: [house.anna.id] }), ben)).status).toBe(404);
    const { body } = await get(`/appointments?from=${at(0)}`, ben);
    expect(body.items.map(({ id }: { id: string }) => id)).toEqual([his.body.id]);
    expect((await get(`/appointments?host=${house.anna.id}`, ben)).body.items).toEqual([]);
  });

  test('and their meetings are those that are still ahead', async () => {
    const anna = await desk.enter(house.anna);
    const at = nextDay();
    const mine = await book(at(19), { hosts: [house.anna.id] });
    const ids = async () =>
      (await get('/scheduling/meetings?limit=200', anna)).body.items.map(({ id }: { id: string }) => id);
    expect(await ids()).toContain(mine.id);
    await post(`/appointments/${mine.id}/cancel`, { reason: 'ill' });
    expect(await ids()).not.toContain(mine.id);
    const key = await desk.keyFor(house.clinic, 'appointments:read');
    expect((await desk.call('GET', '/api/v1/scheduling/meetings', { token: key })).status).toBe(403);
    expect((await desk.call('GET', '/api/v1/appointments', { token: key })).status).toBe(200);
  });

  test('another organisation’s visits are not there, whatever is asked of them', async () => {
    const { id } = await book(nextDay()(15));
    for (const path of ['', '/history'])
      expect((await get(`/appointments/${id}${path}`, other.admin)).status).toBe(404);
    for (const [step, body] of [
      ['reschedule', { start: nextDay()(15) }],
      ['cancel', { reason: 'x' }],
      ['decline', { reason: 'x' }],
      ['approve', {}],
      ['no-show', {}],
      ['notes', { text: 'x' }],
    ] as const)
      expect((await post(`/appointments/${id}/${step}`, body, other.admin)).status).toBe(404);
    expect((await get(`/appointments/${id}`)).body.version).toBe(1);
  });
});

describe('a contact', () => {
  /** Contacts come in by links of their own; here somebody has let Maria in already. */
  async function asContact<Value>(contact: ContactId, act: (ask: typeof desk.call) => Promise<Value>): Promise<Value> {
    const { clinic: organisation, scheduling } = house;
    const caller: Caller = {
      organisationId: organisation,
      access: { kind: 'contact', organisation, contact },
      actor: { kind: 'contact', id: contact, channel: 'page' },
    };
    const { appointments, services } = desk.store;
    const people = { recordsOf: async (_: unknown, id: ContactId) => [id], current: async () => undefined };
    const parts = { appointments, services, appointmentService: scheduling.appointments, people, clock: desk.clock };
    const routes = [...appointmentRoutes(parts), ...moveRoutes(parts)];
    const app = express().use(express.json(), mountRoutes(routes, { admit: async () => caller }), answerProblem);
    const server = createServer(app).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo; // it listens on a port
    try {
      return await act(async (method, path, { body } = {}) => {
        const reply = await fetch(`http://127.0.0.1:${port}${path}`, {
          method,
          headers: { 'content-type': 'application/json' },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        });
        const text = await reply.text();
        return { status: reply.status, headers: reply.headers, text, body: JSON.parse(text) };
      });
    } finally {
      server.close();
    }
  }

  test('sees and changes their own visits only, and no note of a host', async () => {
    const at = nextDay();
    const mine = await book(at(15), { contact: 'con_olga' });
    const theirs = await book(at(15), { contact: paul });
    await post(`/appointments/${mine.id}/notes`, { text: 'nervous' });
    await asContact('con_olga' as ContactId, async (ask) => {
      expect((await ask('GET', '/appointments')).body.items.map(({ id }: { id: string }) => id)).toEqual([mine.id]);
      expect((await ask('GET', '/scheduling/meetings')).body.items).toHaveLength(1);
      expect((await ask('GET', `/appointments?contact=${paul}`)).status).toBe(404);
      expect((await ask('GET', `/appointments/${theirs.id}`)).status).toBe(404);
      expect((await ask('POST', `/appointments/${theirs.id}/cancel`, { body: { reason: 'x' } })).status).toBe(404);
      expect((await ask('POST', `/appointments/${mine.id}/complete`, { body: {} })).status).toBe(403);
      const noted = await ask('POST', `/appointments/${mine.id}/notes`, { body: { text: 'I bring my papers' } });
      expect(noted.body.notes).toMatchObject([{ side: 'contact', text: 'I bring my papers' }]);
      expect((await ask('POST', '/appointments', { body: terms(at(16), { contact: paul }) })).status).toBe(404);
      expect((await ask('POST', '/appointments', { body: terms(at(16), { contact: 'con_olga' }) })).status).toBe(201);
    });
    expect((await get(`/appointments/${mine.id}`)).body.notes).toHaveLength(2);
  });

  test('is told when it is too late, and when it was moved often enough', async () => {
    const at = nextDay();
    const { id } = await book(at(15), { contact: 'con_olga', hosts: [house.anna.id] });
    await asContact('con_olga' as ContactId, async (ask) => {
      const move = (start: string) => ask('POST', `/appointments/${id}/reschedule`, { body: { start } });
      expect((await move(at(16))).status).toBe(200);
      expect((await move(at(17))).status).toBe(200);
      expect((await move(at(18))).body).toMatchObject({ status: 409, reason: 'too_often', most: 2 });
      desk.clock.set(new Date(Date.parse(at(16)) + 30 * 60_000).getTime());
      expect((await move(at(18))).body).toMatchObject({ status: 409, reason: 'too_late', until: at(16) });
    });
  });
});
