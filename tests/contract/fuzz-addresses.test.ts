import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { MINUTE } from '../../src/core/time/types.ts';
import type { ApiDocument } from '../../src/http/pages/document.ts';
import { type FrontDesk, openFrontDesk } from '../support/front-desk.ts';
import { seededChance } from '../support/hostile.ts';
import {
  collectIds,
  type KnownIds,
  type Operation,
  operationsOf,
  readDocument,
  sampleCall,
} from '../support/operations.ts';

// Every operation, reading ones too, with what no client of ours sends: in paths, queries and headers, in bodies that are no
// bodies, and at the pages that people are led to by links. FUZZ_SEED repeats a run that found something.

const REQUESTS = 2_000;
const AT_ONCE = 8;
const ANSWERED_WITHIN = 10_000;
const SEED = Number(process.env.FUZZ_SEED ?? 20_260_303);
const INSIDES = /\n\s+at |node_modules|\.ts:\d+|\.js:\d+|Mongo\w*Error|mongoose|E11000|ZodError/;

let desk: FrontDesk;
let document: ApiDocument;
let operations: readonly Operation[];
let ids: KnownIds;
let cookie: string;

beforeAll(async () => {
  desk = await openFrontDesk();
  document = await readDocument(desk);
  operations = operationsOf(document).filter(({ path }) => path !== '/session');
  const clinic = await desk.found('fuzzed');
  cookie = await desk.enter(await desk.hire(clinic, { email: 'a@fuzzed.example', role: 'super_admin', isHost: true }));
  const answers = [clinic, (await desk.call('GET', '/api/v1/session', { cookie })).text];
  for (const operation of operations.filter(({ method, path }) => method === 'POST' && !path.includes('{'))) {
    const { path, body } = sampleCall(operation, document, collectIds(answers));
    answers.push((await desk.call('POST', path, { cookie, body })).text);
  }
  ids = collectIds(answers);
}, 60_000);
afterAll(() => desk.close());

const WORDS = [
  ...['', '.', '..', '%2e%2e%2f', '%00', '%ff', '%ed%a0%80', '%F0%9F%99%82', '__proto__', 'constructor', 'toString'],
  ...['$where', '[$ne]=1', `mem_${'x'.repeat(40)}`, 'apt_', 'x'.repeat(6_000), '%', '%zz', ';', '-1', '1e999', 'NaN'],
  ...['2026-02-30', '9999-12-31T23:59:59Z', '-271821-04-20T00:00:00Z', '+275760-09-13T00:00:00.001Z', 'Europe/Nowhere'],
];
const QUERIES = [
  ...[
    'limit=0',
    'limit=-1',
    'limit=99999999999',
    'limit=1e3',
    'limit=1&limit=2',
    'after=',
    'after=%00',
    'after=~',
    'after= ',
  ],
  ...[
    'after=NaN~evt_1',
    'after=9e999~x',
    `after=${'x'.repeat(300)}`,
    '__proto__=1',
    '__proto__[a]=1',
    'constructor=1',
    'a[b][c]=1',
  ],
  ...[
    'from=0',
    'to=x',
    'from=2026-03-09T00:00:00Z&to=2026-03-01T00:00:00Z',
    'from=-271821-04-20T00:00:00Z',
    'status=flying',
  ],
  ...[
    'from=0001-01-01T00:00:00Z&to=9999-12-31T23:59:59Z',
    'zone=Mars/Base',
    'calendar=%00',
    'explain=maybe',
    '%ff=%ff',
    '&&&',
    '=',
  ],
];
const TYPES = [
  ...[
    'application/json',
    'application/json; charset=utf-7',
    'application/json; charset=utf-16',
    'text/plain',
    'text/xml',
  ],
  ...[
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/merge-patch+json',
    ';',
    'a'.repeat(200),
  ],
];
const BODIES = [
  '[',
  '{"a":'.repeat(20_000),
  `${'['.repeat(50_000)}${']'.repeat(50_000)}`,
  '{"__proto__":{"isAdmin":true},"constructor":{"prototype":{"isAdmin":true}}}',
  '{"name":"a\\u0000b"}',
  '{"name":"\\ud800"}',
  `{"durations":[${'9'.repeat(400)}]}`,
  '{"a":-0,"b":1e-400,"c":1E+308}',
  '{"a":1,"a":2}',
  'a=b&a=c',
  '--x\r\n\r\n\r\n--x--',
  '\ufeff',
  Buffer.from([0xff, 0xfe, 0x00]),
];
const HEADERS: readonly Record<string, string | string[]>[] = [
  {},
  { 'idempotency-key': ['one', 'two'] },
  { 'idempotency-key': ' ' },
  { 'if-match': ['"1"', '"2"'] },
  { 'if-match': `"${'9'.repeat(40)}"` },
  { authorization: ['Bearer a', 'Bearer b'] },
  { authorization: `Bearer ${'x'.repeat(199)}` },
  { authorization: 'Basic !!!' },
  { 'parley-organisation': '__proto__' },
  { 'content-encoding': 'gzip' },
  { 'content-encoding': 'br, gzip, nothing' },
  { accept: 'image/png;q=nonsense' },
  { 'accept-language': 'xx-'.repeat(200) },
  { expect: '100-continue' },
  { origin: 'null' },
  { host: 'evil.example' },
];

interface Sent {
  readonly method: string;
  readonly path: string;
  readonly headers: Record<string, string | string[]>;
  readonly body: string | Buffer | undefined;
}

/** By hand, for fetch would mend some of it on the way. */
async function send({ method, path, headers, body }: Sent): Promise<{ response: IncomingMessage; text: string }> {
  const outgoing = request(`${desk.url}`, { method, path, headers, signal: AbortSignal.timeout(ANSWERED_WITHIN) });
  outgoing.end(body);
  const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
  let text = '';
  for await (const chunk of response) text += String(chunk);
  return { response, text };
}

test(`${REQUESTS} hostile paths, queries, headers and bodies: no fault, no hang, nothing of our insides (seed ${SEED})`, async () => {
  const chance = seededChance(SEED);
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(chance() * items.length)] as Item; // none is empty
  const pages = [
    '/schedule/manage/',
    '/schedule/cancel/',
    '/sign-in/',
    '/sign-in/address/',
    '/c/',
    '/calendar/',
    '/visits',
    '/docs',
    '/assets/',
  ];
  const found: string[] = [];
  const statuses = new Set<number | undefined>();

  function next(turn: number): Sent {
    const isPage = chance() < 0.2;
    const operation = pick(operations);
    const known = sampleCall(operation, document, ids);
    const spoilt = known.path.replaceAll(/\/[a-z]{3}_\w+/g, (id) => (chance() < 0.4 ? `/${pick(WORDS)}` : id));
    const path = isPage ? `${pick(pages)}${pick(WORDS)}` : spoilt;
    const query = chance() < 0.6 ? `${path.includes('?') ? '&' : '?'}${pick(QUERIES)}` : '';
    const method = isPage ? pick(['GET', 'POST', 'HEAD']) : operation.method;
    const isWriting = ['POST', 'PUT', 'PATCH'].includes(method);
    const body = chance() < 0.5 ? pick(BODIES) : JSON.stringify(known.body ?? {});
    return {
      method,
      path: `${path}${query}`.replaceAll(/[^\x21-\x7e]/g, encodeURIComponent),
      headers: {
        ...{ cookie, 'x-requested-with': 'fuzz', 'x-forwarded-for': `198.51.${Math.floor(turn / 250)}.${turn % 250}` },
        ...(isWriting ? { 'content-type': pick(TYPES), 'content-length': String(Buffer.byteLength(body)) } : {}),
        ...(chance() < 0.4 ? pick(HEADERS) : {}),
      },
      body: isWriting ? body : undefined,
    };
  }

  async function sendOne(turn: number): Promise<void> {
    const sent = next(turn);
    const what = `${sent.method} ${sent.path.slice(0, 200)} ${JSON.stringify(sent.headers).slice(0, 300)} ${String(sent.body).slice(0, 80)}`;
    const { response, text } = await send(sent).catch((error: unknown) => {
      throw new Error(`${what}: ${String(error)}`);
    });
    const { statusCode = 0 } = response;
    statuses.add(statusCode);
    if (statusCode >= 500 || INSIDES.test(text)) found.push(`${what} -> ${statusCode} ${text.slice(0, 300)}`);
  }

  for (let turn = 0; turn < REQUESTS; turn += AT_ONCE) {
    if (turn % 400 === 0) desk.clock.advance(2 * MINUTE);
    await Promise.all(Array.from({ length: AT_ONCE }, (_, index) => sendOne(turn + index)));
  }
  expect(found).toEqual([]);
  for (const status of [200, 400, 401, 404]) expect(statuses).toContain(status);
  expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
  expect((await desk.call('GET', '/readyz')).status).toBe(200);
}, 120_000);
