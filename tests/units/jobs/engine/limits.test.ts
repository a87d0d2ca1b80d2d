import { expect, test } from '@jest/globals';
import { withinLimit } from '../../../../src/jobs/engine/limits.ts';

const open = new AbortController().signal;

test('work that ends in time gives its value', async () => {
  await expect(withinLimit(1_000, open, async () => 'done')).resolves.toBe('done');
});

test('work that hangs is given up, and is told so by its signal', async () => {
  let seen: AbortSignal | undefined;
  const hanging = withinLimit(5, open, (signal) => {
    seen = signal;
    return new Promise(() => {});
  });
  await expect(hanging).rejects.toMatchObject({ code: 'timeout' });
  expect(seen?.aborted).toBe(true);
});

test('work whose reason is gone is given up at once', async () => {
  const outer = new AbortController();
  const hanging = withinLimit(60_000, outer.signal, () => new Promise(() => {}));
  outer.abort(new Error('the hold was lost'));
  await expect(hanging).rejects.toThrow('the hold was lost');
});

test('work is not begun for a reason that is gone already', async () => {
  let hasBegun = false;
  const act = async () => {
    hasBegun = true;
  };
  await expect(withinLimit(1_000, AbortSignal.abort(new Error('gone')), act)).rejects.toThrow('gone');
  expect(hasBegun).toBe(false);
});
