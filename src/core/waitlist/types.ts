/**
 * The words of this room.
 *
 * - entry: somebody waits for a time of a service, on days and at times of day that suit them
 * - opening: time that fell free and that somebody waits for
 * - offer: a start within an opening, kept for one who waits until `answerBy`
 * - round: the offers made at once; they share one hold on the ledger, and the first yes has it
 * - reserved: an entry that has an offer open is not offered anything else meanwhile
 */
import type { HeldTime } from '../appointments/taking.ts';
import type { Guest, Location } from '../appointments/types.ts';
import type { Actor, DomainEvent } from '../events.ts';
import type { AppointmentId, ContactId, Id, MemberId, OrganisationId, ServiceId } from '../ids.ts';
import type { QuietHours } from '../people/quiet-hours.ts';
import type { Page, PageRequest } from '../ports.ts';
import type { Instant, LocalDate, Span, Zone } from '../time/types.ts';

export type EntryId = Id<'waitlist_entry'>;
export type OpeningId = Id<'opening'>;
export type WaitlistOfferId = Id<'waitlist_offer'>;

export const partsOfDay = ['morning', 'afternoon', 'evening'] as const;
export type PartOfDay = (typeof partsOfDay)[number];

/** The first is served first. */
export const priorities = ['urgent', 'high', 'normal', 'low'] as const;
export type Priority = (typeof priorities)[number];

export interface EntryTerms {
  readonly contactId: ContactId;
  readonly serviceId: ServiceId;
  /** Only with one of these. */
  readonly hosts?: readonly MemberId[] | undefined;
  /** Both ends included; none: any day. */
  readonly dates: readonly { readonly from: LocalDate; readonly to: LocalDate }[];
  /** None: at any time of day. */
  readonly parts: readonly PartOfDay[];
  readonly location: Location;
  readonly durationMinutes?: number | undefined;
  readonly guests: readonly Guest[];
  /** Of whoever waits: their days, their parts of day and their quiet hours. */
  readonly zone: Zone;
  readonly priority: Priority;
  readonly expiresAt: Instant;
  /** The turn that asked for it: handled again, it finds what it made. */
  readonly cause?: string | undefined;
}

export const entryStates = ['waiting', 'served', 'left', 'expired'] as const;
export type EntryState = (typeof entryStates)[number];

export interface WaitlistEntry extends EntryTerms {
  readonly id: EntryId;
  readonly organisationId: OrganisationId;
  readonly version: number;
  readonly state: EntryState;
  /** The visit it came to. */
  readonly appointmentId?: AppointmentId | undefined;
  /** Runs out by itself, so that a crash between two writes reserves nobody for good. */
  readonly reserved?:
    | { readonly openingId: OpeningId; readonly offerId: WaitlistOfferId; readonly until: Instant }
    | undefined;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
}

export const openingCauses = ['cancelled', 'rescheduled', 'fewer_guests', 'missed', 'new_hours', 'rest'] as const;
export type OpeningCause = (typeof openingCauses)[number];

/** Time that fell free, before anybody was found for it. */
export interface FreedTime extends Span {
  readonly cause: OpeningCause;
  readonly hosts: readonly MemberId[];
  /** Who let it go is not offered it again. */
  readonly notFor?: ContactId | undefined;
}

/**
 * accepting: somebody said yes, and the visit is being written; lost: another was faster, or the time was somebody else's after all;
 * lapsed: no answer came; withdrawn: the one who waited left, or the opening was closed.
 */
export const offerStates = ['pending', 'accepting', 'accepted', 'declined', 'lapsed', 'lost', 'withdrawn'] as const;
export type OfferState = (typeof offerStates)[number];

export interface WaitlistOffer extends Span {
  readonly id: WaitlistOfferId;
  readonly entryId: EntryId;
  readonly contactId: ContactId;
  readonly serviceId: ServiceId;
  readonly hosts: readonly MemberId[];
  readonly state: OfferState;
  readonly offeredAt: Instant;
  readonly answerBy: Instant;
  /** The visit it becomes, so that saying yes twice books once. */
  readonly appointmentId: AppointmentId;
  readonly answeredBy?: Actor | undefined;
}

export type ClosingReason = 'nobody_left' | 'too_late' | 'nothing_fits' | 'withdrawn';

export interface Opening extends FreedTime {
  readonly id: OpeningId;
  readonly organisationId: OrganisationId;
  readonly version: number;
  /** The event it came from and its place among what the event freed: found twice, it is one opening. */
  readonly source: string;
  readonly status: 'open' | 'filled' | 'closed';
  readonly because?: ClosingReason | undefined;
  readonly offers: readonly WaitlistOffer[];
  /** Of the offers that are open. */
  readonly held?: HeldTime | undefined;
  readonly fill?: Fill | undefined;
  readonly foundAt: Instant;
  readonly updatedAt: Instant;
}

export interface Fill extends Span {
  readonly offerId: WaitlistOfferId;
  readonly appointmentId: AppointmentId;
  readonly at: Instant;
  readonly worth?: Money | undefined;
}

export interface Money {
  /** ISO 4217. */
  readonly currency: string;
  /** In its smallest unit. */
  readonly amount: number;
}

export interface WaitlistSettings {
  readonly id: OrganisationId;
  readonly organisationId: OrganisationId;
  readonly version: number;
  readonly isOn: boolean;
  /** How long an offer stands. */
  readonly holdMinutes: number;
  /** How many are asked at once. */
  readonly batch: number;
  /** Nobody is offered a time that begins sooner. */
  readonly leadMinutes: number;
  /** What is left of a visit nobody came to is offered from so many minutes on. */
  readonly longBlockMinutes: number;
  readonly quiet: QuietHours;
  /** What a filled visit brings, for the figures. */
  readonly worth: readonly (Money & { readonly serviceId: ServiceId })[];
}

export interface EntryChange {
  readonly entry: WaitlistEntry;
  readonly events: readonly DomainEvent[];
}

export interface OpeningChange {
  readonly opening: Opening;
  readonly events: readonly DomainEvent[];
}

export interface EntryFilter {
  /** Any of them: a person's records that were folded together. */
  readonly contactIds?: readonly ContactId[] | undefined;
  readonly serviceIds?: readonly ServiceId[] | undefined;
  readonly states?: readonly EntryState[] | undefined;
}

export interface OpeningFilter {
  readonly statuses?: readonly Opening['status'][] | undefined;
  /** Found within. */
  readonly within?: Span | undefined;
}

/**
 * What the waitlist needs of the store; each write is one conditional update that carries its events. The events name the offers that
 * changed: by them the conversation tells people, and so no offer goes unsaid. The answer comes back through `accept` and `decline`.
 */
export interface EntryStore {
  find(organisationId: OrganisationId, id: EntryId): Promise<WaitlistEntry | undefined>;
  /** In the order they were made. */
  list(organisationId: OrganisationId, filter: EntryFilter, page?: PageRequest): Promise<Page<WaitlistEntry>>;
  /** Those who wait for one of the services; by priority, then by how long. */
  waiting(
    organisationId: OrganisationId,
    serviceIds: readonly ServiceId[],
    limit: number,
  ): Promise<readonly WaitlistEntry[]>;
  insert(change: EntryChange): Promise<void>;
  /** Writes if the stored version is still one less than the new one. */
  update(change: EntryChange): Promise<boolean>;
}

export interface OpeningStore {
  find(organisationId: OrganisationId, id: OpeningId): Promise<Opening | undefined>;
  ofOffer(organisationId: OrganisationId, id: WaitlistOfferId): Promise<Opening | undefined>;
  /** The newest first. */
  list(organisationId: OrganisationId, filter: OpeningFilter, page?: PageRequest): Promise<Page<Opening>>;
  /** The opening as it is kept: the one that was there, if its source had one. */
  insert(change: OpeningChange): Promise<Opening>;
  update(change: OpeningChange): Promise<boolean>;
}

export interface SettingsStore {
  find(organisationId: OrganisationId, id: OrganisationId): Promise<WaitlistSettings | undefined>;
  write(settings: WaitlistSettings, events: readonly DomainEvent[]): Promise<boolean>;
}
