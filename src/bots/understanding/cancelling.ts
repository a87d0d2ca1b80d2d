// Cancelling: said outright, turned round, supposed, asked about, or somebody else's.

import { type Clause, has } from './clauses.ts';
import type { Concept } from './concepts.ts';
import { type Item, isSign } from './items.ts';
import type { Meaning } from './meaning.ts';
import { asksAfterTime, asksFact, keepsIt, leadOf } from './stance.ts';

/**
 * Cancelling is said outright: the verb itself, spelt as people spell it, in a sentence that neither asks how,
 * nor supposes, nor doubts, nor speaks of somebody else's cancelling.
 */
export const outrightCancel = (clause: Clause): boolean => {
  const wantsDone = has(clause, 'want') && !clause.asked && !has(clause, 'you');
  const verb = clause.items.findIndex((item) => item.kind === 'cancel' || (item.kind === 'cancelled' && wantsDone));
  if (verb < 0 || clause.conditional) return false;
  // "don't cancel", "I could cancel": turned round or only possible. "Can't come please cancel" is neither.
  if (
    leadOf(clause, verb).some((item) => item.kind === 'can') ||
    negatedBefore(clause, verb) ||
    negatedBehind(clause, verb)
  )
    return false;
  if (has(clause, 'hedge', 'unsure', 'past', 'waitlist', 'defer', 'anyone', 'fact', 'how', 'if')) return false;
  if (clause.items.some((item) => isSign(item) && item.kind === 'cancel' && item.guessed)) return false;
  if (has(clause, 'ask') && (clause.asked || clause.items[0]?.kind === 'ask')) return false;
  if (isOnlyPossible(clause, verb) || cancelsElse(clause)) return false;
  return !clause.asked || has(clause, 'please') || asksUs(clause);
};

/** "can you cancel it?" is a request; "can I cancel?" may be no more than a question. */
const asksUs = (clause: Clause): boolean =>
  clause.items.some(
    (item) =>
      item.kind === 'propose' &&
      /\b(you|u|sie|vous|du|puede|pueden|podria|podrian|podrias|me|nos|tu|pouvez|pourriez|peux)\b/.test(item.text),
  );

const REFUSED_BEHIND: ReadonlySet<string> = new Set<Concept>(['can', 'want', 'have', 'book', 'cancelled']);

/** "sagen Sie nicht ab", "absagen möchte ich nicht": German turns the verb round from behind. */
const negatedBehind = (clause: Clause, verb: number): boolean => {
  const behind = clause.items.slice(verb + 1);
  const refusal = behind.findIndex(isRefusal);
  const uses = behind.slice(refusal + 1).some((item) => REFUSABLE.has(item.kind) || REFUSED_BEHIND.has(item.kind));
  return refusal >= 0 && !uses;
};

/** "I would cancel, but": thought of, not done. */
const isOnlyPossible = (clause: Clause, verb: number): boolean =>
  clause.items.slice(0, verb).some((item) => item.text === 'would' || item.text === 'wurde') &&
  !clause.items.some((item) => /^gerne?$/.test(item.text));

const BEFORE_OBJECT: ReadonlySet<string> = new Set<Concept>([
  'me',
  'the',
  'you',
  'this',
  'article',
  'on',
  'for',
  'of',
  'plain',
  'with',
]);

/** "cancel my gym membership": what is cancelled is nothing of ours. */
export const cancelsElse = (clause: Clause): boolean => {
  const verb = clause.items.findIndex((item) => item.kind === 'cancel' || item.kind === 'cancelled');
  const object = clause.items.slice(verb + 1).find((item) => !BEFORE_OBJECT.has(item.kind));
  return (
    verb >= 0 &&
    (object?.kind === 'unknown' || object?.kind === 'thing') &&
    !has(clause, 'visit', 'time') &&
    !clause.items.some((item) => item.kind === 'person' || item.kind === 'code')
  );
};

/** "No quiero", "ne veux plus" were read as phrases of other classes, and refuse all the same. */
const isRefusal = (item: Item): boolean =>
  item.kind === 'not' || item.kind === 'no' || /\b(no|not|ne|nicht|keine?|kein|nothing|nada|rien)\b/.test(item.text);

/** A refusal in front of the verb turns it round, however far away, unless another verb of its own uses it up. */
const negatedBefore = (clause: Clause, verb: number): boolean => {
  const before = clause.items.slice(0, verb);
  const refusal = before.findLastIndex(isRefusal);
  return refusal >= 0 && !before.slice(refusal).some((item) => REFUSABLE.has(item.kind));
};
const REFUSABLE: ReadonlySet<string> = new Set<Concept>([
  'come',
  'suit',
  'available',
  'visit',
  'sick',
  'unsuit',
  'other',
]);

/** "My assistant will rebook" promises to see to it; nothing is asked of us. */
const promisesMove = (clause: Clause): boolean => {
  const verb = clause.items.findIndex((item) => item.kind === 'move' || item.kind === 'book');
  return !clause.asked && clause.items.slice(0, verb).some((item) => /^(will|werde|wird|werden)$/.test(item.text));
};

export const wishesMove = (meaning: Meaning): boolean =>
  meaning.clauses.some((clause) => has(clause, 'move', 'moveLater', 'moveEarlier') && !promisesMove(clause));

/** "Quería cancelar pero cambié de idea"; "please cancel, I changed my mind" is another matter. */
const thinksBetter = ({ items }: Meaning): boolean => {
  const at = items.findLastIndex(({ kind, text }) => kind === 'correction' && CHANGED_MIND.test(text));
  const before = items.slice(0, at).map(({ kind }) => kind);
  return before.lastIndexOf('but') > before.lastIndexOf('cancel') && before.includes('cancel');
};
const CHANGED_MIND = /^(changed my mind|cambi\w+ de (opinion|idea)|he cambiado de idea|change d avis|anders uberlegt)$/;

export const wantsCancel = (meaning: Meaning): boolean =>
  !thinksBetter(meaning) &&
  meaning.clauses.some(outrightCancel) &&
  !meaning.clauses.some((clause) => has(clause, 'hedge') && !has(clause, 'cancel') && has(clause, 'cancelled'));

/** Cancelling is spoken of, and not outright. */
export const speaksOfCancel = (meaning: Meaning): boolean =>
  meaning.clauses.some((clause) => has(clause, 'cancel', 'cancelled') && !keepsIt(clause)) && !wantsCancel(meaning);

/** "And if I have to cancel last minute, do they charge me?" supposes it and asks what then. */
const supposesCancel = (clause: Clause): boolean =>
  clause.questionMark &&
  has(clause, 'cancel') &&
  clause.items.some((item) => WHAT_IF.test(item.text)) &&
  !has(clause, 'please', 'move');
const WHAT_IF = /^(y si|et si|what if|und wenn|was wenn|if)$/;

export const asksOnly = (meaning: Meaning): boolean =>
  meaning.clauses.some(
    (clause) =>
      asksFact(clause) ||
      supposesCancel(clause) ||
      (clause.asked &&
        !asksAfterTime(clause) &&
        has(clause, 'how', 'ask') &&
        (has(clause, 'cancel') ||
          !has(clause, 'propose', 'available', 'whichTimes', 'other', 'book', 'move', 'earlier', 'later'))) ||
      (has(clause, 'human', 'thing', 'otherVerb') && !(has(clause, 'thanks') && !clause.asked)),
  );
