import { equalValues } from './compare.ts';
import { CommandError } from './error.ts';
import { compileExpression, type ExpressionContext, newContext } from './expression.ts';
import { compileLeaf, type LeafTest, textEquality } from './filter-leaf.ts';
import { isTruthy } from './number.ts';
import { type Doc, fieldOf, isDoc, isRegex, typeOf, type Value } from './values.ts';
import { anyAt, type Positions } from './walk.ts';

/** `positions` collects, by the path of each array gone through, the index of the item that matched. */
export type Matcher = (doc: Doc, positions?: Positions) => boolean;

export interface FilterOptions {
  /** What `$$NOW` says inside `$expr`. */
  readonly now?: Date;
  /** The variables a command's `let` defines for `$expr`. */
  readonly variables?: Doc;
}

/** Compiles a filter once, so that a scan only runs closures. A filter MongoDB would refuse is refused here, with its code. */
export function compileFilter(filter: Doc, options: FilterOptions = {}): Matcher {
  return compileClauses(filter, newContext(options), 0);
}

/** As compileFilter, for a `$match` inside a pipeline, whose variables are already known. */
export const compileMatch = (filter: Doc, context: ExpressionContext): Matcher => compileClauses(filter, context, 0);

const MAX_DEPTH = 100;

function compileClauses(filter: Doc, context: ExpressionContext, depth: number): Matcher {
  if (!isDoc(filter)) throw new CommandError(14, `Expected a filter document but found ${typeOf(filter)}`);
  if (depth > MAX_DEPTH) throw new CommandError(2, `exceeded maximum query tree depth of ${MAX_DEPTH}`);
  const clauses: Matcher[] = [];
  for (const name of Object.keys(filter)) {
    const value = fieldOf(filter, name);
    if (!name.startsWith('$')) clauses.push(compileField(name, value, context, depth));
    else if (name !== '$comment') clauses.push(compileTopLevel(name, value, context, depth));
  }
  return allOf(clauses);
}

const allOf = (clauses: readonly Matcher[]): Matcher => {
  const [first, second] = clauses;
  if (first === undefined) return () => true;
  if (second === undefined) return first;
  if (clauses.length === 2) return (doc, positions) => first(doc, positions) && second(doc, positions);
  return (doc, positions) => {
    for (const clause of clauses) if (!clause(doc, positions)) return false;
    return true;
  };
};

function compileTopLevel(name: string, value: Value, context: ExpressionContext, depth: number): Matcher {
  switch (name) {
    case '$and':
      return allOf(compileList(name, value, context, depth));
    case '$or': {
      const clauses = compileList(name, value, context, depth);
      return (doc, positions) => clauses.some((clause) => clause(doc, positions));
    }
    case '$nor': {
      const clauses = compileList(name, value, context, depth);
      return (doc) => !clauses.some((clause) => clause(doc));
    }
    case '$expr': {
      const expression = compileExpression(value, context);
      return (doc) => isTruthy(expression(doc));
    }
    case '$alwaysTrue':
    case '$alwaysFalse':
      return () => name === '$alwaysTrue';
    default:
      return refuseTopLevel(name);
  }
}

function refuseTopLevel(name: string): never {
  if (name === '$text') throw new CommandError(27, 'text index required for $text query');
  if (name === '$where') throw new CommandError(2, '$where is not supported: this server runs no JavaScript');
  if (name === '$jsonSchema') throw new CommandError(238, '$jsonSchema is not supported');
  if (name === '$sampleRate') throw new CommandError(238, '$sampleRate is not supported');
  throw new CommandError(
    2,
    `unknown top level operator: ${name}. If you have a field name that starts with a '$' symbol, consider using $getField or $setField.`,
  );
}

function compileList(name: string, value: Value, context: ExpressionContext, depth: number): Matcher[] {
  if (!Array.isArray(value)) throw new CommandError(2, `${name} must be an array`);
  if (value.length === 0) throw new CommandError(2, `${name} argument must be a non-empty array`);
  return value.map((clause) => {
    if (!isDoc(clause)) throw new CommandError(2, `${name} argument's entries must be objects`);
    return compileClauses(clause, context, depth + 1);
  });
}

/** Whether a value is `{ $op: ... }`; a reference to another document ($ref, $id) is a plain value. */
export function isOperatorDoc(value: Value): value is Doc {
  if (!isDoc(value)) return false;
  const [first] = Object.keys(value);
  return first?.startsWith('$') === true && first !== '$ref' && first !== '$id' && first !== '$db';
}

function compileField(path: string, value: Value, context: ExpressionContext, depth: number): Matcher {
  if (!isOperatorDoc(value)) return compilePlain(path, value);
  const clauses: Matcher[] = [];
  for (const name of Object.keys(value)) {
    const clause = compileOperator(path, name, fieldOf(value, name), value, context, depth);
    if (clause) clauses.push(clause);
  }
  return allOf(clauses);
}

/** `{ field: value }`: a regex matches, anything else is compared. */
function compilePlain(path: string, value: Value): Matcher {
  if (!path.includes('.')) {
    const quick = textEquality(value);
    // Most point reads: one field, one string. It is answered without the general walk.
    if (quick !== undefined)
      return (doc, positions) => {
        const found = doc[path];
        if (typeof found === 'string') return found === quick;
        return typeof found === 'object' && anyAt(doc, [path], (leaf) => equalValues(leaf, quick), true, positions);
      };
  }
  return at(path, compileLeaf(isRegex(value) ? '$regex' : '$eq', value, {}));
}

const at = (path: string, test: LeafTest, entersLeafArrays = true): Matcher => {
  const names = path.split('.');
  return (doc, positions) => anyAt(doc, names, test, entersLeafArrays, positions);
};

const not =
  (matcher: Matcher): Matcher =>
  (doc) =>
    !matcher(doc);

/** `siblings` is the whole operator document: `$regex` reads its `$options` from there. */
function compileOperator(
  path: string,
  name: string,
  value: Value,
  siblings: Doc,
  context: ExpressionContext,
  depth: number,
): Matcher | undefined {
  switch (name) {
    case '$comment':
      return undefined;
    case '$options':
      if (!('$regex' in siblings)) throw new CommandError(2, '$options needs a $regex');
      return undefined;
    case '$ne':
      if (isRegex(value)) throw new CommandError(2, "Can't have regex as arg to $ne.");
      return not(at(path, compileLeaf('$eq', value, siblings)));
    case '$nin':
      return not(at(path, compileLeaf('$in', value, siblings)));
    case '$not':
      return not(compileNegated(path, value, context, depth));
    case '$all':
      return allOf(compileAll(path, value, context, depth));
    case '$elemMatch':
      return compileElemMatch(path, value, context, depth);
    case '$size':
      return at(path, compileLeaf(name, value, siblings), false);
    case '$exists':
      return isTruthy(value) ? at(path, isPresent) : not(at(path, isPresent));
    default:
      return at(path, compileLeaf(name, value, siblings));
  }
}

const isPresent: LeafTest = (value) => value !== undefined;

function compileNegated(path: string, value: Value, context: ExpressionContext, depth: number): Matcher {
  if (isRegex(value)) return compilePlain(path, value);
  if (!isDoc(value)) throw new CommandError(2, '$not needs a regex or a document');
  if (Object.keys(value).length === 0) throw new CommandError(2, '$not cannot be empty');
  if (!isOperatorDoc(value)) throw new CommandError(2, `unknown operator: ${Object.keys(value)[0]}`);
  return compileField(path, value, context, depth + 1);
}

/** `$all` is a list of equalities, so it also holds for a scalar; an empty list matches nothing. */
function compileAll(path: string, value: Value, context: ExpressionContext, depth: number): Matcher[] {
  if (!Array.isArray(value)) throw new CommandError(2, '$all needs an array');
  if (value.length === 0) return [() => false];
  return value.map((item) => {
    if (!isOperatorDoc(item)) return compilePlain(path, item);
    if (Object.keys(item)[0] !== '$elemMatch') throw new CommandError(2, 'no $ expressions in $all');
    return compileElemMatch(path, item.$elemMatch, context, depth);
  });
}

const LOGICAL = new Set(['$and', '$or', '$nor', '$expr', '$comment', '$where', '$text', '$jsonSchema']);

function compileElemMatch(path: string, value: Value, context: ExpressionContext, depth: number): Matcher {
  if (!isDoc(value)) throw new CommandError(2, '$elemMatch needs an Object');
  const element = compileElement(value, context, depth);
  const names = path.split('.');
  return (doc, positions) =>
    anyAt(
      doc,
      names,
      (leaf, arrayPath) => {
        if (!Array.isArray(leaf)) return false;
        const found = leaf.findIndex(element);
        if (found >= 0) positions?.set(arrayPath, found);
        return found >= 0;
      },
      false,
      positions,
    );
}

/**
 * What `$elemMatch` asks of an item: operators are asked of the item itself, which is not gone into if it is an array;
 * conditions on fields are asked of an item that is a document.
 */
export function compileElement(value: Doc, context: ExpressionContext, depth = 0): (item: Value) => boolean {
  const [first] = Object.keys(value);
  if (first?.startsWith('$') === true && !LOGICAL.has(first)) {
    const matches = compileField('item', value, context, depth + 1);
    return (item) => matches({ item: Array.isArray(item) ? [item] : item });
  }
  const matches = compileClauses(value, context, depth + 1);
  return (item) => {
    if (isDoc(item)) return matches(item);
    return Array.isArray(item) && matches(Object.fromEntries(item.map((inner, at) => [String(at), inner])));
  };
}
