/**
 * Words of this room:
 * - pool: the hosts who share the visits of a service in turn (round robin).
 * - presence: what a host is at the asked time - free, busy, or away (off, on leave, not asked).
 * - share: the part of one visit that is a host's due; the shares of one visit add up to 1.
 * - target: the sum of the shares that were a host's due in this period; count: the visits it really holds.
 * - debt: target less count. Above 0 the pool owes the host a visit, below 0 the host is ahead.
 * - counters: one page per pool and period, stored as one document and written by compare-and-set on `version`.
 * - deal: an assignment on its way to an appointment; it stands once an appointment names it, else it is given back.
 * - log: what happened, record by record; never changed afterwards, only added to.
 */
import type { ApiKeyId } from '../access/types.ts';
import type { AppointmentId, AssignmentId, Id, MemberId, ServiceId } from '../ids.ts';
import type { TakingId } from '../ledger/types.ts';
import type { Instant, Zone } from '../time/types.ts';

export type PoolId = Id<'pool'>;

/** One attempt to give one visit to one host. A visit that is given anew gets a new one. */

export const strategies = ['equal', 'weighted', 'availability_first', 'soonest', 'random', 'priority'] as const;
export type Strategy = (typeof strategies)[number];

/** When the counting starts anew, in the pool's zone; a week starts on Monday. */
export const periods = ['daily', 'weekly', 'monthly', 'never'] as const;
export type Period = (typeof periods)[number];

/** Names one period of one kind: `2026-11-21`, `2026-W47`, `2026-11`, `always`. */
export type PeriodKey = string & { readonly __periodKey: true };

/** Points run from 1 to 10; per cent says how much of a full host somebody is (50, 100, 200). */
export type WeightScale = 'points' | 'percent';

export interface PoolHost {
  readonly host: MemberId;
  readonly weight: number;
  /** 1 is asked first. Read by the strategy `priority` alone. */
  readonly tier: number;
}

export interface Pool {
  readonly id: PoolId;
  readonly zone: Zone;
  readonly strategy: Strategy;
  readonly period: Period;
  readonly weightScale: WeightScale;
  /**
   * Visits a host who is often busy is owed at most. While a busy host is owed that much, further visits are due
   * to the others, so that the first free hour does not bring it everything at once.
   */
  readonly catchUpLimit: number;
  readonly hosts: readonly PoolHost[];
}

export type Presence =
  | {
      readonly host: MemberId;
      readonly state: 'free';
      /** Minutes still free in the stretch the pool looks at; needed by `availability_first`. */
      readonly freeMinutes?: number;
      /** The first start this host could offer; needed by `soonest`. */
      readonly earliestStart?: Instant;
    }
  | { readonly host: MemberId; readonly state: 'busy' | 'away' };

export interface HostCounter {
  readonly count: number;
  readonly target: number;
  /** Visits that were given back: cancelled, not attended, or handed to another host. */
  readonly returned: number;
  /** What a host of this weight held on average when this one joined. For people to read; it never decides. */
  readonly calibration: number;
  readonly lastAssigned: Instant | null;
}

export interface CountersPage {
  readonly pool: PoolId;
  readonly period: PeriodKey;
  /** The store writes a page only over the version it was computed from; the loser reads again and decides again. */
  readonly version: number;
  /** The number of the last log record made on this page. */
  readonly sequence: number;
  readonly counters: Readonly<Record<string, HostCounter>>;
  /** Records that the log may not hold yet: they are written with the counts, so that neither exists alone. */
  readonly unlogged: readonly LogRecord[];
}

/** Why a host got the visit, or why another one did. */
export const verdicts = [
  'chosen',
  'chosen_by_hand',
  'chosen_to_stay',
  'busy',
  'away',
  'lower_tier',
  'less_free_time',
  'free_later',
  'drawn_later',
  'ahead_of_target',
  'less_due',
  'served_more_recently',
  'later_in_order',
  'passed_over_by_hand',
  'passed_over_to_stay',
] as const;
export type Verdict = (typeof verdicts)[number];

/** The numbers behind one choice, for one host, as they stood with this visit's share added and nobody chosen yet. */
export interface HostNumbers {
  readonly host: MemberId;
  readonly state: Presence['state'];
  readonly tier: number;
  readonly weight: number;
  readonly share: number;
  readonly count: number;
  readonly target: number;
  readonly debt: number;
  readonly returned: number;
  readonly calibration: number;
  /** Visits after this one until the host would be one whole visit behind; 0 or less is pressing; null has no share. */
  readonly dueIn: number | null;
  readonly lastAssigned: Instant | null;
  readonly freeMinutes: number | null;
  readonly earliestStart: Instant | null;
  /** The host's lot in the draw, smallest first; only with the strategy `random`. */
  readonly lot: number | null;
  /** 1 is first; null for who was not free. */
  readonly rank: number | null;
  readonly verdict: Verdict;
}

export interface ByHand {
  readonly host: MemberId;
  /** A person, or a program in somebody's name. */
  readonly by: MemberId | ApiKeyId;
  readonly why: string;
}

/** The visit an assignment is about. It is carried along and never decides. */
export interface DealtVisit {
  readonly serviceId: ServiceId;
  readonly start: Instant;
  readonly taking: TakingId;
  /** Absent while the time is only held for somebody. */
  readonly appointmentId?: AppointmentId | undefined;
  /** From then on nobody is at work on it any more: either an appointment names the assignment, or it is given back. */
  readonly until: Instant;
}

interface RecordHead {
  readonly pool: PoolId;
  readonly period: PeriodKey;
  /** With pool and period the record's unique key in the log. */
  readonly sequence: number;
  readonly assignment: AssignmentId;
  readonly host: MemberId;
  readonly at: Instant;
}

export interface AssignedRecord extends RecordHead {
  readonly kind: 'assigned';
  readonly strategy: Strategy;
  readonly seed: string;
  readonly byHand: Omit<ByHand, 'host'> | null;
  /** What this visit added to each host's target; taken back exactly when the visit is given back. */
  readonly shares: Readonly<Record<string, number>>;
  readonly lastAssignedBefore: Instant | null;
  readonly visit: DealtVisit;
  readonly numbers: readonly HostNumbers[];
}

/** `not_booked`: the time was taken meanwhile, or the person did not say yes. */
export const returnReasons = ['cancelled', 'no_show', 'rescheduled', 'reassigned', 'not_booked'] as const;
export type ReturnReason = (typeof returnReasons)[number];

interface ReturnedRecord extends RecordHead {
  readonly kind: 'returned';
  readonly reason: ReturnReason;
}

/** Marked as missed by mistake, or come late: the visit took place, and counts again. */
interface RestoredRecord extends RecordHead {
  readonly kind: 'restored';
}

export type LogRecord = AssignedRecord | ReturnedRecord | RestoredRecord;
