import { systemChance } from './chance.ts';
import { systemClock } from './clock.ts';
import { createAuditConsumer, createRetention } from './core/audit/service.ts';
import type { Clock, Log } from './core/ports.ts';
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
  readonly clock: Clock;
  readonly holder: string;
  readonly log: Log;
}

/** Everything that works on its own: turns, messages, the stream and its followers, due times, jobs. */
export function createBackground({ store, scheduling, clock, holder, log }: BackgroundParts): Workers {
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
    consumers: [createAuditConsumer(audit), ...scheduling.consumers],
    jobs: (queue) => [bindJob(auditRetention, retention), ...scheduling.jobs(queue)],
    dueHandlers: new Map(waitlistDueHandlers(scheduling.waitlist)),
    onFault: (error, where) => log.error({ err: error, where }, 'work failed'),
    onCleared: (cleared) => log.info({ cleared }, 'upkeep'),
  });
}
