import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { OutgoingMessage } from '../../src/core/delivery/types.ts';
import type { Actor, DomainEvent } from '../../src/core/events.ts';
import type { EventId, OrganisationId } from '../../src/core/ids.ts';
import type { EventConsumer } from '../../src/core/ports.ts';
import { MINUTE } from '../../src/core/time/types.ts';
import { bindModel } from '../../src/store/models/definition.ts';
import { organisationModel } from '../../src/store/models/organisation.ts';
import { pendingOnUpdate } from '../../src/store/pending.ts';
import type { Store } from '../../src/store/store.ts';
import { gate } from '../support/gate.ts';
import { type Bench, openBench } from '../support/machinery.ts';
import { freshDatabase, type TestDatabase } from '../support/store.ts';

let database: TestDatabase;
let bench: Bench;
let store: Store;

beforeAll(async () => {
  database = await freshDatabase();
  bench = openBench(database.uri);
  store = await bench.join();
});
afterAll(async () => {
  await bench.close();
  await database.close();
});

const operator: Actor = { kind: 'operator', id: 'op_1', channel: 'command_line' };
let founded = 0;

async function found(at: Store = store): Promise<OrganisationId> {
  const slug = `clinic-${++founded}`;
  const created = await at.organisations.create({ slug, name: slug, zone: 'Europe/Paris', language: 'fr' }, operator);
  if (!created.ok) throw new Error(created.reason);
  return created.value.id;
}

async function rename(organisationId: OrganisationId, times: number, at: Store = store): Promise<void> {
  for (let count = 0; count < times; count++) {
    const current = await at.organisations.get(organisationId);
    const name = `${current?.slug} ${current?.version}`;
    const changed = await at.organisations.change(organisationId, current?.version ?? 0, { name }, operator);
    if (!changed.ok) count -= 1;
  }
}

const consumer = (
  name: string,
  handle: EventConsumer['handle'],
  startsAt: EventConsumer['startsAt'] = 'beginning',
) => ({
  name,
  startsAt,
  handle,
});
const positions = async (organisationId: OrganisationId) =>
  (await store.stream.read(organisationId, 0, 1_000)).map(({ position }) => position);
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

describe('what happened', () => {
  test('stands in the stream with who did it and what it changed', async () => {
    const id = await found();
    await rename(id, 1);
    await bench.workers(store).settle();
    await expect(store.stream.ofSubject(id, id)).resolves.toMatchObject([
      { type: 'organisation_created', position: 1, actor: operator, after: { zone: 'Europe/Paris' } },
      {
        type: 'organisation_changed',
        position: 2,
        before: { name: `clinic-${founded}` },
        after: { name: `clinic-${founded} 1` },
      },
    ]);
  });

  test('has positions without a gap, whatever happens at once in how many processes', async () => {
    const second = await bench.join();
    const ids = await Promise.all([found(), found(), found()]);
    const both = [bench.workers(store), bench.workers(second)];
    await Promise.all(both.map((workers) => workers.start()));
    await Promise.all(ids.flatMap((id) => [rename(id, 15), rename(id, 15, second)]));
    await Promise.all(both.map((workers) => workers.settle()));
    await Promise.all(both.map((workers) => workers.stop()));
    for (const id of ids) expect(await positions(id)).toEqual(upTo(31));
    expect(bench.faults).toEqual([]);
  });

  test('is told once, although a relay died after copying and before taking it off', async () => {
    const id = await found();
    const rows = store.connection.collection<{ _id: string; pendingEvents?: DomainEvent[] }>('organisations');
    const before = await rows.findOne({ _id: id });
    const workers = bench.workers(store);
    await workers.settle();
    await rename(id, 1);
    // What the dead relay left: the first event still pending, a second one behind it.
    const now = await rows.findOne({ _id: id });
    const pendingEvents = [...(before?.pendingEvents ?? []), ...(now?.pendingEvents ?? [])];
    await rows.updateOne({ _id: id }, { $set: { pendingEvents } });
    await workers.settle();
    expect((await store.stream.read(id, 0, 10)).map(({ type }) => type)).toEqual([
      'organisation_created',
      'organisation_changed',
    ]);
    expect(await rows.findOne({ _id: id })).not.toHaveProperty('pendingEvents');
  });

  test('is not lost when it is added while the relay is taking off what it copied', async () => {
    const id = await found();
    const rename2 = rename(id, 30);
    const workers = bench.workers(store);
    for (let look = 0; look < 10; look++) await workers.settle();
    await rename2;
    await workers.settle();
    expect(await positions(id)).toEqual(upTo(31));
    expect(await store.connection.collection('organisations').countDocuments({ pendingSince: { $gt: 0 } })).toBe(0);
  });

  test('takes the messages it causes along into the outbox, once', async () => {
    const id = await found();
    const hello: OutgoingMessage = {
      organisationId: id,
      key: 'welcome',
      channel: 'email',
      conversationKey: 'owner',
      recipient: 'owner@example.com',
      payload: { text: 'Welcome' },
    };
    const model = bindModel(store.connection, organisationModel);
    await model.updateOne(
      { _id: id },
      { $set: { name: 'Greeted' }, ...pendingOnUpdate({ messages: [hello, hello] }, bench.clock.now()) },
    );
    await bench.workers(store).settle();
    await expect(store.outbox.find(id, 'welcome')).resolves.toMatchObject({
      state: 'waiting',
      recipient: 'owner@example.com',
    });
    expect(await positions(id)).toEqual([1]);
  });
});

describe('somebody follows what happens', () => {
  test('in order, each event once, and told at once', async () => {
    const id = await found();
    const seen: number[] = [];
    const all = gate();
    const workers = bench.workers(store, {
      consumers: [
        consumer('cards', async ({ organisationId, position }) => {
          if (organisationId !== id) return;
          seen.push(position);
          if (position === 21) all.open();
        }),
      ],
    });
    await workers.start();
    await rename(id, 20);
    await all.opened;
    await workers.stop();
    expect(seen).toEqual(upTo(21));
  });

  test('one that is new reads the past too; one that wants only what is new does not', async () => {
    const id = await found();
    await rename(id, 2);
    await bench.workers(store).settle();
    const past: number[] = [];
    const fresh: number[] = [];
    const noting = (seen: number[]) => async (event: DomainEvent & { position: number }) => {
      if (event.organisationId === id) seen.push(event.position);
    };
    const workers = bench.workers(store, {
      consumers: [consumer('newcomer', noting(past)), consumer('from now on', noting(fresh), 'now')],
    });
    await workers.settle();
    await rename(id, 1);
    await workers.settle();
    expect(past).toEqual([1, 2, 3, 4]);
    expect(fresh).toEqual([4]);
  });

  test('an event that fails is tried again, put aside in the end, and what follows is not held up forever', async () => {
    const id = await found();
    await rename(id, 2);
    let isBroken = true;
    const seen: number[] = [];
    const workers = bench.workers(store, {
      consumers: [
        consumer('webhooks', async ({ organisationId, position }) => {
          if (organisationId !== id) return;
          if (position === 2 && isBroken) throw new Error('the receiver is away');
          seen.push(position);
        }),
      ],
    });
    await workers.settle();
    expect(seen).toEqual([1]);
    for (let minute = 0; minute < 6; minute++) {
      bench.clock.advance(MINUTE);
      await workers.settle();
    }
    expect(seen).toEqual([1, 3]);
    const { items } = await store.deadLetters.list(id);
    expect(items).toMatchObject([
      { kind: 'webhooks: organisation_changed', attempts: 6, reason: 'Error: the receiver is away' },
    ]);
    const letter = items[0]?.id ?? '';
    const strangers = await found();
    await expect(store.deadLetters.tryAgain(strangers, letter)).resolves.toEqual({ ok: false, reason: 'not_found' });
    await store.deadLetters.tryAgain(id, letter);
    await workers.settle();
    expect((await store.deadLetters.list(id)).items).toMatchObject([{ attempts: 7 }]);
    isBroken = false;
    await store.deadLetters.tryAgain(id, letter);
    await workers.settle();
    expect(seen).toEqual([1, 3, 2]);
    expect((await store.deadLetters.list(id)).items).toEqual([]);
    bench.faults.length = 0;
  });

  test('two workers do not tell one consumer the same thing, nor out of order', async () => {
    const id = await found();
    await rename(id, 60);
    const seen: number[] = [];
    const following = [
      consumer('audit', async ({ organisationId, position }) => void (organisationId === id && seen.push(position))),
    ];
    const both = [
      bench.workers(store, { consumers: following }),
      bench.workers(await bench.join(), { consumers: following }),
    ];
    await Promise.all(both.map((workers) => workers.settle()));
    for (const workers of both) await workers.settle();
    expect(seen).toEqual(upTo(61));
  });

  test('a worker that died in the middle of a stretch is followed by one that begins the stretch again', async () => {
    const id = await found();
    await rename(id, 3);
    await bench.workers(store).settle();
    const hung = gate();
    const frail = openBench(database.uri, { leaseDuration: 600 });
    const fatal = frail.workers(await frail.join(), {
      consumers: [
        consumer('mirror', async ({ organisationId, position }) => {
          if (organisationId === id && position === 3) {
            hung.open();
            await new Promise(() => {});
          }
        }),
      ],
    });
    const dying = fatal.settle();
    await hung.opened;
    // What a killed process leaves is its lease, which it can renew no more; the test ends it as time would.
    await store.connection
      .collection<{ _id: string }>('leases')
      .updateOne({ _id: `consumer/mirror/${id}` }, { $set: { until: 1 }, $inc: { fence: 1 } });
    const seen: number[] = [];
    const next = bench.workers(await bench.join(), {
      consumers: [
        consumer('mirror', async ({ organisationId, position }) => void (organisationId === id && seen.push(position))),
      ],
    });
    await next.settle();
    bench.clock.advance(MINUTE);
    await next.settle();
    expect(seen).toEqual([1, 2, 3, 4]);
    await dying;
    await frail.close();
  });
});

test('an event id is its own: two events never share one', async () => {
  const ids = new Set<EventId>();
  const id = await found();
  await rename(id, 5);
  await bench.workers(store).settle();
  for (const event of await store.stream.read(id, 0, 10)) ids.add(event.id);
  expect(ids.size).toBe(6);
});
