import { encodeKey, type KeyRange, type RangeOperator, rangeOf, rangeOfPrefix } from '../semantics/key.ts';
import { isNaNValue } from '../semantics/number.ts';
import { typeOf, type Value } from '../semantics/values.ts';
import type { Index } from '../storage/definition.ts';
import { type Predicate, regexPrefix } from './predicates.ts';

interface Bound {
  readonly operator: RangeOperator;
  readonly value: Value;
}

/** Which values of one indexed field can answer the predicates on it. */
export interface FieldBounds {
  /** Any of these; within one, all of its bounds hold. */
  readonly intervals: readonly (readonly Bound[])[];
  readonly isPoints: boolean;
  /** What lies within the bounds meets the predicates, so that nobody need look at the document. */
  readonly isExact: boolean;
  /** No document without the field can match, so that a sparse index misses none. */
  readonly excludesMissing: boolean;
}

const EXACT_POINTS = new Set(['string', 'int', 'double', 'long', 'decimal', 'objectId', 'date', 'bool', 'binData']);
const ORDERED = new Set(['string', 'int', 'double', 'long', 'decimal', 'objectId', 'date', 'bool']);
const NUMBERS = new Set(['int', 'double', 'long', 'decimal']);

/** `isMultikey`: different items of an array may meet different predicates, so only one of them can bound the reading. */
export function fieldBounds(predicates: readonly Predicate[], isMultikey: boolean): FieldBounds | undefined {
  const points = bestPoints(predicates, isMultikey);
  if (points) return { ...points, isExact: points.isExact && predicates.length === 1 && !isMultikey };
  return rangeBounds(predicates, isMultikey) ?? prefixBounds(predicates);
}

function bestPoints(predicates: readonly Predicate[], isMultikey: boolean): FieldBounds | undefined {
  let best: FieldBounds | undefined;
  for (const { operator, value } of predicates) {
    if (operator !== '$eq' && operator !== '$in') continue;
    const values = operator === '$eq' ? [value] : Array.isArray(value) ? value : [];
    const types = values.map(typeOf);
    if (types.some((type) => type === 'array' || type === 'regex' || type === 'missing')) continue;
    const hasNull = types.includes('null');
    // An index over arrays holds null for items without the field, and none for an array without documents.
    if (hasNull && isMultikey) continue;
    const bounds: FieldBounds = {
      intervals: values.map((point) => [{ operator: '$eq', value: point }]),
      isPoints: true,
      isExact: types.every((type) => EXACT_POINTS.has(type)) && !values.some(isNaNValue),
      excludesMissing: !hasNull,
    };
    if (!best || bounds.intervals.length < best.intervals.length) best = bounds;
  }
  return best;
}

const isRangeOperator = (operator: string): operator is RangeOperator => /^\$[gl]te?$/.test(operator);

function rangeBounds(predicates: readonly Predicate[], isMultikey: boolean): FieldBounds | undefined {
  const usable = predicates.flatMap(({ operator, value }): Bound[] =>
    isRangeOperator(operator) && ORDERED.has(typeOf(value)) ? [{ operator, value }] : [],
  );
  const lower = usable.find(({ operator }) => operator === '$gt' || operator === '$gte');
  const upper = usable.find(({ operator }) => operator === '$lt' || operator === '$lte');
  const chosen = isMultikey && lower ? [lower] : [lower, upper].filter((bound) => bound !== undefined);
  const [first] = chosen;
  if (!first) return undefined;
  // NaN stands below all numbers and inside no range of them.
  const admitsNaN = !lower && NUMBERS.has(typeOf(first.value));
  return {
    intervals: [chosen],
    isPoints: false,
    isExact:
      !isMultikey &&
      chosen.length === predicates.length &&
      !admitsNaN &&
      !usable.some(({ value }) => isNaNValue(value)),
    excludesMissing: true,
  };
}

/** A regex also equals a stored regex, so that stands as a second interval. */
function prefixBounds(predicates: readonly Predicate[]): FieldBounds | undefined {
  for (const { operator, value } of predicates) {
    const prefix = operator === '$regex' ? regexPrefix(value) : undefined;
    if (prefix === undefined) continue;
    const range: Bound[] = [
      { operator: '$gte', value: prefix },
      { operator: '$lte', value: `${prefix}\u{10ffff}` },
    ];
    const own: Bound[] = typeOf(value) === 'regex' ? [{ operator: '$eq', value }] : [];
    return {
      intervals: own.length > 0 ? [range, own] : [range],
      isPoints: false,
      isExact: false,
      excludesMissing: true,
    };
  }
  return undefined;
}

/** The key ranges of an index for the bounds of its first fields, in the order of the keys. */
export function keyRanges(index: Pick<Index, 'directions'>, bounds: readonly FieldBounds[]): KeyRange[] {
  const last = bounds.at(-1);
  if (!last) return [rangeOfPrefix(new Uint8Array())];
  let prefixes: Value[][] = [[]];
  for (const { intervals } of bounds.slice(0, -1))
    prefixes = prefixes.flatMap((prefix) => intervals.map(([point]) => [...prefix, point?.value]));
  const direction = index.directions[bounds.length - 1] ?? 1;
  const ranges = prefixes.flatMap((values) => {
    const prefix = encodeKey(values, index.directions, Number.POSITIVE_INFINITY).bytes;
    return last.intervals.map((interval) =>
      interval.map(({ operator, value }) => rangeOf(prefix, operator, value, direction)).reduce(intersect),
    );
  });
  return mergeRanges(ranges);
}

const later = (left: Uint8Array, right: Uint8Array): Uint8Array => (Buffer.compare(left, right) >= 0 ? left : right);
const earlier = (left: Uint8Array, right: Uint8Array): Uint8Array => (Buffer.compare(left, right) <= 0 ? left : right);

const intersect = (left: KeyRange, right: KeyRange): KeyRange => ({
  from: later(left.from, right.from),
  until: earlier(left.until, right.until),
});

/** In order, without empty ones, and with those that meet joined, so that no entry is read twice. */
function mergeRanges(ranges: readonly KeyRange[]): KeyRange[] {
  const ordered = ranges
    .filter(({ from, until }) => Buffer.compare(from, until) < 0)
    .sort((left, right) => Buffer.compare(left.from, right.from));
  const merged: KeyRange[] = [];
  for (const range of ordered) {
    const previous = merged.at(-1);
    if (previous && Buffer.compare(range.from, previous.until) <= 0)
      merged[merged.length - 1] = { from: previous.from, until: later(previous.until, range.until) };
    else merged.push(range);
  }
  return merged;
}
