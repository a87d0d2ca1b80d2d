// Replies that answer no prompt: requests for times and bookings, questions, small talk.

import { asksOnly, speaksOfCancel, wantsCancel, wishesMove } from './cancelling.ts';
import { type Clause, has } from './clauses.ts';
import { type Meaning, mentions } from './meaning.ts';
import { anchorOf } from './prompts.ts';
import { asksFact, wishes } from './stance.ts';
import type { TimeWindow, Understood } from './types.ts';
import { askBack, decide } from './verdict.ts';
import { windowsOf } from './windows.ts';

const windowsSaid = (meaning: Meaning): readonly TimeWindow[] =>
  meaning.times.flatMap((said) => windowsOf(said, anchorOf(undefined, meaning.reply.zone), meaning.reply));

const somewhere = (meaning: Meaning, test: (clause: Clause) => boolean): boolean =>
  meaning.clauses.some((clause) => !asksFact(clause) && test(clause));

export const cancelWithoutVisit = (meaning: Meaning): Understood | undefined => {
  if (!wantsCancel(meaning)) return undefined;
  if (wishesMove(meaning)) return decide('reschedule', 'cancel_and_new_time', { windows: windowsSaid(meaning) });
  return decide('cancel', 'cancel_said_outright');
};

const asksForTimes = (clause: Clause): boolean =>
  has(clause, 'whichTimes') ||
  (has(clause, 'opensUp') && clause.asked && !clause.conditional && !has(clause, 'notify')) ||
  (has(clause, 'available') &&
    (clause.asked || has(clause, 'have', 'want', 'ask') || (has(clause, 'time') && !has(clause, 'me', 'can')))) ||
  (has(clause, 'have') && has(clause, 'visit', 'time', 'earlier', 'later', 'soon', 'book', 'available'));

export const availability = (meaning: Meaning): Understood | undefined =>
  somewhere(
    meaning,
    (clause) =>
      asksForTimes(clause) && !has(clause, 'thing', 'otherVerb', 'move') && !(clause.negated && !clause.asked),
  )
    ? decide('availability', 'asks_for_times', { windows: windowsSaid(meaning) })
    : undefined;

const asksToBook = (clause: Clause): boolean => {
  if (
    clause.negated ||
    has(clause, 'thing', 'otherVerb', 'move', 'moveLater', 'moveEarlier', 'cancel', 'cancelled', 'human')
  )
    return false;
  if (has(clause, 'book', 'see')) return true;
  if (has(clause, 'visit'))
    return has(clause, 'want', 'propose', 'please', 'time', 'prefer') || clause.items.length <= 2;
  return has(clause, 'time') && has(clause, 'propose', 'want', 'please', 'come', 'suit');
};

export const booking = (meaning: Meaning): Understood | undefined => {
  const asked = somewhere(
    meaning,
    (clause) => asksToBook(clause) && !(clause.asked && has(clause, 'ask', 'how', 'with') && !has(clause, 'propose')),
  );
  if (!asked || meaning.no) return undefined;
  if (meaning.hedged && !meaning.clauses.some((clause) => wishes(clause) && !has(clause, 'hedge')))
    return askBack('hedged', 'hedged_booking');
  return decide('book', 'asks_to_be_booked', { windows: windowsSaid(meaning) });
};

const ALSO = /\b(as well|too|also|auch|noch|aussi|egalement|tambien)\b/;
const ONE_MORE = /^(one|another|another one|ein|eine|einen|einer|un|une|una|uno|otra|otro)$/;

const asksForStranger = (clause: Clause): boolean =>
  clause.items.some((item, at) => item.kind === 'unknown' && clause.items[at - 1]?.kind === 'for') &&
  (has(clause, 'visit', 'book', 'see') || clause.items.some(({ text }) => ONE_MORE.test(text))) &&
  !has(clause, 'thing', 'otherVerb', 'human', 'cancel', 'move');

/** "Now one for Mia as well", with Leo's times on the table: a visit of its own, and no answer for him. */
export const bookingForAnother = (meaning: Meaning): Understood | undefined => {
  const isOffered = meaning.reply.prompts.some(({ kind }) => kind === 'offer');
  const answers = meaning.yes || meaning.no || meaning.picks.length > 0;
  return isOffered && !answers && ALSO.test(meaning.text) && meaning.clauses.some(asksForStranger)
    ? decide('book', 'booking_for_another', { windows: windowsSaid(meaning) })
    : undefined;
};

export const hedgedCancel = (meaning: Meaning): Understood | undefined =>
  speaksOfCancel(meaning) && mentions(meaning, 'hedge') ? askBack('hedged', 'cancel_not_outright') : undefined;

const INSTEAD = /^(instead|stattdessen|en su lugar|a la place)$/;

/** "Can we do Thursday instead": a time in the place of another speaks of a visit that stands. */
const swaps = (clause: Clause): boolean =>
  has(clause, 'time') && clause.items.some((item) => item.kind === 'prefer' && INSTEAD.test(item.text));

/** A no to some visit, or a wish to move it, with no prompt to hang it on. */
export const rescheduleWithoutVisit = (meaning: Meaning): Understood | undefined => {
  if (speaksOfCancel(meaning)) return undefined;
  const moves = somewhere(
    meaning,
    (clause) =>
      (has(clause, 'move', 'moveLater', 'moveEarlier') && !(clause.negated && !has(clause, 'can'))) || swaps(clause),
  );
  const cannot = somewhere(
    meaning,
    (clause) =>
      !clause.asked &&
      clause.negated &&
      has(clause, 'can', 'come', 'suit', 'want') &&
      !has(clause, 'otherVerb', 'thing', 'texting', 'onTime', 'cancel', 'late') &&
      (has(clause, 'come', 'visit', 'time', 'suit', 'keep') || clause.items.length <= 5),
  );
  const away = somewhere(meaning, (clause) => has(clause, 'unsuit') && !clause.negated && !clause.asked);
  if (!moves && !cannot && !away) return undefined;
  if (meaning.hedged && windowsSaid(meaning).length === 0) return askBack('hedged', 'hedged_change');
  return decide('reschedule', moves ? 'other_time_wished' : 'no_to_visit', { windows: windowsSaid(meaning) });
};

/** "what?" asks nothing that a human could answer; it asks what we meant. */
const loneAsk = (meaning: Meaning): boolean => {
  const [word, ...more] = meaning.items.filter(
    (item) => !['question', 'end', 'mark', 'greet', 'sorry', 'smile'].includes(item.kind),
  );
  return (
    more.length === 0 &&
    (word === undefined || ((word.kind === 'ask' || word.kind === 'how') && !word.text.includes(' ')))
  );
};

export const question = (meaning: Meaning): Understood | undefined => {
  const asks =
    meaning.clauses.some((clause) => clause.asked && has(clause, 'have') && !has(clause, 'time', 'available')) ||
    (asksOnly(meaning) && !loneAsk(meaning)) ||
    meaning.clauses.some(
      (clause) =>
        (has(clause, 'human', 'thing') || (has(clause, 'ask', 'how') && (clause.asked || !has(clause, 'smalltalk')))) &&
        !loneAsk(meaning) &&
        !has(clause, 'thanks', 'unsure'),
    ) ||
    meaning.clauses.some(
      (clause) =>
        clause.questionMark &&
        clause.items.length > 1 &&
        !has(clause, 'unsure', 'time', 'hedge') &&
        !clause.items.every((item) =>
          ['yes', 'no', 'fine', 'number', 'ordinal', 'mark', 'greet', 'thanks', 'please'].includes(item.kind),
        ),
    );
  return asks ? decide('question', 'for_a_human') : undefined;
};

export const deferred = (meaning: Meaning): Understood | undefined =>
  mentions(meaning, 'defer') ? decide('other', 'answers_later') : undefined;

const SMALL_TALK: ReadonlySet<string> = new Set([
  'thanks',
  'greet',
  'smalltalk',
  'smile',
  'fine',
  'sorry',
  'please',
  'you',
  'me',
  'plain',
  'for',
  'the',
  'glue',
  'end',
  'mark',
  'and',
  'with',
  'at',
  'in',
  'on',
  'of',
  'to',
  'unknown',
  'help',
  'time',
  'come',
  'person',
  'yes',
  'article',
  'suit',
  'this',
  'dash',
  'comma',
  'texting',
  'correction',
  'confirm',
]);

const isSmallTalk = (meaning: Meaning): boolean =>
  mentions(meaning, 'thanks', 'greet', 'smalltalk', 'smile', 'fine', 'sorry') &&
  meaning.items.every((item) => SMALL_TALK.has(item.kind)) &&
  !meaning.no;

/** "Hi", and no more: somebody begins, and waits for a word. */
const onlyGreets = (meaning: Meaning): boolean =>
  mentions(meaning, 'greet') &&
  !mentions(meaning, 'thanks', 'smalltalk', 'fine', 'sorry', 'come', 'confirm') &&
  !meaning.yes;

/** Thanks and small talk with nothing open. */
export const smallTalk = (meaning: Meaning): Understood | undefined => {
  if (!isSmallTalk(meaning) && !mentions(meaning, 'smalltalk', 'thanks')) return undefined;
  return decide('other', 'small_talk', onlyGreets(meaning) ? { about: 'greeting' } : {});
};
