/** Phase four: what a service, over the defaults of a host, asks of a start besides free time. */
import { weekNumberOf } from '../time/dates.ts';
import { DAY, type Instant, MINUTE, type Zone } from '../time/types.ts';
import { dayAt, firstInstantAt } from '../time/wall.ts';
import { type Grid, indexFrom } from './grid.ts';
import type { Buffers } from './occupancy.ts';
import type { Commitment, Host, ServiceRules } from './types.ts';
import { codeOf, dropRange, STANDS, type Verdicts } from './verdicts.ts';

/** A service's rules with one host, in milliseconds; what the service leaves open, the host's defaults fill. */
export interface VisitRules {
  /** Steps are the length of the visit where nobody says otherwise. */
  readonly step: number;
  readonly buffers: Buffers;
  readonly notice: number;
  /** Absent: as far ahead as anybody likes. */
  readonly windowDays: number | undefined;
  readonly limits: readonly Limit[];
}

/** At most so many visits on a day or in a week of a zone. */
export interface Limit {
  readonly zone: Zone;
  readonly per: 'day' | 'week';
  readonly most: number;
  readonly counted: readonly Commitment[];
}

export function rulesWith(service: ServiceRules, host: Host, duration: number): VisitRules {
  const { defaults = {}, zone, commitments = [] } = host;
  const ofService = (most: number | undefined): Commitment[] =>
    most === undefined ? [] : commitments.filter(({ serviceId }) => serviceId === service.id);
  const limits = [
    limit(zone, 'day', defaults.maxPerDay, commitments),
    limit(zone, 'week', defaults.maxPerWeek, commitments),
    limit(zone, 'day', service.maxPerDayPerHost, ofService(service.maxPerDayPerHost)),
    limit(zone, 'week', service.maxPerWeekPerHost, ofService(service.maxPerWeekPerHost)),
  ];
  const step = service.stepMinutes ?? defaults.stepMinutes;
  return {
    step: step === undefined ? duration : step * MINUTE,
    buffers: {
      before: (service.bufferBeforeMinutes ?? defaults.bufferBeforeMinutes ?? 0) * MINUTE,
      after: (service.bufferAfterMinutes ?? defaults.bufferAfterMinutes ?? 0) * MINUTE,
    },
    notice: (service.noticeMinutes ?? defaults.noticeMinutes ?? 0) * MINUTE,
    windowDays: service.windowDays ?? defaults.windowDays,
    limits: limits.flat(),
  };
}

/** The limits a service has over all of its hosts, in its own zone. */
export function limitsOverHosts({ zone, maxPerDay, maxPerWeek, commitments = [] }: ServiceRules): Limit[] {
  return [limit(zone, 'day', maxPerDay, commitments), limit(zone, 'week', maxPerWeek, commitments)].flat();
}

function limit(zone: Zone, per: 'day' | 'week', most: number | undefined, counted: readonly Commitment[]): Limit[] {
  return most === undefined ? [] : [{ zone, per, most, counted }];
}

/** Notice is elapsed time, the window is counted in local days of the host: a change of clocks bends neither. */
export function markTime(verdicts: Verdicts, grid: Grid, rules: VisitRules, zone: Zone, now: Instant): void {
  const present = indexFrom(grid, now);
  const noticed = indexFrom(grid, now + rules.notice);
  dropRange(verdicts, 0, present, 'past');
  dropRange(verdicts, present, noticed, 'notice');
  if (rules.windowDays === undefined) return;
  const closes = firstInstantAt(zone, (dayAt(zone, now) + rules.windowDays + 1) * DAY);
  dropRange(verdicts, indexFrom(grid, closes), grid.starts.length, 'window');
}

/** `joined` starts enter a session that is counted already. */
export function markLimits(
  verdicts: Verdicts,
  grid: Grid,
  limits: readonly Limit[],
  joined?: ReadonlyMap<Instant, number> | undefined,
): void {
  const code = codeOf('limit');
  for (const { zone, per, most, counted } of limits) {
    const numberAt = (instant: Instant): number =>
      per === 'day' ? dayAt(zone, instant) : weekNumberOf(dayAt(zone, instant));
    const visits = countVisits(counted, numberAt);
    if (visits.size === 0) continue;
    for (let index = 0; index < verdicts.length; index++) {
      if (verdicts[index] !== STANDS) continue;
      const start = grid.starts[index] ?? 0;
      if ((visits.get(numberAt(start)) ?? 0) >= most && !joined?.has(start)) verdicts[index] = code;
    }
  }
}

/** Each appointment once a day or week: a group's seats, a sequence's steps and an entry on two pages are one visit. */
function countVisits(counted: readonly Commitment[], numberAt: (instant: Instant) => number): Map<number, number> {
  const visits = new Map<number, number>();
  const seen = new Set<string>();
  for (const { kind, start, serviceId, seats, appointmentId } of counted) {
    if (kind === 'block') continue;
    const number = numberAt(start);
    const one = seats === undefined ? appointmentId : `${serviceId} ${start}`;
    if (one !== undefined) {
      const key = `${number} ${one}`;
      if (seen.has(key)) continue;
      seen.add(key);
    }
    visits.set(number, (visits.get(number) ?? 0) + 1);
  }
  return visits;
}
