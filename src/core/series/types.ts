/**
 * The words of this room.
 *
 * - pattern: how a series recurs, in the wall time of its zone
 * - occurrence: one place of the pattern, numbered from 0; it keeps its number whatever becomes of it
 * - plan: the series somebody asks for; a preview shows what would become of each occurrence, and makes nothing
 * - policy: what to do about an occurrence whose time cannot be had
 * - making: the time between the first hold and the last appointment; whatever a crash leaves of it is undone or
 *   finished
 * - programme: a template of several sessions with titles and materials; a series may follow one
 */

import type { Guest, Location } from '../appointments/types.ts';
import type { Weekday } from '../availability/types.ts';
import type { Actor, DomainEvent } from '../events.ts';
import type { AppointmentId, ContactId, Id, MemberId, OrganisationId, SeriesId, ServiceId } from '../ids.ts';
import type { Page, PageRequest } from '../ports.ts';
import type { Instant, LocalDate, Zone } from '../time/types.ts';
import type { WallTime } from '../time/wall.ts';

export type ProgrammeId = Id<'programme'>;

export type SeriesPattern =
  | { readonly kind: 'daily'; readonly every: number }
  | { readonly kind: 'weekly'; readonly every: number; readonly weekdays: readonly Weekday[] }
  /** `day` -1 is the last of the month; a month without the day is left out, as in RFC 5545. */
  | { readonly kind: 'monthly_by_day'; readonly every: number; readonly day: number }
  /** The first, second ... or (-1) last such weekday of the month. */
  | {
      readonly kind: 'monthly_by_weekday';
      readonly every: number;
      readonly position: number;
      readonly weekday: Weekday;
    }
  /** The value of an RRULE property. */
  | { readonly kind: 'custom'; readonly rule: string };

type SeriesEnd =
  | { readonly kind: 'count'; readonly count: number }
  /** The last local day, included. */
  | { readonly kind: 'date'; readonly date: LocalDate }
  /** Made as far ahead as the horizon reaches; a job extends it. */
  | { readonly kind: 'open' };

export type ConflictPolicy = 'reject' | 'skip' | 'nearest';

/** What every appointment of the series has in common. */
export interface SeriesBooking {
  readonly serviceId: ServiceId;
  readonly contactId: ContactId;
  readonly hosts?: readonly MemberId[] | undefined;
  readonly durationMinutes?: number | undefined;
  readonly location: Location;
  readonly guests: readonly Guest[];
}

export interface SeriesPlan {
  readonly organisationId: OrganisationId;
  readonly booking: SeriesBooking;
  readonly pattern: SeriesPattern;
  readonly end: SeriesEnd;
  readonly zone: Zone;
  /** The first day and the time of day, on the wall. */
  readonly start: WallTime;
  readonly policy: ConflictPolicy;
  readonly programmeId?: ProgrammeId | undefined;
  /** Titles of the sessions, by occurrence; further ones carry the service's name. */
  readonly titles?: readonly string[] | undefined;
}

/**
 * planned: an appointment is to be made; made: it exists; skipped: its time could not be had;
 * moving, cancelling: a change of the series is under way for it.
 */
export type OccurrenceState = 'planned' | 'made' | 'skipped' | 'moving' | 'cancelling' | 'cancelled';

export interface SeriesOccurrence {
  readonly index: number;
  /** Where the pattern puts it. */
  readonly wall: WallTime;
  /** Where it is or shall be. */
  readonly start: Instant;
  readonly appointmentId: AppointmentId;
  readonly state: OccurrenceState;
  /** Why it was skipped, or left where it was. */
  readonly because?: string | undefined;
}

export const seriesStatuses = ['making', 'active', 'ended', 'completed', 'undone'] as const;
export type SeriesStatus = (typeof seriesStatuses)[number];

export interface Series extends SeriesPlan {
  readonly id: SeriesId;
  readonly version: number;
  readonly status: SeriesStatus;
  /** While it is made: before `writing` it is undone after a crash, from then on it is finished. */
  readonly phase?: 'holding' | 'writing' | undefined;
  readonly occurrences: readonly SeriesOccurrence[];
  /** Every occurrence of the pattern before this instant is in the list. */
  readonly madeUntil: Instant;
  readonly createdBy: Actor;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
}

export interface SeriesChange {
  readonly series: Series;
  readonly events: readonly DomainEvent[];
}

export interface SeriesFilter {
  /** Any of them: a person's records that were folded together. */
  readonly contactIds?: readonly ContactId[] | undefined;
  readonly statuses?: readonly SeriesStatus[] | undefined;
}

/** What series need of the store; each write is one conditional update that carries its events. */
export interface SeriesStore {
  find(organisationId: OrganisationId, id: SeriesId): Promise<Series | undefined>;
  /** In the order they were made. */
  list(organisationId: OrganisationId, filter: SeriesFilter, page?: PageRequest): Promise<Page<Series>>;
  insert(change: SeriesChange): Promise<void>;
  /** Writes if the stored version is still one less than the new one. */
  update(change: SeriesChange): Promise<boolean>;
  /** Series with something under way that nobody touched since `before`, of all organisations. */
  unfinished(before: Instant, limit: number): Promise<readonly Pick<Series, 'organisationId' | 'id'>[]>;
  /** Active open series made no further than `before`, of all organisations. */
  open(before: Instant, limit: number): Promise<readonly Pick<Series, 'organisationId' | 'id'>[]>;
}
