import { type RetryPolicy, waitAfter } from '../../core/delivery/rules.ts';
import type { Lane, LaneHold, TurnHandler, TurnOutcome } from '../../core/delivery/types.ts';
import type { TurnWork, WaitingTurn } from '../../core/delivery/work.ts';
import type { Chance, Clock } from '../../core/ports.ts';
import { describeFailure, withinLimit } from './limits.ts';
import type { LaneProgress } from './pump.ts';

interface Deps {
  readonly turns: TurnWork;
  readonly handler: TurnHandler;
  readonly clock: Clock;
  readonly chance: Chance;
  readonly policy: RetryPolicy;
  readonly timeLimit: number;
  readonly onFault: (error: unknown) => void;
}

/** Of one conversation at a stretch; then others have their turn. */
const STRETCH = 20;

export function createTurnHandling({ turns, handler, clock, chance, policy, timeLimit, onFault }: Deps) {
  async function failed(turn: WaitingTurn, reason: string): Promise<void> {
    const wait = waitAfter(turn.attempts + 1, policy, chance);
    await turns.fail(turn, reason, wait === undefined ? undefined : clock.now() + wait);
  }

  /** False: the lane has to wait, because the turn is tried again later or the hold is gone. */
  async function handleTurn(turn: WaitingTurn, hold: LaneHold): Promise<boolean> {
    let outcome: TurnOutcome;
    try {
      outcome = await withinLimit(timeLimit, hold.signal, (signal) => handler(turn, { fence: hold.fence, signal }));
    } catch (error) {
      if (hold.signal.aborted) return false;
      onFault(error);
      await failed(turn, describeFailure(error));
      return turn.attempts + 1 >= policy.limit;
    }
    if (hold.signal.aborted) return false;
    await turns.settle(turn, outcome);
    return true;
  }

  return async function handleLane(lane: Lane, hold: LaneHold): Promise<LaneProgress> {
    const waiting = await turns.waiting(lane, STRETCH);
    const [head] = waiting;
    if (hold.tookOver && head) {
      // Its last worker died in the middle of it. Counted as a try, or a turn that kills its worker would do so forever.
      await failed(head, 'the worker stopped in the middle of it');
      return { handled: 1, more: true };
    }
    let handled = 0;
    for (const turn of waiting) {
      if (turn.nextAt > clock.now() || hold.signal.aborted) return { handled, more: false };
      const goesOn = await handleTurn(turn, hold);
      handled += 1;
      if (!goesOn) return { handled, more: false };
    }
    return { handled, more: waiting.length === STRETCH };
  };
}
