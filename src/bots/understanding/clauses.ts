// A reply cut into clauses, and what each of them does: says yes or no, asks, wishes, refuses, hedges.
import type { Concept } from './concepts.ts';
import { givenUp } from './given-up.ts';
import { type Item, isSign, isTime, type SaidTime } from './items.ts';
import type { Locale } from './types.ts';

export interface Clause {
  readonly items: readonly Item[];
  readonly kinds: ReadonlySet<string>;
  /** Ends in a question mark or begins like a question. */
  readonly asked: boolean;
  readonly questionMark: boolean;
  /** Stands in a sentence with an "if". */
  readonly conditional: boolean;
  /** Comes after "because" and the like. */
  readonly reason: boolean;
  /** Comes after "so": what the words before it lead up to. */
  readonly concludes: boolean;
  readonly negated: boolean;
  /** A word that decides the stance was not written like that. */
  readonly guessed: boolean;
  readonly times: readonly SaidTime[];
}

export const has = (clause: Clause, ...kinds: readonly (Concept | 'time' | 'duration')[]): boolean =>
  kinds.some((kind) => clause.kinds.has(kind));

const BREAKS: ReadonlySet<string> = new Set(['end', 'question', 'comma', 'but', 'because', 'correction']);
const ANSWERS: ReadonlySet<string> = new Set<Concept>(['yes', 'fine', 'no']);
const QUESTION_STARTS: ReadonlySet<string> = new Set<Concept>(['ask', 'fact', 'how', 'whichTimes', 'have', 'propose']);
/** What may stand in front of a question without making it less of one. */
const OPENERS: ReadonlySet<string> = new Set([
  'greet',
  'thanks',
  'sorry',
  'please',
  'mark',
  'smile',
  'and',
  'or',
  'glue',
  'code',
  'for',
]);

/** A Spanish "no" turns round the verb after it; before anything else it is an answer. */
const ANSWERED_BY_NO: ReadonlySet<string> = new Set([
  'thanks',
  'sorry',
  'please',
  'prefer',
  'time',
  'on',
  'at',
  'number',
  'ordinal',
  'greet',
  'code',
  'person',
  'smile',
  'mark',
  'no',
  'option',
  'the',
  'other',
  'defer',
  'later',
  'earlier',
  'propose',
  'yes',
  'and',
  'or',
]);
const VERBS: ReadonlySet<string> = new Set<Concept>([
  'can',
  'come',
  'suit',
  'want',
  'have',
  'cancel',
  'move',
  'confirm',
  'keep',
  'unsure',
  'propose',
  'otherVerb',
]);

const PRONOUN = /^(la|lo|las|los|le|les)$/;

const isNoun = (item: Item, follower: Item | undefined): boolean =>
  item.kind === 'unknown' || item.kind === 'thing' || (item.text === 'answer' && follower?.kind !== 'number');

const negates = (items: readonly Item[], at: number, language: Locale): boolean => {
  const next = items[at + 1];
  if (next === undefined) return false;
  // "no rush", "no answer yet": an English no straight before a noun of something else is no answer.
  if (language === 'en') return items[at]?.text === 'no' && isNoun(next, items[at + 2]);
  if (language !== 'es') return false;
  if (next.kind === 'propose') return /^(pod|pued)/.test(next.text);
  // "no la cancele": the pronoun stands between the no and its verb.
  const verb = items[at + 2];
  if (PRONOUN.test(next.text) && verb !== undefined && (VERBS.has(verb.kind) || verb.kind.startsWith('move')))
    return true;
  return !ANSWERED_BY_NO.has(next.kind);
};

interface Piece {
  readonly items: readonly Item[];
  readonly end: string;
  readonly reason: boolean;
  /** The words that opened it: "so we" holds the subject of what follows. */
  readonly opening: string;
  /** "Any day but Friday": what follows is left out. */
  readonly exception: boolean;
}

/** Whether "and" joins two statements rather than two words. */
const joinsStatements = (items: readonly Item[], at: number): boolean => {
  const left = items.slice(0, at);
  const right = items.slice(at + 1);
  const says = (side: readonly Item[]) =>
    side.some((item) => VERBS.has(item.kind) || ['not', 'unsuit', 'book', 'late'].includes(item.kind));
  return says(left) && says(right);
};

const NO_RESTART: ReadonlySet<string> = new Set<Concept>([
  'hedge',
  'unsure',
  'if',
  'defer',
  'otherVerb',
  'ask',
  'because',
]);

const REFUSES: ReadonlySet<string> = new Set<Concept>(['not', 'none', 'sick', 'unsuit']);
/** Verbs that stand in front of whom they ask: "can you", "podría", "könnten wir". */
const INVERTED = /^(can|could|may|might|shall|how|hows|what|konn|kann|geht|ginge|peut|pouv|pourr|est il|pod|se pued)/;

/** "can't do thursday i can do friday": without a comma, a subject or a request begins the next statement. */
const restarts = (item: Item, current: readonly Item[], language: Locale): boolean => {
  const refusal = current.slice(0, -1).find((each) => REFUSES.has(each.kind)) ?? current.at(-1);
  if (!refusal || !REFUSES.has(refusal.kind) || current.at(-1)?.kind === 'not') return false;
  if (current.some((each) => NO_RESTART.has(each.kind) && !isAuxiliary(each))) return false;
  if (item.kind === 'propose' && INVERTED.test(item.text)) return current.some((each) => VERBS.has(each.kind));
  return language === 'en' && refusal.kind !== 'none' && (item.text === 'i' || item.text === 'we');
};

const NAMES: ReadonlySet<string> = new Set(['person', 'code']);

/** "cancel Jack's not Mia's": the refusal is for the second name alone. */
const contrastsName = (items: readonly Item[], at: number, current: readonly Item[]): boolean =>
  (items[at]?.kind === 'not' || items[at]?.kind === 'no') &&
  current.some((item) => NAMES.has(item.kind)) &&
  NAMES.has(items.slice(at + 1).find((item) => !['for', 'the', 'of', 'plain'].includes(item.kind))?.kind ?? 'end');

const isAuxiliary = (item: Item): boolean => item.kind === 'ask' && AUXILIARY.test(item.text);

const EXCEPT = /^(except|ausser|sauf|excepte|excepto|salvo|menos|moins)$/;

const STATES: ReadonlySet<string> = new Set<Concept>(['me', 'can', 'suit', 'propose']);

/** "Anything but Friday"; in "none of them all, but I could do Friday" a statement follows. */
const leavesOut = (items: readonly Item[], at: number): boolean => {
  const before = items[at - 1];
  const end = items.findIndex((item, place) => place > at && BREAKS.has(item.kind));
  const behind = items.slice(at + 1, end < 0 ? undefined : end);
  return (
    (before?.kind === 'any' || before?.kind === 'other' || before?.text === 'anything') &&
    !behind.some((item) => STATES.has(item.kind))
  );
};

const cut = (items: readonly Item[], language: Locale): readonly Piece[] => {
  const pieces: Piece[] = [];
  let current: Item[] = [];
  let reason = false;
  let opening = '';
  let exception = false;
  const close = (end: string) => {
    if (current.length > 0 || end === 'question') pieces.push({ items: current, end, reason, opening, exception });
    current = [];
  };
  let passedOver = 0;
  for (const [at, item] of items.entries()) {
    if (at < passedOver) continue;
    const excepts = item.kind === 'minus' && items[at - 1]?.kind === 'any';
    if (excepts || BREAKS.has(item.kind) || (item.kind === 'and' && joinsStatements(items, at))) {
      const behindAny = leavesOut(items, at) && !current.some((each) => each.kind === 'not');
      close(item.kind);
      opening = item.text;
      exception = item.kind !== 'and' && (EXCEPT.test(item.text) || (item.kind === 'but' && behindAny));
      reason = item.kind === 'because' || (reason && (item.kind === 'comma' || item.kind === 'and'));
      continue;
    }
    if (restarts(item, current, language) || contrastsName(items, at, current)) close('restart');
    current.push(item);
    const given = givenUp(items, at);
    if (given > 0) {
      passedOver = at + 1 + given;
      pieces.push({
        items: items.slice(at + 1, passedOver),
        end: 'given',
        reason: false,
        opening: '',
        exception: true,
      });
    }
    // An answer in front stands by itself: "yes i can't come", "no can we do 3".
    if (
      ANSWERS.has(item.kind) &&
      current.every((each) => ANSWERS.has(each.kind) || OPENERS.has(each.kind)) &&
      items[at + 1] !== undefined
    ) {
      if (item.kind !== 'no' || !negates(items, at, language)) close('answer');
    }
  }
  close('last');
  return pieces;
};

/** "B2 is fine", "so we're out": what stands in front of the verb makes it a statement. */
const followsSubject = ({ items, opening }: Piece, verb: number): boolean =>
  AUXILIARY.test(items[verb]?.text ?? '') &&
  (items[verb - 1]?.kind === 'code' || (verb === 0 && /\b(i|we)$/.test(opening)));
const AUXILIARY = /^(is|are|was|has|have|does|did)$/;

/** "Je n'ai pas de préférence": the phrase has used up the other half of the refusal, and the n alone refuses nothing. */
const holdsBackInPhrase = (items: readonly Item[]): boolean =>
  items.every((item) => item.kind !== 'not' || item.text === 'n' || item.text === 'ne') &&
  items.some((item) => !['not', 'no', 'none'].includes(item.kind) && /\b(pas|aucune?)\b/.test(item.text));

const readClause = (piece: Piece, conditional: boolean, language: Locale): Clause => {
  const { items } = piece;
  const kinds = new Set<string>(items.map((item) => item.kind));
  // A belief is a hedge wherever nobody asks how it is turned.
  if (kinds.has('belief')) kinds.add('hedge');
  const leading = items.find((item) => !OPENERS.has(item.kind));
  const turnedByNo = items.some((item, at) => item.kind === 'no' && negates(items, at, language));
  if (turnedByNo) kinds.delete('no');
  const negated = piece.exception || (kinds.has('not') && !holdsBackInPhrase(items)) || turnedByNo;
  // "doesn't work", "isn't good", "kann ich nicht": begins like a question and is none.
  const follower = leading === undefined ? undefined : items[items.indexOf(leading) + 1];
  const statesInstead =
    (negated &&
      (leading?.kind === 'propose' || (leading?.kind === 'ask' && (follower?.kind === 'not' || turnedByNo)))) ||
    (leading?.kind === 'ask' && leading.text === 'is' && follower?.kind === 'fine' && items.at(-1) === follower) ||
    (leading?.kind === 'ask' && leading !== undefined && followsSubject(piece, items.indexOf(leading)));
  return {
    items,
    kinds,
    questionMark: piece.end === 'question',
    asked: piece.end === 'question' || (leading !== undefined && QUESTION_STARTS.has(leading.kind) && !statesInstead),
    conditional,
    reason: piece.reason,
    concludes: piece.reason && CONCLUSION.test(piece.opening),
    negated,
    guessed: items.some((item) => isSign(item) && item.guessed),
    times: items.flatMap((item) => (isTime(item) ? item.times : [])),
  };
};

const CONCLUSION =
  /^(so|so i|so we|donc|du coup|alors|also|deshalb|deswegen|daher|asi que|entonces|por eso|por lo que)$/;

const SENTENCE_ENDS: ReadonlySet<string> = new Set(['end', 'question', 'last']);

export const readClauses = (items: readonly Item[], language: Locale): readonly Clause[] => {
  const clauses: Clause[] = [];
  let sentence: Piece[] = [];
  const pieces = cut(items, language);
  for (const piece of pieces) {
    sentence.push(piece);
    if (!SENTENCE_ENDS.has(piece.end) && piece !== pieces.at(-1)) continue;
    const conditional = sentence.some(({ items: words }) => words.some((item) => item.kind === 'if'));
    clauses.push(
      ...sentence.filter(({ items: words }) => words.length > 0).map((each) => readClause(each, conditional, language)),
    );
    sentence = [];
  }
  return clauses;
};
