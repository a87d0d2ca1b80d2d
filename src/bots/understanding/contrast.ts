// Several prompts named, and only one of them acted on: "cancel Jack's but keep Mia's".
import { type Clause, has } from './clauses.ts';
import { type Meaning, weigh } from './meaning.ts';
import { keepsIt, stanceOf } from './stance.ts';

const names = (clause: Clause): ReadonlySet<string> =>
  new Set(clause.items.filter(({ kind }) => kind === 'person' || kind === 'code').map(({ text }) => text));

const BESIDE_NAME: ReadonlySet<string> = new Set([
  'person',
  'code',
  'not',
  'no',
  'the',
  'of',
  'for',
  'on',
  'and',
  'visit',
  'oneOf',
  'plain',
  'please',
]);

const changes = (clause: Clause): boolean =>
  (has(clause, 'cancel', 'move', 'moveLater', 'moveEarlier') && !keepsIt(clause)) || stanceOf(clause) === 'no';

/** "keep Mia's", "not Paul's", "don't move B2": what is named here stays as it is. */
const staysAsItIs = (clause: Clause): boolean =>
  (has(clause, 'keep') && !clause.negated && !changes(clause)) ||
  keepsIt(clause) ||
  ((clause.negated || has(clause, 'no')) && clause.items.every((item) => BESIDE_NAME.has(item.kind)));

/** The reply without what is only named to be left alone; undefined where more than one prompt is acted on. */
export const actedOn = (meaning: Meaning): Meaning | undefined => {
  const naming = meaning.clauses.filter((clause) => names(clause).size > 0);
  const acting = naming.filter((clause) => !staysAsItIs(clause));
  const [only] = acting;
  if (!only || acting.length === naming.length || !acting.every(changes)) return undefined;
  if (new Set(acting.flatMap((clause) => [...names(clause)])).size !== 1) return undefined;
  const clauses = meaning.clauses.filter((clause) => !naming.includes(clause) || acting.includes(clause));
  return weigh({ ...meaning, clauses, items: clauses.flatMap((clause) => clause.items) });
};
