import { CommandError } from '../semantics/error.ts';
import { ID_KEY_LIMIT } from '../semantics/key.ts';
import { parseSort } from '../semantics/sort.ts';
import { type Doc, isDoc, type Value } from '../semantics/values.ts';
import { type Collection, ID_INDEX_NAME, type Index } from '../storage/definition.ts';
import type { Range } from '../storage/engine.ts';
import { rangeWithin, wholeRange } from '../storage/keys.ts';
import { type FieldBounds, fieldBounds, keyRanges } from './bounds.ts';
import { impliesPartialFilter } from './implies.ts';
import { type Conjunction, type Predicate, readConjunction } from './predicates.ts';
import { EQUALITY_SCORE, isSinglePoint, type Sort, scoreOf, sortOrder, WHOLE_UNIQUE_KEY } from './ranking.ts';

export interface Query {
  readonly filter: Doc;
  readonly sort?: Doc | undefined;
  readonly hint?: Value;
}

/** One reading of an index, or of the documents themselves, which lie in the order of `_id`. */
export interface Access {
  readonly index: Index | undefined;
  readonly ranges: readonly Range[];
  readonly isReverse: boolean;
  readonly providesSort: boolean;
  /** What the ranges hold is just what the filter asks for. */
  readonly isExact: boolean;
  readonly usesBounds: boolean;
  readonly isIdLookup: boolean;
  readonly score: number;
}

export interface Plan {
  /** Several for `$or`; their documents may overlap. */
  readonly accesses: readonly Access[];
  readonly needsSort: boolean;
  readonly needsFilter: boolean;
  readonly mayRepeat: boolean;
}

export function planQuery(collection: Collection, query: Query): Plan {
  const sort = query.sort && Object.keys(query.sort).length > 0 ? parseSort(query.sort) : [];
  const conjunction = readConjunction(query.filter);
  const hinted = findHint(collection, query.hint);
  const considered: Considered = { collection, filter: query.filter, conjunction, sort };
  if (hinted) return planOf([hinted === 'natural' ? scan(considered, query.hint) : forced(considered, hinted)], sort);
  const best = bestAccess(considered);
  if (best.score < EQUALITY_SCORE) {
    const union = planUnion(considered);
    if (union) return union;
  }
  return planOf([best], sort);
}

interface Considered {
  readonly collection: Collection;
  readonly filter: Doc;
  readonly conjunction: Conjunction;
  readonly sort: Sort;
}

function planOf(accesses: readonly Access[], sort: Sort): Plan {
  const [only] = accesses;
  const isSingle = accesses.length === 1;
  return {
    accesses,
    needsSort: sort.length > 0 && !(isSingle && only?.providesSort),
    needsFilter: !(isSingle && only?.isExact),
    mayRepeat: !isSingle || (only?.index?.isMultikey ?? false),
  };
}

function bestAccess(considered: Considered): Access {
  let best = scan(considered);
  for (const index of [idIndex(considered.collection), ...considered.collection.indexes]) {
    if (index.isHidden || index.isBuilding) continue;
    const access = accessBy(considered, index);
    if (access && access.score > best.score) best = access;
    // One document for each key: no other reading is shorter.
    if (best.score >= WHOLE_UNIQUE_KEY) break;
  }
  return best;
}

/** `_id_` is no index of its own: its keys are those of the documents. */
const idIndex = (collection: Collection): Index => ({
  id: collection.id,
  name: ID_INDEX_NAME,
  key: { _id: 1 },
  paths: ['_id'],
  directions: [1],
  isUnique: true,
  isSparse: false,
  isHidden: false,
  isBuilding: false,
  isMultikey: false,
  isTruncated: false,
  includes: undefined,
});

function scan({ collection, filter }: Considered, hint?: Value): Access {
  const natural = isDoc(hint) ? Number(hint.$natural) : 1;
  const isReverse = natural < 0;
  return {
    index: undefined,
    ranges: [{ ...wholeRange(collection.id), isReverse }],
    isReverse,
    providesSort: false,
    isExact: Object.keys(filter).length === 0,
    usesBounds: false,
    isIdLookup: false,
    score: 0,
  };
}

function accessBy(considered: Considered, index: Index): Access | undefined {
  const { conjunction, filter, sort } = considered;
  const isImplied = index.partialFilter && impliesPartialFilter(filter, conjunction, index.partialFilter);
  if (index.partialFilter && !isImplied) return undefined;
  const { bounds, used } = boundsOf(index, conjunction.predicates);
  if (index.isSparse && !excludesAbsent(index, bounds, conjunction.predicates)) return undefined;
  const order = sort.length > 0 ? sortOrder(index, bounds, sort) : undefined;
  const score = scoreOf(index, bounds, order !== undefined, isImplied === true);
  if (score === 0) return undefined;
  const isReverse = order === -1;
  const ranges = keyRanges(index, bounds).map((range) => ({ ...rangeWithin(index.id, range), isReverse }));
  const isId = index.name === ID_INDEX_NAME;
  // An _id this long was cut when its key was written (key.ts), shorter than the keys of indexes are.
  if (isId && ranges.some(({ from }) => from.length >= ID_KEY_LIMIT)) return undefined;
  return {
    index,
    ranges: isReverse ? ranges.toReversed() : ranges,
    isReverse,
    providesSort: order !== undefined,
    isExact:
      conjunction.isComplete &&
      used === conjunction.predicates.length &&
      bounds.every(({ isExact }) => isExact) &&
      !index.isTruncated &&
      !index.isMultikey,
    usesBounds: bounds.length > 0,
    isIdLookup: isId && isSinglePoint(bounds[0]),
    score,
  };
}

interface IndexBounds {
  readonly bounds: readonly FieldBounds[];
  /** How many predicates the bounds speak for. */
  readonly used: number;
}

/** How many points the first fields may lead to before bounds on a further field cost more than they spare. */
const MAX_POINTS = 400;

/** Points on the first fields, then a range on one more. */
function boundsOf(index: Index, predicates: readonly Predicate[]): IndexBounds {
  const bounds: FieldBounds[] = [];
  const roots = new Set<string>();
  let used = 0;
  let points = 1;
  for (const path of index.paths) {
    if (points > MAX_POINTS) break;
    const root = path.split('.')[0] ?? path;
    // Two fields of one array: bounds on both could be met by two different items.
    if (index.isMultikey && roots.has(root)) break;
    roots.add(root);
    const own = predicates.filter((predicate) => predicate.path === path);
    const field = fieldBounds(own, index.isMultikey);
    if (!field) break;
    bounds.push(field);
    used += own.length;
    points *= field.intervals.length;
    if (!field.isPoints) break;
  }
  return { bounds, used };
}

function excludesAbsent(index: Index, bounds: readonly FieldBounds[], predicates: readonly Predicate[]): boolean {
  if (bounds.some(({ excludesMissing }) => excludesMissing)) return true;
  return predicates.some(({ path, operator }) => operator === '$exists' && index.paths.includes(path));
}

function planUnion(considered: Considered): Plan | undefined {
  for (const clauses of considered.conjunction.choices) {
    const branches = clauses.map((clause) => {
      const filter: Doc = { $and: [clause, withoutChoices(considered.filter)] };
      return bestAccess({ ...considered, filter, conjunction: readConjunction(filter), sort: [] });
    });
    if (branches.length > 0 && branches.every(({ usesBounds }) => usesBounds)) return planOf(branches, considered.sort);
  }
  return undefined;
}

function withoutChoices(filter: Doc): Doc {
  const { $or: _choices, ...rest } = filter;
  return rest;
}

function findHint(collection: Collection, hint: Value): Index | 'natural' | undefined {
  if (hint === undefined || (isDoc(hint) && Object.keys(hint).length === 0)) return undefined;
  if (isDoc(hint) && '$natural' in hint) return 'natural';
  const index = [idIndex(collection), ...collection.indexes].find(({ name, key }) =>
    isDoc(hint) ? samePattern(key, hint) : name === hint,
  );
  if (!index)
    throw new CommandError(
      2,
      'error processing query: planner returned error :: caused by :: hint provided does not correspond to an existing index',
    );
  return index;
}

export function samePattern(key: Readonly<Record<string, number>>, pattern: Doc): boolean {
  const names = Object.keys(key);
  const others = Object.keys(pattern);
  return (
    names.length === others.length &&
    names.every((name, at) => name === others[at] && key[name] === Number(pattern[name]))
  );
}

/** A hint is followed even where a sparse or partial index leaves documents out, as a mongod does. */
function forced(considered: Considered, index: Index): Access {
  const { bounds } = boundsOf(index, considered.conjunction.predicates);
  const order = considered.sort.length > 0 ? sortOrder(index, bounds, considered.sort) : undefined;
  const isReverse = order === -1;
  const ranges = keyRanges(index, bounds).map((range) => ({ ...rangeWithin(index.id, range), isReverse }));
  return {
    index,
    ranges: isReverse ? ranges.toReversed() : ranges,
    isReverse,
    providesSort: order !== undefined,
    isExact: false,
    usesBounds: bounds.length > 0,
    isIdLookup: index.name === ID_INDEX_NAME && isSinglePoint(bounds[0]),
    score: 0,
  };
}
