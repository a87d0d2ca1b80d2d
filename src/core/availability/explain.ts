/** Why a day has no slot, in one reason and one sentence: people stumble over empty calendars. */
import { dateOfDay, dayOfDate } from '../time/dates.ts';
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

  const empty: EmptyDay[] = [];
  for (let day = dayAt(zone, from); day <= dayAt(zone, to - 1); day++) {
    const [first, ...rest] = spansOfDay(zone, day);
    // A day that the zone skipped (Apia, 2011-12-30) is not empty: it is not there.
    if (filled.has(day) || first === undefined) continue;
    const reason = reasonOf(furthest.get(day) ?? STANDS) ?? 'closed';
    const end = rest.at(-1)?.end ?? first.end;
    const detail = detailOf(reason, query, Math.max(first.start, from), Math.min(end, to));
    empty.push({ date: dateOfDay(day), reason, detail });
  }
  return empty;
}

/** The reason of the candidate that came furthest; without any candidate the hours were closed. */
export function furthestOf(offers: readonly Offer[]): EmptyReason {
  const furthest = offers.reduce((most, { verdicts }) => Math.max(most, ...verdicts), STANDS);
  return reasonOf(furthest) ?? 'closed';
}

export function detailOf(reason: EmptyReason, query: SlotQuery, from: Instant, to: Instant): string {
  switch (reason) {
    case 'closed':
      return closedDetail(query, { start: from, end: to });
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
function closedDetail(query: SlotQuery, asked: Span): string {
  const hosts = hostsOf(query);
  const away = hosts.flatMap((host) => timeOffOf(host, asked) ?? []);
  const holiday = away.find(({ kind }) => kind === 'holiday');
  if (holiday !== undefined) return holiday.reason === undefined ? 'holiday' : `holiday: ${holiday.reason}`;
  if (away.length > 0) return 'time off';
  const location = query.location ?? query.service.locations[0] ?? 'video';
  const isOpen = (host: Host): boolean =>
    hoursOf(host, { serviceId: query.service.id, location }, asked.start, asked.end).open.some(
      (span) => span.start < asked.end && asked.start < span.end,
    );
  if (!hosts.some(isOpen)) return 'no hours at this time';
  return hosts.length === 1 ? 'the hours leave no room for a visit of this length' : 'no hours in common';
}

/** The time off that closes the whole of what was asked, in the host's days. */
function timeOffOf(host: Host, asked: Span): TimeOff | undefined {
  const first = dayAt(host.zone, asked.start);
  const last = dayAt(host.zone, asked.end - 1);
  const wholeDays = (host.overrides ?? []).filter(
    (override): override is TimeOff => override.kind !== 'custom_hours' && override.hours === undefined,
  );
  return wholeDays.find(({ from, to }) => dayOfDate(from) <= last && first <= dayOfDate(to));
}

function inWords(minutes: number): string {
  if (minutes % 1440 === 0) return `${minutes / 1440} days`;
  return minutes % 60 === 0 ? `${minutes / 60} hours` : `${minutes} minutes`;
}
