/**
 * The moves of a pool, each a pure step from one counters page to the next. The caller reads the page, takes a step,
 * and writes the new page only over the version it read; if somebody was faster, it reads again and takes the step
 * again, so no two visits are ever dealt from the same counts.
 *
 * The page is that of `periodAt(pool, now)`, also when a visit of an earlier period is given back.
 *
 * The records made travel on the page itself until the log holds them (`unlogged`). To see whether an assignment was
 * given back before, read the page first and the log second: a record leaves the page only after the log has it.
 */
import { invalid } from '../fault.ts';
import type { MemberId } from '../ids.ts';
import { ok, type Refusal, type Result, refuse } from '../result.ts';
import type { Instant } from '../time/types.ts';
import { rankHosts } from './ranking.ts';
import { checkPresences } from './rules.ts';
import type {
  AssignedRecord,
  AssignmentId,
  ByHand,
  CountersPage,
  HostCounter,
  HostNumbers,
  LogRecord,
  PeriodKey,
  Pool,
  PoolId,
  Presence,
  ReturnReason,
} from './types.ts';

type NewRecord = LogRecord extends infer Kind ? (Kind extends LogRecord ? Omit<Kind, 'sequence'> : never) : never;

export interface AssignmentRequest {
  readonly assignment: AssignmentId;
  readonly at: Instant;
  readonly presences: readonly Presence[];
  /** Settles the draw of the strategy `random`; the same seed draws the same host. */
  readonly seed: string;
  readonly byHand?: ByHand;
}

export interface Assigned {
  readonly page: CountersPage;
  readonly record: AssignedRecord;
}

interface WhyNobody {
  readonly numbers: readonly HostNumbers[];
}

export type NotAssigned = Refusal<'no_host_free', WhyNobody> | Refusal<'host_not_free', WhyNobody>;
export type NotGivenBack = Refusal<'already_given_back'>;

/** The first page of a period. The store inserts it under (pool, period), so that only one writer opens the period. */
export const emptyPage = (pool: PoolId, period: PeriodKey): CountersPage => ({
  pool,
  period,
  version: 0,
  sequence: 0,
  counters: {},
  unlogged: [],
});

function turnPage(page: CountersPage, counters: CountersPage['counters'], record: NewRecord): CountersPage {
  const sequence = page.sequence + 1;
  const unlogged = [...page.unlogged, { ...record, sequence }];
  return { ...page, version: page.version + 1, sequence, counters, unlogged };
}

/** The numbers behind the choice this request would make now, without making it. */
export function explain(pool: Pool, page: CountersPage, request: AssignmentRequest): readonly HostNumbers[] {
  const { presences, seed, byHand } = request;
  checkPresences(pool, presences);
  return rankHosts(pool, page, { presences, seed, ...(byHand && { wanted: byHand.host }) });
}

function checkByHand(pool: Pool, { host, why }: ByHand): void {
  if (!pool.hosts.some((member) => member.host === host))
    throw invalid('/byHand/host', 'must name a host of this pool');
  if (why.trim() === '') throw invalid('/byHand/why', 'is empty; say in a few words why this host was chosen');
}

function countersAfter(page: CountersPage, numbers: readonly HostNumbers[], at: Instant): CountersPage['counters'] {
  const changed = numbers
    .filter(({ state }) => state !== 'away')
    .map(({ host, verdict, count, target, returned, calibration, lastAssigned }): [string, HostCounter] => {
      const chosen = verdict === 'chosen' || verdict === 'chosen_by_hand';
      return [
        host,
        {
          count: chosen ? count + 1 : count,
          target,
          returned,
          calibration,
          lastAssigned: chosen ? at : lastAssigned,
        },
      ];
    });
  return { ...page.counters, ...Object.fromEntries(changed) };
}

const unloggedAssignment = (page: CountersPage, assignment: AssignmentId): AssignedRecord | undefined =>
  page.unlogged.find(
    (record): record is AssignedRecord => record.kind === 'assigned' && record.assignment === assignment,
  );

/** Gives one visit to one host. Asked twice for the same assignment, it answers as it did the first time. */
export function assign(pool: Pool, page: CountersPage, request: AssignmentRequest): Result<Assigned, NotAssigned> {
  const { assignment, at, seed, byHand, presences } = request;
  const before = unloggedAssignment(page, assignment);
  if (before) return ok({ page, record: before });
  if (byHand) checkByHand(pool, byHand);
  const wantedIsFree = presences.some(({ host, state }) => host === byHand?.host && state === 'free');
  const { byHand: _, ...unforced } = request;
  if (byHand && !wantedIsFree) return refuse('host_not_free', { numbers: explain(pool, page, unforced) });

  const numbers = explain(pool, page, request);
  const chosen = numbers.find(({ verdict }) => verdict === 'chosen' || verdict === 'chosen_by_hand');
  if (!chosen) return refuse('no_host_free', { numbers });
  const record = {
    kind: 'assigned' as const,
    pool: pool.id,
    period: page.period,
    assignment,
    host: chosen.host,
    at,
    strategy: pool.strategy,
    seed,
    byHand: byHand ? { by: byHand.by, why: byHand.why } : null,
    shares: Object.fromEntries(numbers.filter(({ share }) => share > 0).map(({ host, share }) => [host, share])),
    lastAssignedBefore: chosen.lastAssigned,
    numbers,
  };
  const next = turnPage(page, countersAfter(page, numbers, at), record);
  return ok({ page: next, record: { ...record, sequence: next.sequence } });
}

function countersWithout(page: CountersPage, record: AssignedRecord): CountersPage['counters'] {
  const counters = Object.entries(page.counters).map(([host, counter]): [string, HostCounter] => {
    const target = counter.target - (record.shares[host] ?? 0);
    if (host !== record.host) return [host, { ...counter, target }];
    const isItsLast = counter.lastAssigned === record.at;
    return [
      host,
      {
        ...counter,
        target,
        count: counter.count - 1,
        returned: counter.returned + 1,
        lastAssigned: isItsLast ? record.lastAssignedBefore : counter.lastAssigned,
      },
    ];
  });
  return Object.fromEntries(counters);
}

/**
 * Takes a visit out of the counts as if it had never been dealt, so its host is owed the next one. A visit of an
 * earlier period leaves the counts of this one alone: they started level.
 */
export function giveBack(
  page: CountersPage,
  record: AssignedRecord,
  reason: ReturnReason,
  at: Instant,
): Result<CountersPage, NotGivenBack> {
  const { assignment, host, pool } = record;
  if (page.unlogged.some((known) => known.kind === 'returned' && known.assignment === assignment))
    return refuse('already_given_back');
  const counters = record.period === page.period ? countersWithout(page, record) : page.counters;
  return ok(turnPage(page, counters, { kind: 'returned', pool, period: page.period, assignment, host, reason, at }));
}

/** Gives a visit back and deals it again as one step of the page, which is written once. */
function dealAgain(
  pool: Pool,
  page: CountersPage,
  record: AssignedRecord,
  reason: ReturnReason,
  request: AssignmentRequest,
): Result<Assigned, NotAssigned | NotGivenBack> {
  const returned = giveBack(page, record, reason, request.at);
  if (!returned.ok) return returned;
  const assigned = assign(pool, returned.value, request);
  return assigned.ok
    ? ok({ ...assigned.value, page: { ...assigned.value.page, version: page.version + 1 } })
    : assigned;
}

/** Hands a visit to another host by hand: the first gets its credit back, the second counts it. */
export function reassign(
  pool: Pool,
  page: CountersPage,
  record: AssignedRecord,
  request: AssignmentRequest & { readonly byHand: ByHand },
): Result<Assigned, NotAssigned | NotGivenBack> {
  const before = unloggedAssignment(page, request.assignment);
  return before ? ok({ page, record: before }) : dealAgain(pool, page, record, 'reassigned', request);
}

export type Rescheduled = { readonly kind: 'kept'; readonly host: MemberId } | ({ readonly kind: 'moved' } & Assigned);

/** A moved visit stays with its host when that host is free at the new time; otherwise the pool deals it anew. */
export function reschedule(
  pool: Pool,
  page: CountersPage,
  record: AssignedRecord,
  request: AssignmentRequest,
): Result<Rescheduled, NotAssigned | NotGivenBack> {
  const before = unloggedAssignment(page, request.assignment);
  if (before) return ok({ kind: 'moved', page, record: before });
  checkPresences(pool, request.presences);
  const stays = request.presences.some(({ host, state }) => host === record.host && state === 'free');
  if (stays) return ok({ kind: 'kept', host: record.host });
  const again = dealAgain(pool, page, record, 'rescheduled', request);
  return again.ok ? ok({ kind: 'moved', ...again.value }) : again;
}

/** The page once the log holds every record up to `sequence`. */
export const withoutLogged = (page: CountersPage, sequence: number): CountersPage => ({
  ...page,
  version: page.version + 1,
  unlogged: page.unlogged.filter((record) => record.sequence > sequence),
});
