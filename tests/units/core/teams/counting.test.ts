import { beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { OrganisationId } from '../../../../src/core/ids.ts';
import { ok } from '../../../../src/core/result.ts';
import { createCounting, type PagePlace } from '../../../../src/core/teams/counting.ts';
import { measureFairness } from '../../../../src/core/teams/fairness.ts';
import { assign, giveBack } from '../../../../src/core/teams/service.ts';
import type { AssignedRecord, PeriodKey } from '../../../../src/core/teams/types.ts';
import { type PoolStores, poolsInMemory } from '../../../support/memory-pools.ts';
import { allFree, assignment, host, poolOf, visit } from './table.ts';

// Deals that wait while a page is written go into the next write together; counts, log and fairness are those of one after
// another.

const pool = poolOf([host('anna', { weight: 50 }), host('ben'), host('cleo', { weight: 200 })], {
  strategy: 'weighted',
});
const place: PagePlace = {
  organisationId: 'org_clinic' as OrganisationId,
  pool: pool.id,
  period: '2026-W47' as PeriodKey,
};

let stores: PoolStores;
let writes: number;

beforeEach(() => {
  stores = poolsInMemory();
  writes = 0;
});

function openCounting({ counterPages, assignments }: Pick<PoolStores, 'counterPages' | 'assignments'> = stores) {
  const pages = {
    ...counterPages,
    async write(...page: Parameters<typeof counterPages.write>) {
      const isWritten = await counterPages.write(...page);
      if (isWritten) writes += 1;
      return isWritten;
    },
  };
  return createCounting({ pages, log: assignments, chance: () => 0.5, pause: async () => {} });
}
type Counting = ReturnType<typeof openCounting>;

async function deal(counting: Counting, name: string): Promise<AssignedRecord> {
  const request = { assignment: assignment(name), at: 1, presences: allFree(pool), seed: name, visit };
  const counted = await counting.step(place, {
    look: async () => {},
    take(page) {
      const dealt = assign(pool, page, request);
      return dealt.ok ? ok({ page: dealt.value.page, answer: dealt.value.record }) : dealt;
    },
  });
  if (!counted.ok) throw new Error(counted.reason);
  await counted.value.logged;
  return counted.value.answer;
}

async function returnVisit(counting: Counting, record: AssignedRecord): Promise<void> {
  const counted = await counting.step(place, {
    look: () => stores.assignments.find(place.organisationId, record.assignment),
    take(page, known) {
      const returned = known?.isReturned ? undefined : giveBack(page, record, 'cancelled', 2);
      return ok({ page: returned?.ok ? returned.value : page, answer: undefined });
    },
  });
  if (counted.ok) await counted.value.logged;
}

const logged = () => stores.assignments.ofPeriod(place, 1_000);

async function expectOneTruth(): Promise<void> {
  const page = await stores.counterPages.read(place);
  const records = await logged();
  const { hosts } = measureFairness(
    records,
    pool.hosts.map(({ host: id }) => id),
  );
  for (const { host: id, assigned, returned } of hosts) {
    expect(page.counters[id]?.count ?? 0).toBe(assigned);
    expect(page.counters[id]?.returned ?? 0).toBe(returned);
  }
  expect(records.map(({ sequence }) => sequence).sort((a, b) => a - b)).toEqual(
    Array.from({ length: page.sequence }, (_, index) => index + 1),
  );
}

describe('a pool everybody wants', () => {
  test('seventy people at once cost one write, and are shared out as one after another', async () => {
    const counting = openCounting();
    await Promise.all(Array.from({ length: 70 }, (_, index) => deal(counting, `visit ${index}`)));
    expect(writes).toBe(1);
    const { counters, unlogged } = await stores.counterPages.read(place);
    expect([counters.anna?.count, counters.ben?.count, counters.cleo?.count]).toEqual([10, 20, 40]);
    expect(unlogged).toEqual([]);
    await expectOneTruth();
  });

  test('whoever fails in the middle of the others fails alone', async () => {
    const counting = openCounting();
    const failing = (step: 'look' | 'take') =>
      counting.step(place, {
        look: async () => {
          if (step === 'look') throw new Error('the log is not to be read');
        },
        take: () => {
          throw new Error('no such host');
        },
      });
    const answers = await Promise.allSettled([
      deal(counting, 'a'),
      failing('look'),
      deal(counting, 'b'),
      failing('take'),
      deal(counting, 'c'),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'fulfilled',
      'rejected',
      'fulfilled',
    ]);
    expect((await stores.counterPages.read(place)).sequence).toBe(3);
  });

  test('a log that is away takes nothing from the page; the next deal brings both records there', async () => {
    let isAway = true;
    const assignments = {
      ...stores.assignments,
      async append(...records: Parameters<typeof stores.assignments.append>) {
        if (isAway) throw new Error('the power went');
        return stores.assignments.append(...records);
      },
    };
    const counting = openCounting({ ...stores, assignments });
    await expect(deal(counting, 'first')).rejects.toThrow('the power went');
    expect((await stores.counterPages.read(place)).unlogged).toHaveLength(1);
    isAway = false;
    await deal(counting, 'second');
    expect(await logged()).toHaveLength(2);
    await expectOneTruth();
  });

  test('what a process remembers of the page is never an answer: a visit another one gave back is not given back again', async () => {
    const [here, there] = [openCounting(), openCounting()];
    const record = await deal(here, 'visit');
    await returnVisit(there, record);
    await Promise.all([returnVisit(here, record), returnVisit(there, record)]);
    expect(await logged()).toHaveLength(2);
    await expectOneTruth();
  });

  test('whatever is dealt and given back at once in two processes, page and log tell the same', async () => {
    const deed = fc.record({ gives: fc.boolean(), pick: fc.nat(30), isHere: fc.boolean() });
    const rounds = fc.array(fc.array(deed, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(rounds, async (played) => {
        stores = poolsInMemory();
        const [here, there] = [openCounting(), openCounting()];
        const records: AssignedRecord[] = [];
        for (const [number, round] of played.entries())
          await Promise.all(
            round.map(async ({ gives, pick, isHere }, index) => {
              const counting = isHere ? here : there;
              const record = records[pick % Math.max(1, records.length)];
              if (gives && record) return returnVisit(counting, record);
              records.push(await deal(counting, `${number} ${index}`));
            }),
          );
        await there.moveToLog(place);
        expect((await stores.counterPages.read(place)).unlogged).toEqual([]);
        await expectOneTruth();
      }),
      { numRuns: 2_000 },
    );
  });
});
