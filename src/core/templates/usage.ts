/** How a template was used, in real hours: on the night the clocks go forward the missing hour was never offered. */
import type { Commitment, DatedHours, WallSpan } from '../availability/types.ts';
import type { ServiceId } from '../ids.ts';
import { dayOfDate, weekdayOf } from '../time/dates.ts';
import { intersect, subtract, union } from '../time/intervals.ts';
import { DAY, HOUR, type LocalDate, MINUTE, type Span, type Zone } from '../time/types.ts';
import { spansOfWall } from '../time/wall.ts';
import type { Application, AppliedDay, Colour, Template, TemplateId, TemplateSlot } from './types.ts';

interface Fill {
  readonly hoursOffered: number;
  readonly hoursBooked: number;
  /** From 0 to 1; null when nothing was offered. */
  readonly fillRate: number | null;
}

interface SlotUsage extends Fill {
  readonly slot: string;
  readonly colour: Colour;
  readonly days: number;
}

/** Time set aside for one service, and how much of it visits of that service filled. */
interface ServiceUsage extends Fill {
  readonly serviceId: ServiceId;
}

export interface TemplateUsage extends Fill {
  /** Applications that wrote at least one day. */
  readonly timesApplied: number;
  readonly lastDay: LocalDate | null;
  readonly days: number;
  readonly slots: readonly SlotUsage[];
  readonly services: readonly ServiceUsage[];
}

export interface UsageRequest {
  readonly template: TemplateId;
  /** The zone of the calendar the days belong to. */
  readonly zone: Zone;
  readonly versions: readonly Template[];
  readonly applications: readonly Application[];
  readonly applied: readonly AppliedDay[];
  readonly commitments: readonly Commitment[];
}

const lengthOf = (spans: readonly Span[]): number => spans.reduce((sum, { start, end }) => sum + end - start, 0);

function fillOf(offered: readonly Span[], booked: readonly Span[]): Fill {
  const hoursOffered = lengthOf(offered) / HOUR;
  const hoursBooked = lengthOf(intersect(offered, booked)) / HOUR;
  return { hoursOffered, hoursBooked, fillRate: hoursOffered === 0 ? null : hoursBooked / hoursOffered };
}

function instantsOf(date: LocalDate, spans: readonly WallSpan[], zone: Zone): Span[] {
  const midnight = dayOfDate(date) * DAY;
  return union(spans.flatMap(({ from, to }) => spansOfWall(zone, midnight + from * MINUTE, midnight + to * MINUTE)));
}

const offeredOn = ({ date, spans, blocked }: DatedHours, zone: Zone): Span[] =>
  subtract(instantsOf(date, spans, zone), instantsOf(date, blocked, zone));

function slotsOn({ from, hours }: AppliedDay, versions: readonly Template[]): readonly TemplateSlot[] {
  const version = versions.find(({ id, version }) => id === from.template && version === from.version);
  if (!version) return [];
  const { pattern } = version;
  if (pattern.kind === 'day') return pattern.day.slots;
  return pattern.days.find(({ weekday }) => weekday === weekdayOf(dayOfDate(hours.date)))?.slots ?? [];
}

/** A slot's figures run over all versions that have it; the colour is the latest it had. */
function slotUsage(days: readonly AppliedDay[], booked: readonly Span[], request: UsageRequest): SlotUsage[] {
  const seen = new Map<string, { colour: Colour; version: number; offered: Span[]; days: number }>();
  for (const day of days) {
    const offered = offeredOn(day.hours, request.zone);
    for (const slot of slotsOn(day, request.versions)) {
      const own = intersect(offered, instantsOf(day.hours.date, [slot], request.zone));
      const so = seen.get(slot.id);
      const colour = so && so.version > day.from.version ? so.colour : slot.colour;
      const version = Math.max(so?.version ?? 0, day.from.version);
      seen.set(slot.id, { colour, version, offered: [...(so?.offered ?? []), ...own], days: (so?.days ?? 0) + 1 });
    }
  }
  return [...seen].map(([slot, { colour, days: onDays, offered }]) => ({
    slot,
    colour,
    days: onDays,
    ...fillOf(union(offered), booked),
  }));
}

function serviceUsage(days: readonly AppliedDay[], visits: readonly Commitment[], zone: Zone): ServiceUsage[] {
  const named = new Set(days.flatMap(({ hours }) => hours.spans.flatMap(({ serviceIds }) => serviceIds ?? [])));
  return [...named].map((serviceId) => {
    const offered = days.flatMap(({ hours }) => {
      const spans = hours.spans.filter(({ serviceIds }) => serviceIds?.includes(serviceId));
      return offeredOn({ ...hours, spans }, zone);
    });
    return { serviceId, ...fillOf(union(offered), union(visits.filter((visit) => visit.serviceId === serviceId))) };
  });
}

/** Visits that are held, or time that is only blocked, fill nothing; the seats of one session count once. */
export function measureUsage(request: UsageRequest): TemplateUsage {
  const { template, zone } = request;
  const days = request.applied.filter(({ from }) => from.template === template);
  const applications = request.applications.filter(
    ({ from, written }) => from.template === template && written.length > 0,
  );
  const visits = request.commitments.filter(({ kind }) => kind === 'appointment');
  const booked = union(visits);
  const dates = days.map(({ hours }) => hours.date).sort();
  return {
    timesApplied: applications.length,
    lastDay: dates.at(-1) ?? null,
    days: days.length,
    ...fillOf(union(days.flatMap(({ hours }) => offeredOn(hours, zone))), booked),
    slots: slotUsage(days, booked, request),
    services: serviceUsage(days, visits, zone),
  };
}
