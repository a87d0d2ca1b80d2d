// A list of every domain event, and so longer than most.

import type {
  AppointmentId,
  AssignmentId,
  ContactId,
  ConversationId,
  EventId,
  MemberId,
  OrganisationId,
  SeriesId,
  ServiceId,
} from './ids.ts';
import type { QuietHours } from './people/quiet-hours.ts';
import type { Instant, LocalDate } from './time/types.ts';

/** Who caused it, and through which channel: `system` is us acting on time that passed or on a rule. */
export interface Actor {
  readonly kind: 'member' | 'contact' | 'api_key' | 'operator' | 'system';
  readonly id?: string;
  readonly channel: 'hub' | 'api' | 'page' | 'sms' | 'slack' | 'teams' | 'chat' | 'email' | 'command_line' | 'system';
  /** The network address it came from, where there is one. */
  readonly from?: string;
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
  readonly auditDays: number;
  readonly quietHours: QuietHours;
  readonly holdOffers: string;
  readonly wording: readonly object[];
}

export interface ApiKeyFields {
  readonly name: string;
  readonly scopes: readonly string[];
  readonly requestsPerMinute: number;
  readonly expiresAt: Instant;
  readonly revokedAt: Instant;
  /** Until when the former token works on. */
  readonly overlapUntil: Instant;
}

export interface MemberFields {
  readonly name: string;
  readonly email: string;
  readonly role: string;
  readonly teams: readonly string[];
  readonly zone: string;
  readonly language: string;
  readonly isHost: boolean;
  readonly isActive: boolean;
  readonly acceptsWishes: boolean;
  /** Asked for, and not proved yet. */
  readonly newEmail?: string;
}

interface RoleFields {
  readonly name: string;
  readonly permissions: readonly string[];
}

interface TeamFields {
  readonly name: string;
}

export interface CalendarFields {
  readonly name: string;
  readonly zone: string;
  readonly schedules: unknown;
  readonly defaults: unknown;
  /** An exception that was added or taken back. */
  readonly override: unknown;
}

export interface ServiceFields {
  readonly name: string;
  readonly isOffered: boolean;
  readonly rules: unknown;
  readonly shape: unknown;
  readonly rooms: unknown;
  readonly limits: unknown;
  readonly intake: unknown;
  readonly acceptsWishes: boolean;
}

interface ProgrammeFields {
  readonly name: string;
  readonly serviceId: ServiceId;
  readonly sessions: unknown;
  readonly gapDays: number;
}

interface TemplateFields {
  readonly name: string;
  readonly pattern: unknown;
  readonly version: number;
  readonly copiedFrom: unknown;
  /** Over which days of which calendar it was laid. */
  readonly calendarId: string;
  readonly dates: readonly LocalDate[];
}

/** A session is named by a word of its own, never by what is in the cookie. */
interface SessionFields {
  readonly session: string;
}

export interface FeedFields {
  /** Counts the changes of its address. */
  readonly feed: number;
}

export interface VisitLinkFields {
  /** Which of the appointment's links are worth something. */
  readonly generation: number;
}

/** How the visits of a pool are shared out, and among whom. */
interface PoolFields {
  readonly name: string;
  readonly zone: string;
  readonly strategy: string;
  readonly period: string;
  readonly weightScale: string;
  readonly catchUpLimit: number;
  readonly hosts: readonly { readonly host: MemberId; readonly weight: number; readonly tier: number }[];
  readonly team: string;
}

export interface AppointmentFields {
  readonly status: string;
  readonly title: string;
  readonly start: Instant;
  readonly end: Instant;
  readonly hosts: readonly MemberId[];
  /** How many; their addresses stand in the appointment alone. */
  readonly guests: number;
  readonly serviceId: ServiceId;
  readonly contactId: ContactId;
  readonly seriesId: SeriesId;
  /** iCalendar SEQUENCE after the change. */
  readonly sequence: number;
  readonly outcome: string;
  /** The assignment it stands behind, where hosts take turns. */
  readonly assignmentId: AssignmentId;
}

export interface SeriesFields {
  readonly status: string;
  readonly occurrences: number;
  readonly completed: number;
}

export interface WaitlistEntryFields {
  readonly contactId: ContactId;
  readonly serviceId: ServiceId;
  readonly priority: string;
  readonly state: string;
  readonly hosts: readonly MemberId[];
  readonly dates: unknown;
  readonly parts: readonly string[];
  readonly location: string;
  readonly expiresAt: Instant;
  readonly appointmentId: AppointmentId;
}

export interface OpeningFields {
  readonly start: Instant;
  readonly end: Instant;
  readonly hosts: readonly MemberId[];
  readonly cause: string;
  readonly status: string;
  readonly because: string;
  /** Those that changed, each with its state. */
  readonly offers: readonly {
    readonly id: string;
    readonly entryId: string;
    readonly contactId: ContactId;
    readonly state: string;
    readonly start: Instant;
    readonly answerBy: Instant;
  }[];
  readonly appointmentId: AppointmentId;
}

export interface ContactFields {
  readonly name: string;
  readonly locale: string;
  readonly zone: string;
  readonly preferredChannel: string;
  /** How many addresses; the addresses themselves stand in the contact alone. */
  readonly identities: number;
  readonly mergedInto: ContactId;
  readonly channel: string;
  readonly purpose: string;
  /** Whether an address may be written to. */
  readonly standing: string;
}

export interface OfferFields {
  readonly status: string;
  readonly contactId: ContactId;
  readonly conversationId: ConversationId;
  readonly serviceId: ServiceId;
  readonly memberId: MemberId;
  readonly starts: readonly Instant[];
  readonly option: number;
  readonly appointmentId: AppointmentId;
  readonly answers: string;
}

export interface ConversationFields {
  readonly handler: string;
  readonly memberId: MemberId;
  readonly need: string;
  /** Its key in the thread, where the words are. */
  readonly message: string;
}

type AppointmentEvent<Type extends string> = EventForm<Type, 'appointment', AppointmentFields>;
type SeriesEvent<Type extends string> = EventForm<Type, 'series', SeriesFields>;

/** Each feature adds its own events here, so that a consumer's `switch` stays exhaustive. */
export type DomainEvent =
  | EventForm<'organisation_created', 'organisation', OrganisationFields>
  | EventForm<'organisation_changed', 'organisation', OrganisationFields>
  | EventForm<'api_key_issued' | 'api_key_rotated' | 'api_key_revoked', 'api_key', ApiKeyFields>
  | EventForm<'member_added' | 'member_changed', 'member', MemberFields>
  | EventForm<'role_added' | 'role_changed' | 'role_removed', 'role', RoleFields>
  | EventForm<'team_added' | 'team_changed' | 'team_removed', 'team', TeamFields>
  | EventForm<
      'calendar_added' | 'calendar_changed' | 'calendar_removed' | 'override_added' | 'override_removed',
      'calendar',
      CalendarFields
    >
  | EventForm<'service_added' | 'service_changed', 'service', ServiceFields>
  | EventForm<'programme_added' | 'programme_changed' | 'programme_removed', 'programme', ProgrammeFields>
  | EventForm<
      'template_added' | 'template_changed' | 'template_removed' | 'template_applied',
      'template',
      TemplateFields
    >
  | EventForm<'session_started' | 'session_ended', 'member' | 'contact', SessionFields>
  | EventForm<'calendar_feed_made' | 'calendar_feed_revoked', 'member', FeedFields>
  | EventForm<'visit_links_revoked', 'visit_link', VisitLinkFields>
  | EventForm<'pool_added' | 'pool_changed' | 'pool_removed', 'pool', PoolFields>
  | AppointmentEvent<'appointment_requested'>
  | AppointmentEvent<'appointment_confirmed'>
  | AppointmentEvent<'appointment_rescheduled'>
  | AppointmentEvent<'appointment_changed'>
  | AppointmentEvent<'appointment_cancelled'>
  | AppointmentEvent<'appointment_started'>
  | AppointmentEvent<'appointment_completed'>
  | AppointmentEvent<'appointment_missed'>
  | AppointmentEvent<'appointment_outcome_recorded'>
  | AppointmentEvent<'appointment_noted'>
  | AppointmentEvent<'appointment_attendance_confirmed'>
  | EventForm<
      | 'contact_added'
      | 'contact_changed'
      | 'contact_merged'
      | 'contact_removed'
      | 'consent_changed'
      | 'address_changed',
      'contact',
      ContactFields
    >
  | EventForm<
      'offer_made' | 'offer_accepted' | 'offer_declined' | 'offer_countered' | 'offer_expired' | 'offer_cancelled',
      'offer',
      OfferFields
    >
  | EventForm<'conversation_changed' | 'conversation_written_to', 'conversation', ConversationFields>
  | SeriesEvent<'series_created'>
  | SeriesEvent<'series_extended'>
  | SeriesEvent<'series_changed'>
  | SeriesEvent<'series_ended'>
  | SeriesEvent<'series_completed'>
  | EventForm<
      'waitlist_joined' | 'waitlist_changed' | 'waitlist_left' | 'waitlist_expired' | 'waitlist_served',
      'waitlist_entry',
      WaitlistEntryFields
    >
  | EventForm<
      'opening_found' | 'opening_offered' | 'opening_answered' | 'opening_filled' | 'opening_closed',
      'opening',
      OpeningFields
    >
  | EventForm<'waitlist_settings_changed', 'organisation', { readonly [Name: string]: unknown }>;

/** An event in its place in the organisation's stream; positions begin at 1 and have no gaps. */
export type StreamedEvent = DomainEvent & { readonly position: number };
