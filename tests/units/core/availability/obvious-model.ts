/**
 * The slots of one host as anybody would find them by hand: look at the clock on the wall minute by minute, and at each
 * minute read through every rule. It shares no code with the engine and reads the wall through Intl alone.
 */
import type { Host, LocationType, ServiceRules, SlotQuery, WallSpan } from '../../../../src/core/availability/types.ts';
import { DAY, MINUTE } from '../../../../src/core/time/types.ts';

interface Wall {
  /** `2026-03-08` */
  readonly date: string;
  readonly minute: number;
  /** Days since 1970-01-01. */
  readonly day: number;
}

const QUARTER = 15 * MINUTE;

/** No zone changes its clocks but on a quarter of an hour UTC in the years of the tests, so offsets are kept per quarter. */
interface Clock {
  readonly format: Intl.DateTimeFormat;
  readonly offsets: Map<number, number>;
}

const clocks = new Map<string, Clock>();

function offsetAt(zone: string, instant: number): number {
  let clock = clocks.get(zone);
  if (clock === undefined) {
    clock = {
      format: new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' }),
      offsets: new Map(),
    };
    clocks.set(zone, clock);
  }
  const quarter = Math.floor(instant / QUARTER);
  let offset = clock.offsets.get(quarter);
  if (offset === undefined) {
    const parts = clock.format.formatToParts(quarter * QUARTER);
    const name = parts.find(({ type }) => type === 'timeZoneName')?.value ?? '';
    const [, sign = '+', hours = '0', minutes = '0'] = /GMT(?:([+-])(\d\d):(\d\d))?/.exec(name) ?? [];
    offset = (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * MINUTE;
    clock.offsets.set(quarter, offset);
  }
  return offset;
}

const dates = new Map<number, string>();

function wallAt(zone: string, instant: number): Wall {
  const shown = instant + offsetAt(zone, instant);
  const day = Math.floor(shown / DAY);
  const date = dates.get(day) ?? new Date(shown).toISOString().slice(0, 10);
  dates.set(day, date);
  return { date, minute: Math.floor((shown - day * DAY) / MINUTE), day };
}

/** Thursday was the first day of 1970. */
const weekdayOf = (day: number): number => ((day + 3) % 7) + 1;
const weekOf = (day: number): number => Math.floor((day + 3) / 7);
const holds = ({ from, to }: WallSpan, minute: number): boolean => from <= minute && minute < to;
const anyHolds = (spans: readonly WallSpan[], minute: number): boolean => spans.some((each) => holds(each, minute));

interface DayHours {
  readonly spans: readonly WallSpan[];
  readonly breaks: readonly WallSpan[];
}

/** A host, a service and a place have the same hours all day; the walk comes by every minute. */
const readHours = new WeakMap<Host, Map<string, DayHours[]>>();

function usualHours(host: Host, service: ServiceRules, location: LocationType, wall: Wall): DayHours[] {
  const read = readHours.get(host) ?? new Map<string, DayHours[]>();
  readHours.set(host, read);
  const key = `${wall.date} ${service.id} ${location}`;
  const hours = read.get(key) ?? hoursOn(host, service, location, wall);
  read.set(key, hours);
  return hours;
}

/** The hours that apply on a day, before anything is cut out of them but breaks. */
function hoursOn(host: Host, service: ServiceRules, location: LocationType, wall: Wall): DayHours[] {
  const fitsPlace = (place: string | undefined): boolean =>
    place === undefined || place === 'any' || place === location;
  const custom = (host.overrides ?? []).filter(
    ({ kind, from, to }) => kind === 'custom_hours' && from <= wall.date && wall.date <= to,
  );
  if (custom.length > 0)
    return custom
      .filter((override) => override.kind === 'custom_hours' && fitsPlace(override.location))
      .map(({ hours = [] }) => ({ spans: hours, breaks: [] }));
  const dated = (host.dated ?? []).filter((each) => each.date === wall.date);
  if (dated.length > 0)
    return dated.map(({ spans }) => ({
      spans: spans.filter((each) => fitsPlace(each.location) && (each.serviceIds ?? [service.id]).includes(service.id)),
      breaks: [],
    }));
  if (host.schedules === 'always') return [{ spans: [{ from: 0, to: 1440 }], breaks: [] }];
  const inForce = host.schedules.filter(
    ({ effectiveFrom = '0', effectiveTo = '9' }) => effectiveFrom <= wall.date && wall.date <= effectiveTo,
  );
  const named = inForce.filter(({ serviceIds }) => serviceIds?.includes(service.id) === true);
  return (named.length > 0 ? named : inForce.filter(({ serviceIds }) => serviceIds === undefined))
    .filter(({ location: place }) => fitsPlace(place))
    .flatMap(({ week }) => week.filter(({ weekday }) => weekday === weekdayOf(wall.day)))
    .map(({ spans, breaks = [] }) => ({ spans, breaks }));
}

function isOpenAt(host: Host, service: ServiceRules, location: LocationType, instant: number): boolean {
  const wall = wallAt(host.zone, instant);
  const { date, minute } = wall;
  for (const override of host.overrides ?? []) {
    if (override.kind === 'custom_hours' || date < override.from || override.to < date) continue;
    if (override.hours === undefined || anyHolds(override.hours, minute)) return false;
  }
  if ((host.dated ?? []).some((each) => each.date === date && anyHolds(each.blocked, minute))) return false;
  return usualHours(host, service, location, wall).some(
    ({ spans, breaks }) => anyHolds(spans, minute) && !anyHolds(breaks, minute),
  );
}

/** Back along the wall to where the stretch of hours began, breaks included; whole steps since then are on the grid. */
function isOnGrid(host: Host, service: ServiceRules, location: LocationType, instant: number, step: number): boolean {
  const wall = wallAt(host.zone, instant);
  const spans = usualHours(host, service, location, wall).flatMap((hours) => hours.spans);
  let began = wall.minute;
  while (began > 0 && anyHolds(spans, began - 1)) began--;
  return (wall.minute - began) % step === 0;
}

function isFree(host: Host, from: number, to: number): boolean {
  const meets = (start: number, end: number): boolean => start < end && start < to && from < end;
  const isBlocking = (status: string | undefined): boolean => status !== 'free' && status !== 'declined';
  if ((host.busy ?? []).some(({ start, end, status }) => isBlocking(status) && meets(start, end))) return false;
  if ((host.commitments ?? []).some(({ bufferedStart, bufferedEnd }) => meets(bufferedStart, bufferedEnd)))
    return false;
  const allDay = (host.busyDays ?? []).filter(({ status }) => isBlocking(status));
  if (allDay.length === 0) return true;
  for (let minute = Math.floor(from / MINUTE) * MINUTE; minute < to; minute += MINUTE) {
    const { date } = wallAt(host.zone, minute);
    if (allDay.some((days) => days.from <= date && date < days.until)) return false;
  }
  return true;
}

function isWithinLimits(host: Host, service: ServiceRules, instant: number): boolean {
  const visits = (host.commitments ?? []).filter(({ kind }) => kind !== 'block');
  const ours = visits.filter((visit) => visit.serviceId === service.id);
  const all = (service.commitments ?? []).filter(({ kind }) => kind !== 'block');
  const fits = (
    zone: string,
    counted: typeof visits,
    perDay: number | undefined,
    perWeek: number | undefined,
  ): boolean => {
    const { day } = wallAt(zone, instant);
    const days = counted.map(({ start }) => wallAt(zone, start).day);
    return (
      days.filter((each) => each === day).length < (perDay ?? Number.POSITIVE_INFINITY) &&
      days.filter((each) => weekOf(each) === weekOf(day)).length < (perWeek ?? Number.POSITIVE_INFINITY)
    );
  };
  return (
    fits(host.zone, visits, host.defaults?.maxPerDay, host.defaults?.maxPerWeek) &&
    fits(host.zone, ours, service.maxPerDayPerHost, service.maxPerWeekPerHost) &&
    fits(service.zone, all, service.maxPerDay, service.maxPerWeek)
  );
}

type Asked = Omit<SlotQuery, 'shape'>;

const lengthOf = ({ durationMinutes, service }: Asked): number => durationMinutes ?? service.durations[0] ?? 0;

/** Whether a host could serve a visit that starts then, be it on the grid or not. */
export function couldServe(asked: Asked, host: Host, location: LocationType, start: number): boolean {
  const { now, service } = asked;
  const { defaults = {} } = host;
  const end = start + lengthOf(asked) * MINUTE;
  const before = (service.bufferBeforeMinutes ?? defaults.bufferBeforeMinutes ?? 0) * MINUTE;
  const after = (service.bufferAfterMinutes ?? defaults.bufferAfterMinutes ?? 0) * MINUTE;
  const notice = (service.noticeMinutes ?? defaults.noticeMinutes ?? 0) * MINUTE;
  const windowDays = service.windowDays ?? defaults.windowDays ?? 100_000;
  if (start < now + notice || wallAt(host.zone, start).day > wallAt(host.zone, now).day + windowDays) return false;
  if (!isFree(host, start - before, end + after) || !isWithinLimits(host, service, start)) return false;
  for (let minute = start; minute < end; minute += MINUTE) if (!isOpenAt(host, service, location, minute)) return false;
  return true;
}

/** The starts at which all of these hosts could serve, on the grid of one of them. */
export function obviousStarts(asked: Asked, hosts: readonly Host[], location: LocationType): number[] {
  const { from, to, service } = asked;
  const isOnGridOf = (host: Host, start: number): boolean => {
    const step = service.stepMinutes ?? host.defaults?.stepMinutes ?? lengthOf(asked);
    return isOpenAt(host, service, location, start) && isOnGrid(host, service, location, start, step);
  };
  const starts: number[] = [];
  for (let start = Math.ceil(from / MINUTE) * MINUTE; start < to; start += MINUTE)
    if (
      hosts.some((host) => isOnGridOf(host, start)) &&
      hosts.every((host) => couldServe(asked, host, location, start))
    )
      starts.push(start);
  return starts;
}
