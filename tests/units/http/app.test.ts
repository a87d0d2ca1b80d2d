import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import express from 'express';
import { z } from 'zod';
import { Fault } from '../../../src/core/fault.ts';
import { createApp } from '../../../src/http/app.ts';
import { createMetrics } from '../../../src/http/metrics.ts';
import { answerProblem, type Problem } from '../../../src/http/problems.ts';
import { identifyRequests, limitTime } from '../../../src/http/requests.ts';
import { mountRoutes, route } from '../../../src/http/route.ts';
import { createLog } from '../../../src/log.ts';

const lines: string[] = [];
const log = createLog('debug', { write: (line: string) => lines.push(line) });
let isStoreUp = true;
let server: Server;
let base: string;

const visits = route({
  method: 'post',
  path: '/visits/{visitId}',
  id: 'touchVisit',
  summary: 'Touch a visit',
  tag: 'Visits',
  params: z.object({ visitId: z.string() }),
  query: z.object({ zone: z.string().optional() }).strict(),
  body: z
    .object({ minutes: z.number().min(5, 'must be at least 5'), hosts: z.array(z.object({ id: z.string() })) })
    .strict(),
  answers: { 200: { description: 'Touched' } },
  handle: async ({ params, body, caller }) => {
    if (params.visitId === 'broken') throw new Error('the database said +14155550100');
    if (params.visitId === 'gone') throw new Fault('not_found', 'There is no such visit.');
    return { status: 200, body: { id: params.visitId, minutes: body.minutes, caller } };
  },
});

beforeAll(async () => {
  const api = mountRoutes([visits], {
    async admit({ authorization }) {
      if (authorization === undefined) throw new Fault('unauthenticated', 'Send an API key.');
      return 'maria';
    },
  });
  const app = createApp({
    isProduction: true,
    metricsToken: 'a-token-for-the-scraper',
    trustedProxies: 0,
    log,
    metrics: createMetrics(),
    checks: {
      store: async () => {
        if (!isStoreUp) throw new Error('down');
      },
    },
    routers: [['/api/v1', express.Router().use(express.json({ limit: '1mb' }), api)]],
  });
  server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // a TCP server has an AddressInfo
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
});

const touch = (id: string, body: unknown, path = '') =>
  fetch(`${base}/api/v1/visits/${id}${path}`, {
    method: 'POST',
    headers: { authorization: 'Bearer x', 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
const problemOf = async (answer: Response) => (await answer.json()) as Problem; // checked by the expectations on it
const good = { minutes: 30, hosts: [] };

describe('health', () => {
  test('readiness follows the store, liveness does not', async () => {
    expect((await fetch(`${base}/readyz`)).status).toBe(200);
    isStoreUp = false;
    const answer = await fetch(`${base}/readyz`);
    expect(answer.status).toBe(503);
    expect(await answer.json()).toEqual({ status: 'not ready', checks: { store: 'failing' } });
    expect((await fetch(`${base}/healthz`)).status).toBe(200);
    isStoreUp = true;
  });

  test('figures are for whoever holds the token', async () => {
    expect((await fetch(`${base}/metrics`)).status).toBe(401);
    const authorization = 'Bearer a-token-for-the-scraper';
    const answer = await fetch(`${base}/metrics`, { headers: { authorization } });
    expect(await answer.text()).toContain('http_request_duration_seconds');
  });
});

describe('an answer that is no success', () => {
  test('says what is wrong, where, and how to mend it', async () => {
    const answer = await touch('v1', { minutes: 1, hosts: [{ id: 7 }], color: 'red' }, '?zone=UTC&when=now');
    expect(answer.status).toBe(400);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    const problem = await problemOf(answer);
    expect(problem).toMatchObject({ type: '/problems/invalid-input', status: 400 });
    expect(problem.requestId).toBe(answer.headers.get('x-request-id'));
    expect(problem.errors).toEqual(
      expect.arrayContaining([
        { pointer: '/minutes', message: 'must be at least 5' },
        { pointer: '/hosts/0/id', message: expect.stringContaining('expected string') },
        { pointer: '', message: 'has fields that are not known here: color' },
        { pointer: '/query', message: 'has fields that are not known here: when' },
      ]),
    );
  });

  test.each([
    ['a body that is no JSON', '{"minutes": 30,', 400, 'not valid JSON'],
    ['no body at all', '', 400, 'is missing'],
    [
      'a body over 1 MB',
      JSON.stringify({ minutes: 30, hosts: [], pad: 'x'.repeat(1_100_000) }),
      413,
      'larger than 1 MB',
    ],
  ])('%s', async (_what, body, status, words) => {
    const answer = await touch('v1', body);
    expect(answer.status).toBe(status);
    expect((await problemOf(answer)).detail).toContain(words);
  });

  test('an unknown address, an unknown caller and a missing visit each say so', async () => {
    expect(await (await fetch(`${base}/nowhere`)).json()).toMatchObject({
      status: 404,
      detail: expect.stringContaining('GET /nowhere'),
    });
    expect((await fetch(`${base}/api/v1/visits/v1`, { method: 'POST' })).status).toBe(401);
    expect(await (await touch('gone', good)).json()).toMatchObject({ status: 404, detail: 'There is no such visit.' });
  });

  test('a fault of ours shows no inside, and the log line has its id but nothing private', async () => {
    const answer = await touch('broken', good);
    expect(answer.status).toBe(500);
    const text = await answer.text();
    expect(text).not.toContain('database');
    const line = lines.find((candidate) => candidate.includes('request failed'));
    expect(line).toContain(JSON.parse(text).requestId);
    expect(line).not.toContain('4155550100');
  });

  test('an address that cannot be decoded is refused, not a fault', async () => {
    expect((await touch('%E0%A4%A', good)).status).toBe(400);
  });
});

describe('a known address', () => {
  test('asked in another way says which ways there are', async () => {
    const answer = await fetch(`${base}/api/v1/visits/v1`, { headers: { authorization: 'Bearer x' } });
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'OPTIONS, POST']);
    expect(await problemOf(answer)).toMatchObject({
      ...{ type: '/problems/method-not-allowed', status: 405 },
      detail: 'GET is not possible here; what is: OPTIONS, POST.',
    });
    const health = await fetch(`${base}/healthz`, { method: 'DELETE' });
    expect([health.status, health.headers.get('allow')]).toEqual([405, 'GET, HEAD, OPTIONS']);
  });

  test('tells its ways to whoever asks, and gives other sites no leave', async () => {
    const answer = await fetch(`${base}/api/v1/visits/v1`, {
      method: 'OPTIONS',
      headers: { origin: 'https://a.example' },
    });
    expect([answer.status, answer.headers.get('allow'), await answer.text()]).toEqual([204, 'OPTIONS, POST', '']);
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    for (const path of ['/nowhere', '/api/v1/visits'])
      expect((await fetch(`${base}${path}`, { method: 'OPTIONS' })).status).toBe(404);
    expect((await fetch(`${base}/api/v1/visits/%E0%A4%A`, { method: 'OPTIONS' })).status).toBe(400);
  });

  test('that can be read can be asked for its headers alone', async () => {
    const answer = await fetch(`${base}/healthz`, { method: 'HEAD' });
    expect([answer.status, await answer.text()]).toEqual([200, '']);
    expect((await fetch(`${base}/api/v1/visits/v1`, { method: 'HEAD' })).status).toBe(405);
  });
});

describe('time runs out', () => {
  let slow: Server;
  let port: number;
  beforeAll(async () => {
    const app = express()
      .use(identifyRequests(log), limitTime(60))
      .post('/body', express.json(), (_req, res) => void res.json({}))
      .post('/work', express.json(), () => {})
      .use(answerProblem);
    slow = createServer(app).listen(0, '127.0.0.1');
    await once(slow, 'listening');
    port = (slow.address() as AddressInfo).port; // a TCP server has an AddressInfo
  });
  afterAll(async () => {
    slow.close();
    await once(slow, 'close');
  });
  const complaints = () => lines.filter((line) => line.includes('ran out of time')).length;

  test('for a body that comes too slowly: 408, the connection ends, and it is no fault of ours', async () => {
    const before = complaints();
    const socket = connect(port, '127.0.0.1');
    socket.write('POST /body HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{');
    let text = '';
    socket.on('data', (chunk) => {
      text += String(chunk);
    });
    await once(socket, 'close');
    expect(text).toMatch(/^HTTP\/1.1 408 /);
    expect(text).toMatch(/\r\nConnection: close\r\n/i);
    expect(text).toContain('"type":"/problems/too-slow"');
    expect(complaints()).toBe(before);
  });

  test('for our own work: 503, and a line in the log', async () => {
    const before = complaints();
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`http://127.0.0.1:${port}/work`, { method: 'POST', headers, body: '{}' });
    expect(answer.status).toBe(503);
    expect(complaints()).toBe(before + 1);
  });
});

describe('request ids', () => {
  test("a caller's id is kept; one that could forge a log line is not", async () => {
    const idOf = async (asked: string) =>
      (await fetch(`${base}/healthz`, { headers: { 'x-request-id': asked } })).headers.get('x-request-id');
    expect(await idOf('trace-12345')).toBe('trace-12345');
    expect(await idOf('{"level":60}')).not.toBe('{"level":60}');
  });

  test('the closing line names the route, never the id in it', async () => {
    await touch('visit-of-maria', good);
    const line = lines.findLast((candidate) => candidate.includes('"msg":"request"'));
    expect(line).toContain('/visits/{visitId}');
    expect(line).not.toContain('visit-of-maria');
  });
});

test('somebody who follows a wrong link in a browser reads a page, a program reads a problem', async () => {
  const headers = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };
  const page = await fetch(`${base}/schedule/<nowhere>`, { headers });
  expect([page.status, page.headers.get('content-type')]).toEqual([404, 'text/html; charset=utf-8']);
  expect(await page.text()).toContain('<h1>There is nothing here</h1>');
  for (const accept of ['*/*', 'application/json']) {
    const problem = await fetch(`${base}/schedule/nowhere`, { headers: { accept } });
    expect(problem.headers.get('content-type')).toContain('application/problem+json');
  }
  const api = await fetch(`${base}/api/nowhere`, { headers });
  expect(api.headers.get('content-type')).toContain('application/problem+json');
});

test('garbage instead of HTTP is answered or dropped, and others are served on', async () => {
  const { port } = server.address() as AddressInfo; // a TCP server has an AddressInfo
  const socket = connect(port, '127.0.0.1');
  socket.write('\x16\x03\x01 not http\r\n\r\n');
  await once(socket.resume(), 'close');
  expect((await fetch(`${base}/healthz`)).status).toBe(200);
});
