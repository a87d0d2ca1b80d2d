import type { JobHandler } from './engine/definition.ts';
import type { createDueRunner } from './engine/due-times.ts';

export function createHandler({
  runDue,
}: {
  runDue: ReturnType<typeof createDueRunner>;
}): JobHandler<{ ids: string[] }> {
  return ({ ids }, { signal }) => runDue(ids, signal);
}
