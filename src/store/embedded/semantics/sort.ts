import { compareValues } from './compare.ts';
import { CommandError } from './error.ts';
import type { Direction } from './key.ts';
import { isNumber, toJsNumber } from './number.ts';
import { indexKeys } from './path.ts';
import { breathing, type Stream, sortSlowly } from './stage-breaths.ts';
import { type Doc, fieldOf, isDoc, typeOf, type Value } from './values.ts';

/** The fields and directions of `{ field: 1, other: -1 }`; anything else is refused with MongoDB's codes. */
export function parseSort(sort: Value): readonly [path: string, direction: Direction][] {
  if (!isDoc(sort)) throw new CommandError(15973, 'the $sort key specification must be an object');
  return Object.keys(sort).map((path) => {
    const value = fieldOf(sort, path);
    if (isDoc(value)) throw new CommandError(31138, `$meta sorts are not supported (${path})`);
    const direction = isNumber(value) ? toJsNumber(value) : 0;
    if (!isNumber(value))
      throw new CommandError(15974, `Illegal key in $sort specification: ${path}: ${typeOf(value)}`);
    if (direction !== 1 && direction !== -1)
      throw new CommandError(15975, '$sort key ordering must be 1 (for ascending) or -1 (for descending)');
    if (path === '' || path.startsWith('.') || path.endsWith('.') || path.includes('..'))
      throw new CommandError(15998, 'FieldPath field names may not be empty strings.');
    if (path.startsWith('$')) throw new CommandError(16410, `FieldPath field names may not start with '$': ${path}`);
    return [path, direction];
  });
}

/**
 * Compares documents as MongoDB sorts them: an array stands for its smallest item when ascending and its largest when
 * descending, an empty array below null, a missing field as null.
 */
export function compileSort(sort: Value): (left: Doc, right: Doc) => number {
  const fields = parseSort(sort);
  return (left, right) => {
    for (const [path, direction] of fields) {
      const order = compareValues(sortValue(left, path, direction), sortValue(right, path, direction));
      if (order !== 0) return order * direction;
    }
    return 0;
  };
}

interface Row {
  readonly doc: Doc;
  readonly values: readonly Value[];
}

/** Sorts a stream; each document's sort values are taken once, not at each comparison. Equal documents keep their order. */
export function* sortDocs(docs: Stream, sort: Value): Generator<Doc | undefined, void, void> {
  const fields = parseSort(sort);
  const rows: Row[] = [];
  for (const doc of docs)
    if (doc) rows.push({ doc, values: fields.map(([path, direction]) => sortValue(doc, path, direction)) });
    else yield undefined;
  const sorted = yield* sortSlowly(rows, (left, right) => {
    for (let at = 0; at < fields.length; at += 1) {
      const order = compareValues(left.values[at], right.values[at]);
      if (order !== 0) return order * (fields[at]?.[1] ?? 1);
    }
    return 0;
  });
  for (const row of breathing(sorted)) yield row?.doc;
}

function sortValue(doc: Doc, path: string, direction: Direction): Value {
  if (!path.includes('.')) {
    const value = fieldOf(doc, path);
    if (!Array.isArray(value)) return value ?? null;
  }
  const candidates = indexKeys(doc, { [path]: direction }).keys.map(([value]) => value);
  return candidates.reduce((best, value) => (compareValues(value, best) * direction < 0 ? value : best));
}
