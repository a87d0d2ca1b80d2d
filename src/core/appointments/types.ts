/**
 * The words of this room.
 *
 * - service: what people book; nine come out of the box, an organisation edits them and adds its own
 * - visit: one stretch of time with its hosts and rooms; an appointment has one, a sequence or an event over several
 *   days more
 * - taking, claim: see the ledger; the appointment names the taking it stands behind, and that word is final
 * - move: a change of status; only those of the table in moves.ts are legal
 * - former time: when the appointment would have been, before it was rescheduled
 */
import type { Actor, DomainEvent } from '../events.ts';
import type {
  AppointmentId,
  AssignmentId,
  ContactId,
  MemberId,
  OrganisationId,
  ResourceId,
  SeriesId,
  ServiceId,
} from '../ids.ts';
import type { Claim, TakingId } from '../ledger/types.ts';
import type { Page, PageRequest } from '../ports.ts';
import type { Instant, Span, Zone } from '../time/types.ts';
import type { AppointmentKind } from './services.ts';

export const appointmentStatuses = [
  'requested',
  'confirmed',
  'in_progress',
  'completed',
  'cancelled',
  'no_show',
] as const;
export type AppointmentStatus = (typeof appointmentStatuses)[number];

export const outcomes = ['resolved', 'partially', 'follow_up', 'escalated'] as const;
export type Outcome = (typeof outcomes)[number];

export type Location =
  | { readonly type: 'in_person'; readonly address: string; readonly room?: string | undefined }
  | {
      readonly type: 'video';
      readonly provider: string;
      /** Absent until the provider made the meeting. */
      readonly link?: string | undefined;
      readonly password?: string | undefined;
    }
  | { readonly type: 'phone'; readonly caller: 'host' | 'contact'; readonly number?: string | undefined };

export interface Guest {
  readonly name?: string | undefined;
  readonly email: string;
}

/** Chosen hosts and rooms, where a slot names all who are free. */
export interface Visit extends Span {
  readonly serviceId: ServiceId;
  readonly hosts: readonly MemberId[];
  readonly resources: readonly ResourceId[];
}

interface FormerTime extends Span {
  readonly hosts: readonly MemberId[];
  readonly changedAt: Instant;
  readonly by: Actor;
  readonly reason?: string | undefined;
}

interface HistoryEntry {
  readonly at: Instant;
  readonly by: Actor;
  readonly what: DomainEvent['type'];
  readonly reason?: string | undefined;
}

/** What either side wrote down; a host's note is never shown to the contact. */
export interface Note {
  readonly side: 'host' | 'contact';
  readonly text: string;
  readonly at: Instant;
  readonly by: Actor;
}

export interface SeriesPlace {
  readonly seriesId: SeriesId;
  /** Which occurrence of the series it is, from 0; it keeps the number when it moves. */
  readonly index: number;
}

export interface Appointment extends Span {
  readonly id: AppointmentId;
  readonly organisationId: OrganisationId;
  readonly version: number;
  /** iCalendar UID; it never changes. */
  readonly uid: string;
  /** iCalendar SEQUENCE: counts up with each new time, with other words or guests, and with the cancellation. */
  readonly sequence: number;
  readonly status: AppointmentStatus;
  readonly kind: AppointmentKind;
  readonly serviceId: ServiceId;
  readonly title: string;
  /** The zone in which its wall time is told. */
  readonly zone: Zone;
  readonly visits: readonly Visit[];
  readonly taking: TakingId;
  readonly claims: readonly Claim[];
  /** The assignment it stands behind, where hosts take turns; that word is final, as it is with the taking. */
  readonly assignment?: AssignmentId | undefined;
  readonly contactId: ContactId;
  readonly guests: readonly Guest[];
  readonly location: Location;
  readonly series?: SeriesPlace | undefined;
  readonly formerTimes: readonly FormerTime[];
  readonly cancellation?: { readonly at: Instant; readonly by: Actor; readonly reason: string } | undefined;
  /** They said that they will come at `start`; for another time it says nothing. */
  readonly attendance?: { readonly start: Instant; readonly confirmedAt: Instant; readonly by: Actor } | undefined;
  readonly outcome?: Outcome | undefined;
  readonly notes: readonly Note[];
  readonly history: readonly HistoryEntry[];
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
}

/** The document after a change and the events that tell of it; the store writes both in one update. */
export interface AppointmentChange {
  readonly appointment: Appointment;
  readonly events: readonly DomainEvent[];
}

export interface AppointmentFilter {
  /** Any of them: a person's records that were folded together. */
  readonly contactIds?: readonly ContactId[] | undefined;
  /** Any of them. */
  readonly hostIds?: readonly MemberId[] | undefined;
  readonly serviceId?: ServiceId | undefined;
  readonly seriesId?: SeriesId | undefined;
  readonly statuses?: readonly AppointmentStatus[] | undefined;
  /** Appointments that begin in [start, end). */
  readonly within?: Span | undefined;
}

/** What the appointments need of the store. Every write is one conditional update that carries its events. */
export interface Appointments {
  find(organisationId: OrganisationId, id: AppointmentId): Promise<Appointment | undefined>;
  /** Ascending by start. */
  list(organisationId: OrganisationId, filter: AppointmentFilter, page?: PageRequest): Promise<Page<Appointment>>;
  /** What the contact has asked for or agreed on from then on, ascending by start; the first twenty, for who has more is served by a member anyway. */
  ahead(organisationId: OrganisationId, contactId: ContactId, from: Instant): Promise<readonly Appointment[]>;
  /** False: the id has an appointment already, or this taking of it was declared void before. */
  insert(change: AppointmentChange): Promise<boolean>;
  /** Writes if the stored version is still one less than the new one. */
  update(change: AppointmentChange): Promise<boolean>;
  /** From now on no appointment can be inserted with this taking. False: there is an appointment under the id. */
  voidTaking(organisationId: OrganisationId, id: AppointmentId, taking: TakingId, at: Instant): Promise<boolean>;
  /** Takes off marks of takings made void before; whoever slept that long is not coming back. Gives how many. */
  clearVoid(before: Instant): Promise<number>;
  /** Counts the version up and changes nothing else, so that whoever read it before can no longer write. */
  fence(organisationId: OrganisationId, id: AppointmentId, version: number): Promise<boolean>;
}
