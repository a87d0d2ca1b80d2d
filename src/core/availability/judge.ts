/** One visit and the people and resources it needs: every candidate of a grid is judged here, whatever the shape. */
import type { MemberId, ResourceId } from '../ids.ts';
import { covers } from '../time/intervals.ts';
import { type Instant, MINUTE } from '../time/types.ts';
import { refuseTooMuch } from './check.ts';
import { type Grid, gridOf, hasSameStarts, startsWithin, uniteStarts } from './grid.ts';
import { type Hours, type HoursScope, hoursOf } from './hours.ts';
import { type Buffers, markTaken, seatsTaken } from './occupancy.ts';
import { type Limit, limitsOverHosts, markLimits, markTime, rulesWith, type VisitRules } from './rules.ts';
import type { Calendar, Host, LocationType, PanelBench, ResourceNeed, ServiceRules } from './types.ts';
import { codeOf, STANDS, type Verdicts } from './verdicts.ts';

/** What is asked: a visit of one length at one location, with `need` hosts of each bench and with resources. */
export interface Visit {
  readonly service: ServiceRules;
  readonly duration: number;
  readonly location: LocationType;
  readonly benches: readonly PanelBench[];
  readonly needs: readonly ResourceNeed[];
  /** Seats wanted of a group session; absent: the visit has its time to itself. */
  readonly party?: number | undefined;
}

/** A host with all that must be known before candidates are judged. */
interface Seat {
  readonly host: Host;
  readonly rules: VisitRules;
  readonly hours: Hours;
  /** The host's own grid within the range. */
  readonly starts: Float64Array;
  /** Seats taken of each session of the group service, by start. */
  readonly sessions?: ReadonlyMap<Instant, number> | undefined;
}

export interface Staff {
  readonly visit: Visit;
  readonly benches: readonly { readonly need: number; readonly seats: readonly Seat[] }[];
  /** Everyone takes part. */
  readonly together: boolean;
  /** One host serves alone, at the starts of the host's own grid; those who meet, meet on anybody's. */
  readonly alone: boolean;
  readonly limits: readonly Limit[];
  readonly from: Instant;
  readonly to: Instant;
}

export interface Judged {
  readonly grid: Grid;
  readonly verdicts: Verdicts;
  /** For candidates that stand. */
  readonly hostsAt: (index: number) => readonly MemberId[];
  readonly resourcesAt: (index: number) => readonly (readonly ResourceId[])[];
  readonly seatsLeftAt: (index: number) => number | undefined;
}

/** Reads rules and hours of everyone once; `from` and `to` bound the starts. */
export function gather(visit: Visit, from: Instant, to: Instant): Staff {
  const seatOf = (host: Host): Seat => {
    const rules = rulesWith(visit.service, host, visit.duration);
    const hours = hoursOf(host, scopeOf(visit), from, to + visit.duration);
    const starts = startsWithin(hours, rules.step, visit.duration, from, to);
    if (visit.party === undefined) return { host, rules, hours, starts };
    const sessions = seatsTaken(host, visit.service.id, visit.duration);
    return {
      host,
      rules,
      hours,
      sessions,
      starts: uniteStarts([starts, sessionStarts(sessions, hours, visit, from, to)]),
    };
  };
  const benches = visit.benches.map(({ need, hosts }) => ({ need, seats: hosts.map(seatOf) }));
  return {
    visit,
    benches,
    together: benches.every(({ need, seats }) => need === seats.length),
    alone: benches.reduce((needed, { need }) => needed + need, 0) === 1,
    limits: limitsOverHosts(visit.service),
    from,
    to,
  };
}

/** A session that stands off the grid (its service was given other steps since) can still be joined. */
function sessionStarts(sessions: ReadonlyMap<Instant, number>, hours: Hours, visit: Visit, from: Instant, to: Instant) {
  const within = [...sessions.keys()].filter(
    (start) => start >= from && start < to && covers(hours.open, start, start + visit.duration),
  );
  return Float64Array.from(within).sort();
}

const scopeOf = ({ service, location }: Visit): HoursScope => ({ serviceId: service.id, location });

/** The starts of everyone's own grid; where no two hosts share theirs, these are many more than one host's. */
export function ownGrid({ benches, visit }: Staff): Grid {
  const lists = benches.flatMap(({ seats }) => seats.map(({ starts }) => starts));
  const starts = uniteStarts(lists);
  refuseTooMuch(starts.length, lists.length);
  return gridOf(starts, visit.duration);
}

/** The phases, in the order of the reasons. `now` is absent on the later days of a visit: notice is for the first. */
export function judge(staff: Staff, grid: Grid, now: Instant | undefined): Judged {
  const rows = staff.together
    ? []
    : staff.benches.map(({ seats }) => seats.map((seat) => judgeSeats([seat], staff, grid, now)));
  const verdicts = staff.together
    ? judgeSeats(
        staff.benches.flatMap(({ seats }) => seats),
        staff,
        grid,
        now,
      )
    : choose(staff, rows, grid.starts.length);
  const resources = markResources(verdicts, grid, staff);
  const session = staff.visit.party === undefined ? undefined : staff.benches[0]?.seats[0]?.sessions;
  markLimits(verdicts, grid, staff.limits, session);
  const everyone = staff.benches.flatMap(({ seats }) => seats.map(({ host }) => host.id));
  const rosters = staff.together ? [] : rostersOf(staff, rows, verdicts);
  const seats = staff.visit.service.seats ?? 1;
  return {
    grid,
    verdicts,
    hostsAt: (index) => rosters[index] ?? everyone,
    resourcesAt: (index) => resources.map((free) => free(index)),
    seatsLeftAt: (index) =>
      staff.visit.party === undefined ? undefined : seats - (session?.get(grid.starts[index] ?? 0) ?? 0),
  };
}

/** Candidates at which all of these are open, within their rules and free. */
function judgeSeats(seats: readonly Seat[], staff: Staff, grid: Grid, now: Instant | undefined): Verdicts {
  const verdicts = new Uint8Array(grid.starts.length);
  const { party, service } = staff.visit;
  for (const { hours, starts } of seats) {
    // A host is open at every start of the host's own grid, and the hosts of a team mostly share theirs.
    if (hasSameStarts(starts, grid.starts)) continue;
    if (staff.alone) markOffGrid(verdicts, grid, starts);
    else markClosed(verdicts, grid, hours);
  }
  if (now !== undefined) for (const { host, rules } of seats) markTime(verdicts, grid, rules, host.zone, now);
  for (const { host, rules, sessions } of seats) {
    markTaken(verdicts, grid, host, rules.buffers, party === undefined ? undefined : service.id);
    if (sessions !== undefined) markSeatsGone(verdicts, grid, sessions, (service.seats ?? 1) - (party ?? 1));
  }
  for (const { rules, sessions } of seats) markLimits(verdicts, grid, rules.limits, sessions);
  return verdicts;
}

function markOffGrid(verdicts: Verdicts, grid: Grid, own: Float64Array): void {
  const closed = codeOf('closed');
  let next = 0;
  for (let index = 0; index < verdicts.length; index++) {
    const start = grid.starts[index] ?? 0;
    while ((own[next] ?? Number.POSITIVE_INFINITY) < start) next++;
    if (own[next] !== start && verdicts[index] === STANDS) verdicts[index] = closed;
  }
}

function markClosed(verdicts: Verdicts, grid: Grid, { open }: Hours): void {
  const closed = codeOf('closed');
  let next = 0;
  for (let index = 0; index < verdicts.length; index++) {
    const start = grid.starts[index] ?? 0;
    while ((open[next]?.end ?? Number.POSITIVE_INFINITY) <= start) next++;
    const span = open[next];
    const fits = span !== undefined && span.start <= start && start + grid.duration <= span.end;
    if (!fits && verdicts[index] === STANDS) verdicts[index] = closed;
  }
}

function markSeatsGone(
  verdicts: Verdicts,
  grid: Grid,
  sessions: ReadonlyMap<Instant, number>,
  mostTaken: number,
): void {
  const full = codeOf('full');
  for (let index = 0; index < verdicts.length; index++) {
    const taken = sessions.get(grid.starts[index] ?? 0) ?? 0;
    if (taken > mostTaken && verdicts[index] === STANDS) verdicts[index] = full;
  }
}

/** A candidate stands if each bench has enough hosts; else it fell where the host who came furthest did. */
function choose(staff: Staff, rows: readonly (readonly Verdicts[])[], length: number): Verdicts {
  const verdicts = new Uint8Array(length);
  staff.benches.forEach(({ need }, bench) => {
    const free = new Uint16Array(length);
    const furthest = new Uint8Array(length);
    for (const row of rows[bench] ?? []) {
      for (let index = 0; index < length; index++) {
        const code = row[index] ?? STANDS;
        if (code === STANDS) free[index] = (free[index] ?? 0) + 1;
        else if (code > (furthest[index] ?? 0)) furthest[index] = code;
      }
    }
    for (let index = 0; index < length; index++)
      if ((free[index] ?? 0) < need && verdicts[index] === STANDS)
        verdicts[index] = furthest[index] ?? codeOf('closed');
  });
  return verdicts;
}

/** Who is free at each candidate that stands, bench by bench. */
function rostersOf(
  staff: Staff,
  rows: readonly (readonly Verdicts[])[],
  verdicts: Verdicts,
): (MemberId[] | undefined)[] {
  const rosters = Array.from(verdicts, (verdict): MemberId[] | undefined => (verdict === STANDS ? [] : undefined));
  for (const [bench, { seats }] of staff.benches.entries())
    for (const [seat, { host }] of seats.entries()) {
      const row = rows[bench]?.[seat] ?? verdicts;
      for (let index = 0; index < row.length; index++) if (row[index] === STANDS) rosters[index]?.push(host.id);
    }
  return rosters;
}

/** Rooms and chairs are kept for the visit with the buffers of the service; per need, a way to ask which are free. */
function markResources(verdicts: Verdicts, grid: Grid, staff: Staff): ((index: number) => readonly ResourceId[])[] {
  const { service, needs } = staff.visit;
  const missing = codeOf('resource');
  const buffers: Buffers = {
    before: (service.bufferBeforeMinutes ?? 0) * MINUTE,
    after: (service.bufferAfterMinutes ?? 0) * MINUTE,
  };
  return needs.map(({ need, resources }) => {
    const rows = resources.map((resource) => ({ id: resource.id, row: judgeCalendar(resource, buffers, staff, grid) }));
    const enough = need === 'all' ? rows.length : 1;
    const freeAt = (index: number) => rows.filter(({ row }) => row[index] === STANDS).map(({ id }) => id);
    for (let index = 0; index < verdicts.length; index++)
      if (verdicts[index] === STANDS && freeAt(index).length < enough) verdicts[index] = missing;
    return freeAt;
  });
}

function judgeCalendar(calendar: Calendar, buffers: Buffers, staff: Staff, grid: Grid): Verdicts {
  const verdicts = new Uint8Array(grid.starts.length);
  markClosed(verdicts, grid, hoursOf(calendar, scopeOf(staff.visit), staff.from, staff.to + grid.duration));
  // Who joins a session joins it in its room.
  markTaken(verdicts, grid, calendar, buffers, staff.visit.party === undefined ? undefined : staff.visit.service.id);
  return verdicts;
}
