import type { Direction } from '../semantics/key.ts';
import type { Index } from '../storage/definition.ts';
import type { FieldBounds } from './bounds.ts';

export type Sort = readonly (readonly [path: string, direction: Direction])[];

/** What an equality with several values is worth; one value is worth a little more. */
export const EQUALITY_SCORE = 9;
/** What is worth so much names single documents. */
export const WHOLE_UNIQUE_KEY = 50;

export const isSinglePoint = (bounds: FieldBounds | undefined): boolean =>
  bounds?.isPoints === true && bounds.intervals.length === 1;

/** 1 or -1 if reading the index that way round brings the documents in the wanted order. */
export function sortOrder(index: Index, bounds: readonly FieldBounds[], sort: Sort): 1 | -1 | undefined {
  if (index.isMultikey || index.isTruncated) return undefined;
  const fixed = new Set(index.paths.filter((_, at) => isSinglePoint(bounds[at])));
  const wanted = sort.filter(([path]) => !fixed.has(path));
  let order: 1 | -1 | undefined;
  let at = 0;
  for (let field = 0; field < index.paths.length && at < wanted.length; field += 1) {
    const path = index.paths[field] ?? '';
    if (fixed.has(path)) continue;
    const next = wanted[at];
    if (next?.[0] !== path) return undefined;
    const own: 1 | -1 = next[1] === index.directions[field] ? 1 : -1;
    if (order !== undefined && order !== own) return undefined;
    order = own;
    at += 1;
    // Documents are unique by _id: whatever is to be sorted by after it changes nothing.
    if (path === '_id') at = wanted.length;
  }
  return at >= wanted.length ? (order ?? 1) : undefined;
}

/** A guess at how few documents will be read: equalities first, then a range, then a sort that is spared. */
export function scoreOf(index: Index, bounds: readonly FieldBounds[], sorts: boolean, isPartial: boolean): number {
  let score = sorts ? 4 : 0;
  for (const field of bounds) {
    if (isSinglePoint(field)) score += 10;
    else if (field.isPoints) score += EQUALITY_SCORE;
    else score += field.intervals[0]?.length === 2 ? 6 : 5;
  }
  if (isPartial) score += 3;
  const isWhole = bounds.length === index.paths.length && bounds.every(({ isPoints }) => isPoints);
  return index.isUnique && isWhole ? score + WHOLE_UNIQUE_KEY : score;
}
