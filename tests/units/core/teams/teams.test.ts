import { describe, expect, test } from '@jest/globals';
import type { Fault } from '../../../../src/core/fault.ts';
import { measureFairness } from '../../../../src/core/teams/fairness.ts';
import { checkPool, periodAt } from '../../../../src/core/teams/rules.ts';
import {
  type AssignmentRequest,
  assign,
  dealAgain,
  explain,
  giveBack,
  restore,
} from '../../../../src/core/teams/service.ts';
import type { AssignedRecord, Period, Pool } from '../../../../src/core/teams/types.ts';
import type { Zone } from '../../../../src/core/time/types.ts';
import {
  allFree,
  assignment,
  away,
  busy,
  debts,
  free,
  freshPage,
  host,
  member,
  numbersOf,
  openTable,
  poolOf,
  visit,
} from './table.ts';

const trio = [host('ana'), host('ben'), host('cleo')];
const namesOf = (records: readonly AssignedRecord[]) => records.map((record) => record.host);
const request = (name: string, presences = allFree(poolOf(trio))) => ({
  assignment: assignment(name),
  at: 1_000,
  presences,
  seed: name,
  visit,
});

function dealt(pool: Pool, page = freshPage(pool), asked: AssignmentRequest = request('first')) {
  const assigned = assign(pool, page, asked);
  if (!assigned.ok) throw new Error(assigned.reason);
  return assigned.value;
}

describe('whose turn it is', () => {
  test('three hosts with nothing else to do take turns', () => {
    const table = openTable(poolOf(trio));
    for (let visit = 0; visit < 6; visit += 1) table.deal(allFree(poolOf(trio)));
    expect(namesOf(table.records)).toEqual(['ana', 'ben', 'cleo', 'ana', 'ben', 'cleo']);
  });

  test('a half-time host gets half and a double one twice as many, spread evenly and not in blocks', () => {
    const pool = poolOf([host('half', { weight: 50 }), host('full'), host('double', { weight: 200 })], {
      strategy: 'weighted',
    });
    const table = openTable(pool);
    for (let visit = 0; visit < 70; visit += 1) table.deal(allFree(pool));
    const counts = Object.fromEntries(Object.entries(table.page().counters).map(([name, { count }]) => [name, count]));
    expect(counts).toEqual({ half: 10, full: 20, double: 40 });
    expect(namesOf(table.records.slice(0, 7))).toEqual([
      'double',
      'full',
      'double',
      'double',
      'half',
      'full',
      'double',
    ]);
  });

  test('weights say nothing when the turns are equal', () => {
    const pool = poolOf([host('ana', { weight: 500 }), host('ben', { weight: 10 })]);
    const table = openTable(pool);
    for (let visit = 0; visit < 4; visit += 1) table.deal(allFree(pool));
    expect(namesOf(table.records)).toEqual(['ana', 'ben', 'ana', 'ben']);
  });

  test('the host with most free time is asked first, and with equal time the one who is owed', () => {
    const pool = poolOf(trio, { strategy: 'availability_first' });
    const table = openTable(pool);
    const presences = [
      free('ana', { freeMinutes: 60 }),
      free('ben', { freeMinutes: 90 }),
      free('cleo', { freeMinutes: 90 }),
    ];
    expect(table.deal(presences)?.host).toBe('ben');
    const second = table.deal(presences);
    expect(second?.host).toBe('cleo');
    expect(numbersOf(second, 'ana').verdict).toBe('less_free_time');
    expect(numbersOf(second, 'ben').verdict).toBe('ahead_of_target');
  });

  test('whoever can start first gets the visit when soonest counts', () => {
    const table = openTable(poolOf(trio, { strategy: 'soonest' }));
    const record = table.deal([free('ana', { earliestStart: 30 }), free('ben', { earliestStart: 20 }), busy('cleo')]);
    expect(record?.host).toBe('ben');
    expect(numbersOf(record, 'ana').verdict).toBe('free_later');
    expect(numbersOf(record, 'cleo').verdict).toBe('busy');
  });

  test('a draw depends on its seed alone, and over many draws everybody is drawn alike', () => {
    const pool = poolOf(trio, { strategy: 'random' });
    const drawn = Array.from(
      { length: 3_000 },
      (_, index) => dealt(pool, freshPage(pool), request(`${index}`)).record.host,
    );
    const again = Array.from(
      { length: 3_000 },
      (_, index) => dealt(pool, freshPage(pool), request(`${index}`)).record.host,
    );
    expect(again).toEqual(drawn);
    for (const name of ['ana', 'ben', 'cleo']) {
      const times = drawn.filter((who) => who === name).length;
      expect(times).toBeGreaterThan(880);
      expect(times).toBeLessThan(1_120);
    }
  });

  test('the second tier is asked only when nobody of the first is free, and then takes turns of its own', () => {
    const pool = poolOf([host('senior'), host('junior a', { tier: 2 }), host('junior b', { tier: 2 })], {
      strategy: 'priority',
    });
    const table = openTable(pool);
    const seniorBusy = [busy('senior'), free('junior a'), free('junior b')];
    const first = table.deal(allFree(pool));
    table.deal(allFree(pool));
    for (let visit = 0; visit < 4; visit += 1) table.deal(seniorBusy);
    expect(namesOf(table.records)).toEqual(['senior', 'senior', 'junior a', 'junior b', 'junior a', 'junior b']);
    expect(numbersOf(first, 'junior a')).toMatchObject({ verdict: 'lower_tier', share: 0, dueIn: null, rank: 2 });
  });

  test('a host who was busy for the morning catches up with the limit, not with the whole morning', () => {
    const pool = poolOf(trio, { catchUpLimit: 2 });
    const table = openTable(pool);
    for (let visit = 0; visit < 30; visit += 1) table.deal([busy('ana'), free('ben'), free('cleo')]);
    for (let visit = 0; visit < 9; visit += 1) table.deal(allFree(pool));
    const afternoon = namesOf(table.records.slice(30));
    expect(afternoon.filter((name) => name === 'ana').length).toBe(5);
    expect(afternoon.slice(0, 3)).toEqual(['ana', 'ana', 'ana']);
  });

  test('a new host is not flooded: it starts level and is told what the others hold', () => {
    const pool = poolOf([...trio, host('dora')]);
    const table = openTable(pool);
    for (let visit = 0; visit < 30; visit += 1) table.deal(allFree(poolOf(trio)), poolOf(trio));
    const first = table.deal(allFree(pool));
    expect(numbersOf(first, 'dora')).toMatchObject({ count: 0, calibration: 10, debt: 0.25 });
    for (let visit = 0; visit < 7; visit += 1) table.deal(allFree(pool));
    expect(namesOf(table.records.slice(30)).filter((name) => name === 'dora').length).toBe(2);
  });

  test('nobody free is an answer with the reason for every host', () => {
    const answer = assign(poolOf(trio), freshPage(poolOf(trio)), request('none', [busy('ana'), away('ben')]));
    expect(answer).toMatchObject({
      ok: false,
      reason: 'no_host_free',
      detail: { numbers: [{ verdict: 'busy' }, { verdict: 'away' }, { verdict: 'away' }] },
    });
  });
});

describe('a visit that is given back', () => {
  test.each(['cancelled', 'no_show'] as const)('gives its host the next turn when it was %s', (reason) => {
    const table = openTable(poolOf(trio));
    const first = table.deal(allFree(poolOf(trio)));
    table.deal(allFree(poolOf(trio)));
    if (first) table.returnVisit(first, reason);
    expect(table.page().counters.ana).toMatchObject({ count: 0, returned: 1 });
    expect(table.deal(allFree(poolOf(trio)))?.host).toBe('ana');
  });

  test('is counted once, however often it is reported', () => {
    const pool = poolOf(trio);
    const { page, record } = dealt(pool);
    const returned = giveBack(page, record, 'cancelled', 2_000);
    expect(returned.ok && giveBack(returned.value, record, 'no_show', 3_000)).toEqual({
      ok: false,
      reason: 'already_given_back',
    });
  });

  test('counts again when it took place after all, and leaves everything as if it had never been given back', () => {
    const pool = poolOf(trio);
    const { page, record } = dealt(pool);
    const returned = giveBack(page, record, 'no_show', 2_000);
    const restored = returned.ok ? restore(returned.value, record, 3_000) : returned;
    if (!restored.ok) throw new Error(restored.reason);
    for (const name of ['ana', 'ben', 'cleo']) {
      expect(restored.value.counters[name]?.count).toBe(page.counters[name]?.count);
      expect(restored.value.counters[name]?.target).toBeCloseTo(page.counters[name]?.target ?? 0, 9);
    }
    expect(restore(restored.value, record, 4_000)).toEqual({ ok: false, reason: 'already_restored' });
    expect(measureFairness(restored.value.unlogged, [])).toMatchObject({ assigned: 1, returned: 0 });
  });
});

describe('a person decides', () => {
  const byHand = { host: member('cleo'), by: member('boss'), why: 'speaks Portuguese' };

  test('the chosen host gets the visit, it counts, and the log says who decided and why', () => {
    const pool = poolOf(trio);
    const { page, record } = dealt(pool, freshPage(pool), { ...request('first'), byHand });
    expect(record).toMatchObject({ host: 'cleo', byHand: { by: 'boss', why: 'speaks Portuguese' } });
    expect(numbersOf(record, 'ana')).toMatchObject({ rank: 1, verdict: 'passed_over_by_hand' });
    expect(page.counters.cleo?.count).toBe(1);
  });

  test('a host who is not free is not given a visit by hand either', () => {
    const pool = poolOf(trio);
    const answer = assign(pool, freshPage(pool), { ...request('first', [free('ana'), busy('cleo')]), byHand });
    expect(answer).toMatchObject({
      ok: false,
      reason: 'host_not_free',
      detail: { numbers: [{}, {}, { verdict: 'busy' }] },
    });
  });

  test('a reason is asked for, and a host of the pool', () => {
    const pool = poolOf(trio);
    const ask = (changes: object) => () =>
      assign(pool, freshPage(pool), { ...request('first'), byHand: { ...byHand, ...changes } });
    expect(ask({ why: ' ' })).toThrow('/byHand/why');
    expect(ask({ host: member('zoe') })).toThrow('/byHand/host');
  });
});

describe('a visit stays with a host', () => {
  const pool = poolOf(trio);
  const staying = (presences?: Parameters<typeof request>[1]) => ({
    ...request('next of the series', presences),
    staysWith: member('cleo'),
  });

  test('who is free: it counts for that host, and the others are owed what was their due', () => {
    const { page, record } = dealt(pool, freshPage(pool), staying());
    expect(record).toMatchObject({ host: 'cleo', byHand: null });
    expect(numbersOf(record, 'ana').verdict).toBe('passed_over_to_stay');
    expect(page.counters.cleo).toMatchObject({ count: 1 });
    expect(page.counters.ana?.target).toBeCloseTo(1 / 3, 9);
  });

  test('and is dealt in turn when that host is not', () => {
    const { record } = dealt(pool, freshPage(pool), staying([free('ana'), free('ben'), busy('cleo')]));
    expect(record.host).toBe('ana');
  });
});

describe('a visit that could not be placed', () => {
  const pool = poolOf(trio);

  test('is given back and dealt again in one write', () => {
    const { page, record } = dealt(pool);
    const again = dealAgain(pool, page, record, request('again', [busy('ana'), free('ben'), free('cleo')]));
    if (!again.ok) throw new Error(again.reason);
    expect(again.value.page.version).toBe(page.version + 1);
    expect(again.value.record.host).toBe('ben');
    expect(again.value.page.counters).toMatchObject({ ana: { count: 0, returned: 1 }, ben: { count: 1 } });
    expect(dealAgain(pool, again.value.page, record, request('again'))).toEqual(again);
  });

  test('keeps its host when nobody else is free', () => {
    const { page, record } = dealt(pool);
    const nobody = dealAgain(pool, page, record, request('again', [busy('ana'), busy('ben'), away('cleo')]));
    expect(nobody).toMatchObject({ ok: false, reason: 'no_host_free' });
    expect(page.counters.ana?.count).toBe(1);
  });
});

describe('two bookings at the same moment', () => {
  test('the slower one sees that its page is out of date, decides again, and takes the next host', () => {
    const pool = poolOf(trio);
    let stored = freshPage(pool);
    const write = (read: number, page: typeof stored) => {
      if (stored.version !== read) return false;
      stored = page;
      return true;
    };
    const one = dealt(pool, stored, request('one'));
    const other = dealt(pool, stored, request('other'));
    expect([one.record.host, other.record.host]).toEqual(['ana', 'ana']);
    expect(write(0, one.page)).toBe(true);
    expect(write(0, other.page)).toBe(false);
    const retried = dealt(pool, stored, request('other'));
    expect(write(stored.version, retried.page)).toBe(true);
    expect(retried.record.host).toBe('ben');
    expect(stored.version).toBe(2);
  });

  test('the same booking asked twice gets the same host and is counted once', () => {
    const pool = poolOf(trio);
    const { page, record } = dealt(pool);
    expect(assign(pool, page, request('first'))).toEqual({ ok: true, value: { page, record } });
  });
});

describe('figures of fairness', () => {
  test('show per host what it got, what was its due, and how far apart they are', () => {
    const pool = poolOf([host('half', { weight: 50 }), host('full')], { strategy: 'weighted' });
    const table = openTable(pool);
    for (let visit = 0; visit < 6; visit += 1) table.deal(allFree(pool));
    table.dealByHand('half', allFree(pool));
    const last = table.deal(allFree(pool));
    if (last) table.returnVisit(last, 'no_show');
    const fairness = measureFairness(table.page().unlogged, [member('idle')]);
    expect(fairness).toMatchObject({ assigned: 7, returned: 1 });
    expect(
      fairness.hosts.map(({ host: name, assigned, returned, byHand }) => [name, assigned, returned, byHand]),
    ).toEqual([
      ['idle', 0, 0, 0],
      ['full', 4, 1, 0],
      ['half', 3, 0, 1],
    ]);
    expect(fairness.hosts[2]?.target).toBeCloseTo(7 / 3, 9);
    expect(fairness.hosts[2]?.targetShare).toBeCloseTo(1 / 3, 9);
    expect(fairness.hosts[2]?.share).toBeCloseTo(3 / 7, 9);
    expect(fairness.spread).toBeCloseTo(4 / 3, 9);
    expect(fairness.largestDeviation).toBeCloseTo(2 / 3, 9);
  });

  test('an empty log has no shares and no spread', () => {
    expect(measureFairness([], [])).toEqual({ assigned: 0, returned: 0, hosts: [], spread: 0, largestDeviation: 0 });
  });
});

describe('periods', () => {
  const periodIn = (zone: string, period: Period, moment: string) =>
    periodAt({ period, zone: zone as Zone }, Date.parse(moment));

  test('a day, an ISO week, a month, or one that never ends', () => {
    const periods = ['daily', 'weekly', 'monthly', 'never'] as const;
    const keys = periods.map((period) => periodIn('Europe/Berlin', period, '2026-11-21T10:00:00Z'));
    expect(keys).toEqual(['2026-11-21', '2026-W47', '2026-11', 'always']);
  });

  test('turn at midnight of the pool, not of anywhere else', () => {
    const moment = '2026-11-30T23:30:00Z';
    expect(periodIn('Europe/Berlin', 'monthly', moment)).toBe('2026-12');
    expect(periodIn('America/New_York', 'monthly', moment)).toBe('2026-11');
    expect(periodIn('Pacific/Auckland', 'daily', moment)).toBe('2026-12-01');
    expect(periodIn('Europe/Berlin', 'weekly', '2027-01-03T22:59:00Z')).toBe('2026-W53');
    expect(periodIn('Europe/Berlin', 'weekly', '2027-01-03T23:00:00Z')).toBe('2027-W01');
  });
});

describe('what a pool may be', () => {
  const faultsOf = (pool: Pool) => {
    try {
      checkPool(pool);
      return [];
    } catch (fault) {
      return (fault as Fault).fields.map(({ pointer }) => pointer);
    }
  };

  test('names every field that cannot be used', () => {
    expect(faultsOf(poolOf(trio))).toEqual([]);
    expect(faultsOf(poolOf([]))).toEqual(['/hosts']);
    expect(faultsOf(poolOf([host('ana', { weight: 0 }), host('ana', { tier: 0.5 })], { catchUpLimit: 0 }))).toEqual([
      '/hosts/0/weight',
      '/hosts/1/host',
      '/hosts/1/tier',
      '/catchUpLimit',
    ]);
    expect(faultsOf(poolOf([host('ana', { weight: 11 })], { weightScale: 'points' }))).toEqual(['/hosts/0/weight']);
    expect(faultsOf(poolOf(Array.from({ length: 201 }, (_, index) => host(`${index}`))))).toEqual(['/hosts']);
  });

  test('refuses a presence of a stranger, one named twice, and one without the number its strategy compares', () => {
    const ask = (pool: Pool, presences: Parameters<typeof request>[1]) => () =>
      explain(pool, freshPage(pool), request('asked', presences));
    expect(ask(poolOf(trio), [free('zoe')])).toThrow('/presences/0/host');
    expect(ask(poolOf(trio), [free('ana'), busy('ana')])).toThrow('/presences/1/host');
    expect(ask(poolOf(trio, { strategy: 'soonest' }), [free('ana')])).toThrow('/presences/0/earliestStart');
    expect(ask(poolOf(trio, { strategy: 'availability_first' }), [free('ana')])).toThrow('/presences/0/freeMinutes');
  });

  test('debts of a calm pool add up to nothing', () => {
    const table = openTable(poolOf(trio));
    for (let visit = 0; visit < 10; visit += 1) table.deal(allFree(poolOf(trio)));
    expect(debts(table.page()).reduce((sum, debt) => sum + debt, 0)).toBeCloseTo(0, 9);
  });
});
