import { DateTime } from 'luxon';
import type { Instant, Zone } from '../time/types.ts';

/** Wall hours of the reader between which nothing is sent unasked, e.g. from 21:00 to 8:00; minutes since midnight. */
export interface QuietHours {
  readonly from: number;
  readonly to: number;
}

export const DEFAULT_QUIET_HOURS: QuietHours = { from: 21 * 60, to: 8 * 60 };

/** `reply` answers somebody who just wrote; `urgent` cannot wait by its nature (the visit in an hour is off); `planned` is the rest. */
export type Occasion = 'reply' | 'urgent' | 'planned';

export interface SendingWish {
  readonly due: Instant;
  readonly occasion: Occasion;
  /** The reader's own zone as we keep it. Never guessed from an area code: numbers move with their owners. */
  readonly zone: Zone;
  readonly quiet: QuietHours;
  /** After it the message is worthless, e.g. the start of the visit it is about. */
  readonly worthlessAt?: Instant;
}

export type SendingTime =
  | { readonly kind: 'send_at'; readonly at: Instant }
  /** The visit begins before the quiet hours end, and they have begun already: nobody is woken for it. */
  | { readonly kind: 'only_quiet_hours_left' };

/**
 * A message due in quiet hours waits for their end. Where that would come after the visit, it is sent just before they begin.
 */
export function sendingTime(wish: SendingWish, now: Instant): SendingTime {
  const due = Math.max(wish.due, now);
  if (wish.occasion !== 'planned') return { kind: 'send_at', at: due };
  const night = quietSpanAround(due, wish.zone, wish.quiet);
  if (night === undefined) return { kind: 'send_at', at: due };
  if (wish.worthlessAt === undefined || night.end < wish.worthlessAt) return { kind: 'send_at', at: night.end };
  const before = night.start - LEAD;
  return before >= now ? { kind: 'send_at', at: before } : { kind: 'only_quiet_hours_left' };
}

/** Sent a little ahead of the quiet hours, so that a slow carrier does not deliver inside them. */
const LEAD = 5 * 60_000;

/** The quiet span the instant lies in, if any; its ends follow the wall clock through a change of the clocks. */
function quietSpanAround(at: Instant, zone: Zone, quiet: QuietHours): { start: Instant; end: Instant } | undefined {
  if (quiet.from === quiet.to) return undefined;
  const day = DateTime.fromMillis(at, { zone }).startOf('day');
  for (const offset of [-1, 0]) {
    const evening = day.plus({ days: offset });
    const morning = quiet.to > quiet.from ? evening : evening.plus({ days: 1 });
    const start = atWall(evening, quiet.from);
    const end = atWall(morning, quiet.to);
    if (start <= at && at < end) return { start, end };
  }
  return undefined;
}

const atWall = (day: DateTime, minutes: number): Instant =>
  day.set({ hour: Math.floor(minutes / 60), minute: minutes % 60 }).toMillis();
