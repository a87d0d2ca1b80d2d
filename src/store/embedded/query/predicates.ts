import { BSONRegExp } from 'bson';
import { isOperatorDoc } from '../semantics/filter.ts';
import { type Doc, fieldOf, isDoc, typeOf, type Value } from '../semantics/values.ts';

/** One condition on one path that every matching document meets, as far as an index can make use of it. */
export interface Predicate {
  readonly path: string;
  readonly operator: '$eq' | '$in' | '$gt' | '$gte' | '$lt' | '$lte' | '$exists' | '$regex';
  readonly value: Value;
}

/** A filter as a list of conditions that all hold. */
export interface Conjunction {
  readonly predicates: readonly Predicate[];
  /** The clauses of each `$or`. */
  readonly choices: readonly (readonly Doc[])[];
  /** The predicates are all there is, so that whatever meets them meets the filter. */
  readonly isComplete: boolean;
}

const USEFUL = new Set<string>(['$eq', '$in', '$gt', '$gte', '$lt', '$lte', '$exists', '$regex']);
const isUseful = (operator: string): operator is Predicate['operator'] => USEFUL.has(operator);

export function readConjunction(filter: Doc): Conjunction {
  const draft: Draft = { predicates: [], choices: [], isComplete: true };
  readClauses(filter, '', draft);
  return draft;
}

interface Draft {
  readonly predicates: Predicate[];
  readonly choices: Doc[][];
  isComplete: boolean;
}

/** `prefix` is the array whose items `$elemMatch` speaks of. */
function readClauses(filter: Doc, prefix: string, draft: Draft): void {
  for (const name of Object.keys(filter)) {
    const value = fieldOf(filter, name);
    if (!name.startsWith('$')) readField(prefix + name, value, draft);
    else if (name === '$and' && Array.isArray(value)) {
      for (const clause of value) if (isDoc(clause)) readClauses(clause, prefix, draft);
    } else if (name !== '$comment') {
      draft.isComplete = false;
      const clauses = Array.isArray(value) ? value.filter(isDoc) : [];
      const [only] = clauses;
      if (name !== '$or' || prefix !== '') continue;
      if (clauses.length === 1 && only) readClauses(only, prefix, draft);
      else draft.choices.push(clauses);
    }
  }
}

function readField(path: string, value: Value, draft: Draft): void {
  if (!isOperatorDoc(value)) {
    const isRegex = typeOf(value) === 'regex';
    if (isRegex) draft.isComplete = false;
    draft.predicates.push({ path, operator: isRegex ? '$regex' : '$eq', value });
    return;
  }
  for (const operator of Object.keys(value)) readOperator(path, operator, fieldOf(value, operator), value, draft);
}

function readOperator(path: string, operator: string, value: Value, siblings: Doc, draft: Draft): void {
  if (operator === '$comment') return;
  if (operator === '$elemMatch' && isDoc(value)) {
    draft.isComplete = false;
    if (isOperatorDoc(value)) readField(path, value, draft);
    else readClauses(value, `${path}.`, draft);
    return;
  }
  if (operator === '$all' && Array.isArray(value) && value.length > 0 && !isOperatorDoc(value[0])) {
    draft.isComplete = false;
    draft.predicates.push({ path, operator: '$eq', value: value[0] });
    return;
  }
  const exists = operator === '$exists' && value !== true;
  const isPlainRegex = operator === '$regex' && siblings.$options === undefined;
  if (!isUseful(operator) || exists || (operator === '$regex' && !isPlainRegex)) {
    draft.isComplete = false;
    return;
  }
  if (operator === '$exists' || operator === '$regex') draft.isComplete = false;
  draft.predicates.push({ path, operator, value });
}

/** The text every match of an anchored pattern begins with, e.g. `^abc` of a prefix search. */
export function regexPrefix(value: Value): string | undefined {
  const pattern = value instanceof BSONRegExp ? value.pattern : value;
  if (typeof pattern !== 'string' || (value instanceof BSONRegExp && value.options !== '')) return undefined;
  if (pattern.includes('|')) return undefined;
  const literal = /^\^((?:[\w\s@:,/-]|\\[.+@/:-])+)/.exec(pattern);
  if (!literal?.[1]) return undefined;
  const isRepeated = /^[*?{]/.test(pattern.slice(literal[0].length));
  const text = literal[1].replace(/\\(.)/g, '$1');
  const known = isRepeated ? text.slice(0, -1) : text;
  return known === '' ? undefined : known;
}
