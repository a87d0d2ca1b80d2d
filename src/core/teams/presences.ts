/** What every host of a pool is at an asked time, as the slot engine sees it. */
import type { Cast } from '../appointments/claims.ts';
import { hostsAsked, type Wish } from '../appointments/query.ts';
import type { Look, OwnTime, SlotSource } from '../appointments/slots.ts';
import type { EmptyReason, Slot } from '../availability/types.ts';
import type { MemberId } from '../ids.ts';
import type { Clock } from '../ports.ts';
import { union } from '../time/intervals.ts';
import { DAY, type Instant, MINUTE, type Span } from '../time/types.ts';
import type { Pool, Presence } from './types.ts';

export interface PresenceQuestion {
  readonly wish: Wish;
  readonly cast: Cast;
  readonly start: Instant;
  /** Whom the slot engine found free at the start. */
  readonly free: readonly MemberId[];
  /** What is against the others. */
  readonly whyNot: Look['whyNot'];
  readonly own: OwnTime;
}

interface PresenceDeps {
  readonly slots: SlotSource;
  readonly clock: Clock;
}

/** `availability_first` compares what is free within the week around the visit. */
const WEEK_AROUND = 3.5 * DAY;
/** `soonest` compares the first free start within two weeks from now; whoever has none has the visit's own. */
const SOON = 14 * DAY;

/** They are not there, or not yet or no more to be asked; whoever is there and has no time is busy. */
const AWAY: ReadonlySet<EmptyReason> = new Set(['closed', 'past', 'notice', 'window']);

const minutesFree = (slots: readonly Slot[]): number =>
  union(slots).reduce((sum, { start, end }) => sum + (end - start) / MINUTE, 0);

type Figures = Pick<Extract<Presence, { state: 'free' }>, 'freeMinutes' | 'earliestStart'>;

/** The number that the pool's strategy compares, for everybody who is free. */
async function figuresOf(
  { slots, clock }: PresenceDeps,
  pool: Pool,
  { wish, start, free, own }: PresenceQuestion,
): Promise<(host: MemberId) => Figures> {
  const now = clock.now();
  const asked = { ...wish, hosts: free };
  const find = async (span: Span): Promise<readonly Slot[]> =>
    slots.find(asked, await slots.gather(asked, span), span, own);
  switch (pool.strategy) {
    case 'availability_first': {
      const found = await find({ start: Math.max(now, start - WEEK_AROUND), end: start + WEEK_AROUND });
      return (host) => ({ freeMinutes: minutesFree(found.filter(({ hosts }) => hosts.includes(host))) });
    }
    case 'soonest': {
      const found = await find({ start: now, end: now + SOON });
      return (host) => {
        const first = found.find(({ hosts }) => hosts.includes(host));
        return { earliestStart: Math.min(start, first?.start ?? start) };
      };
    }
    default:
      return () => ({});
  }
}

/** Hosts of the pool who were not asked, or of whom nobody knows when they are there, are left out: they are away. */
export async function presencesAt(
  deps: PresenceDeps,
  pool: Pool,
  question: PresenceQuestion,
): Promise<readonly Presence[]> {
  const { wish, cast, free, whyNot } = question;
  const asked = hostsAsked(wish).filter((host) => cast.hosts.has(host));
  const others = asked.filter((host) => !free.includes(host));
  const reasons = whyNot(others);
  const figures = free.length === 0 ? () => ({}) : await figuresOf(deps, pool, question);
  return pool.hosts.flatMap(({ host }): Presence[] => {
    if (free.includes(host)) return [{ host, state: 'free', ...figures(host) }];
    if (!others.includes(host)) return [];
    const reason = reasons.get(host);
    // Nothing against a host asked alone: it was free, and somebody was faster.
    return [{ host, state: reason !== undefined && AWAY.has(reason) ? 'away' : 'busy' }];
  });
}
