import type { Organisations } from '../organisations/types.ts';
import type { Clock, EventConsumer } from '../ports.ts';
import { DAY } from '../time/types.ts';
import type { AuditLog } from './types.ts';

/** It reads the past too: what happened before there was a log is in it as well. */
export const createAuditConsumer = (log: Pick<AuditLog, 'add'>): EventConsumer => ({
  name: 'audit',
  startsAt: 'beginning',
  inOrder: 'of_subject',
  async handle({ position: _, ...event }) {
    await log.add(event);
  },
});

interface RetentionParts {
  readonly log: Pick<AuditLog, 'forget'>;
  readonly organisations: Pick<Organisations, 'list'>;
  readonly clock: Clock;
}

const BATCH = 1_000;

/** Lets every organisation forget what is older than it wants to keep; where it is stopped, the next run goes on. */
export function createRetention({ log, organisations, clock }: RetentionParts) {
  return async (signal: AbortSignal): Promise<number> => {
    let forgotten = 0;
    let after: string | undefined;
    do {
      const page = await organisations.list({ after });
      for (const { id, auditDays } of page.items) {
        let count: number;
        do {
          count = await log.forget(id, clock.now() - auditDays * DAY, BATCH);
          forgotten += count;
        } while (count === BATCH && !signal.aborted);
      }
      after = page.next;
    } while (after !== undefined && !signal.aborted);
    return forgotten;
  };
}
