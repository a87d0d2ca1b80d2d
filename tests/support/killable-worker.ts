// A worker process of its own, to be killed by a test: answers every turn with one message through the provider given to it.
// Arguments: the store's address, the provider's address.
import { systemChance } from '../../src/chance.ts';
import { systemClock } from '../../src/clock.ts';
import { createIds } from '../../src/ids.ts';
import { createWorkers } from '../../src/jobs/engine/workers.ts';
import { AGENDA_COLLECTION } from '../../src/store/models/all.ts';
import { openStore } from '../../src/store/store.ts';
import { createLoopbackTransport } from './loopback-transport.ts';

const [uri = '', providerUrl = ''] = process.argv.slice(2);
const holder = `worker ${process.pid}`;
const store = await openStore({
  uri,
  clock: systemClock,
  machineClock: systemClock,
  ids: createIds(systemClock),
  keys: { current: { id: 'test', bytes: Buffer.alloc(32) }, previous: [] },
  holder,
  leaseDuration: 1_000,
});
const { db } = store.connection;
if (!db) throw new Error('the store is not connected');
const workers = createWorkers({
  store,
  agenda: { db, collection: AGENDA_COLLECTION },
  clock: systemClock,
  machineClock: systemClock,
  chance: systemChance,
  holder,
  transports: new Map([['sms', createLoopbackTransport(providerUrl)]]),
  consumers: [],
  dueHandlers: new Map(),
  onFault: (error, where) => console.error(where, error),
  async turnHandler({ organisationId, channel, conversationKey, providerId, payload }) {
    const key = `answer to ${providerId}`;
    await store.outbox.enqueue([
      { organisationId, key, channel, conversationKey, recipient: conversationKey, payload },
    ]);
    return { kind: 'done' };
  },
});
await workers.start();
process.send?.('working');
process.once('SIGTERM', async () => {
  await workers.stop();
  await store.close();
  process.exit(0);
});
