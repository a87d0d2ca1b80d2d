import { CommandError } from './error.ts';
import type { Expression } from './expression.ts';
import { type Doc, fieldOf, isDoc, setField, type Value } from './values.ts';
import type { Positions } from './walk.ts';

/** What the leaves of a projection look at: the whole document, and where the filter matched. */
export interface Sight {
  readonly root: Doc;
  readonly positions?: Positions;
}

export type Leaf =
  | { readonly kind: 'include' }
  | { readonly kind: 'exclude' }
  /** A value of its own, whether the field is there or not. */
  | { readonly kind: 'compute'; readonly expression: Expression }
  /** A changed form of the field, where there is one. */
  | { readonly kind: 'reshape'; readonly reshape: (value: Value, sight: Sight) => Value };

export type Branch = Map<string, Leaf | Branch>;

/** keep: fields that are not named vanish; drop: they stay; add: they stay, and branches grow where nothing is. */
export type Mode = 'keep' | 'drop' | 'add';

/** Places a leaf at a dotted path; two leaves of which one stands on the other's path are refused. */
export function placeLeaf(tree: Branch, path: string, leaf: Leaf): void {
  const names = path.split('.');
  if (names.includes(''))
    throw new CommandError(40353, `FieldPath must not be empty, start or end with a '.': '${path}'`);
  let branch = tree;
  for (const name of names.slice(0, -1)) {
    const next = branch.get(name) ?? new Map();
    if (!(next instanceof Map))
      throw new CommandError(31249, `Path collision at ${path} remaining portion ${names.at(-1)}`);
    branch.set(name, next);
    branch = next;
  }
  const last = names.at(-1) ?? '';
  if (branch.has(last)) throw new CommandError(31250, `Path collision at ${path}`);
  branch.set(last, leaf);
}

/** Fields keep the document's order; those that come into being follow in the projection's. */
export function projectDoc(branch: Branch, mode: Mode, doc: Doc, sight: Sight): Doc {
  const result: Doc = {};
  for (const name of Object.keys(doc)) {
    const node = branch.get(name);
    const value = fieldOf(doc, name);
    const kept = node === undefined ? (mode === 'keep' ? undefined : value) : projectValue(node, mode, value, sight);
    if (kept !== undefined) setField(result, name, kept);
  }
  for (const [name, node] of branch) {
    if (Object.hasOwn(doc, name)) continue;
    const grown = grow(node, mode, sight);
    if (grown !== undefined) setField(result, name, grown);
  }
  return result;
}

function projectValue(node: Leaf | Branch, mode: Mode, value: Value, sight: Sight): Value {
  if (node instanceof Map) return projectBelow(node, mode, value, sight);
  switch (node.kind) {
    case 'include':
      return value;
    case 'exclude':
      return undefined;
    case 'compute':
      return node.expression(sight.root);
    case 'reshape':
      return node.reshape(value, sight);
  }
}

/** Every item of an array is projected on its own; what is no document has no fields to keep, and none to lose. */
function projectBelow(branch: Branch, mode: Mode, value: Value, sight: Sight): Value {
  if (isDoc(value)) return projectDoc(branch, mode, value, sight);
  if (Array.isArray(value)) {
    const items = value.map((item) => projectBelow(branch, mode, item, sight));
    return mode === 'keep' ? items.filter((item) => item !== undefined) : items;
  }
  return grow(branch, mode, sight) ?? (mode === 'keep' ? undefined : value);
}

/** A field that is not there: computed fields come into being, and the documents above them with them. */
function grow(node: Leaf | Branch, mode: Mode, sight: Sight): Value {
  if (!(node instanceof Map)) return node.kind === 'compute' ? node.expression(sight.root) : undefined;
  if (mode === 'drop' || !computes(node)) return undefined;
  return projectDoc(node, mode, {}, sight);
}

const computes = (branch: Branch): boolean =>
  [...branch.values()].some((node) => (node instanceof Map ? computes(node) : node.kind === 'compute'));

/** Puts a value at a dotted path, as `$addFields` does. */
export function fieldWriter(path: string): (doc: Doc, value: Value) => Doc {
  const tree: Branch = new Map();
  let current: Value;
  placeLeaf(tree, path, { kind: 'compute', expression: () => current });
  return (doc, value) => {
    current = value;
    return projectDoc(tree, 'add', doc, { root: doc });
  };
}
