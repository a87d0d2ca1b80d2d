/** The shapes of a visit, each told as benches of hosts, so that one judge serves them all. */
import { DAY, type Instant, MINUTE } from '../time/types.ts';
import { readWall, wallTimeAt } from '../time/wall.ts';
import { gridOf, indexFrom, unique } from './grid.ts';
import { gather, type Judged, judge, ownGrid, type Visit } from './judge.ts';
import { chain, type Link, visitAt } from './sequence.ts';
import type {
  Host,
  LocationType,
  PanelBench,
  ResourceNeed,
  ServiceRules,
  Shape,
  SlotQuery,
  SlotVisit,
} from './types.ts';
import { codeOf, STANDS } from './verdicts.ts';

/** The judged candidates of a query at one location. */
export interface Offer extends Judged {
  /** Only where there is more than one visit. */
  readonly visitsAt?: (index: number) => readonly SlotVisit[];
}

const anyOf = (hosts: readonly Host[]): PanelBench[] => [{ need: 1, hosts }];
const allOf = (hosts: readonly Host[]): PanelBench[] => [{ need: hosts.length, hosts }];

/** Who sits where at the (first) visit. */
export function benchesOf(shape: Shape): readonly PanelBench[] {
  switch (shape.kind) {
    case 'one':
    case 'group':
      return anyOf([shape.host]);
    case 'round_robin':
    case 'sequence':
      return anyOf(shape.hosts);
    case 'collective':
    case 'multi_day':
      return allOf(shape.hosts);
    case 'panel':
      return shape.benches;
  }
}

export function offerAt(query: SlotQuery, location: LocationType): Offer {
  const { shape, now, from, to } = query;
  const visit = firstVisit(query, location);
  const staff = gather(visit, from, to);
  const first = judge(staff, ownGrid(staff), now);
  if (shape.kind === 'sequence') {
    const visitsAt = chain([firstLink(first, visit), ...laterLinks(query, visit)]);
    return { ...first, visitsAt };
  }
  if (shape.kind === 'multi_day') return { ...first, visitsAt: overDays(first, visit, shape.dayOffsets) };
  return first;
}

function firstVisit(query: SlotQuery, location: LocationType): Visit {
  const { service, shape, resources = [], guests = 0 } = query;
  return {
    service,
    duration: lengthOf(service, query.durationMinutes),
    location,
    benches: benchesOf(shape),
    needs: needsAt(resources, location),
    party: shape.kind === 'group' ? 1 + guests : undefined,
  };
}

export const lengthOf = (service: ServiceRules, asked: number | undefined): number =>
  (asked ?? service.durations[0] ?? 0) * MINUTE;

const needsAt = (needs: readonly ResourceNeed[], location: LocationType): ResourceNeed[] =>
  needs.filter(({ locations }) => locations === undefined || locations.includes(location));

const firstLink = (judged: Judged, visit: Visit): Link => ({
  judged,
  serviceId: visit.service.id,
  gapMin: 0,
  gapMax: 0,
  optional: false,
});

/** A later visit is where the first is if its service takes place there, else where its service is offered first. */
function laterLinks({ shape, from, to }: SlotQuery, first: Visit): Link[] {
  if (shape.kind !== 'sequence') return [];
  let earliest = from + first.duration;
  let latest = to + first.duration;
  return shape.followedBy.map((step) => {
    const { service, hosts, resources = [], optional = false } = step;
    const location = service.locations.includes(first.location)
      ? first.location
      : (service.locations[0] ?? first.location);
    const duration = lengthOf(service, step.durationMinutes);
    const visit = { service, duration, location, benches: anyOf(hosts), needs: needsAt(resources, location) };
    latest += step.gapMaxMinutes * MINUTE;
    const staff = gather(visit, earliest, latest + 1);
    // Steps before this one may be left out, so only the range's end moves on.
    if (!optional) earliest += step.gapMinMinutes * MINUTE + duration;
    latest += duration;
    return {
      judged: judge(staff, ownGrid(staff), undefined),
      serviceId: service.id,
      gapMin: step.gapMinMinutes * MINUTE,
      gapMax: step.gapMaxMinutes * MINUTE,
      optional,
    };
  });
}

/** Drops the starts that do not stand at the same wall time on each of the later days, in the first host's zone. */
function overDays(first: Judged, visit: Visit, dayOffsets: readonly number[]): (index: number) => SlotVisit[] {
  const zone = visit.benches[0]?.hosts[0]?.zone;
  const later = dayOffsets.slice(1).map((days) => {
    const starts = first.grid.starts.map((start) => (zone === undefined ? Number.NaN : shifted(zone, start, days)));
    // Two starts of a doubled hour are one on another day, and a start in a missing hour is none.
    const grid = gridOf(unique(starts.filter((start) => !Number.isNaN(start)).sort()), visit.duration);
    const staff = gather(visit, grid.starts[0] ?? 0, (grid.starts.at(-1) ?? 0) + 1);
    // The grid of the first day decides: another weekday may begin at an odd time.
    const judged = judge({ ...staff, alone: false }, grid, undefined);
    return { judged, indexOf: (index: number) => indexFrom(grid, starts[index] ?? Number.NaN), starts };
  });
  const closed = codeOf('closed');
  for (const { judged, indexOf, starts } of later)
    for (let index = 0; index < first.verdicts.length; index++) {
      if (first.verdicts[index] !== STANDS) continue;
      const isMissing = Number.isNaN(starts[index]);
      first.verdicts[index] = isMissing ? closed : (judged.verdicts[indexOf(index)] ?? closed);
    }
  return (index) => [
    visitAt(first, index, visit.service.id),
    ...later.map(({ judged, indexOf }) => visitAt(judged, indexOf(index), visit.service.id)),
  ];
}

function shifted(zone: Host['zone'], start: Instant, days: number): Instant {
  const reading = readWall(zone, wallTimeAt(zone, start) + days * DAY);
  if (reading.kind === 'gap') return Number.NaN;
  return reading.kind === 'one' ? reading.instant : reading.first;
}
