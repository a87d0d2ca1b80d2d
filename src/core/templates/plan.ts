/** What laying a template over dates would write, and what it would leave alone. Nothing is written here. */
import type { Commitment, DatedHours, DatedSpan, Override, WallSpan } from '../availability/types.ts';
import { type DayNumber, dayOfDate, weekdayOf } from '../time/dates.ts';
import { covers, intersect, subtract, union } from '../time/intervals.ts';
import { offsetAt } from '../time/offsets.ts';
import { DAY, type LocalDate, MINUTE, type Span, type Zone } from '../time/types.ts';
import type {
  ApplicationId,
  ApplicationPlan,
  ApplicationPolicy,
  AppliedDay,
  LeftAlone,
  LeftAloneReason,
  Template,
  TemplateDay,
  VersionReference,
} from './types.ts';

const WHOLE_DAY: WallSpan = { from: 0, to: DAY / MINUTE };

/** The interval algebra counts in anything; here in minutes of the wall clock. */
const asSpan = ({ from, to }: WallSpan): Span => ({ start: from, end: to });
const asWall = ({ start, end }: Span): WallSpan => ({ from: start, to: end });
const joined = (spans: readonly WallSpan[]): Span[] => union(spans.map(asSpan));

function without<T extends WallSpan>(spans: readonly T[], holes: readonly Span[]): T[] {
  return spans.flatMap((span) => subtract([asSpan(span)], holes).map((rest) => ({ ...span, ...asWall(rest) })));
}

const byStart = (one: WallSpan, other: WallSpan): number => one.from - other.from || one.to - other.to;

/** The hours of a day of the template on a date where nothing stands in its way. */
function hoursOf(day: TemplateDay, date: LocalDate): DatedHours {
  const slots = day.slots.map(
    ({ from, to, serviceIds, location }): DatedSpan => ({ from, to, serviceIds, ...(location && { location }) }),
  );
  const working = without(day.working, joined(day.slots));
  const blocked = day.blocked.map(({ from, to, reason }) => ({ from, to, reason }));
  return { date, spans: [...working, ...slots].sort(byStart), blocked: blocked.sort(byStart) };
}

interface Visit {
  readonly span: WallSpan;
  readonly commitment: Commitment;
}

/**
 * The minutes of this day's wall clock that a visit touches. Over a change of clocks both offsets are taken, so that
 * the span is rather too long than too short.
 */
function visitOn(day: DayNumber, commitment: Commitment, zone: Zone): Visit | undefined {
  const { start, end } = commitment;
  const offsets = [offsetAt(zone, start), offsetAt(zone, end - 1)];
  const midnight = day * DAY;
  const from = Math.max(WHOLE_DAY.from, Math.floor((start + Math.min(...offsets) - midnight) / MINUTE));
  const to = Math.min(WHOLE_DAY.to, Math.ceil((end + Math.max(...offsets) - midnight) / MINUTE));
  return from < to ? { span: { from, to }, commitment } : undefined;
}

type Clash = Extract<LeftAloneReason, { kind: 'appointment' }>['template'];

function clashOf(hours: DatedHours, { span, commitment }: Visit): Clash {
  const { serviceId } = commitment;
  const openFor = hours.spans.filter(
    ({ serviceIds }) => serviceIds === undefined || serviceId === undefined || serviceIds.includes(serviceId),
  );
  if (intersect(joined(hours.blocked), [asSpan(span)]).length > 0) return 'blocks';
  if (covers(joined(openFor), span.from, span.to)) return 'leaves_open';
  return covers(joined(hours.spans), span.from, span.to) ? 'gives_to_another_service' : 'closes';
}

/**
 * The time of each clashing visit stays open for its own service: no block, no other service and no closing comes over
 * it. Two visits may read the same on the wall, once in each half of a doubled hour; then both services keep it.
 */
function keepVisits(hours: DatedHours, clashing: readonly Visit[], visits: readonly Visit[]): DatedHours {
  const holes = joined(clashing.map(({ span }) => span));
  const services = new Set(visits.map(({ commitment }) => commitment.serviceId));
  const kept = [...services].flatMap((serviceId) => {
    const own = visits.filter(({ commitment }) => commitment.serviceId === serviceId);
    const times = intersect(joined(own.map(({ span }) => span)), holes);
    return times.map((span): DatedSpan => ({ ...asWall(span), ...(serviceId && { serviceIds: [serviceId] }) }));
  });
  return {
    date: hours.date,
    spans: [...without(hours.spans, holes), ...kept].sort(byStart),
    blocked: without(hours.blocked, holes),
  };
}

function visitReason(visit: Visit, template: Clash): LeftAloneReason {
  const { appointmentId, kind } = visit.commitment;
  return { kind: 'appointment', held: kind === 'hold', template, ...(appointmentId && { appointmentId }) };
}

const overrideReason = ({ kind, reason }: Override): LeftAloneReason => ({
  kind: 'override',
  override: kind,
  ...(reason !== undefined && { reason }),
});

/** An override that settles the whole day, so that nothing a template says about it would show. */
const settlesDay = (override: Override): boolean => override.kind === 'custom_hours' || override.hours === undefined;

const isSameVersion = (one: VersionReference, other: VersionReference): boolean =>
  one.template === other.template && one.version === other.version;

const spanKey = ({ from, to, location, serviceIds }: DatedSpan): string =>
  JSON.stringify([from, to, location ?? 'any', serviceIds ?? null]);
const hoursKey = ({ spans, blocked }: DatedHours): string =>
  JSON.stringify([spans.map(spanKey), blocked.map(({ from, to, reason }) => [from, to, reason ?? ''])]);

export interface Existing {
  /** Of the calendar the template is laid over. */
  readonly zone: Zone;
  readonly commitments: readonly Commitment[];
  readonly overrides: readonly Override[];
  readonly applied: readonly AppliedDay[];
}

export interface ApplicationRequest {
  readonly application: ApplicationId;
  /** Ascending, each once, as `chooseDates` gives them. */
  readonly dates: readonly LocalDate[];
  /** The calendar's own today: the days before it stay as they were. */
  readonly today: LocalDate;
  readonly policy: ApplicationPolicy;
}

type DayPlan = { readonly hours?: DatedHours; readonly leftAlone: readonly LeftAlone[] };

interface Planning {
  readonly template: Template;
  readonly request: ApplicationRequest;
  readonly existing: Existing;
  readonly from: VersionReference;
  readonly appliedOn: ReadonlyMap<LocalDate, AppliedDay>;
}

function dayOfTemplate({ pattern }: Template, day: DayNumber): TemplateDay | undefined {
  return pattern.kind === 'day' ? pattern.day : pattern.days.find(({ weekday }) => weekday === weekdayOf(day));
}

function planVisits(hours: DatedHours, visits: readonly Visit[], policy: ApplicationPolicy): DayPlan {
  const met = visits.map((visit) => ({ visit, clash: clashOf(hours, visit) }));
  const told = (those: typeof met): LeftAlone[] =>
    those.map(({ visit, clash }) => ({ date: hours.date, span: visit.span, why: visitReason(visit, clash) }));
  if (policy.appointments === 'leave_day' && met.length > 0) return { leftAlone: told(met) };
  const clashing = met.filter(({ clash }) => clash !== 'leaves_open');
  const kept = keepVisits(
    hours,
    clashing.map(({ visit }) => visit),
    visits,
  );
  return { hours: kept, leftAlone: told(clashing) };
}

function planDay(date: LocalDate, { template, request, existing, from, appliedOn }: Planning): DayPlan {
  const leave = (why: LeftAloneReason): DayPlan => ({ leftAlone: [{ date, span: WHOLE_DAY, why }] });
  if (date < request.today) return leave({ kind: 'past' });
  const day = dayOfDate(date);
  const pattern = dayOfTemplate(template, day);
  if (pattern === undefined) return leave({ kind: 'not_in_template' });
  const overrides = existing.overrides.filter((override) => override.from <= date && date <= override.to);
  const settling = overrides.find(settlesDay);
  if (settling) return leave(overrideReason(settling));
  const before = appliedOn.get(date);
  if (before && request.policy.appliedBefore === 'keep' && !isSameVersion(before.from, from))
    return leave({ kind: 'applied_before', from: before.from });

  const visits = existing.commitments
    .filter(({ kind }) => kind !== 'block')
    .flatMap((commitment) => visitOn(day, commitment, existing.zone) ?? []);
  const plan = planVisits(hoursOf(pattern, date), visits, request.policy);
  const closedHours = overrides.flatMap((override) =>
    (override.hours ?? []).map((span): LeftAlone => ({ date, span, why: overrideReason(override) })),
  );
  return { ...plan, leftAlone: [...plan.leftAlone, ...closedHours] };
}

/**
 * Days whose hours already come from this version and already are what it asks for are not written again, so applying
 * twice writes once. Time off for some hours of a day stays in force over the hours written below it.
 */
export function planApplication(template: Template, request: ApplicationRequest, existing: Existing): ApplicationPlan {
  const from = { template: template.id, version: template.version };
  const appliedOn = new Map(existing.applied.map((day) => [day.hours.date, day]));
  const write: AppliedDay[] = [];
  const unchanged: LocalDate[] = [];
  const leftAlone: LeftAlone[] = [];
  for (const date of request.dates) {
    const plan = planDay(date, { template, request, existing, from, appliedOn });
    leftAlone.push(...plan.leftAlone);
    if (plan.hours === undefined) continue;
    const before = appliedOn.get(date);
    if (before && isSameVersion(before.from, from) && hoursKey(before.hours) === hoursKey(plan.hours))
      unchanged.push(date);
    else write.push({ from, application: request.application, hours: plan.hours });
  }
  return { write, unchanged, leftAlone };
}
