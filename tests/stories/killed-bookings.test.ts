import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Collection, MongoClient } from 'mongodb';
import { freePort, launch, type ServiceProcess, whenReady } from '../support/service-process.ts';

// Dr. Chen's program books, the machine kills us between the visit and our answer, and it sends the same calls again.

const ADMIN = new URL('../../dist/src/admin.js', import.meta.url).pathname;
const CALLS = 12;
/** One round is enough where the kill came between; it mostly does. */
const MOST_ROUNDS = 8;

interface Sent {
  readonly status: number;
  readonly text: string;
  readonly isReplay: boolean;
  // biome-ignore lint/suspicious/noExplicitAny: answers are looked at field by field, and a wrong one fails the expectation
  readonly body: any;
}
interface Visit {
  readonly _id: string;
  readonly start: number;
}
interface Booking {
  readonly key: string;
  readonly start: string;
  readonly terms: object;
}

let dataDir: string;
let environment: Record<string, string>;
let service: ServiceProcess;
let client: MongoClient;
let token: string;

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'parley-cut-off-'));
  environment = { PORT: String(await freePort()), DATA_DIR: dataDir };
  await start();
  const scopes = 'appointments:read,appointments:write,services:read';
  const issue = ['key', 'issue', '--org', 'harbour-clinic', '--name', 'Program', '--scopes', scopes, '--json'];
  const env = { PATH: process.env.PATH, LOG_LEVEL: 'error', ...environment };
  const { stdout } = await promisify(execFile)(process.execPath, [ADMIN, ...issue], { env });
  ({ token } = JSON.parse(stdout));
}, 60_000);
afterAll(async () => {
  await killed();
  rmSync(dataDir, { recursive: true, force: true });
});

async function start(): Promise<void> {
  service = await whenReady(launch(environment));
  const { uri } = JSON.parse(readFileSync(join(dataDir, 'store', 'endpoint.json'), 'utf8'));
  client = await new MongoClient(uri).connect();
}
async function killed(): Promise<void> {
  // First: to a server that is gone it could not say goodbye.
  await client.close();
  service.child.kill('SIGKILL');
  await service.ended;
}

const kept = (): Collection<{ _id: string; state: string }> => client.db().collection('kept_answers');
const visits = (): Collection<Visit> => client.db().collection('appointments');
const answered = () => kept().countDocuments({ state: 'answered' });

async function call(method: string, path: string, body?: object, key?: string): Promise<Sent> {
  const headers = {
    authorization: `Bearer ${token}`,
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    ...(key === undefined ? {} : { 'idempotency-key': key }),
  };
  const reply = await fetch(`${service.url}/api/v1${path}`, {
    method,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await reply.text();
  return { status: reply.status, text, isReplay: reply.headers.has('idempotent-replayed'), body: JSON.parse(text) };
}
const send = ({ terms, key }: Booking) => call('POST', '/appointments', terms, key);

/** Free times, no two alike, in a week that no other round has. */
async function freeTimes(round: number): Promise<readonly Booking[]> {
  const types = (await call('GET', '/scheduling/meeting-types')).body.items;
  const { id: meetingType } = types.find(({ name }: { name: string }) => name === 'Phone call');
  const [from, to] = [7 * round, 7 * round + 7].map((days) => new Date(Date.now() + days * 86_400_000).toISOString());
  const query = new URLSearchParams({ meetingType, from: from ?? '', to: to ?? '', zone: 'America/New_York' });
  const { slots } = (await call('GET', `/scheduling/slots?${query}`)).body;
  // Every other one, so that the time around a visit is in nobody's way.
  const starts = [...new Set<string>(slots.map((slot: { start: string }) => slot.start))].filter(
    (_, at) => at % 4 === 0,
  );
  const terms = { meetingType, contact: 'con_01k8c0v6z1r4x2m7q9t3w5y8aa', location: { type: 'phone', caller: 'host' } };
  return starts.slice(0, CALLS).map((at) => ({ key: `booking-${at}`, start: at, terms: { ...terms, start: at } }));
}

/** Kills as soon as a visit stands. Gives the answers that came before, and how many visits stand without one. */
async function dieOn(bookings: readonly Booking[]) {
  const [before, answeredBefore] = [await visits().countDocuments(), await answered()];
  const sent = bookings.map((one) => send(one).catch(() => undefined));
  while ((await visits().countDocuments()) === before);
  await killed();
  const answers = await Promise.all(sent);
  await start();
  const unanswered = (await visits().countDocuments()) - before - ((await answered()) - answeredBefore);
  return { answers, unanswered };
}

/** What was cut off may be done again once it is sure that nobody is at it any more: an hour later, by the sandbox' clock. */
async function anHourLater(): Promise<void> {
  const headers = { origin: service.url, 'content-type': 'application/json' };
  const turned = await fetch(`${service.url}/sandbox/clock`, { method: 'POST', headers, body: '{"to":"hour"}' });
  expect(turned.status).toBe(200);
}

async function sendAgain(booking: Booking): Promise<Sent> {
  for (;;) {
    const reply = await send(booking);
    if (reply.status !== 409 || !reply.text.includes('being worked on')) return reply;
    await wait(50);
  }
}

test('killed between a visit and its answer: sent again, each call has one visit and the first answer', async () => {
  let betweens = 0;
  for (let round = 1; round <= MOST_ROUNDS && betweens === 0; round += 1) {
    const bookings = await freeTimes(round);
    expect(bookings).toHaveLength(CALLS);
    const { answers, unanswered } = await dieOn(bookings);
    betweens += unanswered;
    const stood = await visits().find({}).toArray();
    await anHourLater();
    for (const [index, booking] of bookings.entries()) {
      const again = await sendAgain(booking);
      expect([booking.start, again.status, again.text]).toEqual([booking.start, 201, expect.any(String)]);
      const ofThis = await visits()
        .find({ start: Date.parse(booking.start) })
        .toArray();
      expect(ofThis.map(({ _id }) => _id)).toEqual([again.body.id]);
      const earlier = stood.find(({ start: at }) => at === Date.parse(booking.start));
      if (earlier !== undefined) expect(again.body.id).toBe(earlier._id);
      if (answers[index] !== undefined) expect(again.text).toBe(answers[index].text);
      const third = await send(booking);
      expect([third.text, third.isReplay]).toEqual([again.text, true]);
      expect((await call('GET', `/appointments/${again.body.id}/history`)).body.items).toHaveLength(1);
    }
  }
  expect(betweens).toBeGreaterThan(0);
}, 120_000);
