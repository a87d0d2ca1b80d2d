import { describe, expect, test } from '@jest/globals';
import type { OrganisationId } from '../../../src/core/ids.ts';
import { readTogether } from '../../../src/core/together.ts';
import { gate } from '../../support/gate.ts';

const one = 'org_one' as OrganisationId;
const two = 'org_two' as OrganisationId;

describe('reads that wait are sent as one', () => {
  test('everybody gets their own answers, in the order they asked in', async () => {
    const asked: (readonly number[])[] = [];
    const doors = [gate(), gate()];
    const begun = gate();
    const read = readTogether<number, string>(async (_, keys) => {
      asked.push(keys);
      begun.open();
      await doors[asked.length - 1]?.opened;
      return keys.map((key) => `value ${key}`);
    });
    const early = [[1], [2]].map((keys) => read(one, keys));
    await begun.opened;
    const late = [[3, 4], [5]].map((keys) => read(one, keys));
    for (const door of doors) door.open();
    expect(await Promise.all([...early, ...late])).toEqual([
      ['value 1'],
      ['value 2'],
      ['value 3', 'value 4'],
      ['value 5'],
    ]);
    // Those of one turn of the event loop together, and together those who came while they were under way.
    expect(asked).toEqual([
      [1, 2],
      [3, 4, 5],
    ]);
  });

  test('never with those of another organisation', async () => {
    const asked: string[] = [];
    const read = readTogether<number, number>(async (organisationId, keys) => {
      asked.push(organisationId);
      return keys;
    });
    await Promise.all([read(one, [1]), read(two, [2])]);
    expect(asked).toEqual([one, two]);
  });

  test('a read that fails fails those who waited for it, and not the next', async () => {
    let isDown = true;
    const read = readTogether<number, number>(async (_, keys) => {
      if (isDown) throw new Error('the store is away');
      return keys;
    });
    await expect(read(one, [1])).rejects.toThrow('the store is away');
    isDown = false;
    expect(await read(one, [2])).toEqual([2]);
  });

  test('a read never begins before it was asked for', async () => {
    let stored = 'before';
    const door = gate();
    const begun = gate();
    const read = readTogether<string, string>(async (_, keys) => {
      const seen = stored;
      begun.open();
      if (seen === 'before') await door.opened;
      return keys.map(() => seen);
    });
    const early = [read(one, ['a']), read(one, ['a'])];
    await begun.opened;
    stored = 'after';
    const late = read(one, ['a']);
    door.open();
    expect(await Promise.all(early)).toEqual([['before'], ['before']]);
    expect(await late).toEqual(['after']);
  });
});
