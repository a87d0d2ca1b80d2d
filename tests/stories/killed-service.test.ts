import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { MongoClient } from 'mongodb';
import { freePort, launch, type ServiceProcess, whenReady } from '../support/service-process.ts';

// The real program with the store inside it, killed as a machine kills it, and started again on the same folder.

const PHONES = Array.from({ length: 12 }, (_, index) => `+1415555${2600 + index}`);
const KILLS = 3;
/** Far less than a hold lasts by itself. */
const SOON_MS = 20_000;

let dataDir: string;
let environment: Record<string, string>;
let service: ServiceProcess;
beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'parley-killed-'));
  environment = { PORT: String(await freePort()), DATA_DIR: dataDir };
});
afterEach(async () => {
  service.child.kill('SIGKILL');
  await service.ended;
});
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

const start = async () => {
  service = await whenReady(launch(environment));
};

async function type(from: string, id: string): Promise<boolean> {
  const body = JSON.stringify({ kind: 'text', id, from, text: 'when is my appointment?' });
  const headers = { origin: service.url, 'content-type': 'application/json' };
  const answer = await fetch(`${service.url}/sandbox/texts`, { method: 'POST', headers, body }).catch(() => undefined);
  return answer?.status === 202;
}

async function inStore<Found>(look: (client: MongoClient) => Promise<Found>): Promise<Found> {
  const { uri } = JSON.parse(readFileSync(join(dataDir, 'store', 'endpoint.json'), 'utf8'));
  const client = await new MongoClient(uri).connect();
  try {
    return await look(client);
  } finally {
    await client.close();
  }
}

const answers = () => inStore((client) => client.db().collection('sandbox_texts').find({ side: 'received' }).toArray());
const holds = () =>
  inStore((client) =>
    client
      .db()
      .collection('leases')
      .countDocuments({ until: { $gt: Date.now() } }),
  );

test('killed in the middle of everything: every text is answered once, soon after the next start', async () => {
  await start();
  let killedInTheMiddle = 0;
  for (let kill = 1; kill <= KILLS; kill += 1) {
    const sent = PHONES.map((phone) => type(phone, crypto.randomUUID()));
    // Some of the answers are there, so that others are being worked on.
    const before = (kill - 1) * PHONES.length;
    while ((await answers()).length < before + 2) await wait(5);
    expect(await Promise.all(sent)).not.toContain(false);
    killedInTheMiddle += Number((await holds()) > 0);
    service.child.kill('SIGKILL');
    await service.ended;
    await start();
    const begun = Date.now();
    while ((await answers()).length < kill * PHONES.length) {
      if (Date.now() - begun > SOON_MS) throw new Error('some texts are still unanswered');
      await wait(50);
    }
  }
  expect(killedInTheMiddle).toBeGreaterThan(0);
  const all = await answers();
  for (const phone of PHONES) expect(all.filter((text) => text.phone === phone)).toHaveLength(KILLS);
}, 120_000);
