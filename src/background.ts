import { guardTimes } from './bots/turns/gate.ts';
import { systemChance } from './chance.ts';
import { systemClock } from './clock.ts';
import type { ConversationRoom } from './conversations.ts';
import { createAuditConsumer, createRetention } from './core/audit/service.ts';
import type { Transport } from './core/delivery/types.ts';
import type { Clock, EventConsumer, Log } from './core/ports.ts';
import { createHandler as createRetentionHandler } from './jobs/audit-retention.handler.ts';
import { auditRetention } from './jobs/audit-retention.ts';
import { bindJob } from './jobs/engine/definition.ts';
import { createWorkers, type Workers } from './jobs/engine/workers.ts';
import { waitlistDueHandlers } from './jobs/waitlist-due.ts';
import type { Scheduling } from './scheduling.ts';
import { AGENDA_COLLECTION } from './store/models/all.ts';
import type { Store } from './store/store.ts';

export interface BackgroundParts {
  readonly store: Store;
  readonly scheduling: Scheduling;
  readonly conversations: ConversationRoom;
  /** By channel; what waits for a channel that has none is tried again until it has one. */
  readonly transports: ReadonlyMap<string, Transport>;
  /** What tells people of their visits as they change. */
  readonly sharers: readonly EventConsumer[];
  readonly clock: Clock;
  readonly holder: string;
  readonly log: Log;
}

/** Everything that works on its own: turns, messages, the stream and its followers, due times, jobs. */
export function createBackground(parts: BackgroundParts): Workers {
  const { store, scheduling, conversations, transports, sharers, clock, holder, log } = parts;
  const { connection, audit, organisations } = store;
  const retention = createRetentionHandler({ forgetOld: createRetention({ log: audit, organisations, clock }) });
  const { offers } = conversations;
  const guarded = [...transports].map(
    ([channel, transport]) => [channel, guardTimes(channel, transport, { offers, inbox: store.inbox, clock })] as const,
  );
  return createWorkers({
    store,
    agenda: { db: connection.getClient().db(connection.name), collection: AGENDA_COLLECTION },
    clock,
    machineClock: systemClock,
    chance: systemChance,
    holder,
    transports: new Map(guarded),
    turnHandler: conversations.turnHandler,
    onUnsent: conversations.announcer.tellUnsent,
    consumers: [createAuditConsumer(audit), ...scheduling.consumers, ...conversations.consumers, ...sharers],
    jobs: (queue) => [bindJob(auditRetention, retention), ...scheduling.jobs(queue)],
    dueHandlers: new Map([...waitlistDueHandlers(scheduling.waitlist), ...conversations.dueHandlers]),
    onFault: (error, where) => log.error({ err: error, where }, 'work failed'),
    onCleared: (cleared) => log.info({ cleared }, 'upkeep'),
  });
}
