import type { Id, OrganisationId } from '../ids.ts';
import type { FailedWork, Page, PageRequest, Unsubscribe } from '../ports.ts';
import type { Result } from '../result.ts';
import type { Instant } from '../time/types.ts';

// inbox     what providers handed us: stored once before it is acknowledged, handled later
// outbox    what we want said: stored once under its key before it is sent
// lane      the strip of turns (or messages) of one conversation; handled by one worker at a time, in order
// lease     a worker's hold on a lane, for a short while and renewed; it runs out when the worker dies
// fence     the number of a hold; a later hold has a larger one, so a document can refuse a worker that was presumed dead
// settle    to record the outcome of a try, whatever it was

export type TurnId = Id<'turn'>;

/** One lane of one organisation; `id` is unique across all of them. */
export interface Lane {
  readonly id: string;
  readonly organisationId: OrganisationId;
}

/** A worker's hold on a lane. */
export interface LaneHold {
  readonly fence: number;
  /** The hold before this one ran out without being given back: its worker died or stalled in the middle of something. */
  readonly tookOver: boolean;
  /** Aborted as soon as the hold is lost; whoever holds it must stop acting. */
  readonly signal: AbortSignal;
}

export interface IncomingTurn {
  readonly organisationId: OrganisationId;
  readonly channel: string;
  /** The provider's own id of it; a second delivery of the same is recognised by it. */
  readonly providerId: string;
  /** Names the conversation on its channel; turns that share it are handled in order of arrival. */
  readonly conversationKey: string;
  /** Plain data of the channel's parser. */
  readonly payload: unknown;
}

export interface StoredTurn extends IncomingTurn {
  readonly id: string;
  /** Sorts by arrival within the conversation. */
  readonly arrival: TurnId;
  readonly receivedAt: Instant;
  readonly attempts: number;
}

export type TurnOutcome = { readonly kind: 'done' } | { readonly kind: 'needs_human'; readonly reason: string };

/** Does what a turn asks; doing it twice must be harmless. A thrown fault is tried again. */
export type TurnHandler = (
  turn: StoredTurn,
  context: { readonly fence: number; readonly signal: AbortSignal },
) => Promise<TurnOutcome>;

export interface TurnInNeed extends FailedWork {
  readonly channel: string;
  readonly conversationKey: string;
}

type NotFound = { readonly ok: false; readonly reason: 'not_found' };

export interface Inbox {
  /** One insert; when it returns, the turn is on disk and can be acknowledged. */
  store(turn: IncomingTurn): Promise<'stored' | 'already_stored'>;
  onStored(listener: (lane: Lane) => void): Unsubscribe;
  needsHuman(organisationId: OrganisationId, page?: PageRequest): Promise<Page<TurnInNeed>>;
  tryAgain(organisationId: OrganisationId, id: string): Promise<Result<undefined, NotFound>>;
  /** A person dealt with it some other way. */
  resolve(organisationId: OrganisationId, id: string): Promise<Result<undefined, NotFound>>;
}

export interface OutgoingMessage {
  readonly organisationId: OrganisationId;
  /** What, to whom, which step: the same key is never sent twice. */
  readonly key: string;
  readonly channel: string;
  readonly conversationKey: string;
  /** The address on its channel; everything waiting for it can be withdrawn together. */
  readonly recipient: string;
  /** The channel-neutral message, rendered by the channel when it is sent. */
  readonly payload: unknown;
  /** Not sent before; until then it does not hold up what comes after it. */
  readonly notBefore?: Instant;
  /** Worthless after; withdrawn instead of sent late. */
  readonly notAfter?: Instant;
  /** When nobody can say whether it arrived: is losing it worse than saying it twice? Default `send_again`. */
  readonly ifUnknown?: 'send_again' | 'give_up';
}

export type SendOutcome =
  | { readonly kind: 'sent'; readonly providerId: string }
  | {
      readonly kind: 'refused';
      readonly reason: string;
      readonly permanent: boolean;
      /** The provider's own wish (Retry-After), in milliseconds. */
      readonly retryAfter?: number;
    }
  /** No answer: it may have been sent or not. */
  | { readonly kind: 'unknown'; readonly reason: string }
  /** Not sent, and nothing is wrong: what it says is no longer so, and something else is said in its place. */
  | { readonly kind: 'overtaken'; readonly reason: string };

export type LookupOutcome =
  | { readonly kind: 'found'; readonly providerId: string }
  | { readonly kind: 'not_found' }
  | { readonly kind: 'cannot_tell' };

export interface SendRequest {
  readonly organisationId: OrganisationId;
  readonly key: string;
  readonly recipient: string;
  readonly conversationKey: string;
  readonly payload: unknown;
  readonly signal: AbortSignal;
}

/** The sending end of a channel. Neither function throws for what a provider may answer; a throw counts as `unknown`. */
export interface Transport {
  send(request: SendRequest): Promise<SendOutcome>;
  /** Asks the provider whether a message of this key was sent at or after `since`. */
  lookup(request: SendRequest, since: Instant): Promise<LookupOutcome>;
}

/** Its time passed while it waited; every try failed; or the carrier took it and could not hand it over. */
export type WhyUnread = 'too_late' | 'given_up' | 'undelivered';

export type DeliveryStatus = 'sent' | 'delivered' | 'read' | 'failed';

export interface DeliveryReport {
  readonly organisationId: OrganisationId;
  readonly channel: string;
  readonly providerId: string;
  /** Our key, where the provider's report carries it. */
  readonly key?: string | undefined;
  readonly status: DeliveryStatus;
  readonly reason?: string | undefined;
}

export type MessageState = 'waiting' | 'sent' | 'withdrawn' | 'dead';

export interface StoredMessage extends OutgoingMessage {
  readonly state: MessageState;
  readonly attempts: number;
  readonly providerId?: string;
  readonly delivery?: { readonly status: DeliveryStatus; readonly at: Instant; readonly reason?: string };
  readonly failure?: { readonly reason: string; readonly at: Instant };
}

export interface DeadMessage extends FailedWork {
  readonly channel: string;
  readonly recipient: string;
}

export interface Outbox {
  /** What is there already under its key is left as it is. Returns how many were new. */
  enqueue(messages: readonly OutgoingMessage[]): Promise<number>;
  onEnqueued(listener: (lane: Lane) => void): Unsubscribe;
  find(organisationId: OrganisationId, key: string): Promise<StoredMessage | undefined>;
  /** `too_late`: it is sent, or being sent right now; being sent, it is not tried again. */
  withdraw(
    organisationId: OrganisationId,
    key: string,
    reason: string,
  ): Promise<Result<undefined, NotFound | { readonly ok: false; readonly reason: 'too_late' }>>;
  /** Everything still waiting for that address. */
  withdrawRecipient(
    organisationId: OrganisationId,
    channel: string,
    recipient: string,
    reason: string,
  ): Promise<number>;
  /** In whatever order reports come, even before we know that we sent. */
  recordDelivery(report: DeliveryReport): Promise<void>;
  dead(organisationId: OrganisationId, page?: PageRequest): Promise<Page<DeadMessage>>;
  tryAgain(organisationId: OrganisationId, key: string): Promise<Result<undefined, NotFound>>;
}
