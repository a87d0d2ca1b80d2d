import { expect, test } from '@jest/globals';
import { bySubject } from '../../../../src/jobs/engine/due-times.ts';

const found = (...subjects: string[]) => subjects.map((subjectId, index) => ({ id: `${index}`, subjectId }));

test('what concerns one subject stays together and in order', () => {
  expect(bySubject(found('a', 'b', 'a', 'c', 'b', 'a'), 3)).toEqual([
    ['0', '2', '5'],
    ['1', '4', '3'],
  ]);
});

test('a subject with more than a batch is not torn apart', () => {
  expect(bySubject(found('a', 'a', 'a', 'a'), 2)).toEqual([['0', '1', '2', '3']]);
});

test('nothing due makes no batch', () => {
  expect(bySubject([], 10)).toEqual([]);
});
