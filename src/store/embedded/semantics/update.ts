import { equalValues, identicalValues } from './compare.ts';
import { CommandError } from './error.ts';
import { compileArrayFilters } from './update-filters.ts';
import { modifiers } from './update-operators.ts';
import {
  type ArrayFilters,
  comparePaths,
  findPlace,
  isPositionalPath,
  makePlace,
  type Names,
  parsePath,
  readPlace,
  refuseConflicts,
  removePlace,
  resolvePositions,
  writePlace,
} from './update-path.ts';
import { compilePipelineUpdate } from './update-pipeline.ts';
import type { Change, Modifier, Occasion } from './update-types.ts';
import { cloneDoc, type Doc, fieldOf, hasField, isDoc, typeOf, type Value } from './values.ts';
import type { Positions } from './walk.ts';

export interface UpdateOptions {
  /** What `$currentDate` and `$$NOW` say. */
  readonly now: Date;
  readonly arrayFilters?: readonly Doc[];
  /** The command's `let`, for a pipeline. */
  readonly variables?: Doc;
}

export interface Applied {
  readonly doc: Doc;
  /** Whether anything differs, types included; what does not is matched but not modified. */
  readonly changed: boolean;
}

export interface Update {
  readonly kind: 'replacement' | 'modifiers' | 'pipeline';
  /** Whether a path holds `$`, so that the filter has to report positions. */
  readonly usesPosition: boolean;
  /** Answers a new document and leaves the given one as it is. `isInsert` lets `$setOnInsert` act. */
  readonly apply: (doc: Doc, match?: { positions?: Positions; isInsert?: boolean }) => Applied;
}

/** Checks an update once. `_id` may be named if it stays the same; a change of it is refused with code 66. */
export function compileUpdate(update: Value, options: UpdateOptions): Update {
  if (Array.isArray(update)) {
    if (options.arrayFilters?.length)
      throw new CommandError(9, 'arrayFilters may not be specified for pipeline-syle updates');
    return { kind: 'pipeline', usesPosition: false, apply: keepingId(compilePipelineUpdate(update, options)) };
  }
  if (!isDoc(update))
    throw new CommandError(9, `Update argument must be either an object or an array, not ${typeOf(update)}`);
  const [first] = Object.keys(update);
  if (first?.startsWith('$')) return compileModifiers(update, options);
  if (options.arrayFilters?.length)
    throw new CommandError(9, 'arrayFilters may not be specified for replacement updates');
  return { kind: 'replacement', usesPosition: false, apply: keepingId(compileReplacement(update)) };
}

type Apply = Update['apply'];

/** The first field is `_id`, as it was: what comes without one keeps the stored one. */
function keepingId(run: (doc: Doc) => Doc): Apply {
  return (doc) => {
    const result = run(doc);
    const id = hasField(doc, '_id') ? doc._id : result._id;
    if (hasField(result, '_id') && !equalValues(result._id, id)) throw immutableId();
    const { _id, ...rest } = result;
    const next: Doc = id === undefined ? rest : { _id: id, ...rest };
    return { doc: next, changed: !identicalValues(doc, next) };
  };
}

const immutableId = (): CommandError =>
  new CommandError(66, "Performing an update on the path '_id' would modify the immutable field '_id'");

function compileReplacement(update: Doc): (doc: Doc) => Doc {
  for (const name of Object.keys(update))
    if (name.startsWith('$'))
      throw new CommandError(52, `The dollar ($) prefixed field '${name}' in '${name}' is not valid for storage.`);
  return () => cloneDoc(update);
}

/** One line of an update: what is to happen at a path. */
interface Instruction {
  readonly operator: string;
  readonly names: Names;
  readonly path: string;
  readonly creates: boolean;
  readonly change: Change;
  /** `$rename`: where the value comes from. */
  readonly source?: Names;
}

/** The field vanishes. */
const GONE: Change = () => undefined;

function compileModifiers(update: Doc, options: UpdateOptions): Update {
  const instructions = Object.keys(update).flatMap((operator) => compileModifier(operator, fieldOf(update, operator)));
  refuseConflicts(instructions.flatMap(({ names, source }) => (source ? [names, source] : [names])));
  const filters = compileArrayFilters(
    options.arrayFilters ?? [],
    instructions.map(({ names }) => names),
  );
  const plain = instructions.some(({ names }) => isPositionalPath(names)) ? undefined : inOrder(instructions);
  const apply: Apply = (doc, match = {}) => {
    const next = cloneDoc(doc);
    const due = match.isInsert === true ? () => true : ({ operator }: Instruction) => operator !== '$setOnInsert';
    const steps = plain?.filter(due) ?? resolveAll(doc, instructions.filter(due), filters, match.positions);
    const occasion = { now: options.now, owner: `{_id: ${String(doc._id)}}` };
    let changed = false;
    for (const step of steps) changed = applyStep(next, step, { ...occasion, path: step.path }) || changed;
    if (hasField(doc, '_id') && !equalValues(doc._id, next._id)) throw immutableId();
    return { doc: next, changed };
  };
  return { kind: 'modifiers', usesPosition: instructions.some(({ names }) => names.includes('$')), apply };
}

const inOrder = (steps: readonly Instruction[]): readonly Instruction[] =>
  [...steps].sort((left, right) => comparePaths(left.names, right.names));

/** Every step once per place its path stands for in this document. */
function resolveAll(
  doc: Doc,
  instructions: readonly Instruction[],
  filters: ArrayFilters,
  positions: Positions | undefined,
): readonly Instruction[] {
  const steps = instructions.flatMap((step) =>
    resolvePositions(doc, step.names, filters, positions).map((names) => ({ ...step, names })),
  );
  refuseConflicts(steps.flatMap(({ names, source }) => (source ? [names, source] : [names])));
  return inOrder(steps);
}

function compileModifier(operator: string, fields: Value): Instruction[] {
  const isKnown = operator === '$unset' || operator === '$rename' || operator === '$setOnInsert';
  const modifier =
    operator === '$setOnInsert' ? modifiers.$set : Object.hasOwn(modifiers, operator) ? modifiers[operator] : undefined;
  if (!modifier && !isKnown)
    throw new CommandError(
      9,
      `Unknown modifier: ${operator}. Expected a valid update modifier or pipeline-style update specified as an array`,
    );
  if (!isDoc(fields))
    throw new CommandError(
      9,
      `Modifiers operate on fields but we found type ${typeOf(fields)} instead. For example: {$mod: {<field>: ...}} not {${operator}: <${typeOf(fields)}>}`,
    );
  return Object.keys(fields).map((path) => compileInstruction(operator, modifier, path, fieldOf(fields, path)));
}

function compileInstruction(
  operator: string,
  modifier: Modifier | undefined,
  path: string,
  argument: Value,
): Instruction {
  const names = parsePath(path);
  if (operator === '$rename') return compileRename(path, names, argument);
  if (!modifier) return { operator, names, path, creates: false, change: GONE };
  return { operator, names, path, creates: modifier.creates, change: modifier.compile(argument, path) };
}

function compileRename(path: string, source: Names, argument: Value): Instruction {
  if (typeof argument !== 'string')
    throw new CommandError(2, `The 'to' field for $rename must be a string: ${path}: ${typeOf(argument)}`);
  const names = parsePath(argument);
  if (argument === path)
    throw new CommandError(2, `The source and target field for $rename must differ: ${path}: "${argument}"`);
  if ([...source, ...names].some((name) => name.startsWith('$')))
    throw new CommandError(2, `The source and target of $rename may not be dynamic: ${path}: "${argument}"`);
  return { operator: '$rename', names, path: argument, creates: true, change: GONE, source };
}

function applyStep(doc: Doc, step: Instruction, occasion: Occasion): boolean {
  if (step.source) return rename(doc, step.source, step.names, occasion);
  const place = step.creates ? makePlace(doc, step.names) : findPlace(doc, step.names);
  if (!place) return false;
  refuseNonPosition(place.container, place.name);
  const current = readPlace(place);
  if (current === undefined && !step.creates) return false;
  const next = step.change(current, occasion);
  if (next === undefined) {
    removePlace(place);
    return true;
  }
  if (current !== undefined && identicalValues(current, next)) return false;
  writePlace(place, next);
  return true;
}

function refuseNonPosition(container: Doc | Value[], name: string): void {
  if (Array.isArray(container) && !/^\d+$/.test(name))
    throw new CommandError(28, `Cannot create field '${name}' in element of type array`);
}

function rename(doc: Doc, source: Names, target: Names, occasion: Occasion): boolean {
  const from = findPlace(doc, source);
  const value = from && readPlace(from);
  if (!from || value === undefined) return false;
  for (const [names, role] of [
    [source, 'source'],
    [target, 'destination'],
  ] as const)
    if (names.some((_, length) => length > 0 && Array.isArray(placeValue(doc, names.slice(0, length)))))
      throw new CommandError(
        2,
        `The ${role} field cannot be an array element, '${names.join('.')}' in doc with ${occasion.owner}`,
      );
  removePlace(from);
  writePlace(makePlace(doc, target), value);
  return true;
}

function placeValue(doc: Doc, names: Names): Value {
  const place = findPlace(doc, names);
  return place && readPlace(place);
}
