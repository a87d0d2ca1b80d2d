import type { JobHandler } from './engine/definition.ts';

interface Deps {
  /** Resolves to how many entries were forgotten. */
  readonly forgetOld: (signal: AbortSignal) => Promise<number>;
}

export const createHandler =
  ({ forgetOld }: Deps): JobHandler<Record<string, never>> =>
  async (_data, { signal }) => {
    await forgetOld(signal);
  };
