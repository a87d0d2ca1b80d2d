import { invalid } from '../core/fault.ts';
import type { Page, PageRequest } from '../core/ports.ts';

const DEFAULT_LIMIT = 50;
const LONGEST = 200;

export function pageLimit(request: PageRequest | undefined): number {
  const limit = request?.limit ?? DEFAULT_LIMIT;
  if (!Number.isInteger(limit) || limit < 1 || limit > LONGEST)
    throw invalid('/limit', `must be a whole number from 1 to ${LONGEST}, not ${limit}`);
  return limit;
}

/** Written by `cursorAt`: a time, and the id of what stands there. */
interface Place {
  readonly at: number;
  readonly id: string;
}

export const cursorAt = (at: number, id: string): string => `${at}~${id}`;

export const strangeCursor = () =>
  invalid('/query/after', 'is no cursor of ours: hand back the `next` of the page before as it is');

/** Where the page before ended; undefined for the first page. */
export function placeOf(request: PageRequest | undefined): Place | undefined {
  if (request?.after === undefined) return undefined;
  const [text = '', id = ''] = request.after.split('~');
  const at = Number(text);
  if (text.trim() === '' || id === '' || !Number.isSafeInteger(at)) throw strangeCursor();
  return { at, id };
}

/** Of documents read with one more than the limit, so that the last page is known to be the last. */
export function pageOf<Document, Item>(
  documents: readonly Document[],
  limit: number,
  toItem: (document: Document) => Item,
  cursorOf: (document: Document) => string,
): Page<Item> {
  const shown = documents.slice(0, limit);
  const last = shown.at(-1);
  const items = shown.map(toItem);
  return documents.length > limit && last !== undefined ? { items, next: cursorOf(last) } : { items };
}
