import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { OutgoingMessage } from '../../src/core/delivery/types.ts';
import { DAY, HOUR, MINUTE } from '../../src/core/time/types.ts';
import type { Workers } from '../../src/jobs/engine/workers.ts';
import type { Store } from '../../src/store/store.ts';
import { gate } from '../support/gate.ts';
import { type LoopbackProvider, startLoopbackProvider } from '../support/loopback-provider.ts';
import { createLoopbackTransport } from '../support/loopback-transport.ts';
import { type Bench, openBench, organisation } from '../support/machinery.ts';
import { freshDatabase, type TestDatabase } from '../support/store.ts';

let database: TestDatabase;
let bench: Bench;
let store: Store;
let provider: LoopbackProvider;
let workers: Workers;

beforeAll(async () => {
  database = await freshDatabase();
  bench = openBench(database.uri);
  store = await bench.join();
});
beforeEach(async () => {
  provider = await startLoopbackProvider();
  workers = bench.workers(store, { transports: new Map([['sms', createLoopbackTransport(provider.url)]]) });
});
afterEach(() => provider.close());
afterAll(async () => {
  await bench.close();
  await database.close();
});

const clinic = organisation('clinic');
const other = organisation('other');
let people = 0;
const person = () => `+1555000${++people}`;
const message = (recipient: string, key: string, more: Partial<OutgoingMessage> = {}): OutgoingMessage => ({
  organisationId: clinic,
  key: `${recipient}:${key}`,
  channel: 'sms',
  conversationKey: recipient,
  recipient,
  payload: { text: key },
  ...more,
});
const stateOf = async (recipient: string, key: string) =>
  (await store.outbox.find(clinic, `${recipient}:${key}`))?.state;
const sentKeys = () => provider.sent.map(({ payload }) => (payload as { text: string }).text);

describe('a message goes out', () => {
  test('asked for twice under one key it is sent once', async () => {
    const maria = person();
    await expect(store.outbox.enqueue([message(maria, 'reminder')])).resolves.toBe(1);
    await expect(store.outbox.enqueue([message(maria, 'reminder'), message(maria, 'thanks')])).resolves.toBe(1);
    await workers.settle();
    await store.outbox.enqueue([message(maria, 'reminder')]);
    await workers.settle();
    expect(sentKeys()).toEqual(['reminder', 'thanks']);
    await expect(store.outbox.find(clinic, `${maria}:reminder`)).resolves.toMatchObject({
      state: 'sent',
      providerId: 'p1',
    });
  });

  test('it goes at once, without waiting for anybody to look', async () => {
    await workers.start();
    await store.outbox.enqueue([message(person(), 'now')]);
    await provider.whenSent(1);
    await workers.stop();
  });

  test('three messages of one conversation arrive in order although the first is refused at first', async () => {
    const maria = person();
    provider.next({ kind: 'refuse', permanent: false });
    await store.outbox.enqueue(['one', 'two', 'three'].map((key) => message(maria, key)));
    await workers.settle();
    expect(provider.asked).toHaveLength(1);
    expect(sentKeys()).toEqual([]);
    bench.clock.advance(2_000);
    await workers.settle();
    expect(sentKeys()).toEqual(['one', 'two', 'three']);
  });

  test('a conversation that has to wait does not hold up another', async () => {
    provider.next({ kind: 'refuse', permanent: false });
    await store.outbox.enqueue([message(person(), 'held')]);
    await workers.settle();
    await store.outbox.enqueue([message(person(), 'free')]);
    await workers.settle();
    expect(sentKeys()).toEqual(['free']);
    bench.clock.advance(2_000);
    await workers.settle();
  });

  test('a provider that says when to come back is not asked before', async () => {
    provider.next({ kind: 'slow_down', seconds: 90 });
    await store.outbox.enqueue([message(person(), 'patient')]);
    await workers.settle();
    bench.clock.advance(89_000);
    await workers.settle();
    expect(provider.asked).toHaveLength(1);
    bench.clock.advance(3_000);
    await workers.settle();
    expect(sentKeys()).toEqual(['patient']);
  });
});

describe('nobody knows whether it was sent', () => {
  test('the provider is asked, says yes, and it is not sent again', async () => {
    const maria = person();
    provider.next({ kind: 'accept_and_hang_up' });
    await store.outbox.enqueue([message(maria, 'once')]);
    await workers.settle();
    expect(await stateOf(maria, 'once')).toBe('waiting');
    bench.clock.advance(2_000);
    await workers.settle();
    expect(provider.lookups).toHaveLength(1);
    expect(sentKeys()).toEqual(['once']);
    await expect(store.outbox.find(clinic, `${maria}:once`)).resolves.toMatchObject({
      state: 'sent',
      providerId: 'p1',
    });
  });

  test('the provider is asked, says no, and it is sent', async () => {
    provider.next({ kind: 'hang_up' });
    await store.outbox.enqueue([message(person(), 'again')]);
    await workers.settle();
    bench.clock.advance(2_000);
    await workers.settle();
    expect(provider.lookups).toHaveLength(1);
    expect(sentKeys()).toEqual(['again']);
  });

  test('a worker that died between the send and its note of it is followed by one that asks first', async () => {
    const maria = person();
    await store.outbox.enqueue([message(maria, 'crash')]);
    const [head] = await store.work.messages.waiting(
      { id: `outbox/${clinic}/sms/${maria}`, organisationId: clinic },
      1,
    );
    if (!head) throw new Error('nothing is waiting');
    await store.work.messages.begin(head);
    await createLoopbackTransport(provider.url).send({ ...head, signal: new AbortController().signal });
    await workers.settle();
    expect(sentKeys()).toEqual(['crash']);
    expect(await stateOf(maria, 'crash')).toBe('sent');
  });

  test('where the provider cannot tell, a message that must not come twice is given up visibly', async () => {
    const maria = person();
    const blind = bench.workers(store, {
      transports: new Map([
        ['sms', { ...createLoopbackTransport(provider.url), lookup: async () => ({ kind: 'cannot_tell' as const }) }],
      ]),
    });
    provider.next({ kind: 'hang_up' }, { kind: 'hang_up' });
    await store.outbox.enqueue([message(maria, 'receipt', { ifUnknown: 'give_up' })]);
    await blind.settle();
    bench.clock.advance(2_000);
    await blind.settle();
    expect(await stateOf(maria, 'receipt')).toBe('dead');
    expect(provider.asked).toHaveLength(1);
  });

  test('a provider that cannot even be asked is asked again later, and in the end a person has to look', async () => {
    const maria = person();
    await store.outbox.enqueue([message(maria, 'lost')]);
    await provider.close();
    for (let hour = 0; hour < 12; hour++) {
      await workers.settle();
      bench.clock.advance(HOUR);
    }
    expect(await stateOf(maria, 'lost')).toBe('dead');
  });
});

describe('a message that cannot be sent', () => {
  test('refused for good it is dead, what follows goes on, and a person can have it tried again', async () => {
    const maria = person();
    provider.next({ kind: 'refuse', permanent: true });
    await store.outbox.enqueue([message(maria, 'refused'), message(maria, 'next')]);
    await workers.settle();
    expect(sentKeys()).toEqual(['next']);
    const dead = await store.outbox.dead(clinic);
    const mine = dead.items.find(({ recipient }) => recipient === maria);
    expect(mine).toMatchObject({ channel: 'sms', attempts: 1, reason: 'refused by the provider' });
    await expect(store.outbox.tryAgain(other, mine?.id ?? '')).resolves.toEqual({ ok: false, reason: 'not_found' });
    await store.outbox.tryAgain(clinic, mine?.id ?? '');
    await workers.settle();
    expect(sentKeys()).toEqual(['next', 'refused']);
  });

  test('a channel that is not connected keeps its messages for a while and then shows them', async () => {
    const maria = person();
    await store.outbox.enqueue([message(maria, 'unreachable', { channel: 'fax' })]);
    await workers.settle();
    expect(await stateOf(maria, 'unreachable')).toBe('waiting');
    for (let hour = 0; hour < 12; hour++) {
      bench.clock.advance(HOUR);
      await workers.settle();
    }
    expect(await stateOf(maria, 'unreachable')).toBe('dead');
  });
});

describe('a message is taken back', () => {
  test('by its key before it is sent; afterwards it is too late', async () => {
    const maria = person();
    await store.outbox.enqueue([message(maria, 'moot'), message(maria, 'gone')]);
    await expect(store.outbox.withdraw(clinic, `${maria}:moot`, 'the visit moved')).resolves.toMatchObject({
      ok: true,
    });
    await expect(store.outbox.withdraw(clinic, `${maria}:moot`, 'the visit moved')).resolves.toMatchObject({
      ok: true,
    });
    await workers.settle();
    expect(sentKeys()).toEqual(['gone']);
    await expect(store.outbox.withdraw(clinic, `${maria}:gone`, 'x')).resolves.toEqual({
      ok: false,
      reason: 'too_late',
    });
    await expect(store.outbox.withdraw(other, `${maria}:gone`, 'x')).resolves.toEqual({
      ok: false,
      reason: 'not_found',
    });
  });

  test('everything for a number that opted out, and nothing of other numbers or organisations', async () => {
    const maria = person();
    const joe = person();
    await store.outbox.enqueue([
      message(maria, 'a', { notBefore: bench.clock.now() + DAY }),
      message(maria, 'b'),
      message(joe, 'c'),
      message(maria, 'd', { organisationId: other }),
    ]);
    await expect(store.outbox.withdrawRecipient(clinic, 'sms', maria, 'STOP')).resolves.toBe(2);
    await workers.settle();
    bench.clock.advance(DAY);
    await workers.settle();
    expect(sentKeys().toSorted()).toEqual(['c', 'd']);
  });

  test('in the middle of being sent it may still go out, but it is not tried again', async () => {
    const maria = person();
    const answer = gate();
    provider.next({ kind: 'wait', until: answer.opened.then(() => provider.next()) });
    await store.outbox.enqueue([message(maria, 'halfway')]);
    const working = workers.settle();
    while (provider.asked.length === 0) await new Promise((resolve) => setImmediate(resolve));
    await expect(store.outbox.withdraw(clinic, `${maria}:halfway`, 'STOP')).resolves.toEqual({
      ok: false,
      reason: 'too_late',
    });
    await provider.close();
    answer.open();
    await working;
    provider = await startLoopbackProvider();
    const again = bench.workers(store, { transports: new Map([['sms', createLoopbackTransport(provider.url)]]) });
    bench.clock.advance(HOUR);
    await again.settle();
    expect(provider.sent).toEqual([]);
    expect(await stateOf(maria, 'halfway')).toBe('withdrawn');
  });
});

describe('a message has its time', () => {
  test('one for tomorrow morning waits, and does not hold up today’s answers', async () => {
    const maria = person();
    const morning = bench.clock.now() + 12 * HOUR;
    await store.outbox.enqueue([message(maria, 'reminder', { notBefore: morning }), message(maria, 'answer')]);
    await workers.settle();
    expect(sentKeys()).toEqual(['answer']);
    bench.clock.set(morning);
    await workers.settle();
    expect(sentKeys()).toEqual(['answer', 'reminder']);
  });

  test('one that would come too late to be of use is not sent', async () => {
    const maria = person();
    provider.next({ kind: 'refuse', permanent: false });
    await store.outbox.enqueue([message(maria, 'in 5 minutes', { notAfter: bench.clock.now() + 5 * MINUTE })]);
    await workers.settle();
    bench.clock.advance(6 * MINUTE);
    await workers.settle();
    expect(sentKeys()).toEqual([]);
    expect(await stateOf(maria, 'in 5 minutes')).toBe('withdrawn');
  });
});

describe('the provider reports', () => {
  const report = (providerId: string, status: 'sent' | 'delivered' | 'read' | 'failed', key?: string) =>
    store.outbox.recordDelivery({ organisationId: clinic, channel: 'chat', providerId, status, key });
  const chatting = (providerId: string, delay: Promise<void> = Promise.resolve()) =>
    bench.workers(store, {
      transports: new Map([
        [
          'chat',
          {
            send: async () => {
              await delay;
              return { kind: 'sent' as const, providerId };
            },
            lookup: async () => ({ kind: 'not_found' as const }),
          },
        ],
      ]),
    });
  const delivery = async (recipient: string) => (await store.outbox.find(clinic, `${recipient}:m`))?.delivery?.status;

  test('delivered, then read; a late "sent" does not turn it back', async () => {
    const maria = person();
    await store.outbox.enqueue([message(maria, 'm', { channel: 'chat' })]);
    await chatting('c1').settle();
    for (const status of ['delivered', 'read', 'sent', 'delivered'] as const) await report('c1', status);
    expect(await delivery(maria)).toBe('read');
  });

  test('a report that is quicker than our own note of the send is not lost', async () => {
    const maria = person();
    const answer = gate();
    await store.outbox.enqueue([message(maria, 'm', { channel: 'chat' })]);
    const working = chatting('c2', answer.opened).settle();
    await report('c2', 'delivered');
    await report('c2', 'sent');
    answer.open();
    await working;
    expect(await delivery(maria)).toBe('delivered');
    expect(await stateOf(maria, 'm')).toBe('sent');
  });

  test('a report that carries our key settles a send whose answer was lost', async () => {
    const maria = person();
    await store.outbox.enqueue([message(maria, 'm', { channel: 'chat' })]);
    const [head] = await store.work.messages.waiting(
      { id: `outbox/${clinic}/chat/${maria}`, organisationId: clinic },
      1,
    );
    if (!head) throw new Error('nothing is waiting');
    await store.work.messages.begin(head);
    await report('c3', 'delivered', `${maria}:m`);
    await chatting('never').settle();
    await expect(store.outbox.find(clinic, `${maria}:m`)).resolves.toMatchObject({
      state: 'sent',
      providerId: 'c3',
      delivery: { status: 'delivered' },
    });
  });
});
