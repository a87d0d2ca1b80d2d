/**
 * The words of this room.
 *
 * - entry: one VEVENT of RFC 5545, which is one visit of an appointment
 * - invitation: what a calendar program is sent by mail (iTIP, RFC 5546): a request, at first and after each new time,
 *   or a cancellation; its SEQUENCE is the appointment's
 * - part: a visit in its place among those of its appointment; a host is told of the parts that are theirs
 * - feed: the calendar of one member, which programs subscribe to and fetch again and again
 */
import type { ToldAppointment, ToldHost, ToldVisit } from '../appointments/telling.ts';
import type { AppointmentId, Id, MemberId, OrganisationId } from '../ids.ts';
import type { Kept, Shelf } from '../kept.ts';
import type { Locale } from '../people/types.ts';
import type { Instant, Span, Zone } from '../time/types.ts';

export interface Party {
  readonly name: string;
  /** A mail address. */
  readonly address: string;
}

export interface Attendee extends Party {
  /** `open`: we ask them to say whether they come. */
  readonly answer: 'accepted' | 'open';
}

export interface Entry extends Span {
  readonly uid: string;
  readonly sequence: number;
  readonly status: 'tentative' | 'confirmed' | 'cancelled';
  readonly createdAt: Instant;
  readonly changedAt: Instant;
  readonly title: string;
  readonly description: string;
  readonly place?: string | undefined;
  readonly link?: string | undefined;
  readonly organiser?: Party | undefined;
  readonly attendees: readonly Attendee[];
}

export interface Part {
  readonly index: number;
  readonly visit: ToldVisit;
}

export type Method = 'PUBLISH' | 'REQUEST' | 'CANCEL';

export interface Reader {
  readonly locale: Locale;
  readonly zone: Zone;
}

/** `changed`: at the same time; `released`: it takes place without the one who is told so. */
export type LetterKind = 'new' | 'moved' | 'changed' | 'cancelled' | 'released';

/** What a calendar and its mail say, in the reader's language; core has no words of its own. */
export interface CalendarWords {
  /** For the contact and their guests. */
  describe(told: ToldAppointment, visit: ToldVisit, locale: Locale): string;
  /** Where to be, where that is a place or a call. */
  placeOf(told: ToldAppointment, locale: Locale): string | undefined;
  invitation(told: ToldAppointment, kind: LetterKind, reader: Reader, link: string | undefined): Said;
  /** For one of the hosts: who comes, and how they meet. */
  describeToHost(told: ToldAppointment, visit: ToldVisit, host: Pick<ToldHost, 'id' | 'locale'>): string;
  hostsPlaceOf(told: ToldAppointment, locale: Locale): string;
  toHost(told: ToldAppointment, visits: readonly ToldVisit[], kind: LetterKind, host: ToldHost): Said;
}

export interface Said {
  readonly subject: string;
  readonly text: string;
}

/** What somebody was sent last, so that nobody is sent the same again, and everybody hears of the end. */
export interface SentInvitation {
  readonly organisationId: OrganisationId;
  readonly appointmentId: AppointmentId;
  readonly address: string;
  readonly sequence: number;
  readonly visits: number;
  readonly isCancelled: boolean;
  /** Absent where it went to the contact or a guest, who are told of all visits. */
  readonly host?: SentToHost | undefined;
}

export interface SentToHost {
  readonly id: MemberId;
  readonly parts: readonly SentPart[];
}

export interface SentPart extends Span {
  readonly index: number;
}

export interface SentInvitations {
  of(organisationId: OrganisationId, appointmentId: AppointmentId): Promise<readonly SentInvitation[]>;
  /** One note per appointment and address; the later replaces the earlier. */
  note(invitation: SentInvitation): Promise<void>;
}

export type FeedId = Id<'feed'>;

/** One member has one address at most; a new one makes the old one worthless. */
export interface Feed extends Kept<FeedId> {
  readonly memberId: MemberId;
  readonly tokenHash: string;
  readonly madeAt: Instant;
  readonly revokedAt?: Instant | undefined;
}

export interface FeedShelf extends Pick<Shelf<Feed>, 'insert' | 'replace'> {
  ofMember(organisationId: OrganisationId, memberId: MemberId): Promise<Feed | undefined>;
  /** Above organisations, for a token names none. */
  byToken(tokenHash: string): Promise<Feed | undefined>;
}
