import type { Appointment } from '../appointments/types.ts';
import type { Actor, DomainEvent } from '../events.ts';
import type { ContactId, OrganisationId, ServiceId } from '../ids.ts';
import { differences } from '../kept.ts';
import type { Clock, Ids } from '../ports.ts';
import { DAY, type Instant, type Zone } from '../time/types.ts';
import { firstInstantAt, wallTimeAt } from '../time/wall.ts';
import type { OccurrenceState, ProgrammeId, Series, SeriesOccurrence } from './types.ts';

/** One of the N sessions of a programme. */
interface ProgrammeSession {
  readonly title: string;
  readonly notes?: string | undefined;
  readonly materials: readonly { readonly title: string; readonly url: string }[];
}

/** A template: whoever follows it gets its sessions, one after another. */
export interface Programme {
  readonly id: ProgrammeId;
  readonly organisationId: OrganisationId;
  readonly version: number;
  readonly name: string;
  readonly serviceId: ServiceId;
  readonly sessions: readonly ProgrammeSession[];
  /** Days between two sessions, as the programme is meant. */
  readonly gapDays: number;
  /** Nobody begins it any more; who follows it goes on. */
  readonly isRetired?: true | undefined;
}

export interface Programmes {
  find(organisationId: OrganisationId, id: ProgrammeId): Promise<Programme | undefined>;
  list(organisationId: OrganisationId): Promise<readonly Programme[]>;
  /** Version 1 is inserted, a later one replaces the version before it. False: it was changed meanwhile. */
  write(programme: Programme, events: readonly DomainEvent[]): Promise<boolean>;
}

/** What a change of a programme tells: nothing where nothing is different. */
export function programmeEvents(
  { ids, clock }: { readonly ids: Ids; readonly clock: Clock },
  actor: Actor,
  after: Programme,
  before?: Programme,
): readonly DomainEvent[] {
  const fieldsOf = ({ name, serviceId, sessions, gapDays }: Programme) => ({ name, serviceId, sessions, gapDays });
  const { organisationId, id } = after;
  const subject = { kind: 'programme' as const, id };
  const event = { id: ids.next('event'), organisationId, at: clock.now(), actor, subject };
  if (before === undefined) return [{ ...event, type: 'programme_added', after: fieldsOf(after) }];
  if (after.isRetired) return [{ ...event, type: 'programme_removed', before: fieldsOf(before) }];
  const difference = differences(fieldsOf(before), fieldsOf(after));
  return difference === undefined ? [] : [{ ...event, type: 'programme_changed', ...difference }];
}

export interface SeriesProgress {
  readonly contactId: ContactId;
  readonly total: number;
  readonly completed: number;
  readonly missed: number;
  readonly upcoming: number;
  /** The sessions neither completed nor planned: missed, skipped or cancelled. */
  readonly open: readonly number[];
  readonly next?: Instant | undefined;
  readonly isComplete: boolean;
}

/** Nobody comes to it any more: its time could not be had, or it was called off. */
const CALLED_OFF: readonly OccurrenceState[] = ['skipped', 'cancelled'];

/**
 * A session counts when its visit was completed; one that was missed or cancelled is still open. The series is complete
 * once every session that was not called off took place, and at least one did.
 */
export function progressOf(series: Series, appointments: readonly Appointment[], now: Instant): SeriesProgress {
  const byId = new Map(appointments.map((appointment) => [appointment.id, appointment]));
  const statusOf = (index: number) => {
    const occurrence = series.occurrences[index];
    return occurrence && byId.get(occurrence.appointmentId)?.status;
  };
  const indexes = series.occurrences.map((_, index) => index);
  const completed = indexes.filter((index) => statusOf(index) === 'completed');
  const planned = indexes.filter((index) => ['requested', 'confirmed', 'in_progress'].includes(statusOf(index) ?? ''));
  const open = indexes.filter((index) => !completed.includes(index) && !planned.includes(index));
  const isOwed = ({ index, state }: SeriesOccurrence) =>
    !CALLED_OFF.includes(state) && statusOf(index) !== 'cancelled' && statusOf(index) !== 'completed';
  const ahead = appointments
    .filter(({ status, start }) => status === 'confirmed' && start > now)
    .map(({ start }) => start);
  return {
    contactId: series.booking.contactId,
    total: series.occurrences.length,
    completed: completed.length,
    missed: indexes.filter((index) => statusOf(index) === 'no_show').length,
    upcoming: planned.length,
    open,
    ...(ahead.length > 0 ? { next: Math.min(...ahead) } : {}),
    isComplete: series.end.kind !== 'open' && completed.length > 0 && !series.occurrences.some(isOwed),
  };
}

/**
 * When the next session would best be: the programme's gap after the last one that took place or is planned, at that
 * one's time. The slot engine then finds what is free nearest to it.
 */
export function suggestNext(
  { gapDays }: Programme,
  zone: Zone,
  appointments: readonly Appointment[],
  now: Instant,
): Instant {
  const counted = appointments.filter(({ status }) => status !== 'cancelled' && status !== 'no_show');
  const last = counted.reduce((latest, { start }) => Math.max(latest, start), Number.NEGATIVE_INFINITY);
  if (last === Number.NEGATIVE_INFINITY) return now;
  // Whole gaps on the wall, so that a patient who comes back after months is still offered the usual time of day.
  const gap = gapDays * DAY;
  const lastWall = wallTimeAt(zone, last);
  const gaps = Math.max(1, Math.ceil((wallTimeAt(zone, now) - lastWall) / gap));
  return firstInstantAt(zone, lastWall + gaps * gap);
}
