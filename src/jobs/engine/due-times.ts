import { type RetryPolicy, waitAfter } from '../../core/delivery/rules.ts';
import type { ClaimedDue, DueWork } from '../../core/delivery/work.ts';
import type { Chance, Clock, DuePlan } from '../../core/ports.ts';
import { describeFailure, withinLimit } from './limits.ts';

/**
 * Does what was planned. It reads the document the plan is about first, for the world may have moved on; doing it twice must be
 * harmless.
 */
export type DueHandler = (due: DuePlan, context: { readonly signal: AbortSignal }) => Promise<void>;

interface Deps {
  readonly due: DueWork;
  /** By the plan's kind. */
  readonly handlers: ReadonlyMap<string, DueHandler>;
  readonly clock: Clock;
  readonly chance: Chance;
  readonly policy: RetryPolicy;
  /** Shorter than a claim lasts. */
  readonly timeLimit: number;
  readonly onFault: (error: unknown) => void;
}

const never = new AbortController().signal;

/** Runs due times given by id, one after another; what was moved, withdrawn or taken by another worker is passed over. */
export function createDueRunner({ due, handlers, clock, chance, policy, timeLimit, onFault }: Deps) {
  async function act(claimed: ClaimedDue): Promise<void> {
    const handler = handlers.get(claimed.kind);
    if (!handler) throw new Error(`nothing here handles ${claimed.kind}`);
    const { organisationId, key, kind, subjectId, dueAt } = claimed;
    const plan = { organisationId, key, kind, subjectId, dueAt };
    await withinLimit(timeLimit, never, (signal) => handler(plan, { signal }));
  }

  async function runOne(id: string): Promise<void> {
    const claimed = await due.claim(id);
    if (!claimed) return;
    // Claims count as tries: the workers before us died of it.
    if (claimed.attempts > policy.limit)
      return await due.fail(claimed, 'every worker that took it stopped in the middle of it', undefined);
    try {
      await act(claimed);
    } catch (error) {
      onFault(error);
      const wait = waitAfter(claimed.attempts, policy, chance);
      const retryAt = wait === undefined ? undefined : clock.now() + wait;
      return await due.fail(claimed, describeFailure(error), retryAt);
    }
    await due.settle(claimed);
  }

  return async function runDue(ids: readonly string[], signal: AbortSignal = never): Promise<void> {
    for (const id of ids) {
      if (signal.aborted) return;
      await runOne(id);
    }
  };
}

/** In order of time, but what concerns one subject together: it is done one after another, by one worker. */
export function bySubject(found: readonly { readonly id: string; readonly subjectId: string }[], size: number) {
  const groups = new Map<string, string[]>();
  for (const { id, subjectId } of found) groups.set(subjectId, [...(groups.get(subjectId) ?? []), id]);
  const batches: string[][] = [];
  let batch: string[] = [];
  for (const group of groups.values()) {
    batch.push(...group);
    if (batch.length < size) continue;
    batches.push(batch);
    batch = [];
  }
  return batch.length > 0 ? [...batches, batch] : batches;
}
