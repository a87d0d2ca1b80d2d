// References to one of several things in a list: "2", "option b", "the second one", "the last", "the earliest".
import { type Clause, has } from './clauses.ts';
import { hourOf } from './clock-grammar.ts';
import type { Item, Sign } from './items.ts';
import { endsInNo, refusesTimes } from './stance.ts';

type PickKind =
  | 'number' // bare: an option or an hour
  | 'option' // "option 2", "#2", "b"
  | 'ordinal' // a place, or a day of the month
  | 'last'
  | 'middle'
  | 'earliest'
  | 'latest';

export interface Pick {
  readonly kind: PickKind;
  readonly value: number;
  /** Followed by "one" and the like: a place in the list, never a day. */
  readonly counted?: boolean;
  readonly refused: boolean;
  /** Stands in a clause that wishes for something: "can we do 4?" */
  readonly wished: boolean;
}

const LETTERS = 'abcde';

/** What may stand beside a lone letter that names an option. */
const LIGHT: ReadonlySet<string> = new Set([
  'please',
  'thanks',
  'yes',
  'fine',
  'suit',
  'option',
  'greet',
  'the',
  'on',
  'want',
  'for',
  'me',
  'plain',
  'not',
  'mark',
  'end',
  'sorry',
  'propose',
  'prefer',
  'person',
  'code',
  'come',
  'article',
  'oneOf',
  'smile',
  'glue',
  'no',
  'book',
  'to',
  'hedge',
  'number',
  'can',
  'at',
  'and',
]);

const letterPick = (items: readonly Item[], at: number): number => {
  const text = items[at]?.text ?? '';
  const place = text.length === 1 ? LETTERS.indexOf(text) + 1 : 0;
  if (place === 0) return 0;
  const before = items[at - 1]?.kind;
  const after = items[at + 1]?.kind;
  if (before === 'option') return place;
  if (!items.every((item, index) => index === at || LIGHT.has(item.kind))) return 0;
  // "a" is an article or a preposition before most words; a letter stands alone or carries the verdict.
  const closes =
    after === undefined ||
    after === 'please' ||
    after === 'suit' ||
    after === 'thanks' ||
    after === 'fine' ||
    after === 'mark' ||
    after === 'not';
  const opens =
    before === undefined ||
    [
      'on',
      'the',
      'suit',
      'yes',
      'fine',
      'for',
      'propose',
      'come',
      'greet',
      'want',
      'plain',
      'book',
      'prefer',
      'article',
      'mark',
      'person',
      'code',
    ].includes(before);
  return closes && opens ? place : 0;
};

const PRONOUN_AFTER: ReadonlySet<string> = new Set([
  'ordinal',
  'last',
  'this',
  'other',
  'weekday',
  'time',
  'the',
  'not',
  'next',
  'same',
  'person',
  'earliest',
  'latest',
  'middle',
  'of',
  'any',
  'none',
  'ask',
  'available',
  'earlier',
  'later',
  'plain',
  'no',
  'thing',
  'have',
]);
const COUNTED: ReadonlySet<string> = new Set([
  'unit',
  'unknown',
  'thing',
  'duration',
  'month',
  'visit',
  'otherVerb',
  'plain',
  'oclock',
  'late',
  'time',
]);

/** "the second one", "one of those": no number. */
const isPronoun = (items: readonly Item[], at: number): boolean =>
  items[at]?.text === 'one' &&
  (PRONOUN_AFTER.has(items[at - 1]?.kind ?? '') ||
    ['of', 'time', 'on', 'for', 'in', 'oneOf'].includes(items[at + 1]?.kind ?? ''));

const LIGHT_NOUN =
  /^(one|then|entonces|alors|dann|is|are|does|will|would|would be|it|there|es|esta|est|ist|me|for me|for us|the|works|c|da|gut|mal|y|por favor|por mi|para mi|fur mich|pour moi)$/;

/** "330": an hour without its colon, unless more digits beside it make it part of a telephone number. */
const isWrittenHour = (items: readonly Item[], at: number): boolean => {
  const item = items[at] as Sign; // the caller looked at its kind
  const alone = [items[at - 1], items[at + 1]].every((other) => !/\d/.test(other?.text ?? ''));
  return alone && item.value % 5 === 0 && hourOf(item) !== undefined;
};

const numberPick = (items: readonly Item[], at: number): Omit<Pick, 'refused' | 'wished'> | undefined => {
  const item = items[at] as Sign; // the caller looked at its kind
  if (items[at - 1]?.kind === 'option') return { kind: 'option', value: item.value };
  const follower = items[at + 1];
  if (
    isPronoun(items, at) ||
    items[at - 1]?.kind === 'late' ||
    (items[at - 1]?.kind === 'thing' && items[at - 1]?.text !== 'number')
  )
    return undefined;
  if (
    follower &&
    COUNTED.has(follower.kind) &&
    follower.kind !== 'time' &&
    !(follower.kind === 'plain' && LIGHT_NOUN.test(follower.text))
  )
    return undefined;
  if (item.text.length > 2 && /^\d/.test(item.text) && !isWrittenHour(items, at)) return undefined;
  return { kind: 'number', value: item.value };
};

const pickAt = (items: readonly Item[], at: number): Omit<Pick, 'refused' | 'wished'> | undefined => {
  const item = items[at];
  if (!item) return undefined;
  const letter = letterPick(items, at);
  if (letter > 0) return { kind: 'option', value: letter };
  switch (item.kind) {
    case 'number':
      return numberPick(items, at);
    case 'ordinal':
      return items[at + 1]?.kind === 'unit' || (items[at + 1]?.kind === 'time' && item.text === 'second')
        ? undefined
        : {
            kind: 'ordinal',
            value: item.value,
            counted: items[at + 1]?.text === 'one' || ['option', 'oneOf', 'visit'].includes(items[at + 1]?.kind ?? ''),
          };
    case 'last':
      return items[at + 1]?.kind === 'unit' ? undefined : { kind: 'last', value: 0 };
    case 'middle':
    case 'earliest':
    case 'latest':
      return { kind: item.kind, value: 0 };
    // French "la une" is written like an article.
    case 'article':
      return item.text === 'une' && items[at - 1]?.kind === 'on' && items[at + 1] === undefined
        ? { kind: 'option', value: 1 }
        : undefined;
    default:
      return undefined;
  }
};

const WISHES = ['propose', 'prefer', 'move', 'moveLater', 'moveEarlier', 'later', 'earlier'] as const;

/** "not 1, 2": the refusal ends where the clause does; "2 not 1" refuses what follows the word. */
const refusedAt = (clause: Clause, at: number): boolean => {
  if (has(clause, 'none', 'unsuit') && !clause.asked) return true;
  if (endsInNo(clause)) return true;
  if (!clause.negated) return false;
  if (!refusesTimes(clause)) return false;
  const negator = clause.items.findIndex((item) => item.kind === 'not');
  const tail = clause.items
    .slice(negator + 1)
    .some((item) => ['suit', 'can', 'come', 'fine', 'available'].includes(item.kind));
  return (
    negator < at ||
    tail ||
    clause.items.slice(0, negator).some((item) => ['suit', 'can', 'come', 'propose'].includes(item.kind)) ||
    negator === clause.items.length - 1
  );
};

export const readPicks = (clauses: readonly Clause[]): readonly Pick[] =>
  clauses
    .filter((clause) => !has(clause, 'late', 'defer') && !(clause.asked && has(clause, 'fact')))
    .flatMap((clause) =>
      clause.items.flatMap((_item, at): Pick[] => {
        const found = pickAt(clause.items, at);
        return found ? [{ ...found, refused: refusedAt(clause, at), wished: has(clause, ...WISHES) }] : [];
      }),
    );
