import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { checkScopes } from '../../src/core/access/rules.ts';
import { operations as accessOperations, modeOf, resourceOf } from '../../src/core/access/table.ts';
import type { StreamedEvent } from '../../src/core/events.ts';
import type { ContactId, OrganisationId } from '../../src/core/ids.ts';
import { HOUR } from '../../src/core/time/types.ts';
import type { ApiDocument } from '../../src/http/pages/document.ts';
import { createIds } from '../../src/ids.ts';
import { createScheduling, type Scheduling } from '../../src/scheduling.ts';
import { collections } from '../../src/store/models/all.ts';
import { type FrontDesk, openFrontDesk } from '../support/front-desk.ts';
import {
  collectIds,
  type KnownIds,
  type Operation,
  operationsOf,
  readDocument,
  sampleCall,
} from '../support/operations.ts';

// Two organisations with one of everything; every operation of the API is called from the one with the ids of the other.

const SECRET = 'zanzibar';

interface Standing {
  readonly cookie?: string;
  readonly token?: string;
}

let desk: FrontDesk;
let document: ApiDocument;
let operations: readonly Operation[];
let home: OrganisationId;
let abroad: OrganisationId;
let homeIds: KnownIds;
let foreignIds: KnownIds;
let callers: ReadonlyMap<string, Standing>;

/** What comes of a cancellation alone: an opening and the offer of it to somebody in Tokyo, where nobody sleeps at that hour. */
async function letTimeFallFree(
  cookie: string,
  organisationId: OrganisationId,
  meetingType: string,
  { consumers }: Scheduling,
): Promise<string> {
  const wish = {
    ...{ meetingType, contact: 'con_01k8c0v6z1r4x2m7q9t3w5y8aa', location: { type: 'phone', caller: 'host' } },
    ...{ zone: 'Asia/Tokyo', expiresAt: new Date(desk.clock.now() + 72 * HOUR).toISOString() },
  };
  const entry = await call('POST', '/api/v1/waitlist', { cookie, body: wish });
  const { zone: _, expiresAt: __, ...visit } = wish;
  const start = new Date(desk.clock.now() + 48 * HOUR).toISOString();
  const body = { ...visit, contact: 'con_01k8c0v6z1r4x2m7q9t3w5y8ab', start };
  const booked = await call('POST', '/api/v1/appointments', { cookie, body });
  const { id } = booked.body;
  await call('POST', `/api/v1/appointments/${id}/cancel`, { cookie, body: { reason: 'ill' } });
  const follower = consumers.find(({ name }) => name === 'waitlist');
  const event: StreamedEvent = {
    ...{ id: createIds(desk.clock).next('event'), organisationId, at: desk.clock.now(), position: 1 },
    ...{ type: 'appointment_cancelled', subject: { kind: 'appointment', id } },
    actor: { kind: 'system', channel: 'system' },
  };
  await follower?.handle(event, { signal: new AbortController().signal });
  const { text } = await call('GET', '/api/v1/waitlist/openings', { cookie });
  expect([entry.status, text]).toEqual([201, expect.stringContaining('wlo_')]);
  return text;
}

/** Each call from an address of its own: the walk is longer than one address may go in a minute. */
let calls = 0;
const call: FrontDesk['call'] = (method, path, options = {}) => {
  calls += 1;
  const address = `198.18.${Math.floor(calls / 250) % 256}.${calls % 250}`;
  return desk.call(method, path, { ...options, headers: { 'x-forwarded-for': address, ...options.headers } });
};

/** What comes of bookings alone: a visit dealt from the pool, and a series of them. Gives the pool's log. */
async function dealVisit(cookie: string, organisationId: OrganisationId, ids: KnownIds): Promise<string> {
  const [pool, host] = [ids.get('pol'), ids.get('mem')];
  const identities = [{ channel: 'sms', address: `+1415555${organisationId === home ? '0133' : '0144'}` }];
  const person = await call('POST', '/api/v1/contacts', { cookie, body: { name: 'Sam', identities } });
  const contact: string = person.body.id;
  const zone = 'America/New_York';
  const rules = { zone, durations: [30], locations: ['phone'] };
  const shape = { kind: 'round_robin', poolId: pool };
  const meetingType = { name: 'Dealt', rules, shape };
  const made = await call('POST', '/api/v1/scheduling/meeting-types', { cookie, body: meetingType });
  const hours = `/api/v1/scheduling/availability?calendar=${host}`;
  await call('PUT', hours, { cookie, body: { zone, schedules: 'always' } });
  const scheduling = createScheduling({
    store: desk.store,
    clock: desk.clock,
    ids: createIds(desk.clock),
    chance: Math.random,
  });
  const booked = await scheduling.appointments.book({
    organisationId,
    serviceId: made.body.id,
    start: desk.clock.now() + HOUR,
    location: { type: 'phone', caller: 'host' },
    guests: [],
    contactId: contact as ContactId,
    actor: { kind: 'system', channel: 'system' },
  });
  expect(booked).toMatchObject({ ok: true });
  const opening = await letTimeFallFree(cookie, organisationId, made.body.id, scheduling);
  const weekly = {
    ...{ meetingType: made.body.id, contact, zone },
    ...{ pattern: { kind: 'weekly', every: 1, weekdays: [2] }, end: { kind: 'count', count: 2 } },
    ...{ start: '2026-03-10T10:00', location: { type: 'phone', caller: 'host' } },
  };
  const series = await call('POST', '/api/v1/booking/recurring', { cookie, body: weekly });
  expect(series).toMatchObject({ status: 201 });
  const starts = [new Date(desk.clock.now() + 19 * HOUR).toISOString()];
  const terms = { contact, meetingType: made.body.id, member: host, starts };
  const offer = await call('POST', '/api/v1/offers', { cookie, body: terms });
  expect(offer.text).toContain('ofr_');
  return (
    person.text +
    offer.text +
    series.text +
    opening +
    (await call('GET', `/api/v1/scheduling/pools/${pool}/assignments`, { cookie })).text
  );
}

/** Calls every creating operation once, with whatever ids are known so far, and reads what there is then. */
async function furnish(cookie: string, own: OrganisationId, word: string): Promise<KnownIds> {
  const answers: string[] = [own, (await call('GET', '/api/v1/session', { cookie })).text];
  const creating = operations.filter(
    ({ method, path, isPublic }) => method === 'POST' && !isPublic && !path.includes('{'),
  );
  // What one creation needs may be made by another further down: twice through the list finds it.
  for (const round of [1, 2])
    for (const operation of creating) {
      const sample = sampleCall(operation, document, collectIds(answers), `${word}-${round}`);
      const { status, text } = await call('POST', sample.path, { cookie, body: sample.body });
      if (status < 300) answers.push(text);
    }
  answers.push(await dealVisit(cookie, own, collectIds(answers)));
  for (const { method, path } of operations) {
    if (method !== 'GET' || path.includes('{')) continue;
    answers.push((await call('GET', `/api/v1${path}`, { cookie })).text);
  }
  return collectIds(answers);
}

const allScopes = () => {
  const scopes = new Set(accessOperations.map((operation) => `${resourceOf(operation)}:${modeOf(operation)}`));
  return [...scopes].filter((scope) => {
    try {
      return checkScopes([scope]).length === 1;
    } catch {
      return false; // for people alone
    }
  });
};

beforeAll(async () => {
  desk = await openFrontDesk();
  document = await readDocument(desk);
  operations = operationsOf(document);
  home = await desk.found('home');
  abroad = await desk.found(`abroad-${SECRET}`);
  const admin = await desk.enter(await desk.hire(home, { email: 'admin@home.example', role: 'admin', isHost: true }));
  const theirs = { email: `admin@${SECRET}.example`, name: SECRET, role: 'admin', isHost: true } as const;
  const foreigner = await desk.enter(await desk.hire(abroad, theirs));
  homeIds = await furnish(admin, home, 'ours');
  foreignIds = await furnish(foreigner, abroad, SECRET);

  const signedIn = async (role: 'manager' | 'member' | 'viewer') => ({
    cookie: await desk.enter(await desk.hire(home, { email: `${role}@home.example`, role })),
  });
  callers = new Map<string, Standing>([
    ['nobody', {}],
    ['admin', { cookie: admin }],
    ['manager', await signedIn('manager')],
    ['member', await signedIn('member')],
    ['viewer', await signedIn('viewer')],
    // A scope is checked by checkScopes above.
    ['key with every scope', { token: await desk.keyFor(home, ...(allScopes() as never[])) }],
    ['key with one scope', { token: await desk.keyFor(home, 'reminders:read') }],
    ['contact', { cookie: await newcomer(admin) }],
  ]);
}, 60_000);
afterAll(() => desk.close());

/** Somebody who books at home for the first time: nothing there is theirs but their own record. */
async function newcomer(admin: string): Promise<string> {
  const email = 'newcomer@home.example';
  const identities = [{ channel: 'email', address: email }];
  await call('POST', '/api/v1/contacts', { cookie: admin, body: { name: 'Newcomer', identities } });
  await desk.access.sessions.mailLinks(email);
  const token = /sign-in\/([\w-]+)/.exec(desk.letters.at(-1) ?? '')?.[1];
  const reply = await call('POST', '/api/v1/sessions', { body: { token } });
  expect(reply.status).toBe(201);
  return (reply.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
}

/** Everything that is kept of an organisation, as one short text. */
async function stateOf(organisationId: OrganisationId): Promise<string> {
  const hash = createHash('sha256');
  for (const { collection } of collections) {
    const own = desk.store.connection.collection(collection).find({ organisationId });
    for (const kept of await own.sort({ _id: 1 }).toArray()) hash.update(JSON.stringify(kept));
  }
  return hash.digest('hex');
}

/** Openings and waitlist offers: no call makes them, they come of a cancellation. What is asked for is one nobody has. */
const COME_OF_EVENTS = ['opn', 'wlo'];
/** What the documentation shows where nobody knows an id. */
const EXAMPLE = /[a-z]{3}_01k8c0v6z1r4x2m7q9t3w5y8ab/;
const FOREIGN = /[a-z]{3}_[0-9a-z]{26}/g;
const NAMES = [
  ...['nobody', 'admin', 'manager', 'member', 'viewer', 'key with every scope', 'key with one scope', 'contact'],
];
const callerNamed = (name: string) => callers.get(name) ?? {};
const namesSomething = ({ parameters }: Operation) => parameters.some((parameter) => parameter.in === 'path');
const isAboutTheCaller = ({ path }: Operation) => path === '/session';

describe('the walk itself', () => {
  test('knows an id of the other organisation for every parameter in a path', () => {
    const unknown = operations.flatMap(
      (operation) => sampleCall(operation, document, foreignIds).path.match(EXAMPLE) ?? [],
    );
    const kinds = new Set(unknown.map((id) => id.slice(0, 3)));
    expect([...kinds].filter((kind) => !COME_OF_EVENTS.includes(kind))).toEqual([]);
  });

  test('reaches what it names: an admin of the other organisation reads each of these', async () => {
    const cookie = await desk.enter(await desk.hire(abroad, { email: 'check@abroad.example', role: 'admin' }));
    for (const operation of operations) {
      const { path } = sampleCall(operation, document, foreignIds);
      if (operation.method !== 'GET' || !namesSomething(operation) || EXAMPLE.test(path)) continue;
      const { status } = await call('GET', path, { cookie });
      // Some questions need more than an id to be answered; none may say that there is nothing.
      expect(`${operation.path} -> ${status}`).toMatch(/-> (200|400)$/);
    }
  });
});

describe.each(NAMES)('another organisation cannot be reached by %s', (name) => {
  test('what is named is not found or not allowed, and nothing of it is told or changed', async () => {
    const before = await stateOf(abroad);
    const foreignNamesTaken: string[] = [];
    for (const operation of operations) {
      if (operation.isPublic || (isAboutTheCaller(operation) && operation.method !== 'GET')) continue;
      const { path, body } = sampleCall(operation, document, foreignIds, 'intruder');
      const { status, text } = await call(operation.method, path, { ...callerNamed(name), body });
      const where = `${operation.method} ${path} -> ${status}`;
      if (name === 'nobody') expect(where).toMatch(/-> 401$/);
      else if (namesSomething(operation)) expect(where).toMatch(/-> 40[34]$/);
      else if (status < 300)
        foreignNamesTaken.push(...(JSON.stringify(body ?? '').match(FOREIGN) ?? []).map((id) => `${where} ${id}`));
      expect([where, text.includes(SECRET)]).toEqual([where, false]);
    }
    expect(foreignNamesTaken).toEqual([]);
    expect(await stateOf(abroad)).toBe(before);
  });
});

describe('within the organisation', () => {
  test.each(['viewer', 'key with one scope'])('%s changes nothing, by whatever route', async (name) => {
    const before = await stateOf(home);
    for (const operation of operations) {
      if (operation.isPublic || operation.method === 'GET' || isAboutTheCaller(operation)) continue;
      const { path, body } = sampleCall(operation, document, homeIds, 'intruder');
      const { status } = await call(operation.method, path, { ...callerNamed(name), body });
      expect(`${operation.method} ${path} -> ${status}`).toMatch(/-> 40[34]$/);
    }
    // The key's last use is no change of anything it could reach.
    if (name === 'viewer') expect(await stateOf(home)).toBe(before);
  });

  test('a contact to whom nothing belongs reads nothing of others and changes nothing, by whatever route', async () => {
    const before = await stateOf(home);
    const own = (await call('GET', '/api/v1/session', callerNamed('contact'))).body.contact.id;
    // What people can book is for everybody to read, with the hosts, rooms and pools it names.
    const isOpenToAll = ({ path }: Operation) =>
      /^\/(scheduling\/meeting-types|booking\/programmes|scheduling\/slots)/.test(path);
    for (const operation of operations) {
      if (operation.isPublic || isAboutTheCaller(operation)) continue;
      const { path, body } = sampleCall(operation, document, homeIds, 'intruder');
      const { status, text } = await call(operation.method, path, { ...callerNamed('contact'), body });
      if (operation.method === 'GET' && isOpenToAll(operation)) continue;
      const where = `${operation.method} ${path} -> ${status}`;
      if (status >= 300) expect(where).toMatch(/-> 40[034]$/);
      else expect([where, (text.match(FOREIGN) ?? []).filter((id) => id !== own && id !== home)]).toEqual([where, []]);
    }
    expect(await stateOf(home)).toBe(before);
  });

  test('a key reads what its scope names, itself, and nothing else', async () => {
    for (const operation of operations) {
      if (operation.method !== 'GET' || operation.isPublic) continue;
      const { path } = sampleCall(operation, document, homeIds);
      const { status } = await call('GET', path, callerNamed('key with one scope'));
      const expected =
        isAboutTheCaller(operation) || operation.path.startsWith('/reminders') ? /-> 200$/ : /-> 40[34]$/;
      expect(`${operation.path} -> ${status}`).toMatch(expected);
    }
  });

  test('a page of another site cannot use the session of somebody who is signed in', async () => {
    const { cookie } = callerNamed('admin');
    const headers = { origin: 'https://evil.example' };
    for (const operation of operations) {
      if (operation.method === 'GET') continue;
      const { path, body } = sampleCall(operation, document, homeIds);
      const { status } = await call(operation.method, path, { cookie, body, headers });
      expect(`${operation.method} ${path} -> ${status}`).toMatch(/-> 403$/);
    }
  });
});
