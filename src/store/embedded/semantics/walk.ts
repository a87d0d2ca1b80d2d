import { isIndex } from './path.ts';
import { type Doc, fieldOf, isDoc, type Value } from './values.ts';

/** By the path of an array: the index of the item through which a filter matched. */
export type Positions = Map<string, number>;

/** Asked of each value a path leads to; `undefined` where it leads nowhere. `path` is set for arrays asked as a whole. */
type Visit = (value: Value, path: string) => boolean;

/**
 * Whether any value a dotted path leads to passes, as MongoDB's matcher walks: into documents, through the documents of
 * an array, to an array's position where the next name is a number, and at the end over an array's items and then the
 * array itself. An array that holds no document on the way leads nowhere at all, which differs from a missing field:
 * `{ 'a.b': null }` holds for `{}` but not for `{ a: [] }`.
 */
export function anyAt(
  doc: Doc,
  names: readonly string[],
  visit: Visit,
  entersLeafArrays: boolean,
  positions?: Positions,
): boolean {
  if (names.length === 1 && positions === undefined) {
    const value = fieldOf(doc, names[0] ?? '');
    if (!Array.isArray(value)) return visit(value, '');
  }
  return walk({ names, visit, entersLeafArrays, positions }, doc, 0, '');
}

interface Walk {
  readonly names: readonly string[];
  readonly visit: Visit;
  readonly entersLeafArrays: boolean;
  readonly positions: Positions | undefined;
}

const joined = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`);

function walk(task: Walk, from: Doc, start: number, startPath: string): boolean {
  let value: Value = from;
  let at = start;
  let path = startPath;
  while (at < task.names.length) {
    if (Array.isArray(value)) return walkItems(task, value, at, path);
    if (!isDoc(value)) return task.visit(undefined, path);
    const name = task.names[at] ?? '';
    value = fieldOf(value, name);
    path = task.positions === undefined && task.entersLeafArrays ? '' : joined(path, name);
    at += 1;
  }
  return leaf(task, value, path);
}

function leaf(task: Walk, value: Value, path: string): boolean {
  if (!Array.isArray(value) || !task.entersLeafArrays) return task.visit(value, path);
  for (let index = 0; index < value.length; index += 1) {
    if (!task.visit(value[index], path)) continue;
    task.positions?.set(path, index);
    return true;
  }
  return task.visit(value, path);
}

function walkItems(task: Walk, items: readonly Value[], at: number, path: string): boolean {
  const name = task.names[at] ?? '';
  const position = isIndex(name) ? Number(name) : -1;
  for (let index = 0; index < items.length; index += 1) {
    const item = items[index];
    if (isDoc(item) && walk(task, item, at, path)) {
      task.positions?.set(path, index);
      return true;
    }
    if (index === position && walkPosition(task, item, at + 1, joined(path, name))) return true;
  }
  return false;
}

/** A named position is no implicit walk: the item is asked as it is, without going into it at the path's end. */
function walkPosition(task: Walk, item: Value, at: number, path: string): boolean {
  if (at === task.names.length) return task.visit(item, path);
  if (Array.isArray(item)) return walkItems(task, item, at, path);
  return isDoc(item) && walk(task, item, at, path);
}
