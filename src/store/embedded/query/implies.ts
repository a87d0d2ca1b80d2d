import { identicalValues } from '../semantics/compare.ts';
import { compileFilter } from '../semantics/filter.ts';
import { type Doc, isDoc, isNullish, type Value } from '../semantics/values.ts';
import type { Conjunction, Predicate } from './predicates.ts';
import { readConjunction } from './predicates.ts';

/**
 * Whether every document the filter finds is in a partial index. Only what can be told from single predicates counts;
 * in doubt the index is left alone.
 */
export function impliesPartialFilter(filter: Doc, conjunction: Conjunction, partialFilter: Doc): boolean {
  const wanted = readConjunction(partialFilter);
  if (!wanted.isComplete && !isExistence(partialFilter, wanted))
    return Object.keys(partialFilter).every(
      (name) => name in filter && identicalValues(filter[name], partialFilter[name]),
    );
  return wanted.predicates.every((predicate) => conjunction.predicates.some((given) => impliesOne(given, predicate)));
}

/** `$exists: true` is not a range of keys but is read as a predicate all the same. */
function isExistence(partialFilter: Doc, { predicates, choices }: Conjunction): boolean {
  if (choices.length > 0 || Object.keys(partialFilter).some((name) => name.startsWith('$'))) return false;
  const conditions = Object.values(partialFilter).flatMap((value) => (isDoc(value) ? Object.keys(value) : []));
  return predicates.some(({ operator }) => operator === '$exists') && conditions.length === predicates.length;
}

function impliesOne(given: Predicate, wanted: Predicate): boolean {
  if (given.path !== wanted.path || given.operator === '$regex') return false;
  if (wanted.operator === '$exists')
    return given.operator === '$exists' || listOf(given).every((value) => !isNullish(value));
  if (given.operator === '$exists') return false;
  const holds = compileFilter({ value: { [wanted.operator]: wanted.value } });
  if (given.operator === '$eq' || given.operator === '$in')
    return listOf(given).every((value) => !Array.isArray(value) && holds({ value }));
  const points = (operator: Predicate['operator']): boolean => operator === '$gt' || operator === '$gte';
  if (!/^\$[gl]te?$/.test(wanted.operator) || points(given.operator) !== points(wanted.operator)) return false;
  if (identicalValues(given.value, wanted.value))
    return given.operator === wanted.operator || wanted.operator.endsWith('e');
  return holds({ value: given.value });
}

const listOf = ({ operator, value }: Predicate): readonly Value[] =>
  operator === '$in' && Array.isArray(value) ? value : [value];
