/** Phase one: when a calendar is open. Rules of the wall clock become instants here, and nowhere else. */
import type { ServiceId } from '../ids.ts';
import { type DayNumber, dateOfDay, dayOfDate, weekdayOf } from '../time/dates.ts';
import { subtract, union } from '../time/intervals.ts';
import { DAY, type Instant, type LocalDate, MINUTE, type Span } from '../time/types.ts';
import { dayAt, piecesOfWall, type WallPiece } from '../time/wall.ts';
import type { Calendar, LocationScope, LocationType, Schedule, WallSpan } from './types.ts';

/** Whose hours: those for this service at this location. */
export interface HoursScope {
  readonly serviceId: ServiceId;
  readonly location: LocationType;
}

/** Open time under one offset; its starts stand on the grid that counts from `anchor`. */
interface OpenPiece extends Span {
  readonly anchor: Instant;
}

export interface Hours {
  /** Ascending, without overlap. Pieces may touch: a visit may run on from one into the next. */
  readonly pieces: readonly OpenPiece[];
  /** The same time, with what touches joined. */
  readonly open: readonly Span[];
}

/** Open minutes of one day, half-open; `anchor` is where the stretch of hours begins, breaks included. */
interface OpenMinutes extends Span {
  readonly anchor: number;
}

const WHOLE_DAY: Span = { start: 0, end: DAY / MINUTE };

/** The hours of every local day that touches [from, to], whole days always, so that no answer depends on the range. */
export function hoursOf(calendar: Calendar, scope: HoursScope, from: Instant, to: Instant): Hours {
  const pieces: OpenPiece[] = [];
  let ascending = true;
  // A day more on either side: on the night of a change a wall can show the day before once again.
  const first = dayAt(calendar.zone, from) - 1;
  const last = dayAt(calendar.zone, to) + 1;
  const openMinutesOf = dayReader(calendar, scope, first, last);
  for (let day = first; day <= last; day++) {
    for (const minutes of openMinutesOf(day)) {
      for (const piece of wallPieces(calendar, day, minutes)) {
        if (piece.start < (pieces.at(-1)?.end ?? piece.start)) ascending = false;
        pieces.push({
          start: piece.start,
          end: piece.end,
          anchor: day * DAY + minutes.anchor * MINUTE - piece.offset,
        });
      }
    }
  }
  // Two spans that both reach into a doubled hour take turns in it.
  if (!ascending) pieces.sort((a, b) => a.start - b.start);
  return { pieces, open: union(pieces) };
}

const wallPieces = (calendar: Calendar, day: DayNumber, minutes: Span): WallPiece[] =>
  piecesOfWall(calendar.zone, day * DAY + minutes.start * MINUTE, day * DAY + minutes.end * MINUTE);

type DayReader = (day: DayNumber) => readonly OpenMinutes[];

/** What is dated wins over what is weekly; time off and blocked spans are cut out of either. */
function dayReader(calendar: Calendar, scope: HoursScope, from: DayNumber, to: DayNumber): DayReader {
  const weekly = weeklyReader(calendar.schedules, scope);
  const { overrides = [], dated: datedHours = [] } = calendar;
  if (overrides.length === 0 && datedHours.length === 0) return weekly;
  // Dates compare as text; only those that matter are worth reading as days.
  const firstDate = dateOfDay(from);
  const lastDate = dateOfDay(to);
  const near = overrides
    .filter((override) => override.from <= lastDate && firstDate <= override.to)
    .map((override) => ({ override, first: dayOfDate(override.from), last: dayOfDate(override.to) }));
  const datedByDay = new Map(datedHours.map((dated) => [dayOfDate(dated.date), dated]));

  return (day) => {
    const custom: WallSpan[] = [];
    const closed: WallSpan[] = [];
    let hasCustom = false;
    for (const { override, first, last } of near) {
      if (day < first || day > last) continue;
      if (override.kind === 'custom_hours') {
        hasCustom = true;
        if (isAt(override.location, scope.location)) custom.push(...override.hours);
      } else if (override.hours === undefined) return [];
      else closed.push(...override.hours);
    }
    const dated = datedByDay.get(day);
    const usual =
      dated === undefined
        ? undefined
        : dated.spans.filter((span) => isFor(span.serviceIds, scope) && isAt(span.location, scope.location));
    if (dated !== undefined) closed.push(...dated.blocked);
    const replaced = hasCustom ? custom : usual;
    const open = replaced === undefined ? weekly(day) : stretches([{ spans: replaced }]);
    return closed.length === 0 ? open : cut(open, closed);
  };
}

function weeklyReader(schedules: Calendar['schedules'], scope: HoursScope): DayReader {
  if (schedules === 'always') return () => [{ ...WHOLE_DAY, anchor: 0 }];
  const terms = schedules.map((schedule) => ({
    schedule,
    first: dayOrElse(schedule.effectiveFrom, Number.NEGATIVE_INFINITY),
    last: dayOrElse(schedule.effectiveTo, Number.POSITIVE_INFINITY),
  }));
  // A weekday is the same in every week in which the same schedules are in force.
  const known = new Map<string, readonly OpenMinutes[]>();
  return (day) => {
    const inForce = terms.filter(({ first, last }) => first <= day && day <= last).map(({ schedule }) => schedule);
    const key = `${weekdayOf(day)} ${inForce.length === terms.length ? '' : inForce.map(({ id }) => id).join(' ')}`;
    let minutes = known.get(key);
    if (minutes === undefined) {
      minutes = weekdayMinutes(inForce, weekdayOf(day), scope);
      known.set(key, minutes);
    }
    return minutes;
  };
}

function weekdayMinutes(inForce: readonly Schedule[], weekday: number, scope: HoursScope): OpenMinutes[] {
  const special = inForce.filter(({ serviceIds }) => serviceIds?.includes(scope.serviceId));
  const chosen = special.length > 0 ? special : inForce.filter(({ serviceIds }) => serviceIds === undefined);
  const days = chosen
    .filter(({ location }) => isAt(location, scope.location))
    .flatMap(({ week }) => week.filter((hours) => hours.weekday === weekday));
  return stretches(days);
}

/** A break closes the hours of its own schedule only. The grid runs on through it, so that the times stay round. */
function stretches(
  days: readonly { readonly spans: readonly WallSpan[]; readonly breaks?: readonly WallSpan[] | undefined }[],
): OpenMinutes[] {
  const whole = union(days.flatMap(({ spans }) => spans.map(asSpan)));
  if (days.every(({ breaks = [] }) => breaks.length === 0))
    return whole.map(({ start, end }) => ({ start, end, anchor: start }));
  const open = union(
    days.flatMap(({ spans, breaks }) => subtract(union(spans.map(asSpan)), union((breaks ?? []).map(asSpan)))),
  );
  return open.map(({ start, end }) => {
    const stretch = whole.find((candidate) => candidate.start <= start && start < candidate.end);
    return { start, end, anchor: stretch?.start ?? start };
  });
}

function cut(open: readonly OpenMinutes[], closed: readonly WallSpan[]): OpenMinutes[] {
  const holes = union(closed.map(asSpan));
  return open.flatMap((minutes) =>
    subtract([minutes], holes).map((left) => ({ start: left.start, end: left.end, anchor: minutes.anchor })),
  );
}

const asSpan = ({ from, to }: WallSpan): Span => ({ start: from, end: to });
const isAt = (scope: LocationScope | undefined, location: LocationType): boolean =>
  scope === undefined || scope === 'any' || scope === location;
const isFor = (serviceIds: readonly ServiceId[] | undefined, scope: HoursScope): boolean =>
  serviceIds === undefined || serviceIds.includes(scope.serviceId);
const dayOrElse = (date: LocalDate | undefined, otherwise: DayNumber): DayNumber =>
  date === undefined ? otherwise : dayOfDate(date);
