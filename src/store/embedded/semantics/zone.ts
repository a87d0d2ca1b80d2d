import { IANAZone } from 'luxon';
import { CommandError } from './error.ts';

/** Offsets of one time zone from UTC, in milliseconds (east is positive). */
export interface Zone {
  readonly isUtc: boolean;
  readonly offsetAt: (instant: number) => number;
}

const MINUTE = 60_000;
const DAY = 86_400_000;

const fixedZone = (offset: number): Zone => ({ isUtc: offset === 0, offsetAt: () => offset });

export const utc: Zone = fixedZone(0);

const zones = new Map<string, Zone>();
const OFFSET = /^([+-])(\d{2})(?::?(\d{2}))?$/;

/** Accepts what MongoDB does: names of the IANA database, `UTC`, `GMT`, and offsets such as `+05`, `+0530`, `+05:30`. */
export function zoneOf(name: string): Zone {
  const known = zones.get(name);
  if (known) return known;
  const zone = readZone(name);
  zones.set(name, zone);
  return zone;
}

function readZone(name: string): Zone {
  const offset = OFFSET.exec(name);
  if (offset) {
    const minutes = Number(offset[2]) * 60 + Number(offset[3] ?? 0);
    return fixedZone(minutes * MINUTE * (offset[1] === '-' ? -1 : 1));
  }
  if (/^(UTC|GMT|Z)$/i.test(name)) return utc;
  if (!/^[A-Za-z]/.test(name) || !IANAZone.isValidZone(name))
    throw new CommandError(40485, `unrecognized time zone identifier: "${name}"`);
  return namedZone(IANAZone.create(name));
}

/** A UTC day of a zone: one offset, or another from the instant `change` on. */
interface ZoneDay {
  readonly offset: number;
  readonly change: number;
  readonly later: number;
}

const MOST_DAYS = 20_000;

/**
 * Asking Intl for an offset costs some 10 microseconds; a table of days makes it a look-up. The offset at both ends of
 * a day is compared, and where it differs the instant of change is found by halving; no zone has changed twice in a day.
 */
function namedZone(zone: IANAZone): Zone {
  const days = new Map<number, ZoneDay>();
  const ask = (instant: number): number => Math.round(zone.offset(instant) * MINUTE);
  return {
    isUtc: false,
    offsetAt: (instant) => {
      const number = Math.floor(instant / DAY);
      let day = days.get(number);
      if (!day) {
        if (days.size >= MOST_DAYS) days.clear();
        day = readDay(number * DAY, ask);
        days.set(number, day);
      }
      return instant < day.change ? day.offset : day.later;
    },
  };
}

function readDay(start: number, ask: (instant: number) => number): ZoneDay {
  const [offset, later] = [ask(start), ask(start + DAY)];
  if (offset === later) return { offset, change: Number.POSITIVE_INFINITY, later };
  let [before, after] = [start, start + DAY];
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (ask(middle) === offset) before = middle;
    else after = middle;
  }
  return { offset, change: after, later };
}

/** The wall clock, as the milliseconds a UTC clock showing the same would have. */
export const toWall = (instant: number, zone: Zone): number => instant + zone.offsetAt(instant);

/** A doubled hour gives its first pass; a skipped one is read with the offset before, so it moves forward. */
export function fromWall(wall: number, zone: Zone): number {
  const before = zone.offsetAt(wall - DAY);
  const early = wall - before;
  if (zone.offsetAt(early) === before) return early;
  const after = zone.offsetAt(wall + DAY);
  const late = wall - after;
  return zone.offsetAt(late) === after ? late : early;
}
