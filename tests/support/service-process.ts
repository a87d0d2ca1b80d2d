import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';

const MAIN = new URL('../../dist/src/main.js', import.meta.url).pathname;

export interface ServiceProcess {
  readonly url: string;
  readonly child: ChildProcess;
  /** Everything it wrote so far. */
  output(): string;
  /** Resolves with the exit code, or the name of the signal that ended it. */
  readonly ended: Promise<number | string>;
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port was given');
  return address.port;
}

/** The real program as an operator starts it; only what the test sets is in its environment. */
export function launch(environment: Record<string, string>): ServiceProcess {
  const child = spawn(process.execPath, [MAIN], {
    env: { PATH: process.env.PATH, LOG_LEVEL: 'info', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => {
    text += String(chunk);
  });
  child.stderr.on('data', (chunk: Buffer) => {
    text += String(chunk);
  });
  const ended = once(child, 'close').then(([code, signal]): number | string => code ?? signal);
  return { url: `http://127.0.0.1:${environment.PORT}`, child, output: () => text, ended };
}

/** Resolves once it wrote that it is ready; a process that ends before that fails the test with what it wrote. */
export async function whenReady(service: ServiceProcess): Promise<ServiceProcess> {
  const hasSaidSo = () => service.output().includes('"msg":"ready"');
  const { stdout } = service.child;
  if (stdout === null) throw new Error('its output is not piped');
  let isOver = false;
  void service.ended.then(() => {
    isOver = true;
  });
  while (!hasSaidSo()) {
    if (isOver) throw new Error(`the service ended before it was ready:\n${service.output()}`);
    await Promise.race([once(stdout, 'data'), service.ended]);
  }
  return service;
}
