import type { Chance } from '../ports.ts';
import { DAY, HOUR, type Instant } from '../time/types.ts';
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
  | (Setback & { readonly kind: 'wait'; readonly until: Instant })
  | (Setback & { readonly kind: 'dead' });

interface Setback {
  readonly reason: string;
  /** False: the provider is asked before it is sent again. */
  readonly outcomeKnown: boolean;
  /** The tries that count so far. */
  readonly attempts: number;
}

interface TryFacts {
  /** This one included. */
  readonly attempts: number;
  /** Since when the message could have been sent. */
  readonly waitingSince: Instant;
  readonly now: Instant;
  readonly policy: RetryPolicy;
  readonly chance: Chance;
}

/** A provider that says when to come back is obeyed up to this wait, and for this long in all. */
const LONGEST_RETRY_AFTER = 6 * HOUR;
const PATIENCE = DAY;

export function stepAfterSend(
  outcome: Exclude<SendOutcome, { kind: 'overtaken' }>,
  facts: TryFacts,
): Exclude<MessageStep, { kind: 'send' }> {
  if (outcome.kind === 'sent') return outcome;
  const { attempts, waitingSince, now, policy, chance } = facts;
  const setback = { reason: outcome.reason, outcomeKnown: outcome.kind === 'refused', attempts };
  if (outcome.kind === 'refused' && outcome.permanent) return { kind: 'dead', ...setback };
  if (outcome.kind === 'refused' && outcome.retryAfter !== undefined && now - waitingSince < PATIENCE) {
    // Told to slow down: not the message's fault, so the try does not count. The chance spreads those who were told together.
    const wait = Math.min(outcome.retryAfter, LONGEST_RETRY_AFTER) + policy.firstWait * chance();
    return { kind: 'wait', ...setback, attempts: attempts - 1, until: now + Math.round(wait) };
  }
  const wait = waitAfter(attempts, policy, chance);
  return wait === undefined ? { kind: 'dead', ...setback } : { kind: 'wait', ...setback, until: now + wait };
}

export function stepAfterLookup(
  found: LookupOutcome,
  { ifUnknown, attempts }: { readonly ifUnknown?: OutgoingMessage['ifUnknown']; readonly attempts: number },
): MessageStep {
  if (found.kind === 'found') return { kind: 'sent', providerId: found.providerId };
  if (found.kind === 'cannot_tell' && ifUnknown === 'give_up')
    return { kind: 'dead', reason: 'nobody can say whether it was sent', outcomeKnown: false, attempts };
  return { kind: 'send' };
}

/** Reports may overtake each other: a message that was read does not become merely delivered again. */
export const deliveryRank: Readonly<Record<DeliveryStatus, number>> = { sent: 1, failed: 2, delivered: 3, read: 4 };
