import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../../src/config.ts';
import { createLog } from '../../src/log.ts';
import { type Service, startService } from '../../src/service.ts';
import { type HeldClock, heldClock } from './clock.ts';
import { freshDatabase } from './store.ts';

export const MARIA = '+14155552671';
export const TOM = '+12125550142';
/** Monday, noon in New York. */
const MONDAY_NOON = Date.parse('2026-03-02T17:00:00Z');
const GIVE_UP_MS = 20_000;

export interface Answer {
  readonly status: number;
  readonly text: string;
  readonly headers: NodeJS.Dict<string | string[]>;
}

export interface Sandbox {
  readonly clock: HeldClock;
  url(): string;
  /** A request as it stands, with whatever headers; a browser would not let a page set some of them. */
  ask(method: string, path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  /** Presses the button of that id, as the page's script would. */
  press(id: string, phone?: string): Promise<Answer>;
  /** Somebody types on their phone. */
  types(text: string, phone?: string, id?: string): Promise<Answer>;
  /** Follows the page until that part of it says so; what the part says then, without its markup. */
  sees(region: string, words: RegExp, phone?: string): Promise<string>;
  /** What the part says now. */
  reads(region: string, phone?: string): Promise<string>;
  restart(): Promise<void>;
  close(): Promise<void>;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
};
const readable = (text: string): string => text.replace(/&(?:amp|lt|gt|quot|#39);/g, (sign) => ENTITIES[sign] ?? sign);
export const plainOf = (markup: string): string =>
  readable(markup.replace(/<\/(?:li|p|button|ol)>/g, '\n').replace(/<[^>]*>/g, '')).trim();

/** The whole service as `npm start` runs it, on a clock the test holds; everything is done through the sandbox's own addresses. */
export async function openSandbox(start = MONDAY_NOON): Promise<Sandbox> {
  const database = await freshDatabase();
  const dataDir = mkdtempSync(join(tmpdir(), 'parley-sandbox-'));
  const clock = heldClock(start);
  const config = readConfig({ PORT: '0', MONGODB_URI: database.uri, DATA_DIR: dataDir, LOG_LEVEL: 'silent' });
  const log = createLog('silent', { write: () => {} });
  let service: Service = await startService({ config, log, clock });

  const ask: Sandbox['ask'] = (method, path, body, headers = {}) =>
    new Promise((resolve, reject) => {
      const { origin } = new URL(service.url);
      const sent = request(`${service.url}${path}`, {
        method,
        agent: false,
        headers: {
          ...(method === 'GET' ? {} : { origin }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
      });
      sent.on('error', reject).on('response', (answer) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (part: string) => {
          text += part;
        });
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text, headers: answer.headers }));
      });
      sent.end(typeof body === 'string' || body === undefined ? body : JSON.stringify(body));
    });

  const pathOf = (page: string, phone: string) => `/sandbox${page}?phone=${encodeURIComponent(phone)}`;

  async function press(id: string, phone = MARIA): Promise<Answer> {
    const { text } = await ask('GET', pathOf('', phone));
    const tag = new RegExp(`<button[^>]* id="${id}"[^>]*>`).exec(text)?.[0];
    const path = /data-post="([^"]*)"/.exec(tag ?? '')?.[1];
    const body = /data-body=(?:"([^"]*)"|'([^']*)')/.exec(tag ?? '');
    if (tag === undefined || path === undefined || body === null) throw new Error(`there is no button ${id} to press`);
    const method = /data-method="([^"]*)"/.exec(tag)?.[1] ?? 'POST';
    return await ask(method, path, readable(body[1] ?? body[2] ?? '{}'));
  }

  /** Ends with the first look at which the part says so. */
  async function follow(region: string, words: RegExp, phone: string): Promise<string> {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), GIVE_UP_MS);
    let seen = '';
    try {
      const answer = await fetch(`${service.url}${pathOf('/live', phone)}`, { signal: stop.signal });
      let rest = '';
      for await (const part of answer.body?.pipeThrough(new TextDecoderStream()) ?? []) {
        const events = (rest + part).split('\n\n');
        rest = events.pop() ?? '';
        for (const event of events) {
          const regions: Record<string, string> = JSON.parse(event.slice('data: '.length));
          seen = regions[region] === undefined ? seen : plainOf(regions[region]);
          if (words.test(seen)) return seen;
        }
      }
    } catch (error) {
      if (!stop.signal.aborted) throw error;
    } finally {
      clearTimeout(timer);
      stop.abort();
    }
    throw new Error(`the part ${region} never said ${words}; it says:\n${seen}`);
  }

  return {
    clock,
    url: () => service.url,
    ask,
    press,
    types: (text, phone = MARIA, id = crypto.randomUUID()) =>
      ask('POST', '/sandbox/texts', { kind: 'text', id, from: phone, text }),
    sees: (region, words, phone = MARIA) => follow(region, words, phone),
    reads: (region, phone = MARIA) => follow(region, /^/, phone),
    async restart() {
      await service.stop();
      service = await startService({ config, log, clock });
    },
    async close() {
      await service.stop();
      await database.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
