import { type RetryPolicy, waitAfter } from '../../core/delivery/rules.ts';
import type { Lane, LaneHold } from '../../core/delivery/types.ts';
import type { Cursor, CursorWork, LaneSource } from '../../core/delivery/work.ts';
import type { StreamedEvent } from '../../core/events.ts';
import type { OrganisationId } from '../../core/ids.ts';
import type { Chance, Clock, EventConsumer, EventStream } from '../../core/ports.ts';
import { describeFailure, withinLimit } from './limits.ts';
import type { LaneProgress } from './pump.ts';

interface Deps {
  readonly consumer: EventConsumer;
  readonly cursors: CursorWork;
  /** Where the source found the consumer behind. */
  readonly lagging: Set<OrganisationId>;
  readonly stream: Pick<EventStream, 'read'>;
  readonly clock: Clock;
  readonly chance: Chance;
  readonly policy: RetryPolicy;
  readonly timeLimit: number;
  readonly onFault: (error: unknown) => void;
}

/** Read at a stretch; the cursor is written once after it, so a crash repeats at most this many. */
const STRETCH = 50;
/** A full look at every organisation once in so many sweeps; the others look only where events came in lately. */
const FULL_EVERY = 120;

export const consumerLane = (consumer: string, organisationId: OrganisationId): Lane => ({
  id: `consumer/${consumer}/${organisationId}`,
  organisationId,
});

interface LaneProgressAt {
  readonly handled: number;
  /** Unknown where the hold was lost. */
  readonly cursor: Cursor | undefined;
}

/** Organisations whose cursor is kept in mind. */
const MOST_REMEMBERED = 10_000;

/** The organisations in which the consumer is behind; the first look, after a start, is a full one. */
export function createConsumerSource(
  consumer: EventConsumer,
  cursors: CursorWork,
  lagging: Set<OrganisationId>,
): LaneSource {
  let looks = 0;
  return {
    async *dueLanes() {
      const scope = looks++ % FULL_EVERY === 0 ? 'all' : 'recent';
      for await (const organisationId of cursors.lagging(consumer.name, scope)) {
        lagging.add(organisationId);
        yield consumerLane(consumer.name, organisationId);
      }
    },
  };
}

/**
 * An event that fails holds its organisation's stream up for this consumer while it is tried again, with growing waits. After
 * the last try it is put aside where people see it, and the consumer goes on: later events are worth more than a perfect order.
 */
export function createConsumerHandling(deps: Deps) {
  const { consumer, cursors, lagging, stream, clock, chance, policy, timeLimit, onFault } = deps;
  const reached = new Map<OrganisationId, { readonly fence: number; readonly cursor: Cursor }>();

  async function failed(cursor: Cursor, event: StreamedEvent, reason: string): Promise<Cursor> {
    const attempts = cursor.attempts + 1;
    const wait = waitAfter(attempts, policy, chance);
    if (wait === undefined) return await cursors.bury(cursor, event, reason);
    return await cursors.postpone(cursor, attempts, clock.now() + wait);
  }

  /** Undefined: it went well. */
  async function failureOf(event: StreamedEvent, hold: LaneHold): Promise<string | undefined> {
    try {
      await withinLimit(timeLimit, hold.signal, (signal) => consumer.handle(event, { signal }));
      return undefined;
    } catch (error) {
      if (!hold.signal.aborted) onFault(error);
      return describeFailure(error);
    }
  }

  async function handleRevived(organisationId: OrganisationId, hold: LaneHold): Promise<number> {
    const letters = await cursors.revived(consumer.name, organisationId, STRETCH);
    for (const letter of letters) {
      const failure = await failureOf(letter.event, hold);
      if (hold.signal.aborted) return 0;
      await cursors.settle(letter, failure);
    }
    return letters.length;
  }

  /** The place of the first event that failed, and why. Undefined: all went well. */
  async function firstFailure(events: readonly StreamedEvent[], hold: LaneHold) {
    for (const [index, event] of events.entries()) {
      const failure = await failureOf(event, hold);
      if (failure !== undefined || hold.signal.aborted) return { index, failure: failure ?? 'aborted' };
    }
    return undefined;
  }

  /** The same where events of different subjects go side by side; what came after the one that failed is simply seen again. */
  async function firstFailureBySubject(events: readonly StreamedEvent[], hold: LaneHold) {
    const bySubject = new Map<string, number[]>();
    for (const [index, { subject }] of events.entries()) {
      const group = bySubject.get(subject.id);
      if (group) group.push(index);
      else bySubject.set(subject.id, [index]);
    }
    const failures = await Promise.all(
      [...bySubject.values()].map(async (group) => {
        const failed = await firstFailure(
          group.flatMap((index) => events[index] ?? []),
          hold,
        );
        return failed && { ...failed, index: group[failed.index] ?? 0 };
      }),
    );
    return failures.filter((failed) => failed !== undefined).toSorted((a, b) => a.index - b.index)[0];
  }

  async function handleNew(cursor: Cursor, events: readonly StreamedEvent[], hold: LaneHold): Promise<LaneProgressAt> {
    const find = consumer.inOrder === 'of_subject' ? firstFailureBySubject : firstFailure;
    const failedAt = await find(events, hold);
    const event = failedAt && events[failedAt.index];
    if (hold.signal.aborted) return { handled: failedAt?.index ?? events.length, cursor: undefined };
    if (failedAt !== undefined && event !== undefined) {
      const reached = failedAt.index > 0 ? await cursors.advance(cursor, event.position - 1) : cursor;
      return { handled: failedAt.index + 1, cursor: await failed(reached, event, failedAt.failure) };
    }
    const last = events.at(-1);
    return { handled: events.length, cursor: last ? await cursors.advance(cursor, last.position) : cursor };
  }

  /** Nobody else moves the cursor while we hold the lane. */
  async function cursorOf(organisationId: OrganisationId, hold: LaneHold): Promise<Cursor> {
    const known = reached.get(organisationId);
    if (known?.fence === hold.fence) return known.cursor;
    return await cursors.open(consumer.name, organisationId, consumer.startsAt);
  }

  function remember(organisationId: OrganisationId, hold: LaneHold, cursor: Cursor | undefined): void {
    if (reached.size >= MOST_REMEMBERED) reached.clear();
    if (cursor === undefined) reached.delete(organisationId);
    else reached.set(organisationId, { fence: hold.fence, cursor });
  }

  return async function handleLane({ organisationId }: Lane, hold: LaneHold): Promise<LaneProgress> {
    // Only a sweep finds events that were put aside and are wanted again.
    const revived = lagging.delete(organisationId) ? await handleRevived(organisationId, hold) : 0;
    const cursor = await cursorOf(organisationId, hold);
    remember(organisationId, hold, cursor);
    if (cursor.nextAt > clock.now()) return { handled: revived, more: false };
    const events = await stream.read(organisationId, cursor.position, STRETCH);
    const [next] = events;
    if (!next) return { handled: revived, more: false };
    if (hold.tookOver) {
      // Its last worker died somewhere in this stretch. Counted against its first event, so that one which kills its worker is
      // put aside in the end and not tried forever.
      remember(organisationId, hold, await failed(cursor, next, 'the worker stopped in the middle of it'));
      return { handled: 1, more: true };
    }
    // After a failure one at a time, so that the count stays with the event it belongs to.
    const done = await handleNew(cursor, cursor.attempts > 0 ? [next] : events, hold);
    remember(organisationId, hold, done.cursor);
    const isFull = events.length === STRETCH || (cursor.attempts > 0 && events.length > 1);
    return { handled: done.handled + revived, more: isFull };
  };
}
