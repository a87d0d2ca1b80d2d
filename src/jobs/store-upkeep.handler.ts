import type { Upkeep } from '../core/delivery/work.ts';
import type { JobHandler } from './engine/definition.ts';

interface Deps {
  readonly upkeep: Upkeep;
  readonly onCleared: (cleared: Readonly<Record<string, number>>) => void;
}

/** Of one run; what is left then waits for the next, so that upkeep never crowds out the work of the day. */
const ROUNDS = 20;

export function createHandler({ upkeep, onCleared }: Deps): JobHandler<Record<string, never>> {
  return async (_data, { signal }) => {
    for (let round = 0; round < ROUNDS && !signal.aborted; round++) {
      const cleared = await upkeep.clear();
      if (Object.values(cleared).every((count) => count === 0)) return;
      onCleared(cleared);
    }
  };
}
