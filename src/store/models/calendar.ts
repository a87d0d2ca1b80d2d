import type { Override } from '../../core/availability/types.ts';
import type { CalendarId, CalendarOwner, CalendarTerms, OverrideId } from '../../core/calendars/types.ts';
import type { OrganisationId } from '../../core/ids.ts';
import type { AppliedDay } from '../../core/templates/types.ts';
import type { Instant, LocalDate } from '../../core/time/types.ts';
import { type PendingFields, pendingFields, pendingIndex } from '../pending.ts';
import { declareModel, number, optionalNumber, plainData, text } from './definition.ts';

export interface CalendarDocument extends PendingFields {
  _id: CalendarId;
  organisationId: OrganisationId;
  owner: CalendarOwner;
  name: string;
  terms: CalendarTerms;
  version: number;
  /** Taken away; it stays for what was planned on it before. */
  removedAt?: Instant;
}

export const calendarModel = declareModel<CalendarDocument>(
  'calendars',
  {
    _id: text,
    organisationId: text,
    owner: text,
    name: text,
    terms: { ...plainData, required: true },
    version: number,
    removedAt: optionalNumber,
    ...pendingFields,
  },
  [{ name: 'list', keys: { organisationId: 1, owner: 1, _id: 1 } }, pendingIndex],
);

export interface OverrideDocument extends PendingFields {
  _id: OverrideId;
  organisationId: OrganisationId;
  calendarId: CalendarId;
  /** Its days once more, for the index. */
  from: LocalDate;
  to: LocalDate;
  override: Override;
  /** Taken back: it stays until its event was carried on, and counts no more. */
  removedAt?: Instant;
}

export const overrideModel = declareModel<OverrideDocument>(
  'overrides',
  {
    _id: text,
    organisationId: text,
    calendarId: text,
    from: text,
    to: text,
    override: { ...plainData, required: true },
    removedAt: optionalNumber,
    ...pendingFields,
  },
  // Those that end on or after a day, of one calendar: the future of a calendar is short, its past is long.
  [{ name: 'days', keys: { organisationId: 1, calendarId: 1, to: 1, _id: 1 } }, pendingIndex],
);

export interface AppliedDayDocument extends PendingFields {
  /** Calendar and date: a date has one template at a time. */
  _id: string;
  organisationId: OrganisationId;
  calendarId: CalendarId;
  date: LocalDate;
  template: string;
  day: AppliedDay;
}

export const appliedDayModel = declareModel<AppliedDayDocument>(
  'applied_days',
  {
    _id: text,
    organisationId: text,
    calendarId: text,
    date: text,
    template: text,
    day: { ...plainData, required: true },
    ...pendingFields,
  },
  [
    { name: 'days', keys: { organisationId: 1, calendarId: 1, date: 1 } },
    { name: 'template', keys: { organisationId: 1, template: 1, date: 1 } },
    pendingIndex,
  ],
);
