import { CommandError } from './error.ts';
import type { Direction } from './key.ts';
import { type Doc, fieldOf, hasField, isDoc, type Value } from './values.ts';

export type KeyPattern = Readonly<Record<string, Direction>>;

/** The value at a dotted path through documents and array positions alone, as `$set` would reach it. */
export function valueAt(doc: Doc, path: string): Value {
  let value: Value = doc;
  for (const name of path.split('.')) {
    if (Array.isArray(value)) value = isIndex(name) ? value[Number(name)] : undefined;
    else value = isDoc(value) ? fieldOf(value, name) : undefined;
  }
  return value;
}

export const isIndex = (name: string): boolean => /^(0|[1-9]\d*)$/.test(name);

/**
 * Every value a dotted path leads to, going into arrays of documents on the way and, at its end, into an array's items:
 * what `distinct` and the keys of `$lookup` look at. A path that leads nowhere gives nothing.
 */
export function valuesAt(doc: Doc, path: string): Value[] {
  const found: Value[] = [];
  collect(doc, path.split('.'), 0, (value) => {
    if (Array.isArray(value)) found.push(...value);
    else if (value !== undefined) found.push(value);
  });
  return found;
}

function collect(value: Value, names: readonly string[], at: number, visit: (leaf: Value) => void): void {
  const name = names[at];
  if (name === undefined) visit(value);
  else if (isDoc(value)) collect(fieldOf(value, name), names, at + 1, visit);
  else if (Array.isArray(value)) {
    for (const item of value) if (isDoc(item)) collect(item, names, at, visit);
    if (isIndex(name) && Number(name) < value.length) collect(value[Number(name)], names, at + 1, visit);
  }
}

export interface IndexKeys {
  /** One tuple per key, in the pattern's order; equal tuples may repeat. */
  readonly keys: readonly Value[][];
  /** An array stood on one of the paths, so several keys may lead to this document. */
  readonly multikey: boolean;
  /** No path of the pattern exists: a sparse index leaves the document out. */
  readonly isAbsent: boolean;
}

/**
 * The keys under which an index finds a document: a missing path counts as null, an empty array as undefined, an array
 * gives one key per item. Two paths of one pattern may go through arrays only if it is the same array (code 171).
 */
export function indexKeys(doc: Doc, pattern: KeyPattern): IndexKeys {
  const found: FoundKeys = { keys: [], multikey: false, isAbsent: true };
  const steps = Object.keys(pattern).map(
    (path): Step => ({ value: doc, rest: path.split('.'), from: '', isLeaf: false }),
  );
  expandArrays(steps, found);
  return found;
}

interface FoundKeys {
  keys: Value[][];
  multikey: boolean;
  isAbsent: boolean;
}

/** How far one path of the pattern has been walked. A leaf is final: an array inside an array is a value of its own. */
interface Step {
  readonly value: Value;
  readonly rest: readonly string[];
  readonly from: string;
  readonly isLeaf: boolean;
}

function expandArrays(steps: readonly Step[], found: FoundKeys): void {
  const walked = steps.map(walkToArray);
  const arrays = walked.filter((step) => !step.isLeaf);
  const [first] = arrays;
  if (first === undefined || !Array.isArray(first.value)) {
    if (walked.some(({ value }) => value !== undefined)) found.isAbsent = false;
    found.keys.push(walked.map(({ value }) => (value === EMPTY_ARRAY ? undefined : (value ?? null))));
    return;
  }
  const parallel = arrays.find(({ from }) => from !== first.from);
  if (parallel)
    throw new CommandError(171, `cannot index parallel arrays [${parallel.from.slice(1)}] [${first.from.slice(1)}]`);
  found.multikey = true;
  const items: readonly Value[] = first.value.length === 0 ? [EMPTY_ARRAY] : first.value;
  for (const item of items)
    expandArrays(
      walked.map((step) => (step.isLeaf ? step : stepInto(step, item))),
      found,
    );
}

/** Stands for the single key of an empty array; it is told apart from a missing value by its identity. */
const EMPTY_ARRAY: Doc = Object.freeze({});

function stepInto(step: Step, item: Value): Step {
  if (step.rest.length === 0) return { ...step, value: item, isLeaf: true };
  if (isDoc(item) && item !== EMPTY_ARRAY) return { ...step, value: item };
  return { ...step, value: undefined, isLeaf: true };
}

function walkToArray(step: Step): Step {
  if (step.isLeaf) return step;
  let { value, rest, from } = step;
  for (let [name] = rest; name !== undefined; [name] = rest) {
    if (Array.isArray(value)) {
      if (!isIndex(name)) return { value, rest, from, isLeaf: false };
      refuseAmbiguity(value, name, from);
      value = value[Number(name)];
    } else value = isDoc(value) ? fieldOf(value, name) : undefined;
    rest = rest.slice(1);
    from = `${from}.${name}`;
  }
  return { value, rest, from, isLeaf: !Array.isArray(value) };
}

/** `a.1` may mean a position or a field called 1; an index cannot hold both. */
function refuseAmbiguity(items: readonly Value[], name: string, from: string): void {
  if (items.some((item) => isDoc(item) && hasField(item, name)))
    throw new CommandError(
      16746,
      `Ambiguous field name found in array (do not use numeric field names in embedded elements in an array), field: '${name}' for array: ${from.slice(1)}`,
    );
}
