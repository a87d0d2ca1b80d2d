import { wholeRange } from './keys.ts';
import type { Store } from './store.ts';

const SLICE = 2_000;

/**
 * Takes away the records of dropped collections and indexes, some at a time: dropping itself only forgets their number,
 * which is never given again. What an end of the process leaves over is taken up at the next start.
 */
export async function clearDropped({ catalog, commits, engine }: Store): Promise<void> {
  for (const id of catalog.droppedIds()) {
    let isCleared = false;
    while (!isCleared)
      isCleared = await commits.submit(() => {
        const keys: Uint8Array[] = [];
        for (const { key } of engine.read(wholeRange(id))) {
          keys.push(key);
          if (keys.length === SLICE) break;
        }
        for (const key of keys) engine.remove(key);
        if (keys.length < SLICE) catalog.markCleared(id);
        return keys.length < SLICE;
      });
  }
}
