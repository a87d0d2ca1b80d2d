// Which offered options a reply takes or turns down, by number, place, day or hour.

import { wallTime, weekdayOf } from './calendar.ts';
import { hourOf } from './clock-grammar.ts';
import { nextDayOfMonth } from './day-grammar.ts';
import { type SaidTime, sign } from './items.ts';
import type { Meaning } from './meaning.ts';
import type { Pick } from './picks.ts';
import { anchorOf } from './prompts.ts';
import type { OfferPrompt, Reply } from './types.ts';
import { fits } from './windows.ts';

/** 1-based numbers of options. */
export type Options = readonly number[];

const everyOption = (offer: OfferPrompt): Options => offer.options.map((_, index) => index + 1);

/** Options a time fits; one that fits to the minute goes before one that fits in the other half of the day. */
export const optionsAt = (offer: OfferPrompt, said: SaidTime, reply: Reply): Options => {
  // "next week" wishes for a week; it takes none of the times in it.
  if (said.days && said.days.to - said.days.from > 1) return [];
  const anchor = anchorOf(offer, reply.zone);
  const fitting = (exact: boolean) =>
    everyOption(offer).filter((option) => fits(offer.options[option - 1] ?? Number.NaN, said, anchor, reply, exact));
  const exact = fitting(true);
  return exact.length > 0 ? exact : fitting(false);
};

/** "Thursday" where the only Thursday offered is in another week than the next one. */
export const optionsOnWeekday = (offer: OfferPrompt, said: SaidTime, reply: Reply): Options => {
  const weekday = said.days?.weekday;
  if (weekday === undefined) return [];
  const { days: _days, ...rest } = said;
  return everyOption(offer).filter((option) => {
    const instant = offer.options[option - 1] ?? Number.NaN;
    const { day } = wallTime(instant, reply.zone);
    const onThatDay = { ...rest, days: { from: day, to: day + 1, fromNow: false } };
    return weekdayOf(day) === weekday && fits(instant, onThatDay, anchorOf(offer, reply.zone), reply);
  });
};

const hourSaid = (value: number): SaidTime | undefined => {
  const clock = hourOf(sign('number', String(value), { value }));
  return clock && { clock };
};

/** What a pick stands for in an offer. */
export type Picked =
  | { readonly kind: 'options'; readonly options: Options }
  /** One option's number and another option's hour. */
  | { readonly kind: 'ambiguous' }
  /** No option has it; it may be a time: an hour, a day of the month. */
  | { readonly kind: 'time'; readonly said: SaidTime }
  | { readonly kind: 'unknown' };

const within = (offer: OfferPrompt, hour: number, reply: Reply): Options =>
  everyOption(offer).filter((option) => {
    const wall = Math.floor(wallTime(offer.options[option - 1] ?? 0, reply.zone).minutes / 60);
    return wall === hour || wall === hour + 12;
  });

/** A bare number is an option's number; when no option has it, an hour offered; when it is both, nobody can tell. */
const resolveNumber = (offer: OfferPrompt, pick: Pick, reply: Reply): Picked => {
  const said = hourSaid(pick.value);
  const exact = said ? optionsAt(offer, said, reply) : [];
  const asNumber = pick.value >= 1 && pick.value <= offer.options.length;
  if (asNumber)
    return exact.length > 0 && !exact.includes(pick.value)
      ? { kind: 'ambiguous' }
      : { kind: 'options', options: [pick.value] };
  const asHour = exact.length > 0 || pick.wished ? exact : within(offer, pick.value, reply);
  if (asHour.length > 0) return { kind: 'options', options: asHour };
  return pick.wished && said ? { kind: 'time', said } : { kind: 'unknown' };
};

const resolveOrdinal = (offer: OfferPrompt, pick: Pick, reply: Reply): Picked => {
  if (pick.value <= offer.options.length) return { kind: 'options', options: [pick.value] };
  // "the tenth one" counts options; "the 10th" is a day.
  if (pick.counted) return { kind: 'unknown' };
  const said = nextDayOfMonth(pick.value, wallTime(reply.now, reply.zone).day);
  const options = optionsAt(offer, said, reply);
  if (options.length > 0) return { kind: 'options', options };
  return pick.value > 5 ? { kind: 'time', said } : { kind: 'unknown' };
};

const byTime = (offer: OfferPrompt, from: 'start' | 'end'): Options => {
  const wanted = from === 'start' ? Math.min(...offer.options) : Math.max(...offer.options);
  return [offer.options.indexOf(wanted) + 1];
};

export const resolvePick = (offer: OfferPrompt, pick: Pick, reply: Reply): Picked => {
  const count = offer.options.length;
  switch (pick.kind) {
    case 'number':
      return resolveNumber(offer, pick, reply);
    case 'option':
      return pick.value >= 1 && pick.value <= count ? { kind: 'options', options: [pick.value] } : { kind: 'unknown' };
    case 'ordinal':
      return resolveOrdinal(offer, pick, reply);
    case 'last':
      return { kind: 'options', options: [count] };
    case 'middle':
      return count % 2 === 1 ? { kind: 'options', options: [(count + 1) / 2] } : { kind: 'ambiguous' };
    case 'earliest':
      return { kind: 'options', options: byTime(offer, 'start') };
    case 'latest':
      return { kind: 'options', options: byTime(offer, 'end') };
  }
};

/** Options named in what is turned down. */
export const refusedOptions = (meaning: Meaning, offer: OfferPrompt): ReadonlySet<number> => {
  const picked = meaning.picks
    .filter((pick) => pick.refused)
    .flatMap((pick) => {
      const resolved = resolvePick(offer, pick, meaning.reply);
      return resolved.kind === 'options' ? resolved.options : [];
    });
  return new Set([...picked, ...meaning.refused.flatMap((said) => optionsAt(offer, said, meaning.reply))]);
};
