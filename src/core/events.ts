import type { AppointmentStatus, Outcome } from './appointments/types.ts';
import type { ContactId, EventId, MemberId, OrganisationId, ServiceId } from './ids.ts';
import type { SeriesId, SeriesStatus } from './series/types.ts';
import type { Instant } from './time/types.ts';

/** Who caused it, and through which channel: `system` is us acting on time that passed or on a rule. */
export interface Actor {
  readonly kind: 'member' | 'contact' | 'api_key' | 'operator' | 'system';
  readonly id?: string;
  readonly channel: 'hub' | 'api' | 'page' | 'sms' | 'slack' | 'teams' | 'chat' | 'email' | 'command_line' | 'system';
}

/** Every event says what happened to whom, when, by whom; `before` and `after` hold only the fields that changed. */
interface EventForm<Type extends string, SubjectKind extends string, Fields extends object> {
  readonly id: EventId;
  readonly organisationId: OrganisationId;
  readonly type: Type;
  readonly at: Instant;
  readonly actor: Actor;
  readonly subject: { readonly kind: SubjectKind; readonly id: string };
  readonly before?: Partial<Fields>;
  readonly after?: Partial<Fields>;
  readonly reason?: string;
}

interface OrganisationFields {
  readonly name: string;
  readonly zone: string;
  readonly language: string;
}

export interface AppointmentFields {
  readonly status: AppointmentStatus;
  readonly start: Instant;
  readonly end: Instant;
  readonly hosts: readonly MemberId[];
  readonly serviceId: ServiceId;
  readonly contactId: ContactId;
  readonly seriesId: SeriesId;
  /** iCalendar SEQUENCE after the change. */
  readonly sequence: number;
  readonly outcome: Outcome;
}

export interface SeriesFields {
  readonly status: SeriesStatus;
  readonly occurrences: number;
  readonly completed: number;
}

type AppointmentEvent<Type extends string> = EventForm<Type, 'appointment', AppointmentFields>;
type SeriesEvent<Type extends string> = EventForm<Type, 'series', SeriesFields>;

/** Each feature adds its own events here, so that a consumer's `switch` stays exhaustive. */
export type DomainEvent =
  | EventForm<'organisation_created', 'organisation', OrganisationFields>
  | EventForm<'organisation_changed', 'organisation', OrganisationFields>
  | AppointmentEvent<'appointment_requested'>
  | AppointmentEvent<'appointment_confirmed'>
  | AppointmentEvent<'appointment_rescheduled'>
  | AppointmentEvent<'appointment_cancelled'>
  | AppointmentEvent<'appointment_started'>
  | AppointmentEvent<'appointment_completed'>
  | AppointmentEvent<'appointment_missed'>
  | AppointmentEvent<'appointment_outcome_recorded'>
  | AppointmentEvent<'appointment_noted'>
  | SeriesEvent<'series_created'>
  | SeriesEvent<'series_extended'>
  | SeriesEvent<'series_changed'>
  | SeriesEvent<'series_ended'>
  | SeriesEvent<'series_completed'>;

/** An event in its place in the organisation's stream; positions begin at 1 and have no gaps. */
export type StreamedEvent = DomainEvent & { readonly position: number };
