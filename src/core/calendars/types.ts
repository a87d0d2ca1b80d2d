/**
 * The words of this room.
 *
 * - kept calendar: the hours of one host, room or chair as the organisation keeps them; a host's has the host's id
 * - override: a dated exception, kept one by one, for a calendar gathers many over the years
 * - applied day: what a template left on one date of a calendar (see templates)
 */
import type { HostDefaults, Override, Schedule } from '../availability/types.ts';
import type { Actor, DomainEvent } from '../events.ts';
import type { Id, MemberId, OrganisationId, ResourceId } from '../ids.ts';
import type { ChangedMeanwhile, NotFound } from '../kept.ts';
import type { Page, PageRequest } from '../ports.ts';
import type { Refusal, Result } from '../result.ts';
import type { AppliedDay } from '../templates/types.ts';
import type { LocalDate, Zone } from '../time/types.ts';

export type CalendarId = MemberId | ResourceId;
export type OverrideId = Id<'override'>;

export const calendarOwners = ['host', 'room', 'chair'] as const;
export type CalendarOwner = (typeof calendarOwners)[number];

/** What can be changed about it. */
export interface CalendarTerms {
  readonly zone: Zone;
  /** `always`: open around the clock but for overrides; for rooms and chairs without a timetable. */
  readonly schedules: readonly Schedule[] | 'always';
  readonly defaults?: HostDefaults | undefined;
}

export interface KeptCalendar extends CalendarTerms {
  readonly id: CalendarId;
  readonly organisationId: OrganisationId;
  readonly owner: CalendarOwner;
  readonly name: string;
  /** Counts up with every change of the terms. */
  readonly version: number;
}

export interface KeptOverride {
  readonly id: OverrideId;
  readonly organisationId: OrganisationId;
  readonly calendarId: CalendarId;
  readonly override: Override;
}

export interface KeptDay {
  readonly calendarId: CalendarId;
  readonly day: AppliedDay;
}

/** Both ends included. */
export interface DateRange {
  readonly from: LocalDate;
  readonly to: LocalDate;
}

/** What calendars need of the store. */
export interface CalendarShelf {
  list(
    organisationId: OrganisationId,
    owners: readonly CalendarOwner[],
    page?: PageRequest,
  ): Promise<Page<KeptCalendar>>;
  find(organisationId: OrganisationId, ids: readonly CalendarId[]): Promise<readonly KeptCalendar[]>;
  /** False: there is one of that id. */
  insert(calendar: KeptCalendar, event: DomainEvent): Promise<boolean>;
  /** Writes if the stored version is still one less than the new one. */
  replace(calendar: KeptCalendar, event: DomainEvent): Promise<boolean>;
  /** As `replace`; from then on it is not there. */
  remove(calendar: KeptCalendar, event: DomainEvent): Promise<boolean>;

  /** Of the calendars, those that touch the range. */
  overrides(
    organisationId: OrganisationId,
    ids: readonly CalendarId[],
    range: DateRange,
  ): Promise<readonly KeptOverride[]>;
  /** The newest days first. */
  listOverrides(organisationId: OrganisationId, id: CalendarId, page?: PageRequest): Promise<Page<KeptOverride>>;
  findOverride(organisationId: OrganisationId, id: OverrideId): Promise<KeptOverride | undefined>;
  addOverride(override: KeptOverride, event: DomainEvent): Promise<void>;
  /** False: it was not there. */
  removeOverride(override: KeptOverride, event: DomainEvent): Promise<boolean>;

  appliedDays(
    organisationId: OrganisationId,
    ids: readonly CalendarId[],
    range: DateRange,
  ): Promise<readonly KeptDay[]>;
  /** Each date is replaced whole, so writing the same twice changes nothing. The event is written with the first of them. */
  writeDays(
    organisationId: OrganisationId,
    id: CalendarId,
    days: readonly AppliedDay[],
    event: DomainEvent,
  ): Promise<void>;
}

/** When hosts, rooms and chairs are there; every change is checked whole before it is kept. */
export interface Calendars {
  list: CalendarShelf['list'];
  find: CalendarShelf['find'];
  get(organisationId: OrganisationId, id: CalendarId): Promise<KeptCalendar | undefined>;
  add(calendar: Omit<KeptCalendar, 'version'>, by: Actor): Promise<Result<KeptCalendar, Refusal<'already_there'>>>;
  /** Without a version it writes over whatever is there. */
  change(
    organisationId: OrganisationId,
    id: CalendarId,
    terms: CalendarTerms,
    version: number | undefined,
    by: Actor,
  ): Promise<Result<KeptCalendar, NotFound | ChangedMeanwhile>>;
  rename(
    organisationId: OrganisationId,
    id: CalendarId,
    name: string,
    version: number | undefined,
    by: Actor,
  ): Promise<Result<KeptCalendar, NotFound | ChangedMeanwhile>>;
  /** Nobody is asked who still needs it: that is for the caller to know. */
  remove(
    organisationId: OrganisationId,
    id: CalendarId,
    version: number | undefined,
    by: Actor,
  ): Promise<Result<KeptCalendar, NotFound | ChangedMeanwhile>>;
  listOverrides: CalendarShelf['listOverrides'];
  getOverride: CalendarShelf['findOverride'];
  addOverride(
    organisationId: OrganisationId,
    calendarId: CalendarId,
    override: OverrideTerms,
    by: Actor,
  ): Promise<Result<KeptOverride, NotFound>>;
  removeOverride(organisationId: OrganisationId, id: OverrideId, by: Actor): Promise<Result<KeptOverride, NotFound>>;
}

/** An override as it is asked for, before it has an id. */
export type OverrideTerms = Override extends infer Kind ? (Kind extends Override ? Omit<Kind, 'id'> : never) : never;
