// What one clause answers, wishes, refuses or asks.
import { type Clause, has } from './clauses.ts';
import type { Concept } from './concepts.ts';
import type { Item } from './items.ts';

export type Stance = 'yes' | 'fine' | 'no' | 'none';

/** "can't find the door" says nothing about coming; nor does "the link doesn't work". */
const speaksOfElse = (clause: Clause): boolean => has(clause, 'thing', 'otherVerb', 'texting');

const CHANGES: ReadonlySet<string> = new Set<Concept>(['cancel', 'move', 'moveLater', 'moveEarlier']);
const BEFORE_VERB: ReadonlySet<string> = new Set<Concept>([
  'plain',
  'want',
  'please',
  'me',
  'you',
  'to',
  'the',
  'on',
  'visit',
  'for',
  'at',
  'of',
  'article',
  'not',
  'have',
]);

/** The words straight in front of a clause's verb of change, back to the first that belongs to something else. */
export const leadOf = (clause: Clause, verb: number): readonly Item[] => {
  const before = clause.items.slice(0, verb);
  const start = before.findLastIndex(
    (item) => !BEFORE_VERB.has(item.kind) && item.kind !== 'no' && item.kind !== 'can',
  );
  return before.slice(start + 1);
};

/** "don't cancel", "no need to move it": what stands, stays. "Can't cancel" says nothing. */
export const keepsIt = (clause: Clause): boolean => {
  if (!clause.negated || clause.conditional || has(clause, 'can', 'past')) return false;
  const verb = clause.items.findIndex((item) => CHANGES.has(item.kind));
  // "Ich sage nicht ab", "j'annule pas": the refusal follows its verb at once.
  if (verb >= 0 && clause.items[verb + 1]?.kind === 'not' && clause.items[verb - 1]?.kind === 'me') return true;
  return verb >= 0 && leadOf(clause, verb).some((item) => item.kind === 'not' || item.kind === 'no');
};

const NEGATABLE = [
  'can',
  'come',
  'suit',
  'fine',
  'want',
  'available',
  'propose',
  'keep',
  'yes',
  'visit',
  'see',
  'book',
  'any',
  'for',
] as const satisfies readonly Concept[];

const BARE_REFUSAL: ReadonlySet<string> = new Set<Concept>(['not', 'sorry', 'prefer', 'thanks', 'please', 'greet']);

const negatedStance = (clause: Clause): Stance => {
  if (has(clause, 'problem', 'unsuit')) return has(clause, 'can', 'come', 'suit') ? 'no' : 'yes';
  if (keepsIt(clause)) return 'yes';
  // "Rien ne va", "no me sirve ninguna": two refusals are one.
  if (has(clause, 'none') && !has(clause, 'cancel', 'move')) return 'no';
  if (has(clause, 'cancel', 'confirm', 'unsure') || (clause.conditional && has(clause, 'if'))) return 'none';
  // "leider nicht": nothing but the refusal itself.
  const bare = clause.items.every((item) => BARE_REFUSAL.has(item.kind));
  return bare || has(clause, ...NEGATABLE) ? 'no' : 'none';
};

/** What a clause answers to a plain question. Questions and conditions answer nothing. */
export const stanceOf = (clause: Clause): Stance => {
  if (clause.asked || has(clause, 'defer', 'unsure', 'late', 'waitlist', 'past')) return 'none';
  if (speaksOfElse(clause) && !has(clause, 'yes', 'no', 'confirm', 'cancel')) return 'none';
  if (clause.negated) return negatedStance(clause);
  if (has(clause, 'no', 'none', 'unsuit')) return 'no';
  if (clause.conditional && has(clause, 'if')) return 'none';
  if (has(clause, 'yes', 'confirm', 'keep')) return 'yes';
  if (has(clause, 'come', 'suit') && !has(clause, 'propose', 'prefer')) return 'yes';
  if (has(clause, 'fine')) return 'fine';
  return has(clause, 'can') && !clause.reason ? 'yes' : 'none';
};

/** "el jueves no", "the first one no": the answer stands behind what it is about. */
export const endsInNo = (clause: Clause): boolean =>
  clause.items.length > 1 && clause.items.at(-1)?.kind === 'no' && clause.items[0]?.kind !== 'no';

/** Times in it are turned down: "I can't do Thursday", "I'm away next week", "not Friday". */
export const refusesTimes = (clause: Clause): boolean =>
  !clause.asked &&
  ((clause.negated && !keepsIt(clause)) ||
    endsInNo(clause) ||
    has(clause, 'unsuit', 'sick', 'none') ||
    (clause.reason && !clause.concludes && !has(clause, 'can', 'suit', 'propose', 'want', 'prefer')));

/** Asks for something to be arranged, rather than how things stand. */
export const wishes = (clause: Clause): boolean =>
  (!has(clause, 'cancelled') || clause.asked || has(clause, 'want', 'move')) && asksForMore(clause);

const asksForMore = (clause: Clause): boolean =>
  has(
    clause,
    'propose',
    'prefer',
    'other',
    'whichTimes',
    'move',
    'moveLater',
    'moveEarlier',
    'book',
    'see',
    'want',
    'later',
    'earlier',
    'soon',
  ) ||
  (has(clause, 'have', 'available') && !speaksOfElse(clause)) ||
  (clause.asked && has(clause, 'time') && (has(clause, 'can') || asksAfterTime(clause)));

const AROUND_TIME: ReadonlySet<string> = new Set<Item['kind']>([
  'how',
  'time',
  'on',
  'at',
  'the',
  'please',
  'plain',
  'fine',
  'glue',
  'and',
  'or',
  'suit',
  'greet',
  'for',
  'me',
  'ask',
  'available',
  'prefer',
]);

/** "how's Monday at 4?": asks after a time and nothing else. */
export const asksAfterTime = (clause: Clause): boolean =>
  has(clause, 'how', 'suit', 'fine', 'prefer') &&
  has(clause, 'time') &&
  clause.items.every((item) => AROUND_TIME.has(item.kind));

/** Asks how things stand: nothing in it is an answer or a wish. */
export const asksFact = (clause: Clause): boolean =>
  clause.asked &&
  !asksAfterTime(clause) &&
  (has(clause, 'fact') ||
    (has(clause, 'thing', 'otherVerb', 'human') && !has(clause, 'cancel', 'move')) ||
    (has(clause, 'ask', 'how') &&
      !has(clause, 'propose', 'available', 'whichTimes', 'move', 'suit', 'other', 'come', 'book')));
