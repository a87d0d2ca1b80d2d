import type { BookingRequest } from '../../src/core/appointments/booking.ts';
import { type MendingReport, mendLedger } from '../../src/core/appointments/mending.ts';
import type { HeldTime } from '../../src/core/appointments/taking.ts';
import type { Appointment } from '../../src/core/appointments/types.ts';
import type { AppointmentId, ContactId, MemberId, ServiceId } from '../../src/core/ids.ts';
import type { Queue } from '../../src/core/ports.ts';
import { type Result, refuse } from '../../src/core/result.ts';
import type { Instant, Span } from '../../src/core/time/types.ts';
import { actor, type Clinic, joinClinic, organisationId } from './ledger-clinic.ts';

// A process of the clinic. It does what it is sent and answers; it may be killed at any moment.

export type Operation =
  | {
      readonly kind: 'book';
      readonly id: AppointmentId;
      readonly serviceId: ServiceId;
      readonly start: Instant;
      readonly hosts?: readonly MemberId[];
      readonly held?: HeldTime;
    }
  | { readonly kind: 'hold'; readonly serviceId: ServiceId; readonly start: Instant; readonly until: Instant }
  | { readonly kind: 'move'; readonly id: AppointmentId; readonly start: Instant }
  | { readonly kind: 'cancel' | 'approve'; readonly id: AppointmentId }
  | { readonly kind: 'run'; readonly job: 'hold-expiry' | 'deal-sweep' }
  /** Lets those who follow the visits read all that happened. */
  | { readonly kind: 'follow' }
  | { readonly kind: 'shift'; readonly milliseconds: number }
  | { readonly kind: 'mend'; readonly span: Span };

export interface Request {
  readonly number: number;
  readonly operation: Operation;
}

export interface Answer {
  readonly number: number;
  readonly ok: boolean;
  readonly reason?: string;
  readonly alternatives?: number;
  readonly appointment?: Appointment;
  readonly held?: HeldTime;
  readonly report?: MendingReport;
}

type Outcome = Omit<Answer, 'number'>;

function outcomeOf(result: Result<Appointment, { readonly ok: false; readonly reason: string }>): Outcome {
  return result.ok ? { ok: true, appointment: result.value } : refused(result);
}

function refused(refusal: { readonly ok: false; readonly reason: string; readonly detail?: unknown }): Outcome {
  const { reason, detail } = refusal;
  const hasAlternatives = typeof detail === 'object' && detail !== null && 'alternatives' in detail;
  const alternatives = hasAlternatives && Array.isArray(detail.alternatives) ? detail.alternatives.length : 0;
  return { ok: false, reason, alternatives };
}

const timeOf = ({ serviceId, start }: { readonly serviceId: ServiceId; readonly start: Instant }) =>
  ({ organisationId, serviceId, start, location: { type: 'phone', caller: 'host' }, guests: [] }) as const;

async function runJob({ jobs }: Clinic['scheduling'], name: string): Promise<void> {
  const queue: Queue = {
    enqueue: async () => {},
    failed: async () => ({ items: [] }),
    tryAgain: async () => refuse('not_found'),
  };
  const job = jobs(queue).find((one) => one.name === name);
  if (!job) throw new Error(`there is no job ${name}`);
  await job.run({}, { signal: new AbortController().signal });
}

const STRETCH = 64;

/** Events of different visits may be read in any order, so that a stretch is read at once. */
async function followAll(
  { consumers }: Clinic['scheduling'],
  { work: { relay }, stream }: Clinic['store'],
): Promise<void> {
  while ((await relay.relay(organisationId)).handled > 0);
  const credit = consumers.find(({ name }) => name === 'deal-credit');
  if (!credit) throw new Error('nobody follows the deals');
  let position = 0;
  for (;;) {
    const events = await stream.read(organisationId, position, STRETCH);
    if (events.length === 0) return;
    await Promise.all(events.map((event) => credit.handle(event, { signal: new AbortController().signal })));
    position = events.at(-1)?.position ?? position;
  }
}

async function perform({ scheduling, store, clock }: Clinic, operation: Operation): Promise<Outcome> {
  const { appointments } = scheduling;
  switch (operation.kind) {
    case 'book': {
      const { id, hosts, held } = operation;
      const contactId = 'con_someone' as ContactId;
      const request: BookingRequest = { ...timeOf(operation), id, hosts, held, contactId, actor };
      return outcomeOf(await appointments.book(request));
    }
    case 'hold': {
      const held = await appointments.hold(timeOf(operation), operation.until);
      return held.ok ? { ok: true, held: held.value } : refused(held);
    }
    case 'move':
      return outcomeOf(
        await appointments.reschedule({ organisationId, appointmentId: operation.id, start: operation.start, actor }),
      );
    case 'cancel':
      return outcomeOf(
        await appointments.cancel({ organisationId, appointmentId: operation.id, actor, reason: 'faults' }),
      );
    case 'approve':
      return outcomeOf(await appointments.approve({ organisationId, appointmentId: operation.id, actor }));
    case 'run':
      await runJob(scheduling, operation.job);
      return { ok: true };
    case 'follow':
      await followAll(scheduling, store);
      return { ok: true };
    case 'shift':
      clock.shiftTo(operation.milliseconds);
      return { ok: true };
    case 'mend': {
      const deps = { pages: store.ledgerPages, desk: scheduling.desk, appointments: store.appointments, clock };
      return { ok: true, report: await mendLedger(deps, organisationId, operation.span) };
    }
  }
}

async function serve(uri: string): Promise<void> {
  const clinic = await joinClinic(uri);
  process.on('message', async ({ number, operation }: Request) => {
    const outcome = await perform(clinic, operation).catch((error: unknown) => ({
      ok: false,
      reason: `fault: ${error instanceof Error ? error.message : String(error)}`,
    }));
    process.send?.({ number, ...outcome } satisfies Answer);
  });
  process.on('disconnect', () => process.exit(0));
  process.send?.({ number: 0, ok: true } satisfies Answer);
}

// Started by ledger.ts with the store's address; imported for its types, it does nothing.
const [, , role, uri] = process.argv;
if (role === 'worker' && uri !== undefined) await serve(uri);
