// The clauses of a reply, and what each of them does: says yes or no, asks, wishes, refuses, hedges.
import type { Concept } from './concepts.ts';
import { AUXILIARY, cut, negates, OPENERS, type Piece } from './cutting.ts';
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

const QUESTION_STARTS: ReadonlySet<string> = new Set<Concept>(['ask', 'fact', 'how', 'whichTimes', 'have', 'propose']);

/** "B2 is fine", "so we're out": what stands in front of the verb makes it a statement. */
const followsSubject = ({ items, opening }: Piece, verb: number): boolean =>
  AUXILIARY.test(items[verb]?.text ?? '') &&
  (items[verb - 1]?.kind === 'code' || (verb === 0 && /\b(i|we)$/.test(opening)));

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
