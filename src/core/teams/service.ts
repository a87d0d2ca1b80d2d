/**
 * The moves of a pool, each a pure step from one counters page to the next. The caller reads the page, takes a step,
 * and writes the new page only over the version it read; if somebody was faster, it reads again and takes the step
 * again, so no two visits are ever dealt from the same counts.
 *
 * A visit is dealt on the page of `periodAt(pool, now)`. It is given back on the page it was dealt on, whatever the
 * period is by then, so that all who give it back meet there.
 *
 * The records made travel on the page itself until the log holds them (`unlogged`). To see whether an assignment was
 * given back before, read the page first and the log second: a record leaves the page only after the log has it.
 */
import { invalid } from '../fault.ts';
import type { AssignmentId, MemberId } from '../ids.ts';
import { ok, type Refusal, type Result, refuse } from '../result.ts';
import type { Instant } from '../time/types.ts';
import { rankHosts } from './ranking.ts';
import { checkPresences } from './rules.ts';
import type {
  AssignedRecord,
  ByHand,
  CountersPage,
  DealtVisit,
  HostCounter,
  HostNumbers,
  LogRecord,
  PeriodKey,
  Pool,
  PoolId,
  Presence,
  ReturnReason,
  Verdict,
} from './types.ts';

type NewRecord = LogRecord extends infer Kind ? (Kind extends LogRecord ? Omit<Kind, 'sequence'> : never) : never;

export interface ChoiceRequest {
  readonly presences: readonly Presence[];
  /** Settles the draw of the strategy `random`; the same seed draws the same host. */
  readonly seed: string;
  readonly byHand?: ByHand | undefined;
  /** Keeps this host while it is free: one visit of a series is with whom the others are. */
  readonly staysWith?: MemberId | undefined;
}

export interface AssignmentRequest extends ChoiceRequest {
  readonly assignment: AssignmentId;
  readonly at: Instant;
  readonly visit: DealtVisit;
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
export function explain(pool: Pool, page: CountersPage, request: ChoiceRequest): readonly HostNumbers[] {
  const { presences, seed, byHand, staysWith } = request;
  checkPresences(pool, presences);
  if (byHand) return rankHosts(pool, page, { presences, seed, wanted: { host: byHand.host, because: 'by_hand' } });
  const stays = presences.find(({ host, state }) => host === staysWith && state === 'free');
  return rankHosts(pool, page, { presences, seed, wanted: stays && { host: stays.host, because: 'to_stay' } });
}

function checkByHand(pool: Pool, { host, why }: ByHand): void {
  if (!pool.hosts.some((member) => member.host === host))
    throw invalid('/byHand/host', 'must name a host of this pool');
  if (why.trim() === '') throw invalid('/byHand/why', 'is empty; say in a few words why this host was chosen');
}

const isChosen = (verdict: Verdict): boolean =>
  verdict === 'chosen' || verdict === 'chosen_by_hand' || verdict === 'chosen_to_stay';

function countersAfter(page: CountersPage, numbers: readonly HostNumbers[], at: Instant): CountersPage['counters'] {
  const changed = numbers
    .filter(({ state }) => state !== 'away')
    .map(({ host, verdict, count, target, returned, calibration, lastAssigned }): [string, HostCounter] => {
      const chosen = isChosen(verdict);
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
  const { assignment, at, seed, byHand, presences, visit } = request;
  const before = unloggedAssignment(page, assignment);
  if (before) return ok({ page, record: before });
  if (byHand) checkByHand(pool, byHand);
  const wantedIsFree = presences.some(({ host, state }) => host === byHand?.host && state === 'free');
  const { byHand: _, ...unforced } = request;
  if (byHand && !wantedIsFree) return refuse('host_not_free', { numbers: explain(pool, page, unforced) });

  const numbers = explain(pool, page, request);
  const chosen = numbers.find(({ verdict }) => isChosen(verdict));
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
    visit,
    numbers,
  };
  const next = turnPage(page, countersAfter(page, numbers, at), record);
  return ok({ page: next, record: { ...record, sequence: next.sequence } });
}

const isOnPage = (page: CountersPage, kind: LogRecord['kind'], assignment: AssignmentId): boolean =>
  page.unlogged.some((known) => known.kind === kind && known.assignment === assignment);

const headOf = ({ pool, period, assignment, host }: AssignedRecord, at: Instant) => ({
  pool,
  period,
  assignment,
  host,
  at,
});

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

/** Takes a visit out of the counts as if it had never been dealt, so its host is owed the next one. */
export function giveBack(
  page: CountersPage,
  record: AssignedRecord,
  reason: ReturnReason,
  at: Instant,
): Result<CountersPage, NotGivenBack> {
  if (isOnPage(page, 'returned', record.assignment)) return refuse('already_given_back');
  return ok(turnPage(page, countersWithout(page, record), { ...headOf(record, at), kind: 'returned', reason }));
}

/** Counts a visit again that was given back as missed and took place after all. */
export function restore(
  page: CountersPage,
  record: AssignedRecord,
  at: Instant,
): Result<CountersPage, Refusal<'already_restored'>> {
  if (isOnPage(page, 'restored', record.assignment)) return refuse('already_restored');
  const counters = Object.entries(page.counters).map(([host, counter]): [string, HostCounter] => {
    const isIts = host === record.host;
    const target = counter.target + (record.shares[host] ?? 0);
    const { count, returned } = counter;
    return [host, { ...counter, target, count: isIts ? count + 1 : count, returned: isIts ? returned - 1 : returned }];
  });
  return ok(turnPage(page, Object.fromEntries(counters), { ...headOf(record, at), kind: 'restored' }));
}

/** Gives back a visit that could not be placed and deals it again as one step of the page, which is written once. */
export function dealAgain(
  pool: Pool,
  page: CountersPage,
  record: AssignedRecord,
  request: AssignmentRequest,
): Result<Assigned, NotAssigned | NotGivenBack> {
  const before = unloggedAssignment(page, request.assignment);
  if (before) return ok({ page, record: before });
  const returned = giveBack(page, record, 'not_booked', request.at);
  if (!returned.ok) return returned;
  const assigned = assign(pool, returned.value, request);
  return assigned.ok
    ? ok({ ...assigned.value, page: { ...assigned.value.page, version: page.version + 1 } })
    : assigned;
}
