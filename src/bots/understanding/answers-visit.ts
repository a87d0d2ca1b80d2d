// Answers to a booked visit: yes, no, cancel, another time.

import { wallTime } from './calendar.ts';
import { type Clause, has } from './clauses.ts';
import { hourOf } from './clock-grammar.ts';
import { nextDayOfMonth } from './day-grammar.ts';
import type { Item, SaidTime } from './items.ts';
import { sign } from './items.ts';
import { type Meaning, mentions } from './meaning.ts';
import { anchorOf } from './prompts.ts';
import { asksOnly, cancelsElse, speaksOfCancel, wantsCancel, wishesMove } from './requests.ts';
import { stanceOf } from './stance.ts';
import type { ConfirmPrompt, TimeWindow, Understood } from './types.ts';
import { askBack, decide } from './verdict.ts';
import { fits, windowsOf } from './windows.ts';

interface VisitTimes {
  /** The visit's own, named again. */
  readonly own: readonly SaidTime[];
  readonly others: readonly SaidTime[];
  /** Nothing but a direction: later, mornings. */
  readonly vague: boolean;
  readonly refusesOwn: boolean;
  readonly refusesOther: boolean;
  readonly windows: readonly TimeWindow[];
}

/** Bare numbers and ordinals in a wish are hours and days: "can we do 4?", "the 8th instead". */
const timesFromPicks = (meaning: Meaning): readonly SaidTime[] =>
  meaning.picks
    .filter((pick) => !pick.refused)
    .flatMap((pick): readonly SaidTime[] => {
      if (pick.kind === 'ordinal' && pick.value <= 31)
        return [nextDayOfMonth(pick.value, wallTime(meaning.reply.now, meaning.reply.zone).day)];
      if (pick.kind !== 'number' || !(pick.wished || meaning.no)) return [];
      const clock = hourOf(sign('number', String(pick.value), { value: pick.value }));
      return clock ? [{ clock }] : [];
    });

/** "anything else on Thursday" looks for another time on the very day of the visit. */
const timesOfOthers = (meaning: Meaning): ReadonlySet<SaidTime> =>
  new Set(
    meaning.clauses
      .filter((clause) => has(clause, 'other', 'have', 'available', 'later', 'earlier') && !clause.negated)
      .flatMap((clause) => clause.times)
      .filter((said) => !said.clock),
  );

const isDayAlone = (said: SaidTime): boolean => Object.keys(said).length === 1;

const spansDays = ({ days }: SaidTime): boolean => days !== undefined && days.to - days.from > 1;

const compare = (meaning: Meaning, visit: ConfirmPrompt): VisitTimes => {
  const { reply } = meaning;
  const anchor = anchorOf(visit, reply.zone);
  const elsewhere = timesOfOthers(meaning);
  // "Another day this week": the week the visit is in is no time of it when something else is wished for.
  const searches = meaning.wish || mentions(meaning, 'move');
  const isOwn = (said: SaidTime) =>
    fits(visit.start, said, anchor, reply) && !elsewhere.has(said) && !(searches && spansDays(said));
  const said = [...meaning.times, ...timesFromPicks(meaning)].filter(
    (time) => time.minutesFromNow === undefined || meaning.wish,
  );
  const others = said.filter((time) => !isOwn(time));
  return {
    own: said.filter(isOwn),
    others,
    vague: others.some((time) => time.vague || (time.part !== undefined && !time.days)),
    refusesOwn: meaning.refused.some(isOwn),
    refusesOther: meaning.refused.length > 0 && !meaning.refused.some((time) => isOwn(time) || time.vague),
    // "Later that same day": which hours that is nobody can say.
    windows: others
      .filter((time) => !(time.sameDay && mentions(meaning, 'later', 'earlier') && isDayAlone(time)))
      .flatMap((time) => windowsOf(time, anchor, reply)),
  };
};

const bareNumber = (meaning: Meaning): boolean =>
  meaning.picks.some(
    (pick) =>
      !pick.refused &&
      (pick.kind === 'number' || pick.kind === 'option' || (pick.kind === 'ordinal' && meaning.times.length === 0)),
  );

/** Another time is wished for, or the visit is turned down. */
const wantsOther = (meaning: Meaning, times: VisitTimes): boolean => {
  const moves = meaning.clauses.some(
    (clause) =>
      has(clause, 'move', 'moveLater', 'moveEarlier') &&
      !(clause.negated && !has(clause, 'can')) &&
      !(clause.items[0]?.kind === 'if' && !has(clause, 'can', 'propose')) &&
      !has(clause, 'past'),
  );
  // "Sorry, Leo is sick" begs off; "I'm sick" alone may be why he comes.
  const begsOff =
    mentions(meaning, 'sorry') &&
    meaning.clauses.some((clause) => has(clause, 'sick') && !clause.asked && !clause.negated && !clause.conditional);
  if (moves || meaning.no || begsOff) return true;
  const wishesOther =
    meaning.wish &&
    (times.others.length > 0 ||
      mentions(meaning, 'other', 'later', 'earlier', 'soon', 'whichTimes') ||
      meaning.clauses.some((clause) => has(clause, 'have') && has(clause, 'available', 'visit', 'book')));
  if (times.refusesOwn && (times.others.length > 0 || mentions(meaning, 'any', 'other'))) return true;
  return (
    wishesOther ||
    times.others.some((time) => time.sameHour || time.sameDay || time.shift !== undefined) ||
    proposes(meaning, times)
  );
};

/** "Friday at 3?" proposes; "Friday?" may ask which day it is. */
const proposes = (meaning: Meaning, times: VisitTimes): boolean =>
  meaning.clauses.some((clause) => clause.questionMark && clause.times.length > 0 && !has(clause, 'fact', 'come')) &&
  times.others.some(
    (time) =>
      addsOn(meaning) ||
      (time.days !== undefined && (time.clock !== undefined || time.hours !== undefined || time.part !== undefined)),
  );

/** "And at one?" goes on from what we said and asks for something else. */
const addsOn = (meaning: Meaning): boolean =>
  meaning.clauses.some(
    (clause) => clause.questionMark && clause.items.find((item) => item.kind !== 'mark')?.kind === 'and',
  );

/** Cancelling names the visit's time or none: "cancel Friday" is no cancelling of Thursday's. */
const cancelled = (visit: ConfirmPrompt, times: VisitTimes, meaning: Meaning): Understood => {
  if (
    wishesMove(meaning) ||
    meaning.clauses.some((clause) => has(clause, 'prefer') && !has(clause, 'cancel')) ||
    (mentions(meaning, 'book') && times.windows.length > 0) ||
    (meaning.wish && times.others.length > 0 && times.own.length > 0)
  )
    return decide('reschedule', 'cancel_and_new_time', { prompt: visit, windows: times.windows });
  if (times.others.some((time) => !time.vague) && times.own.length === 0)
    return askBack('time_mismatch', 'cancel_other_time', visit);
  // "Cancel was a typo, I'm coming"
  if (
    meaning.clauses.some(
      (clause) => stanceOf(clause) === 'yes' && has(clause, 'come', 'keep') && !has(clause, 'cancel'),
    )
  )
    return askBack('contradiction', 'cancels_and_comes', visit);
  return decide('cancel', 'cancel_said_outright', { prompt: visit });
};

/** "I was going to cancel, but I'll be there": the cancelling is past, the coming is said outright. */
const comesAfterAll = (meaning: Meaning): boolean =>
  meaning.yes &&
  !meaning.no &&
  !meaning.hedged &&
  meaning.clauses.every(
    (clause) => !has(clause, 'cancel', 'cancelled') || has(clause, 'past') || cancelsElse(clause) || isOthers(clause),
  );

/** "My other meeting got cancelled" */
const isOthers = (clause: Clause): boolean =>
  has(clause, 'cancelled', 'other') && !has(clause, 'cancel') && has(clause, 'other') && !clause.asked;

export const answerVisit = (meaning: Meaning, visit: ConfirmPrompt): Understood | undefined => {
  const times = compare(meaning, visit);
  if (wantsCancel(meaning)) return cancelled(visit, times, meaning);
  const other = wantsOther(meaning, times);
  if (
    mentions(meaning, 'book', 'see') &&
    !meaning.yes &&
    !meaning.no &&
    !mentions(meaning, 'move', 'moveLater', 'moveEarlier', 'prefer', 'defer', 'earlier', 'later') &&
    !asksOnly(meaning)
  )
    return decide('book', 'asks_to_be_booked', { windows: times.windows });
  if (speaksOfCancel(meaning) && !(other && times.windows.length > 0) && !comesAfterAll(meaning))
    return asksOnly(meaning) && !mentions(meaning, 'hedge')
      ? undefined
      : mentions(meaning, 'defer')
        ? undefined
        : askBack(mentions(meaning, 'hedge') ? 'hedged' : 'asked_whether', 'cancel_not_outright', visit);
  if (other) return otherTime(meaning, visit, times);
  if (meaning.yes || meaning.fine) return taken(meaning, visit, times);
  return timesAlone(meaning, visit, times);
};

const otherTime = (meaning: Meaning, visit: ConfirmPrompt, times: VisitTimes): Understood | undefined => {
  // "I don't think that works, can we reschedule": the request itself is not in doubt.
  const asksFirmly = meaning.clauses.some(
    (clause) => has(clause, 'move') && has(clause, 'propose', 'want', 'please') && !has(clause, 'hedge', 'unsure'),
  );
  const unsureNow = !asksFirmly && (meaning.hedged || mentions(meaning, 'unsure'));
  const wished =
    meaning.wish &&
    (times.others.length > 0 || mentions(meaning, 'move', 'moveLater', 'moveEarlier', 'other', 'later', 'earlier'));
  const moves = mentions(meaning, 'move', 'moveLater', 'moveEarlier');
  if (unsureNow && !(meaning.wish && times.others.length > 0) && !(meaning.no && (!meaning.hedged || meaning.softNo)))
    return mentions(meaning, 'defer') ? undefined : askBack('hedged', 'hedged_change', visit);
  // "Yeah, no, we can't": what is told in words outweighs the yes before it.
  const told = meaning.clauses.some(
    (clause) => stanceOf(clause) === 'no' && clause.negated && has(clause, 'can', 'come'),
  );
  if (meaning.yes && meaning.no && !wished && !told && times.others.length === 0)
    return askBack('contradiction', 'yes_and_no', visit);
  // "He was sick this morning, so not coming": a no without a time is to the visit, whatever time stands elsewhere.
  const timeless = meaning.clauses.some(
    (clause) => stanceOf(clause) === 'no' && clause.times.length === 0 && has(clause, 'can', 'come', 'suit'),
  );
  if (!moves && !wished && !timeless && times.refusesOther && !times.refusesOwn && times.others.length === 0)
    return askBack('time_mismatch', 'refuses_other_time', visit);
  return decide('reschedule', meaning.no ? 'no_to_visit' : 'other_time_wished', {
    prompt: visit,
    windows: times.windows,
  });
};

/** "9 is fine" where the visit is at nine. */
const isVisitsHour = (value: number, visit: ConfirmPrompt, { reply }: Meaning): boolean => {
  const clock = hourOf(sign('number', String(value), { value }));
  return clock !== undefined && fits(visit.start, { clock }, anchorOf(visit, reply.zone), reply);
};

const taken = (meaning: Meaning, visit: ConfirmPrompt, times: VisitTimes): Understood | undefined => {
  if (mentions(meaning, 'defer') && !meaning.clauses.some((clause) => has(clause, 'defer') && clause.conditional))
    return undefined;
  if (meaning.hedged || mentions(meaning, 'unsure')) return askBack('hedged', 'hedged_yes', visit);
  if (times.others.length > 0) return askBack('time_mismatch', 'other_time_than_visit', visit);
  if (
    bareNumber(meaning) &&
    !meaning.picks.every((pick) => pick.kind === 'ordinal' || isVisitsHour(pick.value, visit, meaning))
  )
    return askBack('number_to_yes_no', 'number_to_visit', visit);
  // "Ok, where do I park?" answers nothing yet; "Confirmed. Where do I park?" does.
  return decide('confirm', 'yes_to_visit', { prompt: visit });
};

const isUnknown = (item: Item): boolean => item.kind === 'unknown';

const timesAlone = (meaning: Meaning, visit: ConfirmPrompt, times: VisitTimes): Understood | undefined => {
  if (asksOnly(meaning) || mentions(meaning, 'defer')) return undefined;
  if (meaning.hedged || mentions(meaning, 'unsure')) return askBack('hedged', 'hedged', visit);
  if (times.others.length > 0) return askBack('time_mismatch', 'other_time_than_visit', visit);
  // "Gotta bail on Friday": an unknown verb with the visit's day may be anything.
  const strangeVerb = meaning.clauses.some((clause) => has(clause, 'time', 'want') && clause.items.some(isUnknown));
  if (times.own.length > 0 && !(strangeVerb && mentions(meaning, 'want')))
    return decide('confirm', 'visits_own_time', { prompt: visit });
  if (bareNumber(meaning)) return askBack('number_to_yes_no', 'number_to_visit', visit);
  return undefined;
};
