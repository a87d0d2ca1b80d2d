import type { Connection, Model, QueryFilter } from 'mongoose';
import { ANSWERS_KEPT_FOR } from '../core/answers/types.ts';
import type { Upkeep } from '../core/delivery/work.ts';
import type { Clock } from '../core/ports.ts';
import { DAY, HOUR } from '../core/time/types.ts';
import { AGENDA_COLLECTION } from './models/all.ts';
import { bindModel } from './models/definition.ts';
import { inboxTurnModel } from './models/inbox-turn.ts';
import { keptAnswerModel } from './models/kept-answer.ts';
import { leaseModel } from './models/lease.ts';
import { earlyReportModel, outboxMessageModel } from './models/outbox-message.ts';
import { sessionModel, signInLinkModel } from './models/session.ts';

interface Deps {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly machineClock: Clock;
}

/** How long what is done with is kept. */
const KEEP = {
  // Longer than any provider delivers the same thing again (Twilio and Slack give up within a day).
  settledTurns: 14 * DAY,
  // The key of a message guards against saying it twice, also when its cause is worked through again weeks later.
  settledMessages: 90 * DAY,
  earlyReports: 7 * DAY,
  idleLeases: 30 * DAY,
  // Far longer than a handler runs; what finished well is removed at once, this is for what a crash left.
  finishedJobs: HOUR,
  // What ended is told by the audit log; this is for whoever asks why they were signed out.
  sessions: 7 * DAY,
};

const BATCH = 1_000;

async function clearBatch<Document extends { _id: string }>(
  model: Model<Document>,
  old: QueryFilter<Document>,
): Promise<number> {
  const ids = await model.find(old, { _id: 1 }).limit(BATCH).lean<{ _id: string }[]>();
  if (ids.length === 0) return 0;
  const { deletedCount } = await model.deleteMany({ ...old, _id: { $in: ids.map(({ _id }) => _id) } });
  return deletedCount;
}

/** What a person still has to look at (needs a human, dead, failed) is never cleared away. */
export function createUpkeep({ connection, clock, machineClock }: Deps): Upkeep {
  const turns = bindModel(connection, inboxTurnModel);
  const messages = bindModel(connection, outboxMessageModel);
  const reports = bindModel(connection, earlyReportModel);
  const leases = bindModel(connection, leaseModel);
  const answers = bindModel(connection, keptAnswerModel);
  const links = bindModel(connection, signInLinkModel);
  const sessions = bindModel(connection, sessionModel);

  async function clearFinishedJobs(): Promise<number> {
    const { deletedCount } = await connection.collection(AGENDA_COLLECTION).deleteMany({
      type: 'normal',
      nextRunAt: null,
      lockedAt: null,
      failedAt: null,
      lastFinishedAt: { $lt: new Date(machineClock.now() - KEEP.finishedJobs) },
    });
    return deletedCount;
  }

  return {
    async clear() {
      const now = clock.now();
      return {
        turns: await clearBatch(turns, { state: 'done', settledAt: { $lt: now - KEEP.settledTurns } }),
        messages: await clearBatch(messages, { settledAt: { $lt: now - KEEP.settledMessages } }),
        reports: await clearBatch(reports, { at: { $lt: now - KEEP.earlyReports } }),
        leases: await clearBatch(leases, { until: 0, usedAt: { $lt: machineClock.now() - KEEP.idleLeases } }),
        answers: await clearBatch(answers, { at: { $lt: now - ANSWERS_KEPT_FOR } }),
        links: await clearBatch(links, { expiresAt: { $lt: now - KEEP.sessions } }),
        // Those that still have an event to hand over wait for the relay.
        sessions: await clearBatch(sessions, {
          expiresAt: { $lt: now - KEEP.sessions },
          pendingSince: { $exists: false },
        }),
        jobs: await clearFinishedJobs(),
      };
    },
  };
}
