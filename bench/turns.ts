import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import autocannon from 'autocannon';
import twilio from 'twilio';
import { openEmbeddedStore } from '../src/store/embedded/embedded.ts';
import { openTalkingClinic, type TalkingClinic } from '../tests/support/talking-clinic.ts';
import { TwilioStandIn } from '../tests/support/twilio.ts';
import { median } from './figures.ts';

// Two figures of the way of a turn: how fast a text is acknowledged, which is when it is on disk, beside what express can do at all with the form
// and its signature; and how many whole turns a second are answered, from the webhook to the request that sends the reply.

const PUBLIC_URL = 'https://parley.example.com';
const PATH = '/channels/sms';
const CONNECTIONS = 16;
const SECONDS = 5;
const PATIENTS = 600;
const BUSY = 16;
const SETTLING = 3_000;
const ROUNDS = 3;
const service = new URL('../tests/faults/turns-service.js', import.meta.url).pathname;
const ceilingModule = new URL('ceiling.js', import.meta.url).pathname;

interface Load {
  readonly url: string;
  readonly next: () => Readonly<Record<string, string>>;
  readonly authToken: string;
  /** Requests a second in all; as many as can be where it is left out. */
  readonly rate?: number;
}

/** Texts of different senders, each signed, for so many seconds. */
async function send({ url, next, authToken, rate }: Load): Promise<autocannon.Result> {
  return await autocannon({
    ...{ url: url + PATH, connections: CONNECTIONS, duration: SECONDS },
    ...(rate === undefined ? {} : { overallRate: rate }),
    requests: [
      {
        method: 'POST',
        setupRequest(request) {
          const params = next();
          const signature = twilio.getExpectedTwilioSignature(authToken, PUBLIC_URL + PATH, params);
          const headers = { 'content-type': 'application/x-www-form-urlencoded', 'x-twilio-signature': signature };
          return { ...request, headers, body: new URLSearchParams(params).toString() };
        },
      },
    ],
  });
}

interface Started {
  readonly child: ChildProcess;
  readonly url: string;
}

/** A process that says where it listens. */
async function start(module: string, args: readonly string[], environment: Record<string, string>): Promise<Started> {
  const child = fork(module, args, {
    env: { PATH: process.env.PATH, ...environment },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const [url]: unknown[] = await once(child, 'message');
  return { child, url: String(url) };
}

const startService = (environment: Record<string, string>): Promise<Started> => start(service, [], environment);

async function stop({ child }: Started): Promise<void> {
  child.kill('SIGTERM');
  await once(child, 'exit');
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await wait(5);
}

/** So many conversations are busy at once: the next begins when one has its reply. */
async function measureTurns(standIn: TwilioStandIn, { people, number }: TalkingClinic) {
  const waits: number[] = [];
  const waiting = new Map<string, () => void>();
  standIn.onSent = ({ to }) => waiting.get(to)?.();
  let next = 0;
  const begun = performance.now();
  await Promise.all(
    Array.from({ length: BUSY }, async () => {
      for (let mine = next++; mine < people.length; mine = next++) {
        const person = people[mine];
        if (person === undefined) return;
        const asked = performance.now();
        const answered = new Promise<void>((resolve) => waiting.set(person.number, resolve));
        await standIn.deliver(standIn.text(person.number, number, '1'));
        await answered;
        waits.push(performance.now() - asked);
      }
    }),
  );
  const perSecond = (people.length * 1_000) / (performance.now() - begun);
  const sorted = waits.toSorted((a, b) => a - b);
  return { perSecond, p99: sorted[Math.floor(sorted.length * 0.99)] ?? Number.NaN };
}

export async function run() {
  const dataDir = mkdtempSync(join(tmpdir(), 'parley-turns-'));
  const entry = new URL('../src/store/embedded/process.js', import.meta.url);
  const store = await openEmbeddedStore({ dataDir, entry });
  let url = '';
  const standIn = new TwilioStandIn({ target: () => url, publicUrl: PUBLIC_URL, now: () => Date.now() });
  await standIn.start();
  const clinic = await openTalkingClinic(store.uri, PATIENTS, 1);
  const { accountSid, authToken } = standIn;
  const environment = {
    ...{ NODE_ENV: 'test', PORT: '0', PUBLIC_URL, DATA_DIR: dataDir, MONGODB_URI: store.uri },
    ...{ TWILIO_ACCOUNT_SID: accountSid, TWILIO_AUTH_TOKEN: authToken, TWILIO_API_URL: standIn.url },
    ...{ TWILIO_FROM: clinic.number, TWILIO_ORGANISATION: clinic.slug, SECRET_KEY: clinic.secretKey },
  };
  let sender = 0;
  const next = () => standIn.text(`+1212${2_000_000 + (sender++ % 900_000)}`, clinic.number, 'hello').params;
  const ceiling = await start(ceilingModule, [PATH, PUBLIC_URL, authToken], {});
  try {
    const all = await startService({ ...environment, ROLE: 'all' });
    url = all.url;
    await until(() => standIn.sent.length >= PATIENTS);
    // Those who follow the stream of events are done with the offers as well.
    await wait(SETTLING);
    const turns = await measureTurns(standIn, clinic);
    await stop(all);

    // Whoever answers them comes later: measured is how fast they are taken in.
    const web = await startService({ ...environment, ROLE: 'web' });
    const rounds: { readonly most: number; readonly taken: number }[] = [];
    // By turns, for what else runs on the machine comes and goes.
    for (let round = 0; round < ROUNDS; round += 1)
      rounds.push({
        most: (await send({ url: ceiling.url, next, authToken })).requests.average,
        taken: (await send({ url: web.url, next, authToken })).requests.average,
      });
    const most = median(rounds.map((round) => round.most));
    const taken = median(rounds.map((round) => round.taken));
    const rate = Math.round(Math.min(most / 2, taken * 0.9));
    const steady = await send({ url: web.url, next, authToken, rate });
    await stop(web);
    return {
      ceiling_per_s: Math.round(most),
      ack_per_s: Math.round(taken),
      ack_ratio: Math.round(median(rounds.map((round) => round.taken / round.most)) * 100) / 100,
      ack_p99_ms_half: steady.latency.p99,
      turns_per_s: Math.round(turns.perSecond),
      turn_p99_ms: Math.round(turns.p99),
    };
  } finally {
    await stop(ceiling);
    await clinic.close();
    await standIn.stop();
    await store.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
}
