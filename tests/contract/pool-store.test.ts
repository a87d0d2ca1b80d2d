import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { DomainEvent } from '../../src/core/events.ts';
import type { AppointmentId, AssignmentId, EventId, MemberId, OrganisationId } from '../../src/core/ids.ts';
import type { TakingId } from '../../src/core/ledger/types.ts';
import type { PagePlace } from '../../src/core/teams/counting.ts';
import type { KeptPool } from '../../src/core/teams/pools.ts';
import { assign, giveBack } from '../../src/core/teams/service.ts';
import type { CountersPage, PeriodKey, Pool, PoolId } from '../../src/core/teams/types.ts';
import { type Bench, openBench } from '../support/machinery.ts';
import { type PoolStores, poolsInMemory } from '../support/memory-pools.ts';
import { freshDatabase, type TestDatabase } from '../support/store.ts';
import { host, poolOf, visit } from '../units/core/teams/table.ts';

// What core asks of any store that keeps pages of counters and their log: each line is a race, or a crash between two writes.

let database: TestDatabase;
let bench: Bench;
let stored: PoolStores;

beforeAll(async () => {
  database = await freshDatabase();
  bench = openBench(database.uri);
  stored = await bench.join();
});
afterAll(async () => {
  await bench.close();
  await database.close();
});

let count = 0;

const event = ({ id, organisationId, version }: KeptPool): DomainEvent => ({
  id: `evt_${id}_${version}` as EventId,
  organisationId,
  type: 'pool_changed',
  at: 0,
  actor: { kind: 'system', channel: 'system' },
  subject: { kind: 'pool', id },
});

describe.each([
  ['in memory', poolsInMemory],
  ['MongoDB', () => stored],
])('a store of pools: %s', (_, open) => {
  let stores: PoolStores;
  let place: PagePlace;
  let pool: Pool;

  beforeEach(() => {
    stores = open();
    count += 1;
    pool = poolOf([host('mem_ana'), host('mem_ben')], { id: `pol_${count}` as PoolId });
    place = { organisationId: `org_${count}` as OrganisationId, pool: pool.id, period: '2026-W10' as PeriodKey };
  });

  const read = () => stores.counterPages.read(place);
  const write = (page: CountersPage) => stores.counterPages.write(place.organisationId, page);
  const named = (name: string) => `asg_${count}_${name}` as AssignmentId;

  function dealOn(page: CountersPage, name: string, further: Partial<typeof visit> = {}) {
    const presences = pool.hosts.map(({ host: id }) => ({ host: id, state: 'free' }) as const);
    const about = { ...visit, ...further };
    const dealt = assign(pool, page, {
      assignment: named(name),
      at: page.sequence + 1,
      presences,
      seed: 's',
      visit: about,
    });
    if (!dealt.ok) throw new Error(dealt.reason);
    return dealt.value;
  }

  async function log(name: string, further: Partial<typeof visit> = {}) {
    const { page, record } = dealOn(await read(), name, further);
    await write(page);
    await stores.assignments.append(place.organisationId, [record]);
    return record;
  }

  test('of two writers of one version one wins, from the first page on', async () => {
    const empty = await read();
    expect(empty).toMatchObject({ version: 0, counters: {}, unlogged: [] });
    const firsts = await Promise.all(['a', 'b'].map((name) => write(dealOn(empty, name).page)));
    expect(firsts.filter(Boolean)).toHaveLength(1);
    const next = await read();
    const seconds = await Promise.all(['c', 'd', 'e'].map((name) => write(dealOn(next, name).page)));
    expect(seconds.filter(Boolean)).toHaveLength(1);
    expect(await read()).toMatchObject({ version: 2, sequence: 2 });
    expect((await read()).unlogged).toHaveLength(2);
  });

  test('what the log has is taken off, and nothing that came meanwhile', async () => {
    const first = dealOn(await read(), 'first').page;
    await write(first);
    const second = dealOn(first, 'second').page;
    await write(second);
    await stores.counterPages.takeOff(place, [first.sequence]);
    const page = await read();
    expect(page.unlogged.map(({ assignment }) => assignment)).toEqual([named('second')]);
    expect(page).toMatchObject({ version: 2, counters: second.counters });
    const left = () => stores.counterPages.unlogged(1_000, 1_000);
    await stores.counterPages.markLogged(place);
    expect(await left()).toContainEqual(place);
    await stores.counterPages.takeOff(place, [page.sequence]);
    await stores.counterPages.markLogged(place);
    expect(await left()).not.toContainEqual(place);
  });

  test('a record is logged once, and the log tells what became of an assignment', async () => {
    const record = await log('one');
    await stores.assignments.append(place.organisationId, [record, record]);
    expect((await stores.assignments.list(place.organisationId, pool.id)).items).toHaveLength(1);
    const find = () => stores.assignments.find(place.organisationId, record.assignment);
    expect(await find()).toEqual({ record, appointmentId: undefined, isReturned: false, isRestored: false });
    const returned = giveBack(await read(), record, 'no_show', 9);
    if (!returned.ok) throw new Error(returned.reason);
    await stores.assignments.append(place.organisationId, returned.value.unlogged);
    expect(await find()).toMatchObject({ isReturned: true, isRestored: false });
    expect(await stores.assignments.find('org_other' as OrganisationId, record.assignment)).toBeUndefined();
  });

  test('the newest come first, page by page; a period has its own', async () => {
    for (const name of ['a', 'b', 'c']) await log(name);
    const { organisationId } = place;
    const first = await stores.assignments.list(organisationId, pool.id, { limit: 2 });
    const rest = await stores.assignments.list(organisationId, pool.id, { limit: 2, after: first.next });
    expect([...first.items, ...rest.items].map(({ assignment }) => assignment)).toEqual(['c', 'b', 'a'].map(named));
    expect(rest.next).toBeUndefined();
    const [newest] = await stores.assignments.ofPeriod(place, 1);
    expect(newest).toMatchObject({ assignment: named('c'), numbers: [] });
    expect(await stores.assignments.ofPeriod({ ...place, period: '2026-W11' as PeriodKey }, 9)).toEqual([]);
  });

  test('time that is held is either bound or given up, never both', async () => {
    const { assignment } = await log('held');
    const { organisationId } = place;
    const appointment = 'apt_one' as AppointmentId;
    const [isBound, isGivenUp] = await Promise.all([
      stores.assignments.bind(organisationId, assignment, appointment, 5_000),
      stores.assignments.giveUp(organisationId, assignment),
    ]);
    expect([isBound, isGivenUp].filter(Boolean)).toHaveLength(1);
    expect(await stores.assignments.bind(organisationId, assignment, 'apt_two' as AppointmentId, 5_000)).toBe(false);
    // Said again by a sweep that died in the middle, it is the same answer.
    expect(await stores.assignments.giveUp(organisationId, assignment)).toBe(isGivenUp);
  });

  test('a turn is looked at when its time is over, and again when somebody took it up meanwhile', async () => {
    const taking = `tkg_${count}` as TakingId;
    const { assignment } = await log('held', { taking, until: 1_000 });
    const { organisationId } = place;
    const due = async (before: number) =>
      (await stores.assignments.unsettled(before, 1_000)).filter((turn) => turn.organisationId === organisationId);
    expect(await due(999)).toEqual([]);
    expect(await due(1_000)).toMatchObject([{ assignment, taking }]);
    const appointmentId = 'apt_one' as AppointmentId;
    await stores.assignments.bind(organisationId, assignment, appointmentId, 2_000);
    await stores.assignments.settle(organisationId, assignment, 1_000);
    expect(await due(2_000)).toMatchObject([{ assignment, appointmentId }]);
    await stores.assignments.settle(organisationId, assignment, 2_000);
    expect(await due(9_000)).toEqual([]);
  });

  test('pools are listed in the order they were made, and replaced by whoever saw the newest version', async () => {
    const { organisationId } = place;
    const kept = (id: string, version: number, name = id) => ({
      ...{ ...pool, id: id as PoolId, organisationId, version, name },
      hosts: [{ host: 'mem_ana' as MemberId, weight: 100, tier: 1 }],
    });
    for (const id of [`pol_a${count}`, `pol_b${count}`]) {
      const made = kept(id, 1);
      expect(await stores.pools.insert(made, event(made))).toBe('written');
      expect(await stores.pools.insert(made, event(made))).toBe('taken');
    }
    const first = await stores.pools.list(organisationId, { limit: 1 });
    expect(first).toMatchObject({ items: [{ id: `pol_a${count}` }], next: `pol_a${count}` });
    const edited = kept(`pol_a${count}`, 2, 'Reception');
    expect(await stores.pools.replace(edited, event(edited))).toBe('written');
    expect(await stores.pools.replace(edited, event(edited))).toBe('changed_meanwhile');
    expect(await stores.pools.find(organisationId, edited.id)).toEqual(edited);
    const gone = { ...edited, version: 3 };
    expect(await stores.pools.remove(gone, event(gone))).toBe(true);
    expect(await stores.pools.find(organisationId, edited.id)).toBeUndefined();
  });
});
