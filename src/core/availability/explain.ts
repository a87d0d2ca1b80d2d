/** Why a day has no slot, in one reason and one sentence: people stumble over empty calendars. */
import { dateOfDay } from '../time/dates.ts';
import { type Instant, MINUTE, type Span } from '../time/types.ts';
import { dayAt, spansOfDay } from '../time/wall.ts';
import { hoursOf } from './hours.ts';
import { rulesWith } from './rules.ts';
import { benchesOf, lengthOf, type Offer } from './shapes.ts';
import type { EmptyDay, EmptyReason, Host, Slot, SlotQuery, TimeOff } from './types.ts';
import { reasonOf, STANDS } from './verdicts.ts';

export function explainEmptyDays(query: SlotQuery, offers: readonly Offer[], slots: readonly Slot[]): EmptyDay[] {
  const { zone, from, to } = query;
  const filled = new Set(slots.map(({ start }) => dayAt(zone, start)));
  const furthest = new Map<number, number>();
  for (const { grid, verdicts } of offers)
    verdicts.forEach((verdict, index) => {
      const day = dayAt(zone, grid.starts[index] ?? 0);
      furthest.set(day, Math.max(verdict, furthest.get(day) ?? STANDS));
    });

  const openHours = openHoursReader(query);
  const empty: EmptyDay[] = [];
  for (let day = dayAt(zone, from); day <= dayAt(zone, to - 1); day++) {
    const [first, ...rest] = spansOfDay(zone, day);
    // A day that the zone skipped (Apia, 2011-12-30) is not empty: it is not there.
    if (filled.has(day) || first === undefined) continue;
    const reason = reasonOf(furthest.get(day) ?? STANDS) ?? 'closed';
    const end = rest.at(-1)?.end ?? first.end;
    const detail = detailOf(reason, query, Math.max(first.start, from), Math.min(end, to), openHours);
    empty.push({ date: dateOfDay(day), reason, detail });
  }
  return empty;
}

/** The reason of the candidate that came furthest; without any candidate the hours were closed. */
export function furthestOf(offers: readonly Offer[]): EmptyReason {
  const furthest = offers.reduce((most, { verdicts }) => Math.max(most, ...verdicts), STANDS);
  return reasonOf(furthest) ?? 'closed';
}

type OpenHours = (host: Host) => readonly Span[];

/** Everyone's open hours over the whole range, read once and only if a day turns out closed. */
function openHoursReader({ service, location = service.locations[0] ?? 'video', from, to }: SlotQuery): OpenHours {
  const known = new Map<Host, readonly Span[]>();
  return (host) => {
    const open = known.get(host) ?? hoursOf(host, { serviceId: service.id, location }, from, to).open;
    known.set(host, open);
    return open;
  };
}

export function detailOf(
  reason: EmptyReason,
  query: SlotQuery,
  from: Instant,
  to: Instant,
  openHours: OpenHours = openHoursReader(query),
): string {
  switch (reason) {
    case 'closed':
      return closedDetail(query, { start: from, end: to }, openHours);
    case 'past':
      return 'the last start has passed';
    case 'notice':
      return `visits are booked at least ${inWords(mostNotice(query))} ahead`;
    case 'window':
      return `visits are booked at most ${widestWindow(query)} days ahead`;
    case 'full':
      return 'every start is taken';
    case 'resource':
      return 'no room or chair is free';
    case 'limit':
      return 'no more visits are taken that day or week';
    case 'sequence':
      return 'the visits that must follow do not fit in';
  }
}

const hostsOf = ({ shape }: SlotQuery): readonly Host[] => benchesOf(shape).flatMap(({ hosts }) => hosts);
const rulesOf = (query: SlotQuery) =>
  hostsOf(query).map((host) => rulesWith(query.service, host, lengthOf(query.service, query.durationMinutes)));
const mostNotice = (query: SlotQuery): number => Math.max(...rulesOf(query).map(({ notice }) => notice)) / MINUTE;
const widestWindow = (query: SlotQuery): number => Math.max(...rulesOf(query).map(({ windowDays }) => windowDays ?? 0));

/** A holiday is told by its name; why else a person is away is nobody's business. */
function closedDetail(query: SlotQuery, asked: Span, openHours: OpenHours): string {
  const hosts = hostsOf(query);
  const away = hosts.flatMap((host) => timeOffOf(host, asked) ?? []);
  const holiday = away.find(({ kind }) => kind === 'holiday');
  if (holiday !== undefined) return holiday.reason === undefined ? 'holiday' : `holiday: ${holiday.reason}`;
  if (away.length > 0) return 'time off';
  const isOpen = (host: Host): boolean =>
    openHours(host).some((span) => span.start < asked.end && asked.start < span.end);
  if (!hosts.some(isOpen)) return 'no hours at this time';
  if (asked.end - asked.start === 1) return 'visits do not start at this minute';
  return hosts.length === 1 ? 'the hours leave no room for a visit of this length' : 'no hours in common';
}

/** The time off that closes a day of what was asked, in the host's days. */
function timeOffOf(host: Host, asked: Span): TimeOff | undefined {
  const firstDate = dateOfDay(dayAt(host.zone, asked.start));
  const lastDate = dateOfDay(dayAt(host.zone, asked.end - 1));
  return (host.overrides ?? []).find(
    (override): override is TimeOff =>
      override.kind !== 'custom_hours' &&
      override.hours === undefined &&
      override.from <= lastDate &&
      firstDate <= override.to,
  );
}

function inWords(minutes: number): string {
  if (minutes % 1440 === 0) return `${minutes / 1440} days`;
  return minutes % 60 === 0 ? `${minutes / 60} hours` : `${minutes} minutes`;
}
