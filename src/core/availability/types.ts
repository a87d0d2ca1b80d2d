/**
 * The words of this room.
 *
 * - hours: when a calendar is open, in the wall time of its zone (schedules, dated hours, custom hours)
 * - override: a dated exception to the hours: time off, or hours that replace the usual ones
 * - commitment: time already given away in our own ledger, with the buffers it was given with
 * - busy: time taken in a calendar outside, as far as we know it
 * - calendar: all of these for one host, room or chair
 * - rules: what a service asks of a start; what it leaves open, the host's defaults fill
 * - candidate: a start on the grid of the hours; a slot: a candidate that survived every rule
 *
 * Every optional field also takes `undefined`, so that checked input can be handed over as it is.
 */
import type { AppointmentId, MemberId, ResourceId, ServiceId } from '../ids.ts';
import type { Instant, LocalDate, Span, Zone } from '../time/types.ts';

export type LocationType = 'in_person' | 'video' | 'phone';
export type LocationScope = LocationType | 'any';

/** ISO 8601: Monday is 1, Sunday is 7. */
export type Weekday = 1 | 2 | 3 | 4 | 5 | 6 | 7;

/** Minutes on the wall clock since midnight, half-open; `to` may be 1440. Night work is two spans that meet at midnight. */
export interface WallSpan {
  readonly from: number;
  readonly to: number;
}

export interface WeekdayHours {
  readonly weekday: Weekday;
  readonly spans: readonly WallSpan[];
  readonly breaks?: readonly WallSpan[] | undefined;
}

/** Named weekly hours. On days when a schedule names the service asked for, it replaces those that name none. */
export interface Schedule {
  readonly id: string;
  readonly name: string;
  readonly location: LocationScope;
  /** Absent: for every service. */
  readonly serviceIds?: readonly ServiceId[] | undefined;
  /** First and last local day in force, both included. */
  readonly effectiveFrom?: LocalDate | undefined;
  readonly effectiveTo?: LocalDate | undefined;
  readonly week: readonly WeekdayHours[];
}

export type TimeOffKind = 'vacation' | 'holiday' | 'sick_leave' | 'conference' | 'blocked';
export type OverrideKind = TimeOffKind | 'custom_hours';

interface OverrideDays {
  readonly id: string;
  /** First and last local day, both included; one date when equal. */
  readonly from: LocalDate;
  readonly to: LocalDate;
  readonly reason?: string | undefined;
}

/** Closes the whole day, or the given hours of it. */
export interface TimeOff extends OverrideDays {
  readonly kind: TimeOffKind;
  readonly hours?: readonly WallSpan[] | undefined;
}

/** Replaces weekly and dated hours of these days; several on one day add up. */
export interface CustomHours extends OverrideDays {
  readonly kind: 'custom_hours';
  readonly hours: readonly WallSpan[];
  readonly location?: LocationScope | undefined;
}

export type Override = TimeOff | CustomHours;

export interface DatedSpan extends WallSpan {
  readonly location?: LocationScope | undefined;
  /** Absent: for every service. */
  readonly serviceIds?: readonly ServiceId[] | undefined;
}

export interface BlockedSpan extends WallSpan {
  readonly reason?: string | undefined;
}

/** What an applied template left on one date: hours that replace the weekly ones, and spans blocked within them. */
export interface DatedHours {
  readonly date: LocalDate;
  readonly spans: readonly DatedSpan[];
  readonly blocked: readonly BlockedSpan[];
}

/** A free or declined event is known but does not block; a tentative one does. */
export type BusyStatus = 'busy' | 'tentative' | 'free' | 'declined';

export interface BusySpan extends Span {
  readonly status?: BusyStatus | undefined;
}

/** An all-day event: it blocks whole local days of the calendar's owner. `until` is excluded, as DTEND is in RFC 5545. */
export interface BusyDays {
  readonly from: LocalDate;
  readonly until: LocalDate;
  readonly status?: BusyStatus | undefined;
}

/** A ledger entry has this form. Limits count appointments and holds, each appointment once a day; a block only takes time. */
export interface Commitment extends Span {
  readonly bufferedStart: Instant;
  readonly bufferedEnd: Instant;
  readonly kind: 'hold' | 'appointment' | 'block';
  readonly serviceId?: ServiceId | undefined;
  readonly appointmentId?: AppointmentId | undefined;
  /** Seats taken of a group session. */
  readonly seats?: number | undefined;
}

/** What takes time and has hours: the common part of a host, a room and a chair. */
export interface Calendar {
  readonly zone: Zone;
  /** `always`: open around the clock, but for overrides (a room without a timetable). */
  readonly schedules: readonly Schedule[] | 'always';
  readonly dated?: readonly DatedHours[] | undefined;
  readonly overrides?: readonly Override[] | undefined;
  readonly commitments?: readonly Commitment[] | undefined;
  readonly busy?: readonly BusySpan[] | undefined;
  readonly busyDays?: readonly BusyDays[] | undefined;
}

/** Used where the service says nothing; the limits hold over all of the host's services together. */
export interface HostDefaults {
  readonly stepMinutes?: number | undefined;
  readonly bufferBeforeMinutes?: number | undefined;
  readonly bufferAfterMinutes?: number | undefined;
  readonly noticeMinutes?: number | undefined;
  readonly windowDays?: number | undefined;
  readonly maxPerDay?: number | undefined;
  readonly maxPerWeek?: number | undefined;
}

export interface Host extends Calendar {
  readonly id: MemberId;
  readonly defaults?: HostDefaults | undefined;
}

export interface Resource extends Calendar {
  readonly id: ResourceId;
}

/** Rooms or chairs a visit needs besides its hosts: one of several is enough, or all of them. */
export interface ResourceNeed {
  readonly need: 'one' | 'all';
  readonly resources: readonly Resource[];
  /** Absent: wherever the visit takes place. A room is commonly needed in person only. */
  readonly locations?: readonly LocationType[] | undefined;
}

export interface ServiceRules {
  readonly id: ServiceId;
  /** The zone in which the service's own days and weeks are counted. */
  readonly zone: Zone;
  /** The offered durations; the first is taken when none is asked for. */
  readonly durations: readonly number[];
  readonly stepMinutes?: number | undefined;
  /** Kept free of commitments and busy time around the visit; the buffers need not lie within the hours. */
  readonly bufferBeforeMinutes?: number | undefined;
  readonly bufferAfterMinutes?: number | undefined;
  /** Elapsed time between now and the start, so a change of clocks does not shorten it. */
  readonly noticeMinutes?: number | undefined;
  /** 0 is today only: the last bookable local day of the host is today + windowDays. */
  readonly windowDays?: number | undefined;
  /** Over all hosts together. */
  readonly maxPerDay?: number | undefined;
  readonly maxPerWeek?: number | undefined;
  /** Of this service with any one host. */
  readonly maxPerDayPerHost?: number | undefined;
  readonly maxPerWeekPerHost?: number | undefined;
  readonly locations: readonly LocationType[];
  /** More than one makes the service a group service. */
  readonly seats?: number | undefined;
  /** How many guests a person may bring. */
  readonly maxGuests?: number | undefined;
  readonly needsApproval?: boolean | undefined;
  /** The service's visits with every host; read only when the service has limits over all hosts. */
  readonly commitments?: readonly Commitment[] | undefined;
}

/** Filled by `need` of its hosts; a host sits on one bench only. */
export interface PanelBench {
  readonly need: number;
  readonly hosts: readonly Host[];
}

/** One visit in a chain; the gap is counted from the end of the step before it that takes place. */
export interface SequenceStep {
  readonly service: ServiceRules;
  readonly durationMinutes?: number | undefined;
  readonly hosts: readonly Host[];
  readonly gapMinMinutes: number;
  readonly gapMaxMinutes: number;
  /** Left out where it cannot be had. */
  readonly optional?: boolean | undefined;
  readonly resources?: readonly ResourceNeed[] | undefined;
}

export type Shape =
  | { readonly kind: 'one'; readonly host: Host }
  | { readonly kind: 'collective'; readonly hosts: readonly Host[] }
  | { readonly kind: 'round_robin'; readonly hosts: readonly Host[] }
  | { readonly kind: 'panel'; readonly benches: readonly PanelBench[] }
  | { readonly kind: 'group'; readonly host: Host }
  /** The first step is the service and duration of the query, served by any of `hosts`. */
  | { readonly kind: 'sequence'; readonly hosts: readonly Host[]; readonly followedBy: readonly SequenceStep[] }
  /** The same wall time on several days, counted from the first (0 stands first), with all hosts. */
  | { readonly kind: 'multi_day'; readonly hosts: readonly Host[]; readonly dayOffsets: readonly number[] };

export interface SlotQuery {
  readonly now: Instant;
  /** Starts lie in [from, to). The grid does not depend on the range. */
  readonly from: Instant;
  readonly to: Instant;
  /** The reader's zone: labels and the days of `explain` are in it. */
  readonly zone: Zone;
  readonly service: ServiceRules;
  readonly durationMinutes?: number | undefined;
  /** Absent: wherever the service takes place. */
  readonly location?: LocationType | undefined;
  /** Guests who come along; each takes a seat of a group session. */
  readonly guests?: number | undefined;
  readonly shape: Shape;
  readonly resources?: readonly ResourceNeed[] | undefined;
}

/** Which of two equal readings of the wall clock a start is, on the night the clocks go back. */
export type DoubledHour = 'first' | 'second';

/** One visit of a slot: who is free for it and, per resource need, which resources are. */
export interface SlotVisit extends Span {
  readonly serviceId: ServiceId;
  readonly hosts: readonly MemberId[];
  readonly resources: readonly (readonly ResourceId[])[];
}

export interface Slot extends Span {
  /** Anywhere of these, with the same people and resources; a start with others elsewhere is a slot of its own. */
  readonly locations: readonly LocationType[];
  /** Everyone who is free: all of them take part, save in a round robin or on a bench, where some are chosen. */
  readonly hosts: readonly MemberId[];
  /** Per need, in the order of the query, the resources that are free. */
  readonly resources: readonly (readonly ResourceId[])[];
  readonly doubled?: DoubledHour | undefined;
  readonly seatsLeft?: number | undefined;
  /** The visits of a sequence or of an event over several days, the first one included. */
  readonly visits?: readonly SlotVisit[] | undefined;
}

/** Why a start cannot be had, in the order in which it is asked: the day's reason is that of the start that came furthest. */
export type EmptyReason = 'closed' | 'past' | 'notice' | 'window' | 'full' | 'resource' | 'limit' | 'sequence';

export interface EmptyDay {
  /** A local day in the reader's zone. */
  readonly date: LocalDate;
  readonly reason: EmptyReason;
  /** One sentence for people, e.g. `holiday: Thanksgiving`. */
  readonly detail: string;
}

export interface SlotList {
  readonly slots: readonly Slot[];
  readonly emptyDays: readonly EmptyDay[];
}
