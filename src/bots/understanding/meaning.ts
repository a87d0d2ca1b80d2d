// The whole reply taken together: what its clauses say, before anybody asks which prompt that answers.

import { wallTime } from './calendar.ts';
import { type Clause, has, readClauses } from './clauses.ts';
import type { Concept } from './concepts.ts';
import { leftBehind } from './given-up.ts';
import type { Item, SaidTime } from './items.ts';
import { normalise } from './normalise.ts';
import { type Pick as Picked, readPicks } from './picks.ts';
import { readItems } from './reading.ts';
import { asksFact, keepsIt, refusesTimes, type Stance, stanceOf, wishes } from './stance.ts';
import { readTimes } from './time-grammar.ts';
import type { Reply } from './types.ts';

export interface Meaning {
  readonly reply: Reply;
  /** The text as read. */
  readonly text: string;
  readonly items: readonly Item[];
  readonly clauses: readonly Clause[];
  /** An outright yes, a passing "ok", a no. */
  readonly yes: boolean;
  readonly fine: boolean;
  readonly no: boolean;
  /** A no that was not written as one: it must not lose anything. */
  readonly noByGuess: boolean;
  readonly hedged: boolean;
  /** "I don't think I can come": a no put softly. */
  readonly softNo: boolean;
  /** Something other than what is on the table is wished for. */
  readonly wish: boolean;
  readonly picks: readonly Picked[];
  /** Times turned down, and all others. */
  readonly refused: readonly SaidTime[];
  readonly times: readonly SaidTime[];
}

export const mentions = (meaning: Meaning, ...kinds: readonly Concept[]): boolean =>
  meaning.clauses.some((clause) => has(clause, ...kinds));

/** Words beside which a time belongs to something else: the answer promised, the message sent late, what is asked about. */
const belongsElsewhere = (clause: Clause): boolean =>
  has(clause, 'defer', 'past', 'tooLate') || asksFact(clause) || (has(clause, 'late', 'held') && !has(clause, 'move'));

/** After "wait, I mean" only what follows counts, if it says anything. */
const afterCorrection = (items: readonly Item[]): readonly Item[] => {
  const at = items.findLastIndex((item) => item.kind === 'correction');
  const rest = items
    .slice(at + 1)
    .filter((item) => !['comma', 'end', 'mark', 'question', 'thanks', 'please', 'sorry'].includes(item.kind));
  return at > 0 && rest.length > 0 ? items.slice(at + 1) : items;
};

const isDayAlone = (said: SaidTime | undefined): boolean => said?.days !== undefined && Object.keys(said).length === 1;
const isHourAlone = (said: SaidTime | undefined): boolean =>
  (said?.clock ?? said?.hours ?? said?.part) !== undefined && said?.days === undefined && !said?.vague;

/** "Wednesday, but at 3": a day and an hour said apart belong together. */
const joinAcross = (times: readonly SaidTime[]): readonly SaidTime[] =>
  times.flatMap((said, at): readonly SaidTime[] => {
    const before = times[at - 1];
    if (isHourAlone(said) && isDayAlone(before)) return [{ ...before, ...said }];
    // "The same time but next Tuesday"
    if (isDayAlone(said) && before?.sameHour && Object.keys(before).length === 1) return [{ ...before, ...said }];
    if (said.sameHour && Object.keys(said).length === 1 && isDayAlone(times[at + 1])) return [];
    if (said.sameHour && before?.shift !== undefined) return [{ ...before, ...said }];
    if (said.shift !== undefined && times[at + 1]?.sameHour) return [];
    return isDayAlone(said) && isHourAlone(times[at + 1]) ? [] : [said];
  });

/** Asking for another time is no hedge, however shyly it is put: "could we maybe do 4?" */
const isHedged = (clause: Clause): boolean => has(clause, 'hedge') && !has(clause, 'defer') && !isSettled(clause);

/** "Friday is kinda the only one I can do", "I suppose it will have to be Friday": shy words round a plain choice. */
const isSettled = (clause: Clause): boolean =>
  has(clause, 'time') &&
  clause.items.some(
    ({ kind, text }, at) =>
      (kind === 'prefer' && ONLY_ONE.test(text)) ||
      (kind === 'want' && text === 'have to' && clause.items[at + 1]?.text === 'be'),
  );
const ONLY_ONE = /only (one|time|day)$/;

/** "Yes, if my boss lets me" is no yes yet; "yes, call me if the door is locked" is one. */
const isCondition = (clause: Clause, before: Stance | undefined, earlier: Clause | undefined): boolean =>
  clause.items[0]?.kind === 'if' &&
  clause.conditional &&
  !clause.asked &&
  (before === 'yes' || before === 'fine') &&
  earlier?.conditional === true &&
  !has(clause, 'notify', 'human', 'defer', 'otherVerb', 'thing', 'cancel');

/** "No, I'll be there": the no was to changing it. */
const comesAfter = (clauses: readonly Clause[]): boolean => {
  const [clause, ...more] = clauses;
  if (clause === undefined || !['yes', 'fine'].includes(stanceOf(clause))) return false;
  const comes = clause.items.some(({ kind, text }) => kind === 'come' && COMING.test(text));
  // "Nah yeah all good, I'll be there"
  return (comes && stanceOf(clause) === 'yes') || comesAfter(more);
};
const COMING =
  /\b(will be|be there|coming|ire|iremos|voy|vamos|estare|estaremos|viens|venons|serai|serons|komme|kommen)\b/;

const isBareNo = (clause: Clause | undefined): boolean =>
  clause?.items.every((item) => item.text !== 'no thanks' && ['no', 'please', 'sorry'].includes(item.kind)) ?? false;

export const readMeaning = (reply: Reply): Meaning => {
  const text = normalise(reply.text);
  const { items: words, language } = readItems(text, reply.locale, reply.prompts);
  const frame = { today: wallTime(reply.now, reply.zone).day, language, locale: reply.locale };
  const items = readTimes(afterCorrection(words), frame);
  const clauses = readClauses(items, language);
  return weigh({ reply, text, items, clauses });
};

/** What is said before a conclusion only leads up to it: "I had number 1 circled but then..., so number 3". */
const afterConclusion = (clauses: readonly Clause[]): readonly Clause[] => {
  const last = clauses.findLastIndex(
    (clause) =>
      clause.concludes &&
      !clause.asked &&
      !refusesTimes(clause) &&
      (clause.times.some((said) => !said.vague) || readPicks([clause]).length > 0),
  );
  return clauses.filter((clause, at) => at >= last || stanceOf(clause) !== 'none' || refusesTimes(clause));
};

/** Where something is moved, only the times it is moved to are wished for. */
const oldTimes = (clause: Clause): readonly SaidTime[] =>
  has(clause, 'move', 'moveLater', 'moveEarlier') ? leftBehind(clause.items) : [];

const newTimes = (clause: Clause): readonly SaidTime[] =>
  clause.times.filter((said) => !oldTimes(clause).includes(said));

type Read = Pick<Meaning, 'reply' | 'text' | 'items' | 'clauses'>;

/** Everything the clauses say taken together. */
export const weigh = ({ reply, text, items, clauses }: Read): Meaning => {
  const stances = clauses.map(stanceOf);
  const keeps = clauses.some(keepsIt);
  const relevant = clauses.filter((clause) => !belongsElsewhere(clause));
  const counted = afterConclusion(clauses);
  return {
    reply,
    text,
    items,
    clauses,
    yes: stances.includes('yes'),
    fine: stances.includes('fine'),
    // "No no, don't cancel": the no belongs to the cancelling.
    no: stances.some(
      (stance, at) => stance === 'no' && !(isBareNo(clauses[at]) && (keeps || comesAfter(clauses.slice(at + 1)))),
    ),
    noByGuess: clauses.every((clause, at) => stances[at] !== 'no' || clause.guessed),
    hedged: clauses.some((clause, at) => isHedged(clause) || isCondition(clause, stances[at - 1], clauses[at - 1])),
    softNo: clauses.some(
      (clause) => clause.negated && has(clause, 'belief') && has(clause, 'can', 'come', 'suit', 'keep'),
    ),
    wish: relevant.some((clause) => wishes(clause) && !refusesTimes(clause)),
    picks: readPicks(counted),
    refused: relevant.flatMap((clause) => (refusesTimes(clause) ? clause.times : oldTimes(clause))),
    times: joinAcross(relevant.filter((clause) => counted.includes(clause) && !refusesTimes(clause)).flatMap(newTimes)),
  };
};
