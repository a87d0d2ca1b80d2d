import type { Actor } from '../events.ts';
import { ok, type Refusal, type Result, refuse } from '../result.ts';
import { type Instant, MINUTE } from '../time/types.ts';
import type { ChangeLimits } from './services.ts';
import type { TooManyGuests } from './taking.ts';
import type { Appointment, Guest } from './types.ts';

export type TooLate = Refusal<'too_late', { readonly until: Instant }>;
export type TooOften = Refusal<'too_often', { readonly most: number }>;

/**
 * Limits bind those who book; who works for the organisation, and the organisation's own rules, may always move things.
 */
const isBound = (actor: Actor): boolean => actor.kind === 'contact';

export function checkReschedule(
  appointment: Appointment,
  limits: ChangeLimits,
  actor: Actor,
  now: Instant,
): Result<undefined, TooLate | TooOften> {
  if (!isBound(actor)) return ok(undefined);
  const until = appointment.start - limits.rescheduleUntilMinutes * MINUTE;
  if (now > until) return refuse('too_late', { until });
  // What the organisation moved is not counted against them.
  const moved = appointment.formerTimes.filter(({ by }) => isBound(by)).length;
  if (moved >= limits.mostReschedules) return refuse('too_often', { most: limits.mostReschedules });
  return ok(undefined);
}

export function checkCancel(
  appointment: Appointment,
  limits: ChangeLimits,
  actor: Actor,
  now: Instant,
): Result<undefined, TooLate> {
  const until = appointment.start - limits.cancelUntilMinutes * MINUTE;
  return isBound(actor) && now > until ? refuse('too_late', { until }) : ok(undefined);
}

/** Who comes along can be said until it begins, and more of them only as far as the service takes guests. */
export function checkGuests(
  { start, guests: before }: Appointment,
  guests: readonly Guest[],
  most: number,
  actor: Actor,
  now: Instant,
): Result<undefined, TooLate | TooManyGuests> {
  if (isBound(actor) && now >= start) return refuse('too_late', { until: start });
  const areTooMany = guests.length > most && guests.length > before.length;
  const takesNone = isBound(actor) && most === 0;
  return areTooMany || takesNone ? refuse('too_many_guests', { most }) : ok(undefined);
}

/** What is written where a contact cancelled and said no more. */
export const NO_REASON = 'no reason given';

/** Why a contact cancelled, in their own words: their mail tells it to those they would have come to. */
export const contactsReason = ({ cancellation }: Appointment): string | undefined =>
  cancellation?.by.kind === 'contact' && cancellation.reason !== NO_REASON ? cancellation.reason : undefined;
