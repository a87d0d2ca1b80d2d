import type { Engine, Entry, Range } from './engine.ts';

/**
 * Reads a range entry by entry and can be let go of between two turns of the event loop: an open LMDB reader keeps old
 * pages from being reused and would not see later commits.
 */
export class RangeCursor {
  private readonly engine: Engine;
  private readonly range: Range;
  private iterator: Iterator<Entry> | undefined;
  private lastKey: Uint8Array | undefined;
  private isDone = false;

  constructor(engine: Engine, range: Range) {
    this.engine = engine;
    this.range = range;
  }

  next(): Entry | undefined {
    if (this.isDone) return undefined;
    this.iterator ??= this.engine.read(this.remaining())[Symbol.iterator]();
    const { done, value } = this.iterator.next();
    if (done) {
      this.isDone = true;
      this.iterator = undefined;
      return undefined;
    }
    this.lastKey = value.key;
    return value;
  }

  /** Closes the reader; `next` goes on behind the last entry. */
  pause(): void {
    this.iterator?.return?.();
    this.iterator = undefined;
  }

  private remaining(): Range {
    const { lastKey, range } = this;
    if (lastKey === undefined) return range;
    return range.isReverse ? { ...range, until: lastKey } : { ...range, from: lastKey, isAfterStart: true };
  }
}
