import type { MemberId } from '../ids.ts';
import { MINUTE } from '../time/types.ts';
import type { Money, Opening } from './types.ts';

export interface WaitlistFigures {
  readonly openings: number;
  readonly offers: number;
  readonly fills: number;
  readonly declined: number;
  /** Nobody answered in time. */
  readonly lapsed: number;
  /** From the moment the time fell free to the yes; half of the fills took no longer. Absent without fills. */
  readonly medianMinutesToFill?: number | undefined;
  /** One for each currency. */
  readonly recovered: readonly Money[];
}

function medianOf(values: readonly number[]): number | undefined {
  const ascending = values.toSorted((a, b) => a - b);
  const upper = ascending[Math.floor(ascending.length / 2)];
  const lower = ascending[Math.ceil(ascending.length / 2) - 1];
  return upper === undefined || lower === undefined ? undefined : (upper + lower) / 2;
}

export function figuresOf(openings: readonly Opening[], hosts: 'all' | readonly MemberId[] = 'all'): WaitlistFigures {
  const seen = openings.filter((opening) => hosts === 'all' || opening.hosts.some((host) => hosts.includes(host)));
  const offers = seen.flatMap((opening) => opening.offers);
  const count = (state: Opening['offers'][number]['state']) => offers.filter((offer) => offer.state === state).length;
  const filled = seen.flatMap(({ foundAt, fill }) => (fill ? [{ foundAt, fill }] : []));
  const recovered = new Map<string, number>();
  for (const { fill } of filled)
    if (fill.worth) recovered.set(fill.worth.currency, (recovered.get(fill.worth.currency) ?? 0) + fill.worth.amount);
  return {
    openings: seen.length,
    offers: offers.length,
    fills: filled.length,
    declined: count('declined'),
    lapsed: count('lapsed'),
    medianMinutesToFill: medianOf(filled.map(({ foundAt, fill }) => (fill.at - foundAt) / MINUTE)),
    recovered: [...recovered].map(([currency, amount]) => ({ currency, amount })),
  };
}
