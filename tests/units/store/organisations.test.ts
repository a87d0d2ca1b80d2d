import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Actor } from '../../../src/core/events.ts';
import type { OrganisationId } from '../../../src/core/ids.ts';
import { bindModel } from '../../../src/store/models/definition.ts';
import { organisationModel } from '../../../src/store/models/organisation.ts';
import { createScope } from '../../../src/store/scope.ts';
import type { Store } from '../../../src/store/store.ts';
import { type Bench, openBench, organisation } from '../../support/machinery.ts';
import { freshDatabase, type TestDatabase } from '../../support/store.ts';

let database: TestDatabase;
let bench: Bench;
let store: Store;

beforeAll(async () => {
  database = await freshDatabase();
  bench = openBench(database.uri);
  store = await bench.join();
});
afterAll(async () => {
  await bench.close();
  await database.close();
});

const operator: Actor = { kind: 'operator', channel: 'command_line' };
const details = { name: 'Riverside Clinic', zone: 'America/New_York', language: 'en' };

async function founded(slug: string): Promise<OrganisationId> {
  const created = await store.organisations.create({ ...details, slug }, operator);
  if (!created.ok) throw new Error(created.reason);
  return created.value.id;
}

describe('organisations', () => {
  test('is found by its id and by the word in its addresses', async () => {
    const id = await founded('riverside');
    const expected = {
      ...{ ...details, id, slug: 'riverside', version: 1, createdAt: bench.clock.now(), auditDays: 730 },
      ...{ quietHours: { from: 1_260, to: 480 }, wording: [], holdOffers: 'none' },
    };
    await expect(store.organisations.get(id)).resolves.toEqual(expected);
    await expect(store.organisations.bySlug('riverside')).resolves.toEqual(expected);
    await expect(store.organisations.get(organisation('nobody'))).resolves.toBeUndefined();
  });

  test('two that want the same word at once: one gets it, the other is told', async () => {
    const both = await Promise.all(
      [1, 2].map(() => store.organisations.create({ ...details, slug: 'wanted' }, operator)),
    );
    expect(both.filter(({ ok }) => ok)).toHaveLength(1);
    expect(both.find(({ ok }) => !ok)).toEqual({ ok: false, reason: 'slug_taken' });
  });

  test('two changes made for the same version: one is made, the other is told that it came late', async () => {
    const id = await founded('twice');
    const both = await Promise.all(
      ['Europe/Paris', 'Europe/Berlin'].map((zone) => store.organisations.change(id, 1, { zone }, operator)),
    );
    expect(both.filter(({ ok }) => ok)).toHaveLength(1);
    expect(both.find(({ ok }) => !ok)).toEqual({ ok: false, reason: 'changed_meanwhile' });
    expect((await store.organisations.get(id))?.version).toBe(2);
  });

  test('are listed page by page, none twice and none left out', async () => {
    for (const slug of ['p1', 'p2', 'p3']) await founded(slug);
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const page = await store.organisations.list({ after, limit: 2 });
      seen.push(...page.items.map(({ slug }) => slug));
      after = page.next;
    } while (after !== undefined);
    expect(seen.toSorted()).toEqual(['p1', 'p2', 'p3', 'riverside', 'twice', 'wanted']);
  });

  test('a page of nonsense is refused with what would do', async () => {
    await expect(store.organisations.list({ limit: 0 })).rejects.toThrow('from 1 to 200');
  });
});

describe('no repository without an organisation', () => {
  const model = () => bindModel(store.connection, organisationModel);

  test('forgetting it does not compile, and throws where the compiler was silenced', () => {
    // @ts-expect-error the organisation is required
    expect(() => createScope(model())).toThrow('without an organisation');
    expect(() => createScope(model(), '' as OrganisationId)).toThrow('without an organisation');
    // @ts-expect-error a plain text is not an organisation's id
    expect(() => createScope(model(), 'org_x')).not.toThrow();
  });

  test('a document of another organisation is not there: not to read, not to change, not to remove', async () => {
    const theirs = await founded('theirs');
    const mine = createScope(model(), await founded('mine'));
    await expect(mine.findOne({ _id: theirs })).resolves.toBeUndefined();
    await expect(mine.find({ slug: 'theirs' })).resolves.toEqual([]);
    await expect(mine.find({ $or: [{ slug: 'theirs' }, { slug: 'mine' }] })).resolves.toHaveLength(1);
    await expect(mine.change({ _id: theirs }, { $set: { name: 'Taken over' } })).resolves.toBeUndefined();
    await expect(mine.remove({ _id: theirs })).resolves.toBe(0);
    expect((await store.organisations.get(theirs))?.name).toBe('Riverside Clinic');
  });

  test('a filter that names another organisation is overruled', async () => {
    const theirs = await founded('theirs-2');
    const mine = createScope(model(), await founded('mine-2'));
    // What a careless cast would bring along.
    const smuggled = { _id: theirs, organisationId: theirs } as { _id: OrganisationId };
    await expect(mine.findOne(smuggled)).resolves.toBeUndefined();
  });

  test('a field nobody declared is an error, in a filter as in a change', async () => {
    const mine = createScope(model(), await founded('strict'));
    await expect(mine.find({ nmae: 'typo' } as object)).rejects.toThrow('nmae');
    await expect(mine.change({}, { $set: { nmae: 'typo' } })).rejects.toThrow('nmae');
  });
});
