import { randomInt } from 'node:crypto';
import { Long } from 'bson';
import { CommandError } from '../semantics/error.ts';
import type { BatchReader } from './rows.ts';

export interface OpenCursor {
  readonly namespace: string;
  readonly reader: BatchReader;
  readonly expires: boolean;
}

/** A cursor nobody asks for is given up after this long, as a mongod does. */
const IDLE_MS = 10 * 60 * 1000;
/** Ids are drawn below 2^48 so that one of an earlier start is not taken for one of ours. */
const MAX_ID = 2 ** 48 - 1;

/** Results that did not fit into one reply. */
export class CursorRegistry {
  private readonly cursors = new Map<string, { cursor: OpenCursor; usedAt: number }>();
  private readonly now: () => number;

  constructor(now: () => number) {
    this.now = now;
  }

  get size(): number {
    return this.cursors.size;
  }

  open(cursor: OpenCursor): Long {
    const id = Long.fromNumber(randomInt(1, MAX_ID));
    this.cursors.set(id.toString(), { cursor, usedAt: this.now() });
    return id;
  }

  /** Takes the cursor out while it is read, so that two readers cannot share it. */
  take(id: Long, namespace: string): OpenCursor {
    const found = this.cursors.get(id.toString());
    if (!found) throw new CommandError(43, `cursor id ${id} not found`);
    if (found.cursor.namespace !== namespace)
      throw new CommandError(13, `Requested getMore on namespace '${namespace}', but cursor belongs to another`);
    this.cursors.delete(id.toString());
    return found.cursor;
  }

  giveBack(id: Long, cursor: OpenCursor): void {
    this.cursors.set(id.toString(), { cursor, usedAt: this.now() });
  }

  kill(id: Long): boolean {
    return this.cursors.delete(id.toString());
  }

  closeIdle(): void {
    const limit = this.now() - IDLE_MS;
    for (const [id, { cursor, usedAt }] of this.cursors) if (cursor.expires && usedAt < limit) this.cursors.delete(id);
  }
}
