import type { Clock } from '../ports.ts';
import type { Instant } from '../time/types.ts';
import type { ClockKeeper, Due, DueOutlook } from './types.ts';

interface Parts {
  readonly clock: Clock & { ahead(): number; setAhead(milliseconds: number): void };
  readonly keeper: ClockKeeper;
  readonly outlook: DueOutlook;
  /** Does what has become due; by the same workers that do it when nobody turns anything. */
  readonly settle: () => Promise<void>;
}

/** Further stops are passed over: nobody who turns a clock waits for hundreds of them. */
const MOST_STOPS = 40;

/** Turns the service's clock: forward, and stopping at what is due on the way, so that everything happens at its own time. */
export function createClockTurning({ clock, keeper, outlook, settle }: Parts) {
  let turning: Promise<void> = Promise.resolve();

  /** Two who turn at once turn one after the other. */
  function inTurn(act: () => Promise<void>): Promise<void> {
    const done = turning.then(act);
    turning = done.catch(() => {});
    return done;
  }

  async function reach(instant: Instant): Promise<void> {
    const ahead = clock.ahead() + Math.max(0, instant - clock.now());
    clock.setAhead(await keeper.advance(ahead));
    await settle();
  }

  async function turnTo(instant: Instant): Promise<void> {
    for (let stops = 0; stops < MOST_STOPS; stops += 1) {
      const due = await outlook.next(clock.now());
      if (due === undefined || due.at >= instant) break;
      await reach(due.at);
    }
    await reach(instant);
  }

  return {
    ahead: clock.ahead,
    next: (): Promise<Due | undefined> => outlook.next(clock.now()),
    /** What the store knows: another process may have turned it, or this one was started anew. */
    async follow(): Promise<void> {
      clock.setAhead(await keeper.ahead());
    },
    turnBy: (milliseconds: number): Promise<void> => inTurn(() => turnTo(clock.now() + milliseconds)),
    turnToNext: (): Promise<void> =>
      inTurn(async () => {
        const due = await outlook.next(clock.now());
        if (due !== undefined) await reach(due.at);
      }),
    /** What happened meanwhile keeps its later date. */
    backToRealTime: (): Promise<void> =>
      inTurn(async () => {
        await keeper.reset();
        clock.setAhead(0);
      }),
  };
}

export type ClockTurning = ReturnType<typeof createClockTurning>;
