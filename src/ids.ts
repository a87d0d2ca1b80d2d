import { createHash, randomBytes } from 'node:crypto';
import { type Id, type IdKind, idPrefixes } from './core/ids.ts';
import type { Clock, Ids } from './core/ports.ts';

// The form of a ULID behind the kind's letters: 48 bits of milliseconds, 80 of chance, in Crockford's base 32 (lower case).
const DIGITS = '0123456789abcdefghjkmnpqrstvwxyz';
const TIME_DIGITS = 10;
const CHANCE_DIGITS = 16;

const encode = (value: bigint, length: number): string => {
  let text = '';
  for (let rest = value; text.length < length; rest >>= 5n) text = DIGITS[Number(rest & 31n)] + text;
  return text;
};

const CHANCE_LIMIT = 1n << 80n;

/**
 * Ids of one process sort strictly in the order they were made, also within one millisecond and when the clock is turned back:
 * then the chance part counts up from the last one.
 */
export function createIds(clock: Clock): Ids {
  let lastTime = -1;
  let lastChance = 0n;
  return {
    next<Kind extends IdKind>(kind: Kind): Id<Kind> {
      const now = clock.now();
      if (now > lastTime) {
        lastTime = now;
        // The top bit is left free, so that counting up has room.
        lastChance = BigInt(`0x${randomBytes(10).toString('hex')}`) >> 1n;
      } else {
        lastChance = (lastChance + 1n) % CHANCE_LIMIT;
      }
      const text = `${idPrefixes[kind]}_${encode(BigInt(lastTime), TIME_DIGITS)}${encode(lastChance, CHANCE_DIGITS)}`;
      return text as Id<Kind>; // the one place where ids come into being, beside the next lines
    },
    derived<Kind extends IdKind>(kind: Kind, from: Id<IdKind>, part = ''): Id<Kind> {
      const moment = from.slice(from.indexOf('_') + 1).slice(0, TIME_DIGITS);
      const digest = createHash('sha256')
        .update(JSON.stringify([kind, from, part]))
        .digest('hex');
      return `${idPrefixes[kind]}_${moment}${encode(BigInt(`0x${digest}`), CHANCE_DIGITS)}` as Id<Kind>;
    },
  };
}
