import { expect, test } from '@jest/globals';
import { sweepCold } from '../../../../bench/floor.ts';
import { digestOf, queryOf } from '../../../../bench/slots.ts';
import { CASES, EXPECTED } from '../../../../bench/workload.ts';
import { listSlots } from '../../../../src/core/availability/engine.ts';

test.each(['A', 'B', 'C', 'C2', 'D'] as const)(
  'case %s of the measured workload has the starts that are known for it',
  (name) => {
    const slots = listSlots(queryOf(CASES[name]));
    expect({ slots: slots.length, digest: digestOf(slots) }).toEqual(EXPECTED[name]);
    expect(slots.map(({ start }) => start)).toEqual([...sweepCold(CASES[name])]);
  },
);
