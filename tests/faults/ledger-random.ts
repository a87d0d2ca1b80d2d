import type { Appointment } from '../../src/core/appointments/types.ts';
import type { AppointmentId } from '../../src/core/ids.ts';
import type { Chance, Ids } from '../../src/core/ports.ts';
import { type Instant, MINUTE, type Span } from '../../src/core/time/types.ts';
import { type KnownService, services } from './ledger-clinic.ts';
import type { KnownVisit } from './ledger-model.ts';
import type { MaybeAnswer } from './ledger-process.ts';
import type { Operation } from './ledger-worker.ts';

/** mulberry32: small, and the same on every machine, so that a seed tells the whole story. */
export function seededChance(seed: number): Chance {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

type Ask = (operation: Operation) => Promise<MaybeAnswer>;

/** Refusals that are answers; everything else is a fault of ours, unless a process was killed. */
const EXPECTED = new Set(['slot_taken', 'not_offered', 'illegal_move']);

/** Somebody who books, moves, cancels, approves and holds without any plan, and remembers what was answered. */
export function createRandomVisits({
  chance,
  span,
  ids,
  isKilling,
}: {
  readonly chance: Chance;
  readonly span: Span;
  readonly ids: Ids;
  /** Somebody is being killed, or was within the last operations. */
  readonly isKilling: () => boolean;
}) {
  const known = new Map<AppointmentId, KnownVisit>();
  /** What was asked of visits whose answer never came. */
  const unanswered = new Map<
    AppointmentId,
    { readonly before: KnownVisit | undefined; readonly operation: Operation }
  >();
  const counts = {
    ...{ booked: 0, moved: 0, cancelled: 0, approved: 0, holds: 0, refused: 0 },
    /** By a process that died or lost its store. */
    unanswered: 0,
    /** With nobody having been killed. */
    faults: 0,
    strange: 0,
  };

  const pick = <Item>(items: readonly Item[]): Item | undefined => items[Math.floor(chance() * items.length)];
  const randomStart = (): Instant =>
    span.start + Math.floor((chance() * (span.end - span.start)) / (30 * MINUTE)) * 30 * MINUTE;

  function remember(appointment: Appointment): void {
    const { id, serviceId, status, start } = appointment;
    known.set(id, { id, serviceId, status, start, isBusy: false });
  }

  /** One operation on one visit; while it runs nobody else touches that visit. */
  async function operate(id: AppointmentId, operation: Operation, ask: Ask, count: keyof typeof counts): Promise<void> {
    const before = known.get(id);
    if (before) known.set(id, { ...before, isBusy: true });
    const answer = await ask(operation);
    if (answer === undefined || answer.reason?.startsWith('fault:')) {
      const isOurs = answer !== undefined && !isKilling();
      counts[isOurs ? 'faults' : 'unanswered'] += 1;
      if (isOurs) console.error(`${operation.kind}: ${answer.reason}`);
      unanswered.set(id, { before, operation });
      return;
    }
    if (answer.appointment) remember(answer.appointment);
    else if (before) known.set(id, before);
    if (answer.ok) counts[count] += 1;
    else if (EXPECTED.has(answer.reason ?? '')) counts.refused += 1;
    else {
      counts.strange += 1;
      console.error(`${operation.kind} was refused: ${answer.reason}`);
    }
  }

  async function book(service: KnownService, ask: Ask): Promise<void> {
    const id = ids.next('appointment');
    await operate(id, { kind: 'book', id, serviceId: service.id, start: randomStart() }, ask, 'booked');
  }

  async function hold(service: KnownService, now: Instant, ask: Ask): Promise<void> {
    const start = randomStart();
    const answer = await ask({ kind: 'hold', serviceId: service.id, start, until: now + 10 * MINUTE });
    if (!answer?.held) return;
    counts.holds += 1;
    if (chance() < 0.4) return;
    const id = ids.next('appointment');
    await operate(id, { kind: 'book', id, serviceId: service.id, start, held: answer.held }, ask, 'booked');
  }

  async function change(ask: Ask): Promise<void> {
    const visit = pick([...known.values()].filter(({ isBusy, status }) => !isBusy && status !== 'cancelled'));
    if (!visit) return;
    const { id, status } = visit;
    const dice = chance();
    if (status === 'requested' && dice < 0.3) await operate(id, { kind: 'approve', id }, ask, 'approved');
    else if (dice < 0.65) await operate(id, { kind: 'move', id, start: randomStart() }, ask, 'moved');
    else await operate(id, { kind: 'cancel', id }, ask, 'cancelled');
  }

  return {
    chance,
    known,
    counts,
    async step(now: Instant, ask: Ask): Promise<void> {
      const service = pick(services);
      const dice = chance();
      if (!service) return;
      if (dice < 0.45) await book(service, ask);
      else if (dice < 0.52) await hold(service, now, ask);
      else await change(ask);
    },
    /** Looks up what became of the unanswered: either nothing or all of it. Gives how many are neither. */
    adopt(appointments: readonly Appointment[]): number {
      const byId = new Map(appointments.map((appointment) => [appointment.id, appointment]));
      let neither = 0;
      for (const [id, { before, operation }] of unanswered) {
        const stored = byId.get(id);
        const isUntouched = stored?.status === before?.status && stored?.start === before?.start;
        if (!isUntouched && !isDone(operation, stored)) neither += 1;
        if (stored) remember(stored);
        else known.delete(id);
      }
      unanswered.clear();
      return neither;
    },
  };
}

function isDone(operation: Operation, stored: Appointment | undefined): boolean {
  switch (operation.kind) {
    case 'book':
    case 'move':
      return stored?.start === operation.start;
    case 'cancel':
      return stored?.status === 'cancelled';
    case 'approve':
      return stored?.status === 'confirmed';
    default:
      return false;
  }
}
