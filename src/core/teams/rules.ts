/** What a pool may be, what a host weighs in it, and which period an instant belongs to. */
import { Fault, type FieldError, invalid } from '../fault.ts';
import { dateOfDay } from '../time/dates.ts';
import type { Instant } from '../time/types.ts';
import { dayAt, weekAt } from '../time/wall.ts';
import type { Period, PeriodKey, Pool, PoolHost, Presence, WeightScale } from './types.ts';

/** A page of counters and the numbers kept with each visit grow with the pool; beyond this it is several teams. */
const MOST_HOSTS = 200;
const MOST_CATCH_UP = 20;

const WEIGHTS: Readonly<Record<WeightScale, { readonly from: number; readonly to: number; readonly words: string }>> = {
  points: { from: 1, to: 10, words: 'a whole number from 1 to 10' },
  percent: { from: 10, to: 500, words: 'whole per cent from 10 to 500 (50 is half, 100 one host, 200 double)' },
};

/** Weights count for `weighted` turns and within a tier of `priority`; everywhere else all hosts weigh the same. */
export function weightOf(pool: Pool, host: PoolHost): number {
  if (pool.strategy !== 'weighted' && pool.strategy !== 'priority') return 1;
  return pool.weightScale === 'percent' ? host.weight / 100 : host.weight;
}

function hostErrors(pool: Pool): FieldError[] {
  const seen = new Set<string>();
  const weights = WEIGHTS[pool.weightScale];
  return pool.hosts.flatMap((host, index) => {
    const errors: FieldError[] = [];
    const say = (field: string, message: string) => errors.push({ pointer: `/hosts/${index}/${field}`, message });
    if (seen.has(host.host)) say('host', 'is in the pool already; name every host once');
    seen.add(host.host);
    if (!Number.isInteger(host.weight) || host.weight < weights.from || host.weight > weights.to)
      say('weight', `is ${host.weight}; give ${weights.words}`);
    if (!Number.isInteger(host.tier) || host.tier < 1 || host.tier > MOST_HOSTS)
      say('tier', `is ${host.tier}; give a whole number from 1 (asked first) to ${MOST_HOSTS}`);
    return errors;
  });
}

/** Throws `invalid_input` with every field that cannot be used. */
export function checkPool(pool: Pool): void {
  const errors = hostErrors(pool);
  if (pool.hosts.length === 0) errors.push({ pointer: '/hosts', message: 'is empty; a pool needs at least one host' });
  if (pool.hosts.length > MOST_HOSTS)
    errors.push({ pointer: '/hosts', message: `has ${pool.hosts.length} hosts; the most is ${MOST_HOSTS}` });
  if (!Number.isInteger(pool.catchUpLimit) || pool.catchUpLimit < 1 || pool.catchUpLimit > MOST_CATCH_UP)
    errors.push({
      pointer: '/catchUpLimit',
      message: `is ${pool.catchUpLimit}; give a whole number of visits from 1 to ${MOST_CATCH_UP}`,
    });
  if (errors.length > 0) throw new Fault('invalid_input', 'The pool cannot be used as it is.', { fields: errors });
}

/** Every presence names a host of the pool once and carries the number its strategy compares. */
export function checkPresences(pool: Pool, presences: readonly Presence[]): void {
  const known = new Set<string>(pool.hosts.map(({ host }) => host));
  for (const [index, presence] of presences.entries()) {
    const pointer = `/presences/${index}`;
    if (!known.delete(presence.host)) throw invalid(`${pointer}/host`, 'must name a host of this pool, once');
    if (presence.state !== 'free') continue;
    if (pool.strategy === 'availability_first' && presence.freeMinutes === undefined)
      throw invalid(`${pointer}/freeMinutes`, 'is needed to give the visit to whoever has most time');
    if (pool.strategy === 'soonest' && presence.earliestStart === undefined)
      throw invalid(`${pointer}/earliestStart`, 'is needed to give the visit to whoever is free first');
  }
}

/** The period an instant lies in, by the pool's wall calendar; weeks are those of ISO 8601. */
export function periodAt({ period, zone }: Pick<Pool, 'period' | 'zone'>, now: Instant): PeriodKey {
  const date = () => dateOfDay(dayAt(zone, now));
  const key = {
    daily: date,
    weekly: () => weekAt(zone, now),
    monthly: () => date().slice(0, 'YYYY-MM'.length),
    never: () => 'always',
  } satisfies Record<Period, () => string>;
  // This is the one place where a text becomes a period's name.
  return key[period]() as PeriodKey;
}
