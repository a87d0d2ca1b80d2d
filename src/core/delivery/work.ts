import type { DomainEvent, StreamedEvent } from '../events.ts';
import type { OrganisationId } from '../ids.ts';
import type { DuePlan, Unsubscribe } from '../ports.ts';
import type { Instant } from '../time/types.ts';
import type { MessageStep } from './rules.ts';
import type { Lane, OutgoingMessage, StoredTurn, TurnOutcome } from './types.ts';

// What workers need of the store, apart from what everybody may ask of it (types.ts, ports.ts).

export interface Lease {
  readonly lane: Lane;
  readonly fence: number;
  readonly tookOver: boolean;
}

export interface Leases {
  /** Undefined: another worker has it, and will look once more before it lets go. */
  claim(lane: Lane): Promise<Lease | undefined>;
  /** False: it ran out and somebody else may have it. */
  renew(lease: Lease): Promise<boolean>;
  /** `wanted`: somebody asked for the lane meanwhile; it is still ours, and has to be looked through again. */
  release(lease: Lease): Promise<'released' | 'wanted' | 'lost'>;
  /** Ends the holds of workers that are known to be gone, before they run out by themselves; how many there were. */
  endHoldsOf(isGone: (holder: string) => boolean): Promise<number>;
  /** How long a hold lasts without renewal, in milliseconds. */
  readonly duration: number;
}

export interface LaneSource {
  /** Lanes in which something is due by now, the longest waiting first; a lane may come more than once. */
  dueLanes(): AsyncIterable<Lane>;
}

export interface WaitingTurn extends StoredTurn {
  readonly nextAt: Instant;
}

export interface TurnWork extends LaneSource {
  waiting(lane: Lane, limit: number): Promise<readonly WaitingTurn[]>;
  settle(turn: WaitingTurn, outcome: TurnOutcome): Promise<void>;
  /** Without `nextAt` it was the last try, and a person has to look. */
  fail(turn: WaitingTurn, reason: string, nextAt: Instant | undefined): Promise<void>;
}

export interface WaitingMessage extends OutgoingMessage {
  readonly id: string;
  readonly attempts: number;
  readonly nextAt: Instant;
  /** Since when it could have been sent. */
  readonly waitingSince: Instant;
  /** A try whose outcome nobody recorded; when it began, on the machine's clock. */
  readonly openSince: Instant | undefined;
  readonly withdrawal: string | undefined;
}

export interface MessageWork extends LaneSource {
  /** The messages of the lane that may be sent by now, in order. */
  waiting(lane: Lane, limit: number): Promise<readonly WaitingMessage[]>;
  /** Written before the send, so that a crash in the middle is seen. Undefined: it was withdrawn or settled meanwhile. */
  begin(message: WaitingMessage): Promise<WaitingMessage | undefined>;
  record(message: WaitingMessage, step: Exclude<MessageStep, { kind: 'send' }>): Promise<void>;
  withdrawn(message: WaitingMessage, reason: string): Promise<void>;
}

export interface RelayWork extends LaneSource {
  onStaged(listener: (lane: Lane) => void): Unsubscribe;
  /** Copies a batch of what documents of the organisation have staged into stream and outbox. How many documents there were. */
  relay(organisationId: OrganisationId): Promise<{ readonly handled: number; readonly more: boolean }>;
  onStreamed(listener: (organisationId: OrganisationId) => void): Unsubscribe;
}

export interface Cursor {
  readonly consumer: string;
  readonly organisationId: OrganisationId;
  readonly position: number;
  /** Failed tries of the event after `position`. */
  readonly attempts: number;
  readonly nextAt: Instant;
}

export interface DeadLetter {
  readonly id: string;
  readonly event: StreamedEvent;
  readonly attempts: number;
}

export interface CursorWork {
  /** Organisations in which the consumer has something to do; `recent` looks only where events came in lately. */
  lagging(consumer: string, scope: 'recent' | 'all'): AsyncIterable<OrganisationId>;
  open(consumer: string, organisationId: OrganisationId, startsAt: 'beginning' | 'now'): Promise<Cursor>;
  advance(cursor: Cursor, position: number): Promise<Cursor>;
  postpone(cursor: Cursor, attempts: number, nextAt: Instant): Promise<Cursor>;
  /** Puts the event aside for a person to look at, so that the consumer can go on. */
  bury(cursor: Cursor, event: DomainEvent & { readonly position: number }, reason: string): Promise<Cursor>;
  /** Events put aside that somebody wants tried again. */
  revived(consumer: string, organisationId: OrganisationId, limit: number): Promise<readonly DeadLetter[]>;
  /** Without a reason it went well this time. */
  settle(letter: DeadLetter, failure: string | undefined): Promise<void>;
}

export interface ClaimedDue extends DuePlan {
  readonly id: string;
  readonly attempts: number;
  /** Names this claim; a plan that was moved meanwhile has lost it. */
  readonly claim: string;
}

export interface DueWork {
  /** What is due by now, in order of its time: `unoffered` leaves out what waits for a worker, `unclaimed` what one has. */
  due(
    scope: 'unoffered' | 'unclaimed',
    limit: number,
  ): Promise<readonly { readonly id: string; readonly subjectId: string }[]>;
  /** Keeps the next sweep from handing them out again while they wait for a worker. */
  offer(ids: readonly string[], forMilliseconds: number): Promise<void>;
  /** Undefined: moved, withdrawn, done, or another worker has it. */
  claim(id: string): Promise<ClaimedDue | undefined>;
  settle(due: ClaimedDue): Promise<void>;
  fail(due: ClaimedDue, reason: string, retryAt: Instant | undefined): Promise<void>;
}

export interface Upkeep {
  /** Removes a bounded batch of what nobody needs any more; how much there was of each kind. */
  clear(): Promise<Readonly<Record<string, number>>>;
}
