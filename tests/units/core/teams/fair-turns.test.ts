import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { measureFairness } from '../../../../src/core/teams/fairness.ts';
import { assign, explain } from '../../../../src/core/teams/service.ts';
import type { HostNumbers, Strategy } from '../../../../src/core/teams/types.ts';
import {
  allFree,
  assignment,
  away,
  busy,
  debts,
  free,
  happen,
  happenings,
  host,
  hostsWithWeights,
  member,
  openTable,
  poolOf,
  presencesOf,
  type Table,
  visit,
} from './table.ts';

const CASES = { numRuns: 2_000 };
/** Sums of fractions: a millionth of a visit is nothing. */
const NOTHING = 1e-5;
const strategies = fc.constantFrom<Strategy[]>(
  'equal',
  'weighted',
  'availability_first',
  'soonest',
  'random',
  'priority',
);
const turns = fc.constantFrom<Strategy[]>('equal', 'weighted', 'priority');

/** How far from its target the host is that is farthest from it. */
const farthest = (table: Table): number => Math.max(0, ...debts(table.page()).map(Math.abs));

/** The visits after which the host furthest ahead has been caught up, everybody being free. */
function visitsToCatchUp(numbers: readonly HostNumbers[]): number {
  return Math.max(0, ...numbers.map(({ debt, share }) => (share === 0 ? 0 : (share - debt) / share)));
}

describe('turns among hosts who are all free', () => {
  test('each host stays within one visit of its target, whatever the weights and whoever joins', () => {
    fc.assert(
      fc.property(hostsWithWeights, turns, fc.array(fc.nat(8), { maxLength: 60 }), (hosts, strategy, joins) => {
        let pool = poolOf(hosts.slice(0, 1), { strategy });
        const table = openTable(pool);
        for (const join of joins) {
          if (join === 0) pool = poolOf(hosts.slice(0, pool.hosts.length + 1), { strategy });
          table.deal(allFree(pool), pool);
          expect(farthest(table)).toBeLessThan(1 + NOTHING);
        }
      }),
      CASES,
    );
  });

  test('three heavy and ten light hosts, where dealing to the largest debt would leave one 1.25 visits behind', () => {
    const hosts = Array.from({ length: 13 }, (_, index) => host(`host ${index}`, { weight: index < 3 ? 10 : 1 }));
    const pool = poolOf(hosts, { strategy: 'weighted', weightScale: 'points' });
    const table = openTable(pool);
    for (let visit = 0; visit < 400; visit += 1) {
      table.deal(allFree(pool));
      expect(farthest(table)).toBeLessThan(1);
    }
    expect(table.page().counters['host 0']?.count).toBe(100);
    expect(table.page().counters['host 12']?.count).toBe(10);
  });
});

describe('turns when visits are given back and hosts are busy, away or chosen by hand', () => {
  test('everybody is within one visit again once the host furthest ahead is caught up, and stays there', () => {
    fc.assert(
      fc.property(hostsWithWeights, turns, happenings, (hosts, strategy, troubles) => {
        const pool = poolOf(hosts, { strategy });
        const table = openTable(pool);
        for (const trouble of troubles) happen(table, pool, trouble);

        const first = table.deal(allFree(pool));
        const calm = Math.ceil(visitsToCatchUp(first?.numbers ?? [])) + NOTHING;
        for (let visit = 2; visit < calm + 12 && visit < 400; visit += 1) {
          table.deal(allFree(pool));
          if (visit < calm) continue;
          expect(farthest(table)).toBeLessThan(1 + NOTHING);
        }
      }),
      CASES,
    );
  });

  test('a turn never puts its host a whole visit above its target while everybody is free', () => {
    fc.assert(
      fc.property(hostsWithWeights, turns, happenings, (hosts, strategy, troubles) => {
        const pool = poolOf(hosts, { strategy });
        const table = openTable(pool);
        for (const trouble of troubles) {
          happen(table, pool, trouble);
          const record = table.deal(allFree(pool));
          const counter = table.page().counters[record?.host ?? ''];
          expect((counter?.target ?? 0) - (counter?.count ?? 0)).toBeGreaterThan(-1 - NOTHING);
        }
      }),
      CASES,
    );
  });

  test('nobody gets a visit who is busy, away or not asked, with any strategy', () => {
    fc.assert(
      fc.property(hostsWithWeights, strategies, happenings, (hosts, strategy, troubles) => {
        const pool = poolOf(hosts, { strategy });
        const table = openTable(pool);
        for (const trouble of troubles) happen(table, pool, trouble);
        const mood = troubles[0]?.mood ?? [0];
        const presences = presencesOf(pool, mood);
        const record = table.deal(presences);
        const someoneIsFree = presences.some(({ state }) => state === 'free');
        expect(record !== undefined).toBe(someoneIsFree);
        for (const { host, numbers } of table.records)
          expect(numbers.find((entry) => entry.host === host)?.state).toBe('free');
      }),
      CASES,
    );
  });

  test('a visit given back at once leaves the counts as if it had never been dealt', () => {
    fc.assert(
      fc.property(hostsWithWeights, strategies, happenings, (hosts, strategy, troubles) => {
        const pool = poolOf(hosts, { strategy });
        const table = openTable(pool);
        for (const trouble of troubles) happen(table, pool, trouble);
        table.deal(allFree(pool));
        const request = { presences: allFree(pool), seed: 's' };
        const before = explain(pool, table.page(), request);
        const record = table.deal(request.presences);
        if (record) table.returnVisit(record);
        const after = explain(pool, table.page(), request);
        for (const [index, numbers] of after.entries()) {
          const then = before[index];
          expect(numbers.count).toBe(then?.count);
          expect(numbers.debt).toBeCloseTo(then?.debt ?? Number.NaN, 6);
          expect(numbers.verdict).toBe(then?.verdict);
        }
      }),
      CASES,
    );
  });

  test('a newcomer, or who comes back, gets its share of the next visits and at most two more', () => {
    fc.assert(
      fc.property(
        hostsWithWeights,
        turns,
        fc.integer({ min: 0, max: 80 }),
        fc.nat(40),
        (hosts, strategy, gone, next) => {
          const pool = poolOf(hosts, { strategy });
          const table = openTable(pool);
          const absent = pool.hosts[0]?.host ?? member('');
          for (let visit = 0; visit < 5; visit += 1) table.deal(allFree(pool));
          for (let visit = 0; visit < gone; visit += 1)
            table.deal(pool.hosts.map(({ host }) => (host === absent ? away(host) : free(host))));
          const back = Array.from({ length: next }, () => table.deal(allFree(pool)));
          const due = back.reduce((sum, record) => sum + (record?.shares[absent] ?? 0), 0);
          expect(back.filter((record) => record?.host === absent).length).toBeLessThan(due + 2 + NOTHING);
        },
      ),
      CASES,
    );
  });

  test('who is busy for long is owed the catch-up limit and one share at most', () => {
    fc.assert(
      fc.property(
        hostsWithWeights,
        turns,
        fc.nat(80),
        fc.integer({ min: 1, max: 4 }),
        (hosts, strategy, visits, limit) => {
          const pool = poolOf(hosts, { strategy, catchUpLimit: limit });
          const table = openTable(pool);
          const blocked = pool.hosts[0]?.host ?? member('');
          for (let visit = 0; visit < visits; visit += 1)
            table.deal(pool.hosts.map(({ host }) => (host === blocked ? busy(host) : free(host))));
          const counter = table.page().counters[blocked];
          expect(counter?.target ?? 0).toBeLessThan(limit + 1);
        },
      ),
      CASES,
    );
  });
});

describe('what the numbers say', () => {
  /** The rule in the plainest words, over nothing but the numbers shown. */
  function choose(strategy: Strategy, numbers: readonly HostNumbers[]): string | undefined {
    let left = numbers.filter(({ state }) => state === 'free');
    const keepLeast = (read: (entry: HostNumbers) => number) => {
      const least = Math.min(...left.map(read));
      left = left.filter((entry) => read(entry) - least < 1e-9);
    };
    if (strategy === 'priority') keepLeast(({ tier }) => tier);
    if (strategy === 'availability_first') keepLeast(({ freeMinutes }) => -(freeMinutes ?? 0));
    if (strategy === 'soonest') keepLeast(({ earliestStart }) => earliestStart ?? Number.POSITIVE_INFINITY);
    if (strategy === 'random') keepLeast(({ lot }) => lot ?? Number.POSITIVE_INFINITY);
    keepLeast(({ debt }) => (debt > 5e-7 ? 0 : 1));
    keepLeast(({ dueIn }) => Math.round((dueIn ?? Number.POSITIVE_INFINITY) * 1e6));
    keepLeast(({ lastAssigned }) => lastAssigned ?? -1);
    return left.map(({ host }) => host).sort()[0];
  }

  const tiered = hostsWithWeights.map((hosts) => hosts.map((host, index) => ({ ...host, tier: 1 + (index % 3) })));

  test('the choice follows from the numbers shown, and the same question has the same answer', () => {
    fc.assert(
      fc.property(tiered, strategies, happenings, fc.string(), (hosts, strategy, troubles, seed) => {
        const pool = poolOf(hosts, { strategy });
        const table = openTable(pool);
        for (const trouble of troubles) happen(table, pool, trouble);
        const presences = presencesOf(pool, troubles[0]?.mood ?? [1, 2, 3, 7]);
        const request = { presences, seed, at: 1e9, assignment: assignment('asked'), visit };

        const numbers = explain(pool, table.page(), request);
        const assigned = assign(pool, table.page(), request);
        const turnedRound = assign(pool, table.page(), { ...request, presences: presences.toReversed() });
        expect(turnedRound).toEqual(assigned);
        if (!assigned.ok) {
          expect(choose(strategy, numbers)).toBeUndefined();
          expect(assigned.detail).toEqual({ numbers });
          return;
        }
        expect(assigned.value.record.numbers).toEqual(numbers);
        expect(assigned.value.record.host).toBe(choose(strategy, numbers));
        expect(numbers.find(({ rank }) => rank === 1)?.verdict).toBe('chosen');
        const shared = Object.values(assigned.value.record.shares).reduce((sum, share) => sum + share, 0);
        expect(shared).toBeCloseTo(1, 9);
      }),
      CASES,
    );
  });

  test('the log adds up to the counts on the page', () => {
    fc.assert(
      fc.property(tiered, strategies, happenings, (hosts, strategy, troubles) => {
        const pool = poolOf(hosts, { strategy });
        const table = openTable(pool);
        for (const trouble of troubles) happen(table, pool, trouble);
        const page = table.page();
        const fairness = measureFairness(
          page.unlogged,
          pool.hosts.map(({ host }) => host),
        );
        for (const { host, assigned, returned } of fairness.hosts) {
          expect(assigned).toBe(page.counters[host]?.count ?? 0);
          expect(returned).toBe(page.counters[host]?.returned ?? 0);
        }
        expect(fairness.hosts.reduce((sum, { deviation }) => sum + deviation, 0)).toBeCloseTo(0, 6);
        expect(page.sequence).toBe(page.unlogged.length);
      }),
      CASES,
    );
  });
});
