import { CommandError } from './error.ts';
import { compileExpression, type ExpressionContext, newContext } from './expression.ts';
import { compileElement, compileFilter, type FilterOptions } from './filter.ts';
import { isIntegral, isNumber, isTruthy, toJsNumber } from './number.ts';
import { type Branch, type Leaf, type Mode, placeLeaf, projectDoc } from './projection-tree.ts';
import { type Doc, fieldOf, isDoc, typeOf, type Value } from './values.ts';
import type { Positions } from './walk.ts';

export interface ProjectionOptions extends FilterOptions {
  /** The query's filter, which `field.$` refers to. */
  readonly filter?: Doc;
}

/** Compiles the projection of find and findAndModify; an empty one answers documents as they are. */
export function compileProjection(projection: Doc, options: ProjectionOptions = {}): (doc: Doc) => Doc {
  if (Object.keys(projection).length === 0) return (doc) => doc;
  const context = newContext(options);
  const plan = planProjection(projection, context, true);
  if (!plan.usesPosition) return (doc) => projectDoc(plan.tree, plan.mode, doc, { root: doc });
  const matches = compileFilter(options.filter ?? {}, options);
  return (doc) => {
    const positions: Positions = new Map();
    matches(doc, positions);
    return projectDoc(plan.tree, plan.mode, doc, { root: doc, positions });
  };
}

/** As compileProjection, for the stage `$project`, which knows no `$slice`, `$elemMatch` and `.$` of find. */
export function compileProjectStage(projection: Value, context: ExpressionContext): (doc: Doc) => Doc {
  if (!isDoc(projection)) throw new CommandError(15969, '$project specification must be an object');
  if (Object.keys(projection).length === 0)
    throw new CommandError(
      51272,
      'Invalid $project :: caused by :: projection specification must have at least one field',
    );
  const { tree, mode } = planProjection(projection, context, false);
  return (doc) => projectDoc(tree, mode, doc, { root: doc });
}

interface Plan {
  readonly tree: Branch;
  readonly mode: Mode;
  readonly usesPosition: boolean;
}

/** Read from the specification before it is known whether fields are to be kept or dropped. */
interface Draft {
  readonly leaves: { path: string; leaf: Leaf; isNeutral: boolean }[];
  usesPosition: boolean;
}

function planProjection(projection: Doc, context: ExpressionContext, isFind: boolean): Plan {
  const draft: Draft = { leaves: [], usesPosition: false };
  readFields(projection, '', { context, isFind, draft });
  const others = draft.leaves.filter(({ path, isNeutral }) => path !== '_id' && !isNeutral);
  const id = draft.leaves.find(({ path }) => path === '_id');
  const first = others[0] ?? id;
  const drops = first === undefined || first.leaf.kind === 'exclude';
  for (const { path, leaf } of others) {
    if (drops && leaf.kind !== 'exclude')
      throw new CommandError(31253, `Cannot do inclusion on field ${path} in exclusion projection`);
    if (!drops && leaf.kind === 'exclude')
      throw new CommandError(31254, `Cannot do exclusion on field ${path} in inclusion projection`);
  }
  const tree: Branch = new Map();
  if (!drops && !draft.leaves.some(({ path }) => path === '_id' || path.startsWith('_id.')))
    tree.set('_id', { kind: 'include' });
  for (const { path, leaf } of draft.leaves) if (!(drops && leaf.kind === 'include')) placeLeaf(tree, path, leaf);
  return { tree, mode: drops ? 'drop' : 'keep', usesPosition: draft.usesPosition };
}

interface Reading {
  readonly context: ExpressionContext;
  readonly isFind: boolean;
  readonly draft: Draft;
}

function readFields(fields: Doc, prefix: string, reading: Reading): void {
  for (const name of Object.keys(fields)) {
    const path = prefix + name;
    const value = fieldOf(fields, name);
    if (name.startsWith('$')) throw new CommandError(16410, `FieldPath field names may not start with '$': ${path}`);
    const [operator, second] = isDoc(value) ? Object.keys(value) : [];
    if (path.endsWith('.$')) readPosition(path.slice(0, -2), reading);
    else if (isDoc(value) && operator === undefined)
      throw new CommandError(51270, `An empty sub-projection is not a valid value. Found empty object at path ${path}`);
    else if (isDoc(value) && !operator?.startsWith('$')) readFields(value, `${path}.`, reading);
    else if (
      isDoc(value) &&
      reading.isFind &&
      second === undefined &&
      readFindOperator(path, operator ?? '', value, reading)
    )
      continue;
    else reading.draft.leaves.push({ path, leaf: readLeaf(value, reading), isNeutral: false });
  }
}

function readLeaf(value: Value, { context }: Reading): Leaf {
  if (isNumber(value) || typeof value === 'boolean') return { kind: isTruthy(value) ? 'include' : 'exclude' };
  return { kind: 'compute', expression: compileExpression(value, context) };
}

function readPosition(path: string, { isFind, draft }: Reading): void {
  if (!isFind) throw new CommandError(16410, `FieldPath field names may not start with '$': ${path}.$`);
  if (draft.usesPosition)
    throw new CommandError(31276, 'Cannot specify more than one positional projection per query.');
  draft.usesPosition = true;
  const noMatch = (): CommandError =>
    new CommandError(
      51246,
      "Executor error during find command :: caused by :: positional operator '.$' couldn't find a matching element in the array",
    );
  const leaf: Leaf = {
    kind: 'reshape',
    reshape: (value, { positions }) => {
      if (!Array.isArray(value)) return value;
      const index = positions?.get(path) ?? [...(positions?.values() ?? [])].at(-1);
      if (index === undefined || index >= value.length) throw noMatch();
      return [value[index]];
    },
  };
  draft.leaves.push({ path, leaf, isNeutral: false });
}

/** `$slice` and `$elemMatch` of find; `$slice` over an expression is an ordinary one. */
function readFindOperator(path: string, operator: string, value: Doc, reading: Reading): boolean {
  const argument = fieldOf(value, operator);
  if (operator === '$meta') throw new CommandError(238, '$meta is not supported in projections');
  if (operator === '$elemMatch') {
    if (path.includes('.')) throw new CommandError(31275, 'Cannot use $elemMatch projection on a nested field');
    if (!isDoc(argument))
      throw new CommandError(31274, `elemMatch: Invalid argument, object required, but got ${typeOf(argument)}`);
    const matches = compileElement(argument, reading.context);
    const reshape = (found: Value): Value => {
      const index = Array.isArray(found) ? found.findIndex(matches) : -1;
      return Array.isArray(found) && index >= 0 ? [found[index]] : undefined;
    };
    reading.draft.leaves.push({ path, leaf: { kind: 'reshape', reshape }, isNeutral: false });
    return true;
  }
  if (operator !== '$slice' || (Array.isArray(argument) && !isNumber(argument[0]))) return false;
  reading.draft.leaves.push({ path, leaf: { kind: 'reshape', reshape: slicing(argument) }, isNeutral: true });
  return true;
}

function slicing(argument: Value): (value: Value) => Value {
  const numbers = (Array.isArray(argument) ? argument : [argument]).map((item) => {
    if (!isNumber(item) || !isIntegral(item))
      throw new CommandError(31273, '$slice only supports numbers and [skip, limit] arrays');
    return toJsNumber(item);
  });
  const [first = 0, limit] = numbers;
  if (Array.isArray(argument) && numbers.length !== 2)
    throw new CommandError(31272, '$slice array argument should be of form [skip, limit]');
  if (limit !== undefined && limit <= 0) throw new CommandError(31271, '$slice limit must be positive');
  return (value) => {
    if (!Array.isArray(value)) return value;
    if (limit === undefined) return first >= 0 ? value.slice(0, first) : value.slice(first);
    const start = first >= 0 ? first : Math.max(0, value.length + first);
    return value.slice(start, start + limit);
  };
}
