import { sayClock, sayDay } from '../../bots/words/moments.ts';
import type { Instant, Zone } from '../../core/time/types.ts';

/** Of the place where the organisation is. */
export interface Here {
  readonly now: Instant;
  readonly zone: Zone;
}

const readerIn = (zone: Zone) => ({ locale: 'en', zone }) as const;

export const clockOf = (at: Instant, { zone }: Here): string => sayClock(at, readerIn(zone));
export const dayOf = (at: Instant, { zone, now }: Here): string => sayDay(at, readerIn(zone), now);
/** `Tue, Dec 1, 10:00 AM` */
export const momentOf = (at: Instant, here: Here): string => `${dayOf(at, here)}, ${clockOf(at, here)}`;

/** `New York` of `America/New_York`. */
export const placeOf = (zone: Zone): string => zone.split('/').at(-1)?.replaceAll('_', ' ') ?? zone;
