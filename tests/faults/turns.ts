import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { openEmbeddedStore } from '../../src/store/embedded/embedded.ts';
import { openTalkingClinic, type TalkingClinic } from '../support/talking-clinic.ts';
import { TwilioStandIn } from '../support/twilio.ts';

// Two thousand people were offered times, two of them each pair of times, and all answer at once. The provider brings every answer one to
// three times, in any order, and once more whenever nobody listens; the service is killed five times in the middle.

const CONVERSATIONS = 2_000;
const KILLS = 5;
const AT_ONCE = 32;
const LONGEST = 8 * 60_000;
const PUBLIC_URL = 'https://parley.example.com';

interface Line {
  readonly environment: Record<string, string>;
  child: ChildProcess;
  url: string;
}

const script = new URL('./turns-service.js', import.meta.url).pathname;

async function start(environment: Record<string, string>): Promise<{ child: ChildProcess; url: string }> {
  const child = fork(script, [], {
    env: { PATH: process.env.PATH, ...environment },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const answer: unknown[] = await Promise.race([once(child, 'message'), once(child, 'exit').then(() => [])]);
  const [url] = answer;
  if (typeof url !== 'string') throw new Error('the service of the test did not start');
  return { child, url };
}

async function killAndRestart(line: Line): Promise<void> {
  line.child.kill('SIGKILL');
  await once(line.child, 'exit');
  Object.assign(line, await start(line.environment));
}

const shuffled = <Item>(items: readonly Item[]): readonly Item[] =>
  items
    .map((item) => ({ item, at: Math.random() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ item }) => item);

async function until(isSo: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const last = Date.now() + LONGEST;
  while (!(await isSo())) {
    if (Date.now() > last) throw new Error(`waited in vain for ${what}`);
    await wait(250);
  }
}

/** As a provider does: again and again until somebody says that it is taken in. */
async function bring(twilio: TwilioStandIn, webhook: ReturnType<TwilioStandIn['text']>): Promise<void> {
  for (;;) {
    const answer = await twilio.deliver(webhook).catch(() => undefined);
    if (answer?.status === 200) return;
    await wait(200);
  }
}

async function answerAll(line: Line, twilio: TwilioStandIn, clinic: TalkingClinic): Promise<void> {
  const webhooks = clinic.people.map(({ number }) => twilio.text(number, clinic.number, '1'));
  const repeated = shuffled(
    webhooks.flatMap((one) => Array.from({ length: 1 + Math.floor(Math.random() * 3) }, () => one)),
  );
  let next = 0;
  const bringing = Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let mine = next++; mine < repeated.length; mine = next++) {
        const webhook = repeated[mine];
        if (webhook !== undefined) await bring(twilio, webhook);
      }
    }),
  );
  const before = twilio.sent.length;
  for (let kill = 1; kill <= KILLS; kill += 1) {
    const share = (CONVERSATIONS * kill) / (KILLS + 1);
    await until(() => twilio.sent.length - before >= share, `${Math.round(share)} replies`);
    await killAndRestart(line);
  }
  await bringing;
}

const keyOf = (statusCallback: string | undefined): string =>
  new URL(statusCallback ?? 'https://none.example').searchParams.get('key') ?? '';

function countDoubles(values: readonly string[]): number {
  return values.length - new Set(values).size;
}

async function count(clinic: TalkingClinic, twilio: TwilioStandIn) {
  const texts = new Map<string, number>();
  for (const { to } of twilio.sent) texts.set(to, (texts.get(to) ?? 0) + 1);
  const { offers, appointments } = await clinic.read();
  const members = clinic.people.map(({ offerId, contactId }) => {
    const first = offers.find(({ id }) => id === offerId);
    const fresh = offers.filter(({ answers }) => answers === offerId);
    const visits = appointments.filter((one) => one.contactId === contactId);
    const isBooked = first?.state.kind === 'accepted' && fresh.length === 0 && visits.length === 1;
    const isOfferedAnew = first?.state.kind === 'cancelled' && fresh.length === 1 && visits.length === 0;
    return isBooked ? 'booked' : isOfferedAnew ? 'offered_anew' : 'undecided';
  });
  const howMany = (what: (typeof members)[number]) => members.filter((one) => one === what).length;
  return {
    booked: howMany('booked'),
    offered_anew: howMany('offered_anew'),
    undecided_or_twice: howMany('undecided'),
    sent_twice: countDoubles(twilio.sent.map(({ statusCallback }) => keyOf(statusCallback))),
    missing: clinic.people.filter(({ number }) => (texts.get(number) ?? 0) < 2).length,
    too_many: clinic.people.filter(({ number }) => (texts.get(number) ?? 0) > 2).length,
    slots_twice: countDoubles(
      appointments.flatMap(({ visits }) => visits.map(({ hosts, start }) => `${hosts[0]} ${start}`)),
    ),
  };
}

export async function run() {
  const dataDir = mkdtempSync(join(tmpdir(), 'parley-turns-'));
  const store = await openEmbeddedStore({
    dataDir,
    entry: new URL('../../src/store/embedded/process.js', import.meta.url),
  });
  const line: Partial<Line> = {};
  const twilio = new TwilioStandIn({ target: () => line.url ?? '', publicUrl: PUBLIC_URL, now: () => Date.now() });
  await twilio.start();
  const clinic = await openTalkingClinic(store.uri, CONVERSATIONS);
  try {
    const environment = {
      ...{ NODE_ENV: 'test', ROLE: 'all', PORT: '0', PUBLIC_URL, DATA_DIR: dataDir, MONGODB_URI: store.uri },
      ...{ TWILIO_ACCOUNT_SID: twilio.accountSid, TWILIO_AUTH_TOKEN: twilio.authToken, TWILIO_API_URL: twilio.url },
      ...{ TWILIO_FROM: clinic.number, TWILIO_ORGANISATION: clinic.slug },
      SECRET_KEY: clinic.secretKey,
    };
    const running: Line = Object.assign(line, { environment, ...(await start(environment)) });
    await until(() => twilio.sent.length >= CONVERSATIONS, 'the offers');
    await answerAll(running, twilio, clinic);
    await until(() => clinic.isQuiet(), 'the last reply');
    const counts = { conversations: CONVERSATIONS, kills: KILLS, ...(await count(clinic, twilio)) };
    const { undecided_or_twice, sent_twice, missing, too_many, slots_twice } = counts;
    const held = [undecided_or_twice, sent_twice, missing, too_many, slots_twice].every((number) => number === 0);
    return { held, counts };
  } finally {
    line.child?.kill('SIGKILL');
    await clinic.close();
    await twilio.stop();
    await store.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
}
