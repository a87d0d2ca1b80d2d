// Answers to offered times: take one, take none, want another.

import { asksOnly } from './cancelling.ts';
import { has } from './clauses.ts';
import type { SaidTime } from './items.ts';
import { type Meaning, mentions } from './meaning.ts';
import { type Options, optionsAt, optionsOnWeekday, type Picked, refusedOptions, resolvePick } from './options.ts';
import type { Pick as Picking } from './picks.ts';
import { anchorOf } from './prompts.ts';
import { stanceOf } from './stance.ts';
import type { OfferPrompt, Understood } from './types.ts';
import { askBack, decide } from './verdict.ts';
import { windowsOf } from './windows.ts';
import { refusesPartsAlone } from './wished.ts';

const accept = (offer: OfferPrompt, option: number, why: string): Understood =>
  decide('accept', why, { prompt: offer, option });

const counter = (meaning: Meaning, offer: OfferPrompt, times: readonly SaidTime[], why: string): Understood => {
  const anchor = anchorOf(offer, meaning.reply.zone);
  return decide('counter', why, {
    prompt: offer,
    windows: times.flatMap((said) => windowsOf(said, anchor, meaning.reply)),
  });
};

/** Mornings, later, another day: a wish that no option can be held against. */
const isDirection = (said: SaidTime): boolean =>
  said.vague === true || (said.part !== undefined && !said.days && Object.keys(said).length > 1);

const wantsOthers = (meaning: Meaning): boolean =>
  meaning.times.some(isDirection) ||
  meaning.clauses.some(
    (clause) =>
      has(clause, 'other', 'later', 'earlier', 'soon', 'whichTimes', 'move', 'moveLater', 'moveEarlier') &&
      !clause.negated &&
      !has(clause, 'defer'),
  ) ||
  meaning.clauses.some((clause) => has(clause, 'have') && has(clause, 'available') && !clause.negated);

interface Taken {
  readonly options: Options;
  readonly wished: readonly SaidTime[];
  readonly unclear: Picked['kind'] | undefined;
}

/** Everything named that is not turned down: the options it fits, and the times no option has. */
const readTaken = (meaning: Meaning, offer: OfferPrompt): Taken => {
  const picked = meaning.picks.filter((pick) => !pick.refused).map((pick) => resolvePick(offer, pick, meaning.reply));
  const [day, ...moreTimes] = meaning.times.filter((time) => !isDirection(time));
  // "Thursday but 4 instead of 3": the hour, said as a bare number, belongs to the day.
  const hour = picked.find((each) => each.kind === 'time')?.said;
  const belongs = day !== undefined && moreTimes.length === 0 && isDay(day) && hour?.clock !== undefined;
  const said = belongs ? [{ ...day, ...hour }] : day ? [day, ...moreTimes] : [];
  // A wish or a question means the coming Thursday, whatever was offered; a choice means the one offered.
  const chooses = !meaning.wish && !meaning.clauses.some((clause) => clause.asked);
  const fromTimes = said.map((time) => {
    if (isSameDay(time) && !meaning.yes && !meaning.fine) return [];
    const options = optionsAt(offer, time, meaning.reply);
    return options.length === 0 && chooses ? optionsOnWeekday(offer, time, meaning.reply) : options;
  });
  const fromPicks = picked.flatMap((each, at) =>
    each.kind === 'options'
      ? [placedIn(offer, meaning.picks.filter((pick) => !pick.refused)[at], each.options, fromTimes)]
      : [],
  );
  const sets = [...fromPicks, ...(fromPicks.length > 0 ? narrowing(fromTimes) : fromTimes)];
  return {
    options: combine(sets, fromPicks.length > 0 && fromTimes.length > 0),
    wished: [
      ...picked.flatMap((each) => (each.kind === 'time' && !belongs ? [each.said] : [])),
      ...said.filter((_, index) => fromTimes[index]?.length === 0),
    ],
    unclear: picked.find((each) => each.kind === 'ambiguous' || each.kind === 'unknown')?.kind,
  };
};

/** "The same day, please" wishes for another time of it; with a yes it takes what was offered. */
const isSameDay = (said: SaidTime): boolean => said.sameDay === true && Object.keys(said).length === 1;

const isDay = (said: SaidTime): boolean => said.days !== undefined && Object.keys(said).length === 1;

/** "Tomorrow, the later one": the place is one among the times of that day. */
const placedIn = (
  offer: OfferPrompt,
  pick: Picking | undefined,
  options: Options,
  days: readonly Options[],
): Options => {
  const [among, ...more] = days.filter((each) => each.length > 0);
  if (!among || more.length > 0 || !pick || options.some((option) => among.includes(option))) return options;
  const inOrder = [...among].sort((a, b) => (offer.options[a - 1] ?? 0) - (offer.options[b - 1] ?? 0));
  if (pick.kind === 'earliest') return inOrder.slice(0, 1);
  if (pick.kind === 'latest' || pick.kind === 'last') return inOrder.slice(-1);
  return pick.counted ? among.slice(pick.value - 1, pick.value) : options;
};

const narrowing = (sets: readonly Options[]): readonly Options[] => sets.filter((options) => options.length > 0);

/** "2, Thursday at 3": number and time narrow each other; alternatives add up. */
const combine = (sets: readonly Options[], narrow: boolean): Options => {
  const all = [...new Set(sets.flat())];
  const common = all.filter((option) => sets.every((options) => options.includes(option)));
  return narrow && common.length > 0 ? common : all;
};

/** What of the offer is taken, if anything of it is named. */
const takeNamed = (meaning: Meaning, offer: OfferPrompt, refused: ReadonlySet<number>): Understood | undefined => {
  const taken = readTaken(meaning, offer);
  const options = taken.options.filter((option) => !refused.has(option));
  if (taken.unclear === 'ambiguous') return askBack('ambiguous_option', 'number_or_hour', offer);
  const [only] = options;
  if (only !== undefined && meaning.hedged && !taken.wished.length) return askBack('hedged', 'hedged_option', offer);
  if (only !== undefined && options.length === 1 && taken.wished.length === 0) {
    if (mentions(meaning, 'defer') || meaning.clauses.some((clause) => has(clause, 'unsure')))
      return askBack('hedged', 'hedged_option', offer);
    return accept(offer, only, 'option_named');
  }
  if (options.length > 1) return askBack('ambiguous_option', 'several_options_fit', offer);
  // "I can't on Tuesday, the second", which is on Tuesday: named and turned down in one breath.
  const picks = meaning.picks.some((pick) => !pick.refused);
  if (picks && taken.options.length > 0 && options.length === 0 && taken.wished.length === 0)
    return askBack('contradiction', 'taken_and_refused', offer);
  if (taken.wished.length > 0 && taken.wished.some((said) => said.impossible))
    return askBack('time_mismatch', 'impossible_date', offer);
  if (taken.wished.length > 0) return counter(meaning, offer, taken.wished, 'time_not_offered');
  return taken.unclear === 'unknown' ? askBack('unknown_option', 'no_such_option', offer) : undefined;
};

const declined = (meaning: Meaning, offer: OfferPrompt, refused: ReadonlySet<number>): Understood => {
  if (meaning.yes) return askBack('contradiction', 'yes_and_no', offer);
  if (meaning.noByGuess) return askBack('misspelt_loss', 'no_by_guess', offer);
  if (meaning.hedged || mentions(meaning, 'unsure')) return askBack('hedged', 'hedged_no', offer);
  const refusesPart = refused.size > 0 && refused.size < offer.options.length;
  const namesPart = refused.size === 0 && meaning.picks.some((pick) => pick.refused);
  if (refusesPart || namesPart) return askBack('partly_refused', 'some_options_refused', offer);
  return decide('decline', 'no_to_offer', { prompt: offer });
};

const THE_OTHER = /^(other|the other|otra|otro|autre|andere|anderen|anderer)$/;

/** "Not the first, the other one": of two, one is left. */
const theOther = (meaning: Meaning, offer: OfferPrompt, refused: ReadonlySet<number>): Understood | undefined => {
  const left = offer.options.map((_, index) => index + 1).filter((option) => !refused.has(option));
  const [only, ...more] = left;
  const says = meaning.items.some((item) => item.kind === 'other' && THE_OTHER.test(item.text));
  return only !== undefined &&
    more.length === 0 &&
    refused.size > 0 &&
    says &&
    meaning.times.length === 0 &&
    !asksOnly(meaning)
    ? accept(offer, only, 'the_other_one')
    : undefined;
};

const TOO_EARLY = /\b(too (early|soon)|zu (fruh|zeitig)|trop tot|(demasiado|muy) temprano|demasiado pronto)\b/;

/** "That's too early": a no to these hours that wishes for later ones, unless a no of its own stands beside it. */
const findsTooEarly = ({ clauses }: Meaning): boolean => {
  const refusing = clauses.filter((clause) => stanceOf(clause) === 'no');
  return refusing.length > 0 && refusing.every(({ items }) => items.some(({ text }) => TOO_EARLY.test(text)));
};

const refusesHours = (meaning: Meaning): boolean =>
  meaning.refused.some((said) => !said.days && (said.part !== undefined || said.hours || said.clock));

export const answerOffer = (meaning: Meaning, offer: OfferPrompt): Understood | undefined => {
  const refused = refusedOptions(meaning, offer);
  const other = meaning.picks.some((pick) => !pick.refused) ? undefined : theOther(meaning, offer, refused);
  if (other) return other;
  const named = takeNamed(meaning, offer, refused);
  // "anything in the afternoon on another day?" takes none of the afternoons offered.
  if (
    mentions(meaning, 'other') &&
    meaning.picks.length === 0 &&
    meaning.times.length > 0 &&
    !meaning.yes &&
    !asksOnly(meaning)
  )
    return counter(meaning, offer, meaning.times, 'other_times_wished');
  // "Thursday, but not in the morning": the day is right, its option is not.
  if (!named && meaning.times.some((said) => said.days) && refusesHours(meaning))
    return counter(meaning, offer, [], 'day_without_option');
  if (named && named.intent !== 'clarify') return named;
  if (wantsOthers(meaning) && named?.intent !== 'clarify' && !asksOnly(meaning))
    return counter(meaning, offer, meaning.times, 'other_times_wished');
  if (named) return named;
  if (mentions(meaning, 'defer') && !meaning.no) return undefined;
  // "Can't do mornings", "away until the 12th": no to some hours or days, which leaves others to be wished for.
  if (
    meaning.no &&
    refused.size === 0 &&
    !mentions(meaning, 'none') &&
    meaning.refused.some(isDirection) &&
    !meaning.yes
  )
    return counter(meaning, offer, [], 'direction_refused');
  // "Not in the morning": a no to these hours wishes for others, whatever was offered in them.
  if (refusesPartsAlone(meaning) && !meaning.yes && !meaning.hedged && !mentions(meaning, 'none'))
    return counter(meaning, offer, [], 'hours_refused');
  const refusesAll = refused.size === 0 || refused.size === offer.options.length;
  if (meaning.no && refusesAll && !meaning.yes && findsTooEarly(meaning))
    return counter(meaning, offer, meaning.times, 'too_early');
  if (meaning.no)
    return mentions(meaning, 'prefer') && meaning.times.length > 0
      ? counter(meaning, offer, meaning.times, 'other_times_wished')
      : declined(meaning, offer, refused);
  // "Neither Thursday nor Friday" where nothing else was offered.
  if (refused.size === offer.options.length && !meaning.hedged && !meaning.wish && !meaning.yes)
    return decide('decline', 'every_option_refused', { prompt: offer });
  if (refused.size > 0) return askBack('partly_refused', 'some_options_refused', offer);
  if (meaning.hedged || mentions(meaning, 'unsure'))
    return asksOnly(meaning) ? undefined : askBack('hedged', 'hedged', offer);
  if (meaning.yes || meaning.fine || (mentions(meaning, 'any') && !asksOnly(meaning)))
    return offer.options.length === 1
      ? accept(offer, 1, 'yes_to_only_option')
      : askBack('ambiguous_option', 'yes_to_several_options', offer);
  return undefined;
};
