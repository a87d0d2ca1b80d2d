import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { OrganisationId } from '../../src/core/ids.ts';
import { MINUTE } from '../../src/core/time/types.ts';
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

const issue = async (terms: object) => {
  const reply = await desk.call('POST', '/api/v1/api-keys', { cookie: admin, body: { name: 'Website', ...terms } });
  expect(reply.status).toBe(201);
  return reply.body as { readonly id: string; readonly token: string };
};
const members = (token: string) => desk.call('GET', '/api/v1/members', { token });

describe('an API key', () => {
  test('opens what its scopes name and nothing else, from its first second', async () => {
    const { token } = await issue({ scopes: ['members:read'] });
    expect((await members(token)).body.items).toHaveLength(1);
    const refused = await desk.call('GET', '/api/v1/scheduling/meeting-types', { token });
    expect(refused).toMatchObject({ status: 403, body: { detail: "The key's scopes do not include services:read." } });
  });

  test('is told once: neither the list nor the store shows it again', async () => {
    const { token, id } = await issue({ scopes: ['members:read'] });
    const list = await desk.call('GET', '/api/v1/api-keys', { cookie: admin });
    expect(list.text).toContain(id);
    const secret = token.split('_').at(-1) ?? '';
    expect(list.text).not.toContain(secret);
    const stored = await desk.store.connection.collection('api_keys').find({}).toArray();
    expect(JSON.stringify(stored)).not.toContain(secret);
    expect(JSON.stringify(stored)).not.toContain(token);
  });

  test('a wrong one, a cut one and one of another form open nothing', async () => {
    const { token } = await issue({ scopes: ['members:read'] });
    for (const wrong of [`${token.slice(0, -1)}!`, token.slice(0, -2), 'parley', 'x'.repeat(500)]) {
      const reply = await members(wrong);
      expect(reply.status).toBe(401);
      expect(reply.headers.get('www-authenticate')).toContain('Bearer');
    }
  });

  test('rotates with overlap: both tokens work until then, after it the new one alone', async () => {
    const { token, id } = await issue({ scopes: ['members:read'] });
    const overlapUntil = new Date(desk.clock.now() + 10 * MINUTE).toISOString();
    const body = { overlapUntil };
    const rotated = await desk.call('POST', `/api/v1/api-keys/${id}/rotate`, { cookie: admin, body });
    expect(rotated.body).toMatchObject({ id, overlapUntil });
    expect((await members(token)).status).toBe(200);
    expect((await members(rotated.body.token)).status).toBe(200);
    desk.clock.advance(10 * MINUTE);
    expect((await members(token)).status).toBe(401);
    expect((await members(rotated.body.token)).status).toBe(200);
  });

  test('revoked opens nothing, and cannot be rotated back to life', async () => {
    const { token, id } = await issue({ scopes: ['members:read'] });
    expect((await desk.call('DELETE', `/api/v1/api-keys/${id}`, { cookie: admin })).status).toBe(204);
    expect((await members(token)).status).toBe(401);
    const again = await desk.call('POST', `/api/v1/api-keys/${id}/rotate`, { cookie: admin, body: {} });
    expect(again).toMatchObject({ status: 409, body: { detail: 'This key is over: make a new one.' } });
  });

  test('ends by itself at its expiry', async () => {
    const expiresAt = new Date(desk.clock.now() + MINUTE).toISOString();
    const { token } = await issue({ scopes: ['members:read'], expiresAt });
    expect((await members(token)).status).toBe(200);
    desk.clock.advance(MINUTE);
    expect((await members(token)).status).toBe(401);
  });

  test('has a limit of its own, and is told when to come back', async () => {
    const { token } = await issue({ scopes: ['members:read'], requestsPerMinute: 2 });
    desk.clock.advance(MINUTE);
    const statuses = [await members(token), await members(token), await members(token)];
    expect(statuses.map(({ status }) => status)).toEqual([200, 200, 429]);
    expect(Number(statuses[2]?.headers.get('retry-after'))).toBeLessThanOrEqual(60);
    desk.clock.advance(MINUTE);
    expect((await members(token)).status).toBe(200);
  });

  test('tells when it was last used, to the minute', async () => {
    const { token, id } = await issue({ scopes: ['members:read'] });
    const lastUse = async () => (await desk.call('GET', `/api/v1/api-keys/${id}`, { cookie: admin })).body.lastUsedAt;
    expect(await lastUse()).toBeUndefined();
    await members(token);
    const first = await lastUse();
    expect(first).toBe(new Date(desk.clock.now()).toISOString());
    desk.clock.advance(20_000);
    await members(token);
    expect(await lastUse()).toBe(first);
    desk.clock.advance(MINUTE);
    await members(token);
    expect(Date.parse(await lastUse())).toBe(desk.clock.now());
  });

  test('scopes that there are not are named', async () => {
    const body = { name: 'X', scopes: ['members:read', 'members:fly', 'roles:write'] };
    const reply = await desk.call('POST', '/api/v1/api-keys', { cookie: admin, body });
    expect(reply.status).toBe(400);
    expect(reply.body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual(['/scopes/1', '/scopes/2']);
  });

  test('never makes keys, whatever it was given, and a manager neither', async () => {
    const { token } = await issue({ scopes: ['members:read', 'members:write', 'settings:write'] });
    const body = { name: 'Child', scopes: ['members:read'] };
    expect((await desk.call('POST', '/api/v1/api-keys', { token, body })).status).toBe(403);
    const manager = await desk.enter(await desk.hire(clinic, { email: 'max@riverside.example', role: 'manager' }));
    expect((await desk.call('POST', '/api/v1/api-keys', { cookie: manager, body })).status).toBe(403);
    expect((await desk.call('GET', '/api/v1/api-keys', { cookie: manager })).status).toBe(403);
  });
});
