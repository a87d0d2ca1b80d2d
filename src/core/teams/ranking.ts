/**
 * Who stands first at a slot, and the numbers that say why.
 *
 * Equal and weighted turns are dealt by deadline, as in proportionate-fair scheduling (Baruah, Cohen, Plaxton,
 * Varvel, 1996): only a host with a debt may get the visit, and among those the one that would soonest be a whole
 * visit behind. Dealing to the largest debt, the usual way, does not hold that bound: of three hosts of weight 10 and
 * ten of weight 1, one falls 1.25 visits behind.
 *
 * What holds for equal, weighted, and within a tier of `priority`:
 * 1. While every host present is free, each host's count stays less than one visit from its target, hosts who join
 *    for the first time included.
 * 2. What cannot be dealt away - a busy host passed over, a visit given back, a choice by hand, a new weight, a host
 *    with a debt who leaves or comes back - can push counts further. Once it stops, everybody is within one visit
 *    again, for good, as soon as the host furthest ahead has been caught up: after at most max(-debt / share) visits.
 * 3. At every moment, with everybody free, a visit never puts its host a whole visit above its target.
 */
import type { MemberId } from '../ids.ts';
import { weightOf } from './rules.ts';
import type { CountersPage, HostCounter, HostNumbers, Pool, PoolHost, Presence, Strategy, Verdict } from './types.ts';

type Standing = Omit<HostNumbers, 'rank' | 'verdict'>;
type Criterion = { readonly verdict: Verdict; readonly compare: (one: Standing, other: Standing) => number };

/** Sums of thirds and sevenths differ in their last bits: below a millionth of a visit two numbers are the same. */
const STEPS_PER_VISIT = 1e6;
const steps = (visits: number): number => Math.round(visits * STEPS_PER_VISIT);

const ascending = (read: (standing: Standing) => number | null) => (one: Standing, other: Standing) => {
  const left = read(one) ?? Number.POSITIVE_INFINITY;
  const right = read(other) ?? Number.POSITIVE_INFINITY;
  return left === right ? 0 : left - right;
};

const BY_DEBT: readonly Criterion[] = [
  { verdict: 'ahead_of_target', compare: ascending((standing) => (steps(standing.debt) > 0 ? 0 : 1)) },
  { verdict: 'less_due', compare: ascending(({ dueIn }) => (dueIn === null ? null : steps(dueIn))) },
  {
    verdict: 'served_more_recently',
    compare: ascending(({ lastAssigned }) => lastAssigned ?? Number.NEGATIVE_INFINITY),
  },
  { verdict: 'later_in_order', compare: (one, other) => (one.host < other.host ? -1 : 1) },
];

const CRITERIA: Readonly<Record<Strategy, readonly Criterion[]>> = {
  equal: BY_DEBT,
  weighted: BY_DEBT,
  availability_first: [
    { verdict: 'less_free_time', compare: ascending(({ freeMinutes }) => -(freeMinutes ?? 0)) },
    ...BY_DEBT,
  ],
  soonest: [{ verdict: 'free_later', compare: ascending(({ earliestStart }) => earliestStart) }, ...BY_DEBT],
  random: [{ verdict: 'drawn_later', compare: ascending(({ lot }) => lot) }, ...BY_DEBT],
  priority: [{ verdict: 'lower_tier', compare: ascending(({ tier }) => tier) }, ...BY_DEBT],
};

const order = (criteria: readonly Criterion[]) => (one: Standing, other: Standing) => {
  for (const { compare } of criteria) {
    const difference = compare(one, other);
    if (difference !== 0) return difference;
  }
  return 0;
};

/** FNV-1a over the seed and the host, so that one host's lot does not depend on who else is in the draw. */
function drawLot(seed: string, host: MemberId): number {
  let hash = 0x811c9dc5;
  for (const character of `${seed}\u0000${host}`) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  }
  // FNV leaves names that differ in their last letter close together; the finaliser of MurmurHash3 spreads them.
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** A host nobody counted yet starts with no debt; what the others hold by now is kept beside it for people to read. */
function newCounter(host: PoolHost, pool: Pool, page: CountersPage): HostCounter {
  const counted = pool.hosts.filter((other) => page.counters[other.host] !== undefined);
  const held = counted.reduce((sum, other) => {
    const counter = page.counters[other.host];
    return sum + (counter === undefined ? 0 : counter.count + counter.calibration);
  }, 0);
  const weight = counted.reduce((sum, other) => sum + weightOf(pool, other), 0);
  const calibration = weight === 0 ? 0 : (held * weightOf(pool, host)) / weight;
  return { count: 0, target: 0, returned: 0, calibration, lastAssigned: null };
}

interface Seat {
  readonly settings: PoolHost;
  readonly presence: Presence;
  readonly weight: number;
  readonly counter: HostCounter;
}

const debtOf = ({ counter }: Seat): number => counter.target - counter.count;
const sumOf = (seats: readonly Seat[], read: (seat: Seat) => number): number =>
  seats.reduce((sum, seat) => sum + read(seat), 0);

/** The tier that deals with this visit; a pool without tiers is one group. */
function groupOf(pool: Pool, seats: readonly Seat[], wanted: MemberId | undefined): readonly Seat[] {
  const present = seats.filter(({ presence }) => presence.state !== 'away');
  if (pool.strategy !== 'priority') return present;
  const asked = present.filter(({ settings, presence }) =>
    wanted === undefined ? presence.state === 'free' : settings.host === wanted,
  );
  const tier = Math.min(...asked.map(({ settings }) => settings.tier));
  return present.filter(({ settings }) => settings.tier === tier);
}

/**
 * Shares this visit out among the hosts present. First the debts of those present are settled to add up to nothing:
 * what somebody who is away now is owed, or was given too much, must not weigh on the others for ever.
 */
function shareOut(pool: Pool, seats: readonly Seat[], wanted: MemberId | undefined): Standing[] {
  const group = groupOf(pool, seats, wanted);
  const unsettled = sumOf(group, debtOf) / sumOf(group, ({ weight }) => weight);
  const settled = (seat: Seat): number => seat.counter.target - unsettled * seat.weight;
  const sharing = group.filter(
    (seat) => seat.presence.state === 'free' || steps(settled(seat) - seat.counter.count) < steps(pool.catchUpLimit),
  );
  const weightSharing = sumOf(sharing, ({ weight }) => weight);
  return seats.map((seat) => {
    const { settings, presence, weight, counter } = seat;
    const share = sharing.includes(seat) ? weight / weightSharing : 0;
    const target = group.includes(seat) ? settled(seat) + share : counter.target;
    const debt = target - counter.count;
    return {
      host: settings.host,
      state: presence.state,
      tier: settings.tier,
      weight,
      share,
      count: counter.count,
      target,
      debt,
      returned: counter.returned,
      calibration: counter.calibration,
      dueIn: share === 0 ? null : (1 - debt) / share,
      lastAssigned: counter.lastAssigned,
      freeMinutes: presence.state === 'free' ? (presence.freeMinutes ?? null) : null,
      earliestStart: presence.state === 'free' ? (presence.earliestStart ?? null) : null,
      lot: null,
    };
  });
}

/** A host chosen by hand, or one the visit stays with: the ranks are what they are, the choice does not follow them. */
interface Wanted {
  readonly host: MemberId;
  readonly because: 'by_hand' | 'to_stay';
}

function verdictOf(
  standing: Standing,
  first: Standing | undefined,
  criteria: readonly Criterion[],
  wanted: Wanted | undefined,
): Verdict {
  if (standing.state !== 'free') return standing.state;
  if (standing.host === first?.host) return wanted ? `chosen_${wanted.because}` : 'chosen';
  if (wanted) return `passed_over_${wanted.because}`;
  if (first === undefined) return 'later_in_order';
  return criteria.find(({ compare }) => compare(first, standing) !== 0)?.verdict ?? 'later_in_order';
}

export interface RankingRequest {
  readonly presences: readonly Presence[];
  readonly seed: string;
  readonly wanted?: Wanted | undefined;
}

/** Every host of the pool with its numbers, in the pool's order; at most one is chosen. */
export function rankHosts(pool: Pool, page: CountersPage, request: RankingRequest): readonly HostNumbers[] {
  const presences = new Map(request.presences.map((presence) => [presence.host, presence]));
  const seats = pool.hosts.map(
    (settings): Seat => ({
      settings,
      presence: presences.get(settings.host) ?? { host: settings.host, state: 'away' },
      weight: weightOf(pool, settings),
      counter: page.counters[settings.host] ?? newCounter(settings, pool, page),
    }),
  );
  const { wanted } = request;
  const standings = shareOut(pool, seats, wanted?.host).map((standing) =>
    pool.strategy === 'random' ? { ...standing, lot: drawLot(request.seed, standing.host) } : standing,
  );
  const criteria = CRITERIA[pool.strategy];
  const ranked = standings.filter(({ state }) => state === 'free').sort(order(criteria));
  const first = wanted === undefined ? ranked[0] : ranked.find(({ host }) => host === wanted.host);
  return standings.map((standing) => ({
    ...standing,
    rank: standing.state === 'free' ? ranked.indexOf(standing) + 1 : null,
    verdict: verdictOf(standing, first, criteria, wanted),
  }));
}
