/**
 * Answers to creating calls, kept for a day under the `Idempotency-Key` the caller gave, so that a call that is sent again -
 * for its answer was lost on the way - gets the same answer and does nothing twice.
 *
 * - fingerprint: what was asked, in short; the same key with another fingerprint is a mistake of the caller
 * - cut off: a call that began and never told how it ended (we were killed, or failed); whether it took effect is not known
 * - root: an id of the call, kept before anything is done; what the call makes has ids that follow from it, so that a second
 *   try finds what the first one made
 */
import type { Id, OrganisationId } from '../ids.ts';
import { DAY, type Instant, MINUTE } from '../time/types.ts';

export const ANSWERS_KEPT_FOR = DAY;
/** Longer than any call may take: whatever began before and has no answer will never have one. */
export const CALL_ENDS_WITHIN = MINUTE;

export interface KeptAnswer {
  readonly status: number;
  readonly body?: unknown;
  readonly version?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface KeyedCall {
  readonly organisationId: OrganisationId;
  /** The API key or the member that calls: keys of different callers are different keys. */
  readonly caller: string;
  readonly key: string;
  readonly fingerprint: string;
}

export type CallRoot = Id<'turn'>;

/** One of perhaps several tries of a call: what an earlier one says after a later one began counts no more. */
export interface CallTry {
  readonly root: CallRoot;
  readonly triedAt: Instant;
}

export type Beginning =
  | { readonly kind: 'begun'; readonly attempt: CallTry }
  | { readonly kind: 'answered'; readonly answer: KeptAnswer }
  | { readonly kind: 'in_progress' }
  | { readonly kind: 'cut_off'; readonly triedAt: Instant }
  | { readonly kind: 'other_request' };

export interface KeptAnswers {
  /** Of the same call sent twice at once, one begins. */
  begin(call: KeyedCall): Promise<Beginning>;
  /** Another try of one that was cut off then; undefined: somebody else began it. For calls that may run twice. */
  resume(call: KeyedCall, triedAt: Instant): Promise<CallTry | undefined>;
  finish(call: KeyedCall, attempt: CallTry, answer: KeptAnswer): Promise<void>;
  /** Nothing was done: the key is free again. */
  release(call: KeyedCall, attempt: CallTry): Promise<void>;
  /** It failed half-way: from now on it is cut off. */
  fail(call: KeyedCall, attempt: CallTry): Promise<void>;
}
