import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { KeyedCall } from '../../src/core/answers/types.ts';
import type { OrganisationId } from '../../src/core/ids.ts';
import { DAY, MINUTE } from '../../src/core/time/types.ts';
import { type FrontDesk, openFrontDesk } from '../support/front-desk.ts';

let desk: FrontDesk;
let clinic: OrganisationId;
let admin: string;
let number = 0;

beforeAll(async () => {
  desk = await openFrontDesk();
  clinic = await desk.found('riverside');
  admin = await desk.enter(await desk.hire(clinic, { email: 'ada@riverside.example', role: 'admin' }));
});
afterAll(() => desk.close());

const freshKey = () => `key-${++number}`;
const addRoom = (key: string, name: string, who: object = { cookie: admin }) =>
  desk.call('POST', '/api/v1/scheduling/resources', {
    ...who,
    body: { kind: 'room', name },
    headers: { 'idempotency-key': key },
  });
const roomsNamed = async (name: string) => {
  const list = await desk.call('GET', '/api/v1/scheduling/resources?limit=200', { cookie: admin });
  return list.body.items.filter((room: { name: string }) => room.name === name);
};

describe('a creating call that is sent twice under one key', () => {
  test('does one thing and gets one answer, to the letter', async () => {
    const key = freshKey();
    const first = await addRoom(key, 'Twice');
    const second = await addRoom(key, 'Twice');
    expect(second.status).toBe(201);
    expect(second.text).toBe(first.text);
    expect(second.headers.get('etag')).toBe(first.headers.get('etag'));
    expect(second.headers.get('idempotent-replayed')).toBe('true');
    expect(first.headers.get('idempotent-replayed')).toBeNull();
    expect(await roomsNamed('Twice')).toHaveLength(1);
  });

  test('with another body is refused and does nothing', async () => {
    const key = freshKey();
    await addRoom(key, 'Original');
    const other = await addRoom(key, 'Different');
    expect(other).toMatchObject({ status: 422, body: { type: '/problems/key-reused' } });
    expect(await roomsNamed('Different')).toEqual([]);
  });

  test('ten at once: one is made, the others get its answer or are told to wait', async () => {
    const key = freshKey();
    const replies = await Promise.all(Array.from({ length: 10 }, () => addRoom(key, 'Ten')));
    expect(new Set(replies.map(({ status }) => status)).size).toBeLessThanOrEqual(2);
    for (const { status, headers } of replies)
      if (status === 409) expect(headers.get('retry-after')).toBe('1');
      else expect(status).toBe(201);
    expect(await roomsNamed('Ten')).toHaveLength(1);
  });

  test('another caller with the same key is another call', async () => {
    const key = freshKey();
    const token = await desk.keyFor(clinic, 'rooms:write', 'rooms:read');
    await addRoom(key, 'Shared key');
    expect((await addRoom(key, 'Shared key', { token })).headers.get('idempotent-replayed')).toBeNull();
    expect(await roomsNamed('Shared key')).toHaveLength(2);
  });

  test('a refusal did nothing, so the same key may be used once it can work', async () => {
    const key = freshKey();
    const post = (body: object) =>
      desk.call('POST', '/api/v1/teams', { cookie: admin, body, headers: { 'idempotency-key': key } });
    const rival = await desk.call('POST', '/api/v1/teams', { cookie: admin, body: { name: 'Wanted' } });
    expect((await post({ name: 'Wanted' })).status).toBe(409);
    await desk.call('DELETE', `/api/v1/teams/${rival.body.id}`, { cookie: admin });
    expect((await post({ name: 'Wanted' })).status).toBe(201);
  });

  test('an answer that holds a token is not readable in the store, and is given again all the same', async () => {
    const headers = { 'idempotency-key': freshKey() };
    const body = { name: 'Once', scopes: ['rooms:read'] };
    const first = await desk.call('POST', '/api/v1/api-keys', { cookie: admin, body, headers });
    const second = await desk.call('POST', '/api/v1/api-keys', { cookie: admin, body, headers });
    expect(second.body.token).toBe(first.body.token);
    const kept = await desk.store.connection.collection('kept_answers').find({}).toArray();
    expect(JSON.stringify(kept)).not.toContain(first.body.token);
  });

  test('after a day the key is as new', async () => {
    const key = freshKey();
    await addRoom(key, 'Daily');
    desk.clock.advance(DAY);
    expect((await addRoom(key, 'Daily')).headers.get('idempotent-replayed')).toBeNull();
    expect(await roomsNamed('Daily')).toHaveLength(2);
  });

  test('a key that is no key is refused', async () => {
    const reply = await addRoom('two words', 'Odd');
    expect(reply).toMatchObject({ status: 400, body: { errors: [{ pointer: '/header/Idempotency-Key' }] } });
  });
});

describe('a call that was cut off', () => {
  const call = (): KeyedCall => ({ organisationId: clinic, caller: 'key_x', key: freshKey(), fingerprint: 'f' });
  async function tries(one: KeyedCall) {
    const beginning = await desk.store.answers.begin(one);
    if (beginning.kind !== 'begun') throw new Error(`it is ${beginning.kind}`);
    return beginning.attempt;
  }

  test('by a crash between effect and answer: it is never done again, and the caller is told to look', async () => {
    const cut = call();
    await expect(desk.store.answers.begin(cut)).resolves.toMatchObject({ kind: 'begun' });
    await expect(desk.store.answers.begin(cut)).resolves.toEqual({ kind: 'in_progress' });
    desk.clock.advance(MINUTE);
    await expect(desk.store.answers.begin(cut)).resolves.toMatchObject({ kind: 'cut_off' });
  });

  test('by a fault of ours: at once', async () => {
    const failed = call();
    await desk.store.answers.fail(failed, await tries(failed));
    await expect(desk.store.answers.begin(failed)).resolves.toMatchObject({ kind: 'cut_off' });
  });

  test('what a first try says after a second one began counts no more', async () => {
    const slow = call();
    const first = await tries(slow);
    desk.clock.advance(MINUTE);
    const second = await desk.store.answers.resume(slow, first.triedAt);
    if (second === undefined) throw new Error('nobody else tries it');
    await desk.store.answers.release(slow, first);
    await desk.store.answers.fail(slow, first);
    await expect(desk.store.answers.begin(slow)).resolves.toEqual({ kind: 'in_progress' });
    await desk.store.answers.finish(slow, second, { status: 201, body: { id: 'made' } });
    await desk.store.answers.finish(slow, first, { status: 500, body: {} });
    await expect(desk.store.answers.begin(slow)).resolves.toMatchObject({ answer: { status: 201 } });
  });

  test('what is kept is cleared away after a day', async () => {
    desk.clock.advance(2 * DAY);
    const cleared = await desk.store.work.upkeep.clear();
    expect(cleared.answers).toBeGreaterThan(0);
    expect(await desk.store.connection.collection('kept_answers').countDocuments()).toBe(0);
  });
});
