import type { RetryPolicy } from '../../core/delivery/rules.ts';
import type { Transport, TurnHandler } from '../../core/delivery/types.ts';
import type { CursorWork, Leases, MessageWork, RelayWork, TurnWork } from '../../core/delivery/work.ts';
import type { OrganisationId } from '../../core/ids.ts';
import type { Chance, Clock, EventConsumer, EventStream } from '../../core/ports.ts';
import { HOUR, MINUTE } from '../../core/time/types.ts';
import { createConsumerHandling, createConsumerSource } from './consumers.ts';
import { createMessageSending, type OnUnsent } from './messages.ts';
import { createPump, type Pump } from './pump.ts';
import { createTurnHandling } from './turns.ts';

export interface PumpDeps {
  readonly store: {
    readonly stream: EventStream;
    readonly work: {
      readonly leases: Leases;
      readonly turns: TurnWork;
      readonly messages: MessageWork;
      readonly relay: RelayWork;
      readonly cursors: CursorWork;
    };
  };
  readonly clock: Clock;
  readonly chance: Chance;
  readonly turnHandler: TurnHandler;
  readonly transports: ReadonlyMap<string, Transport>;
  readonly onUnsent?: OnUnsent;
  readonly onFault: (error: unknown, where: string) => void;
}

/** One to two minutes in all: a person waits for the answer. */
export const TURN_TRIES: RetryPolicy = { firstWait: 1_000, factor: 3, longestWait: 2 * MINUTE, limit: 6 };
const TURN_LIMIT = 60_000;
/** Up to two and a half hours in all: providers have outages. */
const MESSAGE_TRIES: RetryPolicy = { firstWait: 2_000, factor: 3, longestWait: HOUR, limit: 10 };
const SEND_LIMIT = 20_000;
const CONSUMER_TRIES: RetryPolicy = { firstWait: 1_000, factor: 3, longestWait: MINUTE, limit: 6 };
const CONSUMER_LIMIT = 30_000;

const SWEEP_EVERY = 1_000;
const CONSUMER_SWEEP_EVERY = 5_000;
/** Where much happens the next events are a moment away: then the lane need not be taken anew for each. */
const LINGER = 50;
/** A consumer reads what came in meanwhile at one stretch; nobody waits for it. */
const CONSUMER_REST = 200;

export function createTurnPump({ store, turnHandler, clock, chance, onFault }: PumpDeps): Pump {
  const { leases, turns } = store.work;
  return createPump({
    leases,
    source: turns,
    concurrency: 32,
    sweepEvery: SWEEP_EVERY,
    onFault: (error) => onFault(error, 'inbox'),
    handle: createTurnHandling({
      turns,
      handler: turnHandler,
      clock,
      chance,
      policy: TURN_TRIES,
      timeLimit: TURN_LIMIT,
      onFault: (error) => onFault(error, 'turn'),
    }),
  });
}

export function createMessagePump({ store, transports, clock, chance, onFault, onUnsent }: PumpDeps): Pump {
  const { leases, messages } = store.work;
  return createPump({
    leases,
    source: messages,
    concurrency: 32,
    sweepEvery: SWEEP_EVERY,
    onFault: (error) => onFault(error, 'outbox'),
    handle: createMessageSending({
      ...{ messages, transports, clock, chance },
      policy: MESSAGE_TRIES,
      timeLimit: SEND_LIMIT,
      onUnsent: onUnsent ?? (async () => {}),
    }),
  });
}

export function createRelayPump({ store, onFault }: PumpDeps): Pump {
  const { leases, relay } = store.work;
  return createPump({
    leases,
    source: relay,
    concurrency: 8,
    sweepEvery: SWEEP_EVERY,
    onFault: (error) => onFault(error, 'relay'),
    linger: { milliseconds: LINGER, endsWhenWoken: true },
    handle: ({ organisationId }) => relay.relay(organisationId),
  });
}

export function createConsumerPump(consumer: EventConsumer, { store, clock, chance, onFault }: PumpDeps): Pump {
  const { leases, cursors } = store.work;
  const lagging = new Set<OrganisationId>();
  const onFaultHere = (error: unknown) => onFault(error, consumer.name);
  return createPump({
    leases,
    source: createConsumerSource(consumer, cursors, lagging),
    concurrency: 4,
    sweepEvery: CONSUMER_SWEEP_EVERY,
    linger: { milliseconds: CONSUMER_REST, endsWhenWoken: false },
    onFault: onFaultHere,
    handle: createConsumerHandling({
      consumer,
      cursors,
      lagging,
      stream: store.stream,
      clock,
      chance,
      policy: CONSUMER_TRIES,
      timeLimit: CONSUMER_LIMIT,
      onFault: onFaultHere,
    }),
  });
}
