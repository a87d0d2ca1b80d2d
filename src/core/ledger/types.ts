/**
 * The words of this room.
 *
 * - resource: whatever can be given away once: a host, a room, a chair, or a limit that spans hosts (kept under its
 *   service)
 * - page: what a resource gave away in one ISO week; the unit of compare-and-set
 * - claim: one stretch of one resource's time that a visit needs
 * - taking: one attempt to get all claims of a visit at one time; a visit that moves gets a new one
 * - entry: a claim written on a page; a hold until it is firm
 * - firm: to turn the holds of a taking into appointments
 * - settle: to ask the appointment whether a taking whose hold ran out is its own; asked once, the answer never changes
 */
import type { Commitment } from '../availability/types.ts';
import type { AppointmentId, Id, MemberId, OrganisationId, ResourceId, ServiceId } from '../ids.ts';
import type { Page, PageRequest } from '../ports.ts';
import type { Refusal, Result } from '../result.ts';
import type { Instant, Span, Zone } from '../time/types.ts';

export type EntryId = Id<'entry'>;
export type TakingId = Id<'taking'>;

/** A service stands for its limit over all hosts. */
export type LedgerResource = MemberId | ResourceId | ServiceId;

/** An ISO week of UTC, `2026-W48`; as text they sort by time. */
export type IsoWeek = string & { readonly __isoWeek: true };

export interface PageKey {
  readonly resource: LedgerResource;
  readonly week: IsoWeek;
}

export interface LedgerEntry extends Commitment {
  readonly id: EntryId;
  readonly taking: TakingId;
  /** Of a hold: when it runs out. */
  readonly until?: Instant | undefined;
}

export interface LedgerPage extends PageKey {
  /** 0: it does not exist yet. */
  readonly version: number;
  /** In the order in which they were written. */
  readonly entries: readonly LedgerEntry[];
}

/** How often a service may be given away within one local day and week of the claim's zone. */
interface ClaimLimits {
  readonly perDay?: number | undefined;
  readonly perWeek?: number | undefined;
  /** Counted over this service alone. */
  readonly perDayOfService?: number | undefined;
  readonly perWeekOfService?: number | undefined;
}

/** What a limit over all hosts asks: it counts and takes no time. */
export interface ClaimTerms extends ClaimLimits {
  /** Absent or 1: the time is taken whole. */
  readonly seats?: number | undefined;
  /** The resource is a limit: visits may overlap, only their number counts. */
  readonly countsOnly?: boolean | undefined;
}

export interface Claim extends Span {
  readonly id: EntryId;
  readonly resource: LedgerResource;
  /** The wall calendar whose days and weeks the limits count. */
  readonly zone: Zone;
  readonly bufferedStart: Instant;
  readonly bufferedEnd: Instant;
  readonly serviceId?: ServiceId | undefined;
  /** Seats asked of a group session. */
  readonly seats?: number | undefined;
}

/** A claim together with the terms it is asked under. The terms are the rules of the moment and are not kept. */
export interface ClaimRequest extends Claim {
  readonly terms: ClaimTerms;
}

export interface Taking {
  readonly id: TakingId;
  readonly organisationId: OrganisationId;
  /** Absent: a hold for somebody who has not said yes, or a block. */
  readonly appointmentId?: AppointmentId | undefined;
}

/** Why a page did not take a claim. */
export type ClaimRefusal = 'taken' | 'seats' | 'day_limit' | 'week_limit' | 'contended';

export type SlotTaken = Refusal<'slot_taken', { readonly resource: LedgerResource; readonly because: ClaimRefusal }>;
export type HoldLost = Refusal<'hold_lost'>;

/** What the ledger needs of the store. A write is one conditional update; nothing else is asked of the database. */
export interface LedgerPages {
  /** In the order of the keys; a page that does not exist comes back empty with version 0. */
  read(organisationId: OrganisationId, keys: readonly PageKey[]): Promise<readonly LedgerPage[]>;
  /**
   * Gives the page these entries if its version is still `before.version` (0: inserts it) and counts the version up.
   * False: somebody else was faster, nothing was written. Entries that did not change are the same objects in both.
   */
  write(organisationId: OrganisationId, before: LedgerPage, entries: readonly LedgerEntry[]): Promise<boolean>;
  /** Every page of these weeks, first and last included, in an order that stays the same. */
  list(
    organisationId: OrganisationId,
    weeks: { readonly first: IsoWeek; readonly last: IsoWeek },
    page?: PageRequest,
  ): Promise<Page<LedgerPage>>;
  /** Pages with a hold that ran out before this, of all organisations. */
  runOut(before: Instant, limit: number): Promise<readonly (PageKey & { readonly organisationId: OrganisationId })[]>;
}

export interface TakingOfAppointment {
  readonly taking: TakingId;
  readonly appointmentId: AppointmentId;
}

/**
 * The appointment's word on takings whose holds ran out. After `void` was answered, the appointment can no longer be
 * written with that taking, however late its writer wakes up; so a hold is never freed under a visit that exists.
 */
export interface TakingTruth {
  settle(organisationId: OrganisationId, takings: readonly TakingOfAppointment[]): Promise<SettledTakings>;
  /** The same for somebody who only looks: it may change until it is settled, and changes nothing itself. */
  look(organisationId: OrganisationId, takings: readonly TakingOfAppointment[]): Promise<SettledTakings>;
}

export type SettledTakings = ReadonlyMap<TakingId, 'stands' | 'void'>;

export interface Ledger {
  /** Takes every claim as a hold until `until`, or none. Asked again under the same taking it renews what is there. */
  hold(taking: Taking, requests: readonly ClaimRequest[], until: Instant): Promise<Result<undefined, SlotTaken>>;
  /**
   * Turns the holds into appointments, and on the same page lets go of what the visit held before in the same step.
   * `hold_lost`: a hold ran out and its time was given to somebody else.
   */
  firm(taking: Taking, claims: readonly Claim[], instead?: Release): Promise<Result<undefined, HoldLost>>;
  /** Takes time for nobody's visit (a block); one step for one page. */
  block(taking: Taking, requests: readonly ClaimRequest[]): Promise<Result<undefined, SlotTaken>>;
  release(organisationId: OrganisationId, release: Release): Promise<void>;
  /** What is taken of each resource, in the order asked; holds that ran out for nobody are left out. */
  read(
    organisationId: OrganisationId,
    resources: readonly LedgerResource[],
    span: Span,
  ): Promise<readonly (readonly LedgerEntry[])[]>;
}

export interface Release {
  readonly taking: TakingId;
  readonly claims: readonly Claim[];
}
