import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { strangerIn } from '../../src/channels/sandbox/verify.ts';
import { openSandbox, type Sandbox } from '../support/sandbox.ts';
import { freePort, launch, whenReady } from '../support/service-process.ts';

describe('the sandbox answers nobody but the browser at this machine', () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await openSandbox();
  });
  afterAll(() => sandbox.close());

  const text = { kind: 'text', id: '0b0e8f5e-7f6c-4b0a-9d53-0c2f0d6c7a11', from: '+14155552671', text: 'hello' };
  const strangers: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
    ['a name that only leads here', { host: 'rebound.example:3000' }],
    ['a name that begins like ours', { host: 'localhost.evil.example' }],
    ['somebody behind a proxy', { 'x-forwarded-for': '203.0.113.7' }],
    ['somebody behind another proxy', { forwarded: 'for=203.0.113.7' }],
  ];
  const foreignPages: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
    ['another site', { origin: 'https://evil.example' }],
    ['another port of this machine', { origin: 'http://127.0.0.1:1' }],
    ['a page without an origin', { origin: 'null' }],
    ['a page that browsers call cross-site', { 'sec-fetch-site': 'cross-site' }],
  ];

  test.each(strangers)('%s sees and does nothing', async (_who, headers) => {
    for (const path of ['/sandbox', '/sandbox/live', '/sandbox/api/v1/offers'])
      expect((await sandbox.ask('GET', path, undefined, headers)).status).toBe(403);
    expect((await sandbox.ask('POST', '/sandbox/texts', text, headers)).status).toBe(403);
  });

  test.each(foreignPages)('%s does nothing', async (_who, headers) => {
    for (const [path, body] of [
      ['/sandbox/texts', text],
      ['/sandbox/clock', { to: 'day' }],
      ['/sandbox/api/v1/contacts', { name: 'Eve', identities: [] }],
    ] as const) {
      const refused = await sandbox.ask('POST', path, body, headers);
      expect(refused.status).toBe(403);
      expect(JSON.parse(refused.text).detail).toContain("the sandbox's own page");
    }
  });

  test('a caller from elsewhere is nobody, whatever they call us', () => {
    const arrival = {
      method: 'GET',
      host: 'localhost:3000',
      origin: undefined,
      fetchSite: undefined,
      isForwarded: false,
    };
    expect(strangerIn({ ...arrival, remoteAddress: '192.168.1.20' })).toBe('not_this_machine');
    expect(strangerIn({ ...arrival, remoteAddress: undefined })).toBe('not_this_machine');
    for (const remoteAddress of ['127.0.0.1', '::1', '::ffff:127.0.0.1'])
      expect(strangerIn({ ...arrival, remoteAddress })).toBeUndefined();
  });

  test.each([
    [{ ...text, id: 'one' }, '/id'],
    [{ ...text, from: '12' }, '/from'],
    [{ ...text, text: '' }, '/text'],
    [{ ...text, text: 7 }, '/text'],
    [[], '/'],
  ])('what cannot be used is answered with what is wrong: %#', async (body, pointer) => {
    const refused = await sandbox.ask('POST', '/sandbox/texts', body);
    expect(refused.status).toBe(400);
    expect(JSON.parse(refused.text).errors[0].pointer).toBe(pointer);
  });

  test('nobody is called but the demo member, for nothing but what the desk does', async () => {
    for (const path of ['/api-keys', '/members', '/organisations', '/audit'])
      expect((await sandbox.ask('GET', `/sandbox/api/v1${path}`)).status).toBe(404);
    const headers = { 'parley-organisation': 'org_other', authorization: 'Bearer whoever' };
    const offers = await sandbox.ask('GET', '/sandbox/api/v1/offers', undefined, headers);
    expect(offers.status).toBe(200);
  });

  test('the page loads nothing from elsewhere and runs no script within it', async () => {
    const page = await sandbox.ask('GET', '/sandbox');
    expect(page.headers['content-security-policy']).toContain("script-src 'self'");
    expect(page.headers['content-security-policy']).toContain("frame-ancestors 'none'");
    expect(page.text.match(/<script[^>]*>/g)).toEqual(['<script src="/sandbox/assets/sandbox.js" defer>']);
    expect(page.text).not.toMatch(/ on\w+=| style=/);
  });

  test('the page at the root names it first', async () => {
    const { text: home } = await sandbox.ask('GET', '/');
    expect(/href="(\/[a-z]+)"/.exec(home.slice(home.indexOf('<main>')))?.[1]).toBe('/sandbox');
  });
});

/** The modules a whole process loaded, by V8's own record of what it ran. */
async function modulesOf(environment: Readonly<Record<string, string>>, visit: (url: string) => Promise<void>) {
  const folder = mkdtempSync(join(tmpdir(), 'parley-modules-'));
  const record = join(folder, 'record');
  try {
    const port = String(await freePort());
    const service = await whenReady(
      launch({ DATA_DIR: join(folder, 'data'), PORT: port, NODE_V8_COVERAGE: record, ...environment }),
    );
    await visit(service.url);
    service.child.kill('SIGTERM');
    await service.ended;
    return readdirSync(record).flatMap((file) =>
      [...readFileSync(join(record, file), 'utf8').matchAll(/"url":"file:\/\/([^"]+)"/g)].map(([, path = '']) => path),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const isOfSandbox = (path: string) =>
  /\/src\/(?:sandbox|(?:channels|http|core)\/sandbox\/|store\/repositories\/sandbox)/.test(path);

describe('in production', () => {
  const production = {
    NODE_ENV: 'production',
    PUBLIC_URL: 'https://parley.example.com',
    SECRET_KEY: Buffer.alloc(32, 5).toString('base64'),
  };

  test('there is no sandbox, and nothing of it is loaded', async () => {
    const modules = await modulesOf(production, async (url) => {
      for (const path of ['/sandbox', '/sandbox/live', '/sandbox/assets/sandbox.js', '/'])
        expect((await fetch(`${url}${path}`)).status).toBe(404);
    });
    expect(modules.some((path) => path.endsWith('/src/web.js'))).toBe(true);
    expect(modules.filter(isOfSandbox)).toEqual([]);
  });

  test('elsewhere the page is loaded when somebody opens it', async () => {
    const modules = await modulesOf({}, async (url) => {
      expect((await fetch(`${url}/healthz`)).status).toBe(200);
    });
    expect(modules.some((path) => path.endsWith('/src/sandbox.js'))).toBe(true);
    expect(modules.filter((path) => /sandbox-door|http\/sandbox/.test(path))).toEqual([]);
  });
});
