import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { OrganisationId } from '../../src/core/ids.ts';
import { MINUTE } from '../../src/core/time/types.ts';
import type { ApiDocument } from '../../src/http/pages/document.ts';
import { type FrontDesk, openFrontDesk } from '../support/front-desk.ts';
import { createHostility, seededChance } from '../support/hostile.ts';
import {
  collectIds,
  type KnownIds,
  type Operation,
  operationsOf,
  readDocument,
  sampleCall,
} from '../support/operations.ts';

// Every writing operation with random and hostile bodies. FUZZ_SEED repeats a run that found something.

const REQUESTS = 5_000;
const AT_ONCE = 8;
const ANSWERED_WITHIN = 10_000;
const SEED = Number(process.env.FUZZ_SEED ?? 20_260_302);

let desk: FrontDesk;
let document: ApiDocument;
let clinic: OrganisationId;
let writing: readonly Operation[];
let ids: KnownIds;

beforeAll(async () => {
  desk = await openFrontDesk();
  document = await readDocument(desk);
  clinic = await desk.found('fuzzed');
  const all = operationsOf(document);
  writing = all.filter(({ method, body }) => ['POST', 'PUT', 'PATCH'].includes(method) && body !== undefined);
  const cookie = await enter('first@fuzzed.example');
  const answers = [clinic, (await desk.call('GET', '/api/v1/session', { cookie })).text];
  for (const operation of all.filter(
    ({ method, path, isPublic }) => method === 'POST' && !isPublic && !path.includes('{'),
  )) {
    const { path, body } = sampleCall(operation, document, collectIds(answers));
    answers.push((await desk.call('POST', path, { cookie, body })).text);
  }
  ids = collectIds(answers);
}, 60_000);
afterAll(() => desk.close());

/** Somebody who may do everything, so that bodies get past the door. */
const enter = async (email: string) =>
  desk.enter(await desk.hire(clinic, { email, role: 'super_admin', isHost: true }));

const INSIDES = /\n\s+at |node_modules|\.ts:\d+|\.js:\d+|Mongo\w*Error|mongoose|E11000|ZodError/;

describe('every operation that takes a body', () => {
  test(`answers ${REQUESTS} random and hostile ones: no fault, no hang, nothing of our insides (seed ${SEED})`, async () => {
    const chance = seededChance(SEED);
    const hostility = createHostility({ document, ids, chance });
    const found: string[] = [];
    const statuses = new Map<number, number>();
    let sent = 0;
    let cookie = await enter('second@fuzzed.example');

    async function sendOne(): Promise<void> {
      const turn = sent++;
      const operation = writing[turn % writing.length];
      if (operation?.body === undefined) throw new Error('there is no operation to send to');
      const body = hostility.bodyFor(operation.body);
      const { path: known } = sampleCall(operation, document, ids);
      const path = known.replaceAll(/\/[a-z]{3}_\w+/g, (id) => `/${hostility.wordFor(id.slice(1))}`);
      const response = await fetch(`${desk.url}${path}`, {
        method: operation.method,
        signal: AbortSignal.timeout(ANSWERED_WITHIN),
        redirect: 'manual',
        headers: {
          cookie,
          'x-requested-with': 'fuzz',
          // The wall against loops counts by address; here it would only hide what is behind it.
          'x-forwarded-for': `198.51.${Math.floor(turn / 250) % 256}.${turn % 250}`,
          'content-type': chance() < 0.97 ? 'application/json' : 'text/plain',
          ...(chance() < 0.1 ? { 'idempotency-key': `fuzz-${Math.floor(chance() * 50)}` } : {}),
          ...(chance() < 0.1
            ? { 'if-match': ['"1"', '"99"', '*', 'W/"1"', '""'][Math.floor(chance() * 5)] ?? '*' }
            : {}),
        },
        body,
      });
      const text = await response.text();
      const { status } = response;
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      const isProblem = status < 400 || (response.headers.get('content-type') ?? '').includes('problem+json');
      if (status >= 500 || !isProblem || INSIDES.test(text))
        found.push(`${operation.method} ${path} ${body.slice(0, 400)} -> ${status} ${text.slice(0, 400)}`);
    }

    while (sent < REQUESTS) {
      // Somebody fuzzed may have been signed out, moved or retired by it; the clock opens the windows of limits.
      if (sent % 500 === 0) {
        desk.clock.advance(20 * MINUTE);
        cookie = await enter(`turn${sent}@fuzzed.example`);
      }
      await Promise.all(Array.from({ length: AT_ONCE }, sendOne));
    }

    expect(found).toEqual([]);
    expect(sent).toBeGreaterThanOrEqual(REQUESTS);
    // Bodies that nobody lets in would prove little: some of everything has to have happened.
    for (const status of [200, 201, 400, 404])
      expect([status, (statuses.get(status) ?? 0) > 20]).toEqual([status, true]);
    expect((await desk.call('GET', '/readyz')).status).toBe(200);
  }, 240_000);
});
