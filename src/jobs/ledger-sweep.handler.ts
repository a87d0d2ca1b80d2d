import type { Appointments } from '../core/appointments/types.ts';
import type { Organisations } from '../core/organisations/types.ts';
import type { Clock, Queue } from '../core/ports.ts';
import { DAY } from '../core/time/types.ts';
import type { JobHandler } from './engine/definition.ts';
import { ledgerMending } from './ledger-mending.ts';

interface Deps {
  readonly organisations: Pick<Organisations, 'list'>;
  readonly appointments: Pick<Appointments, 'clearVoid'>;
  readonly queue: Pick<Queue, 'enqueue'>;
  readonly clock: Clock;
}

export function createHandler({ organisations, appointments, queue, clock }: Deps): JobHandler<Record<string, never>> {
  return async (_data, { signal }) => {
    await appointments.clearVoid(clock.now() - DAY);
    let after: string | undefined;
    do {
      const page = await organisations.list({ after });
      for (const { id } of page.items) await queue.enqueue(ledgerMending, { organisationId: id });
      after = page.next;
    } while (after !== undefined && !signal.aborted);
  };
}
