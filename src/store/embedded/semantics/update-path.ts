import { CommandError } from './error.ts';
import { isIndex } from './path.ts';
import { type Doc, fieldOf, isDoc, setField, typeOf, type Value } from './values.ts';
import type { Positions } from './walk.ts';

/** A path that may still hold `$`, `$[]` or `$[identifier]`. */
export type Names = readonly string[];

export type ArrayFilters = ReadonlyMap<string, (item: Value) => boolean>;

/** A longer run of nulls before a new array item is a mistake rather than a wish; a mongod draws the same line. */
const MAX_PADDING = 1_500_000;

const POSITIONAL = /^\$(?:\[[^\]]*\])?$/;
const isPositional = (name: string): boolean => POSITIONAL.test(name);

/** Whether a path means other places in other documents. */
export const isPositionalPath = (names: Names): boolean => names.some(isPositional);

export function parsePath(path: string): Names {
  if (path === '') throw new CommandError(56, 'An empty update path is not valid.');
  const names = path.split('.');
  if (names.includes(''))
    throw new CommandError(56, `The update path '${path}' contains an empty field name, which is not allowed.`);
  if (isPositional(names[0] ?? ''))
    throw new CommandError(2, `Cannot have positional (i.e. '$') element in the first position in path '${path}'`);
  for (const name of names)
    if (name.startsWith('$') && !isPositional(name) && !['$ref', '$id', '$db'].includes(name))
      throw new CommandError(52, `The dollar ($) prefixed field '${name}' in '${path}' is not valid for storage.`);
  if (names.filter((name) => name === '$').length > 1)
    throw new CommandError(2, `Too many positional (i.e. '$') elements found in path '${path}'`);
  return names;
}

/** The identifiers of `$[identifier]` in a path. */
export const identifiersIn = (names: Names): string[] =>
  names.filter((name) => name.startsWith('$[') && name !== '$[]').map((name) => name.slice(2, -1));

/** No path of an update may be another's beginning, or the same: which of both comes first would decide. */
export function refuseConflicts(paths: readonly Names[]): void {
  const whole = new Set<string>();
  for (const names of paths) {
    const path = names.join('.');
    if (whole.has(path)) throw conflict(path, path);
    whole.add(path);
  }
  for (const names of paths)
    for (let length = 1; length < names.length; length += 1) {
      const start = names.slice(0, length).join('.');
      if (whole.has(start)) throw conflict(names.join('.'), start);
    }
}

const conflict = (path: string, at: string): CommandError =>
  new CommandError(40, `Updating the path '${path}' would create a conflict at '${at}'`);

/**
 * The plain paths a positional path stands for in this document. All paths of an update are resolved before any of them
 * is applied, so several may go through one array.
 */
export function resolvePositions(
  doc: Doc,
  names: Names,
  filters: ArrayFilters,
  positions: Positions | undefined,
): Names[] {
  let resolved: { value: Value; names: string[] }[] = [{ value: doc, names: [] }];
  for (const name of names)
    resolved = resolved.flatMap(({ value, names: start }) =>
      isPositional(name)
        ? indexesFor(name, value, start, filters, positions).map((index) => ({
            value: Array.isArray(value) ? value[index] : undefined,
            names: [...start, String(index)],
          }))
        : [{ value: childOf(value, name), names: [...start, name] }],
    );
  return resolved.map((place) => place.names);
}

const childOf = (value: Value, name: string): Value => {
  if (Array.isArray(value)) return isIndex(name) ? value[Number(name)] : undefined;
  return isDoc(value) ? fieldOf(value, name) : undefined;
};

function indexesFor(
  name: string,
  value: Value,
  start: Names,
  filters: ArrayFilters,
  positions: Positions | undefined,
): number[] {
  const path = start.join('.');
  if (name === '$') {
    // One array is named by the filter as a rule; where it is another one, MongoDB takes that one's index too.
    const index = positions?.get(path) ?? [...(positions?.values() ?? [])].at(-1);
    if (index === undefined)
      throw new CommandError(2, 'The positional operator did not find the match needed from the query.');
    return [index];
  }
  if (value === undefined)
    throw new CommandError(2, `The path '${path}' must exist in the document in order to apply array updates.`);
  if (!Array.isArray(value))
    throw new CommandError(2, `Cannot apply array updates to non-array element ${path}: ${typeOf(value)}`);
  const filter = name === '$[]' ? () => true : filters.get(name.slice(2, -1));
  return value.flatMap((item, index) => (filter?.(item) ? [index] : []));
}

/** Fields an update adds appear in this order: by name, array positions by number. */
export function comparePaths(left: Names, right: Names): number {
  const length = Math.min(left.length, right.length);
  for (let at = 0; at < length; at += 1) {
    const [a = '', b = ''] = [left[at], right[at]];
    if (a === b) continue;
    if (isIndex(a) && isIndex(b)) return Number(a) - Number(b);
    return a < b ? -1 : 1;
  }
  return left.length - right.length;
}

/** Where a value stands: a field of a document or a position of an array. */
export interface Place {
  readonly container: Doc | Value[];
  readonly name: string;
}

export const readPlace = ({ container, name }: Place): Value => childOf(container, name);

export function writePlace({ container, name }: Place, value: Value): void {
  if (!Array.isArray(container)) {
    setField(container, name, value);
    return;
  }
  const index = Number(name);
  if (index - container.length > MAX_PADDING)
    throw new CommandError(2, `can't backfill more than ${MAX_PADDING} elements`);
  while (container.length < index) container.push(null);
  container[index] = value;
}

/** An item taken out of an array leaves a null, so that the others keep their positions. */
export function removePlace({ container, name }: Place): void {
  if (Array.isArray(container)) container[Number(name)] = null;
  else delete container[name];
}

/** The place a path names, if everything above it is there. */
export function findPlace(doc: Doc, names: Names): Place | undefined {
  let container: Value = doc;
  for (const name of names.slice(0, -1)) container = childOf(container, name);
  const name = names.at(-1) ?? '';
  if (Array.isArray(container)) return isIndex(name) ? { container, name } : undefined;
  return isDoc(container) ? { container, name } : undefined;
}

/** As findPlace, creating the documents above it; a scalar in the way is refused with code 28. */
export function makePlace(doc: Doc, names: Names): Place {
  let container: Doc | Value[] = doc;
  for (const [at, name] of names.slice(0, -1).entries()) {
    const place: Place = { container, name };
    let next = readPlace(place);
    if (next === undefined) {
      next = {};
      writePlace(place, next);
    }
    const below = names[at + 1] ?? '';
    if (!isDoc(next) && !(Array.isArray(next) && isIndex(below)))
      // The value itself is left out of the message: it may be what a person wrote.
      throw new CommandError(28, `Cannot create field '${below}' in element {${name}: <${typeOf(next)}>}`);
    container = next;
  }
  return { container, name: names.at(-1) ?? '' };
}
