import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { freePort, launch, type ServiceProcess, whenReady } from '../support/service-process.ts';

let folder: string;
let running: ServiceProcess[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parley-start-'));
  running = [];
});

afterEach(async () => {
  for (const { child, ended } of running) {
    child.kill('SIGKILL');
    await ended;
  }
  rmSync(folder, { recursive: true });
});

async function start(environment: Record<string, string> = {}): Promise<ServiceProcess> {
  const service = launch({ DATA_DIR: folder, PORT: String(await freePort()), ...environment });
  running.push(service);
  return service;
}

describe('a newcomer starts it', () => {
  test('it says what to open, answers, keeps its data for its owner alone, and stops when asked', async () => {
    const service = await whenReady(await start());
    expect(service.output()).toContain(`${service.url}`);
    expect((await fetch(`${service.url}/healthz`)).status).toBe(200);
    const ready = await fetch(`${service.url}/readyz`);
    expect(await ready.json()).toEqual({ status: 'ok', checks: { store: 'ok', jobs: 'ok' } });
    expect(statSync(join(folder, 'keys.json')).mode & 0o077).toBe(0);

    service.child.kill('SIGTERM');
    expect(await service.ended).toBe(0);
  });

  test('killed and started again it is ready again, with the same demo organisation', async () => {
    const first = await whenReady(await start());
    first.child.kill('SIGKILL');
    expect(await first.ended).toBe('SIGKILL');
    const second = await whenReady(await start());
    expect((await fetch(`${second.url}/readyz`)).status).toBe(200);
  });
});

describe('two processes on one machine', () => {
  test('a second one on the same data folder is told who holds it, and the first goes on', async () => {
    const first = await whenReady(await start());
    const second = await start();
    expect(await second.ended).toBe(1);
    expect(second.output()).toContain(String(first.child.pid));
    expect(second.output()).toMatch(/data folder/i);
    expect((await fetch(`${first.url}/readyz`)).status).toBe(200);
  });

  test('a worker finds the store of the running service by itself', async () => {
    await whenReady(await start({ ROLE: 'web' }));
    const worker = await whenReady(await start({ ROLE: 'worker' }));
    expect(await (await fetch(`${worker.url}/readyz`)).json()).toEqual({
      status: 'ok',
      checks: { store: 'ok', jobs: 'ok' },
    });
  });
});

describe('what cannot be started says why', () => {
  test('wrong environment: every variable that is wrong, and nothing is written', async () => {
    const service = await start({ PORT: 'eighty', ROLE: 'boss' });
    expect(await service.ended).toBe(1);
    expect(service.output()).toContain('PORT must be a whole number');
    expect(service.output()).toContain('ROLE must be one of web, worker, all');
    expect(service.output()).not.toContain('at ');
  });

  test('a port that is taken', async () => {
    const first = await whenReady(await start());
    const second = await start({ PORT: new URL(first.url).port, DATA_DIR: join(folder, 'other') });
    expect(await second.ended).toBe(1);
    expect(second.output()).toContain('PORT');
  });

  test('a MongoDB that does not answer', async () => {
    const service = await start({ MONGODB_URI: 'mongodb://127.0.0.1:1/parley' });
    expect(await service.ended).toBe(1);
    expect(service.output()).toContain('check MONGODB_URI');
  });

  test('a damaged key ring is left as it is', async () => {
    writeFileSync(join(folder, 'keys.json'), 'not json');
    const service = await start();
    expect(await service.ended).toBe(1);
    expect(service.output()).toContain('keys.json is damaged');
    expect(readFileSync(join(folder, 'keys.json'), 'utf8')).toBe('not json');
  });
});
