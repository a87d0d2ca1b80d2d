import { expect, test } from '@jest/globals';
import { createTurnableClock } from '../../../../src/clock.ts';
import { createClockTurning } from '../../../../src/core/sandbox/service.ts';
import { DAY, HOUR, type Instant } from '../../../../src/core/time/types.ts';
import { heldClock } from '../../../support/clock.ts';

const START = Date.parse('2026-03-02T17:00:00Z');

/** A clock, what the store keeps of it, and things that wait for their time. */
function setUp(...dues: readonly Instant[]) {
  const machine = heldClock(START);
  const clock = createTurnableClock(machine);
  const waiting = new Set(dues);
  /** When something was done, and what the clock said then. */
  const done: Instant[] = [];
  let kept = 0;
  const turning = createClockTurning({
    clock,
    keeper: {
      ahead: async () => kept,
      advance: async (ahead) => {
        kept = Math.max(kept, ahead);
        return kept;
      },
      reset: async () => {
        kept = 0;
      },
    },
    outlook: {
      async next(after) {
        const at = [...waiting].filter((due) => due > after).sort((a, b) => a - b)[0];
        return at === undefined ? undefined : { at, kind: 'test' };
      },
    },
    async settle() {
      const now = clock.now();
      for (const due of [...waiting].filter((one) => one <= now)) {
        waiting.delete(due);
        done.push(now);
      }
    },
  });
  const elsewhere = async (ahead: number) => {
    kept = ahead;
  };
  return { machine, clock, turning, done, elsewhere };
}

test('turned by a day, it stops at whatever is due on the way, so that each happens at its own time', async () => {
  const [first, second, later] = [START + HOUR, START + 20 * HOUR, START + 2 * DAY];
  const { clock, turning, done } = setUp(second, first, later);
  await turning.turnBy(DAY);
  expect(done).toEqual([first, second]);
  expect(clock.now()).toBe(START + DAY);
  expect(await turning.next()).toEqual({ at: later, kind: 'test' });
});

test('turned to the next thing due it is that time, and stays where it is when nothing is', async () => {
  const { clock, turning, done } = setUp(START + 3 * HOUR);
  await turning.turnToNext();
  await turning.turnToNext();
  expect(clock.now()).toBe(START + 3 * HOUR);
  expect(done).toEqual([START + 3 * HOUR]);
});

test('it goes on with the machine, and two who turn at once turn one after the other', async () => {
  const { machine, clock, turning } = setUp();
  await Promise.all([turning.turnBy(HOUR), turning.turnBy(HOUR)]);
  machine.advance(60_000);
  expect(clock.now()).toBe(START + 2 * HOUR + 60_000);
});

test('what another process reached is followed, and never fallen behind', async () => {
  const { clock, turning, elsewhere } = setUp();
  await elsewhere(2 * DAY);
  await turning.turnBy(HOUR);
  expect(clock.now()).toBe(START + 2 * DAY);
  await turning.follow();
  expect(turning.ahead()).toBe(2 * DAY);
  await turning.backToRealTime();
  await turning.follow();
  expect(clock.now()).toBe(START);
});

test('a turn that fails does not keep the next one from turning', async () => {
  const { clock, turning } = setUp();
  const failing = createClockTurning({
    clock,
    keeper: { ahead: async () => 0, advance: async (ahead) => ahead, reset: async () => {} },
    outlook: { next: async () => undefined },
    settle: async () => {
      if (clock.now() < START + 2 * HOUR) throw new Error('once');
    },
  });
  await expect(failing.turnBy(HOUR)).rejects.toThrow('once');
  await failing.turnBy(HOUR);
  expect(clock.now()).toBe(START + 2 * HOUR);
  expect(turning.ahead()).toBe(2 * HOUR);
});
