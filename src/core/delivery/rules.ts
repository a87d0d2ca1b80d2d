import type { Chance } from '../ports.ts';
import type { Instant } from '../time/types.ts';
import type { DeliveryStatus, LookupOutcome, OutgoingMessage, SendOutcome } from './types.ts';

/** Waits grow from `firstWait` by `factor` up to `longestWait`; after `limit` tries a person has to look. */
export interface RetryPolicy {
  readonly firstWait: number;
  readonly factor: number;
  readonly longestWait: number;
  readonly limit: number;
}

/**
 * How long to wait after the `attempts`-th try failed; undefined after the last. Half of the wait is left to chance, so that
 * what failed together does not come back together.
 */
export function waitAfter(attempts: number, policy: RetryPolicy, chance: Chance): number | undefined {
  if (attempts >= policy.limit) return undefined;
  const wait = Math.min(policy.longestWait, policy.firstWait * policy.factor ** Math.max(0, attempts - 1));
  return Math.round(wait / 2 + (wait / 2) * chance());
}

/** What becomes of a message after a try or a look-up. */
export type MessageStep =
  | { readonly kind: 'sent'; readonly providerId: string }
  | { readonly kind: 'send' }
  /** `outcomeKnown` false: the provider is asked before it is sent again. */
  | { readonly kind: 'wait'; readonly until: Instant; readonly reason: string; readonly outcomeKnown: boolean }
  | { readonly kind: 'dead'; readonly reason: string; readonly outcomeKnown: boolean };

interface TryFacts {
  readonly attempts: number;
  readonly now: Instant;
  readonly policy: RetryPolicy;
  readonly chance: Chance;
}

/** A provider that says when to come back is obeyed, and is believed to mean it well for this long. */
const LONGEST_RETRY_AFTER = 6 * 60 * 60_000;

export function stepAfterSend(outcome: SendOutcome, { attempts, now, policy, chance }: TryFacts): MessageStep {
  if (outcome.kind === 'sent') return outcome;
  const outcomeKnown = outcome.kind === 'refused';
  if (outcome.kind === 'refused' && outcome.permanent) return { kind: 'dead', reason: outcome.reason, outcomeKnown };
  const wait = waitAfter(attempts, policy, chance);
  if (wait === undefined) return { kind: 'dead', reason: outcome.reason, outcomeKnown };
  const asked = outcome.kind === 'refused' ? (outcome.retryAfter ?? 0) : 0;
  const until = now + Math.max(wait, Math.min(asked, LONGEST_RETRY_AFTER));
  return { kind: 'wait', until, reason: outcome.reason, outcomeKnown };
}

export function stepAfterLookup(found: LookupOutcome, ifUnknown: OutgoingMessage['ifUnknown']): MessageStep {
  if (found.kind === 'found') return { kind: 'sent', providerId: found.providerId };
  if (found.kind === 'cannot_tell' && ifUnknown === 'give_up')
    return { kind: 'dead', reason: 'nobody can say whether it was sent', outcomeKnown: false };
  return { kind: 'send' };
}

/** Reports may overtake each other: a message that was read does not become merely delivered again. */
export const deliveryRank: Readonly<Record<DeliveryStatus, number>> = { sent: 1, failed: 2, delivered: 3, read: 4 };
