import { systemChance } from './chance.ts';
import { systemClock } from './clock.ts';
import { createAuditConsumer, createRetention } from './core/audit/service.ts';
import type { Clock, EventConsumer, Log } from './core/ports.ts';
import { createHandler as createRetentionHandler } from './jobs/audit-retention.handler.ts';
import { auditRetention } from './jobs/audit-retention.ts';
import { bindJob } from './jobs/engine/definition.ts';
import { createWorkers, type Workers } from './jobs/engine/workers.ts';
import type { Scheduling } from './scheduling.ts';
import { AGENDA_COLLECTION } from './store/models/all.ts';
import type { Store } from './store/store.ts';

export interface BackgroundParts {
  readonly store: Store;
  readonly scheduling: Scheduling;
  /** What tells people of their visits as they change. */
  readonly sharers: readonly EventConsumer[];
  readonly clock: Clock;
  readonly holder: string;
  readonly log: Log;
}

/** Everything that works on its own: turns, messages, the stream and its followers, due times, jobs. */
export function createBackground({ store, scheduling, sharers, clock, holder, log }: BackgroundParts): Workers {
  const { connection, audit, organisations } = store;
  const retention = createRetentionHandler({ forgetOld: createRetention({ log: audit, organisations, clock }) });
  return createWorkers({
    store,
    agenda: { db: connection.getClient().db(connection.name), collection: AGENDA_COLLECTION },
    clock,
    machineClock: systemClock,
    chance: systemChance,
    holder,
    transports: new Map(),
    // A turn of a channel that is not connected any more is for people to look at.
    turnHandler: async ({ channel }) => ({ kind: 'needs_human', reason: `no channel named ${channel} is connected` }),
    consumers: [createAuditConsumer(audit), ...scheduling.consumers, ...sharers],
    jobs: (queue) => [bindJob(auditRetention, retention), ...scheduling.jobs(queue)],
    dueHandlers: new Map(),
    onFault: (error, where) => log.error({ err: error, where }, 'work failed'),
    onCleared: (cleared) => log.info({ cleared }, 'upkeep'),
  });
}
