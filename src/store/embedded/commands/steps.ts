import { TOO_FAR } from '../query/search.ts';
import { CommandError } from '../semantics/error.ts';
import type { Doc } from '../semantics/values.ts';
import type { CommitQueue } from '../storage/commit-queue.ts';

/** One document of an insert, one statement of an update or delete. */
export interface Step<T> {
  /** Inside the shared transaction. */
  readonly now: () => T | typeof TOO_FAR;
  /** For what `now` found to reach too far for a transaction others wait for. */
  readonly later: () => Promise<T>;
}

export interface StepResults<T> {
  readonly done: readonly { readonly index: number; readonly value: T }[];
  readonly writeErrors: readonly Doc[];
}

/** One transaction takes this much of a long list; other commands come in between. */
const TURN_MS = 20;

interface Turn<T> {
  readonly done: { index: number; value: T }[];
  readonly errors: Doc[];
  next: number;
  isTooFar: boolean;
}

/** Runs the steps in order, as many as possible in one transaction. `ordered` stops at the first refusal. */
export async function runSteps<T>(
  commits: CommitQueue,
  steps: readonly Step<T>[],
  ordered: boolean,
): Promise<StepResults<T>> {
  const done: { index: number; value: T }[] = [];
  const writeErrors: Doc[] = [];
  let next = 0;
  while (next < steps.length && !(ordered && writeErrors.length > 0)) {
    const first = next;
    // All that a turn learns is in its answer, for it may be run a second time (commit-queue.ts).
    const turn = await commits.submit(() => runTurn(steps, first, ordered));
    done.push(...turn.done);
    writeErrors.push(...turn.errors);
    next = turn.next;
    if (!turn.isTooFar) continue;
    try {
      const value = await steps[next]?.later();
      if (value !== undefined) done.push({ index: next, value });
    } catch (error) {
      writeErrors.push(writeError(error, next));
    }
    next += 1;
  }
  return { done, writeErrors };
}

function runTurn<T>(steps: readonly Step<T>[], first: number, ordered: boolean): Turn<T> {
  const turn: Turn<T> = { done: [], errors: [], next: first, isTooFar: false };
  const end = performance.now() + TURN_MS;
  for (const step of steps.slice(first)) {
    try {
      const value = step.now();
      if (value === TOO_FAR) return { ...turn, isTooFar: true };
      turn.done.push({ index: turn.next, value });
    } catch (error) {
      turn.errors.push(writeError(error, turn.next));
    }
    turn.next += 1;
    if ((ordered && turn.errors.length > 0) || performance.now() > end) break;
  }
  return turn;
}

const OUT_OF_DISK = 14031;

/** A refusal concerns one document; a full disk the whole command. */
function writeError(error: unknown, index: number): Doc {
  if (!(error instanceof CommandError) || error.code === OUT_OF_DISK) throw error;
  return { index, code: error.code, codeName: error.codeName, errmsg: error.message, ...error.extra };
}
