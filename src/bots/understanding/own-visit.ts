// "When is my appointment?": asked more often than anything else, and nobody has to be called to answer it.

import { type Clause, has } from './clauses.ts';
import type { Item } from './items.ts';
import type { Meaning } from './meaning.ts';
import type { Understood } from './types.ts';
import { decide } from './verdict.ts';

/** Nothing beside them asks for anything else: of a parking space, a price, or a visit that is not booked. */
const AROUND: ReadonlySet<Item['kind']> = new Set<Item['kind']>([
  ...(['fact', 'ask', 'how', 'propose', 'visit', 'me', 'you', 'come', 'time', 'unit', 'next', 'this', 'the'] as const),
  ...([
    'article',
    'for',
    'of',
    'on',
    'at',
    'in',
    'to',
    'with',
    'glue',
    'plain',
    'and',
    'please',
    'greet',
    'thanks',
  ] as const),
  ...(['sorry', 'person', 'again', 'mark', 'comma', 'end', 'question', 'smile'] as const),
]);
const WHEN =
  /\b(when|what time|what day|which day|what date|cuando|a que hora|que dia|que fecha|quand|quelle heure|quel jour|quelle date|wann|wie ?viel uhr|welche uhrzeit|welche[mnr]? tag)\b/;
const WHETHER = /\b(do i have|do we have|tengo|tenemos|ai je|j ai|habe ich|haben wir)\b/;
/** "What time is it again?" speaks of what was spoken of before. */
const OURS = /\b(it|my|our|mi|nuestra|mon|notre|mein|meine|unser)\b/;

const asksWhen = (clause: Clause): boolean => {
  const said = clause.items.map(({ text }) => text).join(' ');
  if (!clause.asked || clause.negated || !clause.items.every(({ kind }) => AROUND.has(kind))) return false;
  if (has(clause, 'propose') && !has(clause, 'fact')) return false;
  const namesVisit = has(clause, 'visit') || /\bcita\b/.test(said);
  if (WHETHER.test(said)) return namesVisit;
  return WHEN.test(said) && (namesVisit || has(clause, 'come') || OURS.test(said)) && has(clause, 'fact', 'ask');
};

export const ownVisit = (meaning: Meaning): Understood | undefined =>
  meaning.clauses.some(asksWhen) && meaning.clauses.every((clause) => asksWhen(clause) || isPolite(clause))
    ? decide('question', 'asks_when', { about: 'own_visit' })
    : undefined;

const isPolite = ({ items }: Clause): boolean =>
  items.every(({ kind }) => ['greet', 'thanks', 'sorry', 'please', 'fine', 'smile', 'mark'].includes(kind));
