import { CommandError } from '../semantics/error.ts';
import type { Stream } from '../semantics/stage-breaths.ts';
import type { Doc } from '../semantics/values.ts';

/** Encoded documents one by one; `undefined` is a pause in a long search. */
export interface Rows {
  readonly next: () => IteratorResult<Uint8Array | undefined, void>;
  /** Lets go of what must not be held between turns of the event loop. */
  readonly pause: () => void;
}

export interface BatchLimits {
  readonly documents: number;
  readonly bytes: number;
  readonly deadline: number | undefined;
}

/** How long a search may keep the event loop before others have their turn. */
const TURN_MS = 10;

export const timeIsUp = (): CommandError => new CommandError(50, 'operation exceeded time limit');

export const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Reads a stream to its end; others have their turn at its breaths. */
export async function takeInTurns(
  stream: Stream,
  pause: () => void,
  deadline: number | undefined,
): Promise<readonly Doc[]> {
  const all: Doc[] = [];
  let end = performance.now() + TURN_MS;
  try {
    for (const doc of stream) {
      if (doc) all.push(doc);
      else if (performance.now() > end) {
        if (deadline !== undefined && performance.now() > deadline) throw timeIsUp();
        pause();
        await nextTurn();
        end = performance.now() + TURN_MS;
      }
    }
    return all;
  } finally {
    pause();
  }
}

/**
 * Takes batches from rows. What is found at once is answered at once, without a promise: most reads are that. It reads
 * one row ahead, so that the batch which holds the last row says so.
 */
export class BatchReader {
  isFinished = false;
  private readonly rows: Rows;
  private ahead: Uint8Array | undefined;

  constructor(rows: Rows) {
    this.rows = rows;
  }

  take(limits: BatchLimits): Uint8Array[] | Promise<Uint8Array[]> {
    const batch: Uint8Array[] = [];
    const state = { batch, bytes: 0 };
    if (this.fill(state, limits)) return batch;
    return this.takeSlowly(state, limits);
  }

  private async takeSlowly(state: { batch: Uint8Array[]; bytes: number }, limits: BatchLimits): Promise<Uint8Array[]> {
    do await nextTurn();
    while (!this.fill(state, limits));
    return state.batch;
  }

  /** Whether the batch is complete; if not, another turn is needed. */
  private fill(state: { batch: Uint8Array[]; bytes: number }, limits: BatchLimits): boolean {
    const end = performance.now() + TURN_MS;
    try {
      while (state.batch.length < limits.documents) {
        const row = this.ahead ?? this.step(end, limits.deadline);
        if (row === 'finished') return true;
        if (row === 'turn') return false;
        this.ahead = row;
        if (state.batch.length > 0 && state.bytes + row.length > limits.bytes) return true;
        state.batch.push(row);
        state.bytes += row.length;
        this.ahead = undefined;
        if (performance.now() > end && state.batch.length < limits.documents) return false;
      }
      this.lookAhead();
      return true;
    } finally {
      this.rows.pause();
    }
  }

  private step(end: number, deadline: number | undefined): Uint8Array | 'finished' | 'turn' {
    for (;;) {
      const { done, value } = this.rows.next();
      if (done) {
        this.isFinished = true;
        return 'finished';
      }
      if (value) return value;
      const now = performance.now();
      if (deadline !== undefined && now > deadline) throw timeIsUp();
      if (now > end) return 'turn';
    }
  }

  private lookAhead(): void {
    if (this.ahead) return;
    const { done, value } = this.rows.next();
    if (done) this.isFinished = true;
    else this.ahead = value;
  }
}
