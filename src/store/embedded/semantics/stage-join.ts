import { CommandError } from './error.ts';
import { compileExpression } from './expression.ts';
import { bindVariable, checkVariableName, type Expression } from './expression-types.ts';
import { compileMatch } from './filter.ts';
import { keyText } from './key.ts';
import { isIntegral, isNumber, toJsNumber } from './number.ts';
import { valuesAt } from './path.ts';
import { fieldWriter } from './projection-tree.ts';
import { gather, type Stream } from './stage-breaths.ts';
import type { JoinedCollection, Run, StageCompiler, StageContext, Stages } from './stage-types.ts';
import { type Doc, fieldOf, isDoc, isNullish, typeOf, type Value } from './values.ts';

function textOption(argument: Doc, name: string, stage: string): string {
  const value = fieldOf(argument, name);
  if (typeof value !== 'string')
    throw new CommandError(9, `${stage} argument '${name}' must be a string, found ${typeOf(value)}`);
  if (value.startsWith('$')) throw new CommandError(16410, `FieldPath field names may not start with '$': ${value}`);
  return value;
}

function checkOptions(argument: Value, stage: string, known: readonly string[]): Doc {
  if (!isDoc(argument)) throw new CommandError(9, `the ${stage} specification must be an Object`);
  const stray = Object.keys(argument).find((name) => !known.includes(name));
  if (stray !== undefined) throw new CommandError(9, `unknown argument to ${stage}: ${stray}`);
  return argument;
}

/**
 * The foreign documents of each local one: by an index where there is one, else from a table made of one scan. A
 * missing local field joins with null and missing, as `{ field: null }` would.
 */
function equalityJoin(
  localField: string,
  foreignField: string,
  from: JoinedCollection,
  context: StageContext,
): (doc: Doc) => Generator<undefined, Doc[], void> {
  const valuesOf = (doc: Doc): readonly Value[] => {
    const values = valuesAt(doc, localField);
    return values.length === 0 ? [null] : values;
  };
  if (from.isIndexed(foreignField))
    return function* byIndex(doc) {
      const filter: Doc = { [foreignField]: { $in: valuesOf(doc).filter((value) => typeOf(value) !== 'regex') } };
      const matches = compileMatch(filter, context);
      return (yield* gather(from.find(filter))).filter((candidate) => matches(candidate));
    };
  let table: Table | undefined;
  return function* byTable(doc) {
    table ??= yield* tabulate(from.find({}), foreignField, context);
    const found = new Map<number, Doc>();
    for (const value of valuesOf(doc)) for (const row of table.get(keyText(value)) ?? []) found.set(row.order, row.doc);
    return [...found].sort(([left], [right]) => left - right).map(([, match]) => match);
  };
}

type Table = Map<string, { doc: Doc; order: number }[]>;

function* tabulate(docs: Stream, field: string, context: StageContext): Generator<undefined, Table, void> {
  const table: Table = new Map();
  const hasNull = compileMatch({ [field]: null }, context);
  let order = 0;
  for (const doc of docs) {
    if (!doc) {
      yield undefined;
      continue;
    }
    const keys = new Set(valuesAt(doc, field).map(keyText));
    if (hasNull(doc)) keys.add(keyText(null));
    for (const key of keys) {
      const rows = table.get(key);
      if (rows) rows.push({ doc, order });
      else table.set(key, [{ doc, order }]);
    }
    order += 1;
  }
  return table;
}

const lookup: StageCompiler = (argument, context, name) => {
  const options = checkOptions(argument, name, ['from', 'localField', 'foreignField', 'let', 'pipeline', 'as']);
  const put = fieldWriter(textOption(options, 'as', name));
  const hasFields = options.localField !== undefined || options.foreignField !== undefined;
  if (!hasFields && options.pipeline === undefined)
    throw new CommandError(
      9,
      "$lookup requires either 'pipeline' or both 'localField' and 'foreignField' to be specified",
    );
  const from = options.from === undefined ? undefined : context.resolveCollection(textOption(options, 'from', name));
  if (!from && (hasFields || !startsWithDocuments(options.pipeline)))
    throw new CommandError(9, "$lookup requires 'from' to be specified");
  const join =
    hasFields && from
      ? equalityJoin(textOption(options, 'localField', name), textOption(options, 'foreignField', name), from, context)
      : undefined;
  const { assignments, run } = compileJoined(options, context, name);
  return function* joined(docs) {
    for (const doc of docs) {
      if (!doc) {
        yield undefined;
        continue;
      }
      for (const [slot, expression] of assignments) context.slots[slot] = expression(doc);
      const candidates = join ? yield* join(doc) : (from?.find({}) ?? []);
      yield put(doc, yield* gather(run ? run(candidates) : candidates));
    }
  };
};

const startsWithDocuments = (pipeline: Value): boolean =>
  Array.isArray(pipeline) && isDoc(pipeline[0]) && '$documents' in pipeline[0];

interface JoinedPipeline {
  readonly assignments: readonly [number, Expression][];
  readonly run: Run | undefined;
}

/** The variables of `let` are computed from the local document; the pipeline sees them and those around it. */
function compileJoined({ let: variables = {}, pipeline }: Doc, context: StageContext, name: string): JoinedPipeline {
  if (!isDoc(variables)) throw new CommandError(9, `${name} argument 'let: ${typeOf(variables)}' must be an object`);
  let inner = context;
  const assignments = Object.keys(variables).map((variable): [number, Expression] => {
    const expression = compileExpression(fieldOf(variables, variable), context);
    const bound = bindVariable(inner, checkVariableName(variable));
    inner = { ...inner, ...bound.context };
    return [bound.slot, expression];
  });
  return { assignments, run: pipeline === undefined ? undefined : context.compilePipeline(pipeline, inner, name) };
}

const graphLookup: StageCompiler = (argument, context, name) => {
  const known = [
    'from',
    'startWith',
    'connectFromField',
    'connectToField',
    'as',
    'maxDepth',
    'depthField',
    'restrictSearchWithMatch',
  ];
  const options = checkOptions(argument, name, known);
  const put = fieldWriter(textOption(options, 'as', name));
  const [fromField, toField] = [
    textOption(options, 'connectFromField', name),
    textOption(options, 'connectToField', name),
  ];
  const from = context.resolveCollection(textOption(options, 'from', name));
  if (options.startWith === undefined) throw new CommandError(40105, "$graphLookup requires 'startWith'");
  const start = compileExpression(options.startWith, context);
  const depthField =
    options.depthField === undefined ? undefined : fieldWriter(textOption(options, 'depthField', name));
  const deepest = depthOf(options.maxDepth);
  const restriction = options.restrictSearchWithMatch ?? {};
  if (!isDoc(restriction))
    throw new CommandError(40185, `restrictSearchWithMatch must be an object, found ${typeOf(restriction)}`);
  const allowed = compileMatch(restriction, context);
  const join = equalityJoin('value', toField, from, context);
  return function* walked(docs) {
    for (const doc of docs) {
      if (!doc) {
        yield undefined;
        continue;
      }
      const found = new Map<string, Doc>();
      let frontier = asList(start(doc));
      const asked = new Set<string>();
      for (let depth = 0; frontier.length > 0 && depth <= deepest; depth += 1) {
        const fresh = frontier.filter((value) => !asked.has(keyText(value)));
        for (const value of fresh) asked.add(keyText(value));
        const matches =
          fresh.length === 0
            ? []
            : (yield* join({ value: fresh })).filter((match) => allowed(match) && !found.has(keyText(match._id)));
        for (const match of matches) found.set(keyText(match._id), depthField ? depthField(match, depth) : match);
        frontier = matches.flatMap((match) => valuesAt(match, fromField));
      }
      yield put(doc, [...found.values()]);
    }
  };
};

const asList = (value: Value): readonly Value[] => (Array.isArray(value) ? value : isNullish(value) ? [null] : [value]);

function depthOf(value: Value): number {
  if (value === undefined) return Number.POSITIVE_INFINITY;
  if (!isNumber(value) || !isIntegral(value) || toJsNumber(value) < 0)
    throw new CommandError(40101, "$graphLookup argument 'maxDepth' must be a nonnegative whole number");
  return toJsNumber(value);
}

const unionWith: StageCompiler = (argument, context, name) => {
  const options =
    typeof argument === 'string' ? { coll: argument } : checkOptions(argument, name, ['coll', 'pipeline']);
  const { coll, pipeline = [] } = options;
  if (coll === undefined && !startsWithDocuments(pipeline))
    throw new CommandError(9, '$unionWith needs a collection (coll)');
  const other = coll === undefined ? undefined : context.resolveCollection(textOption(options, 'coll', name));
  const run = context.compilePipeline(pipeline, context, name);
  const first = firstMatch(pipeline);
  return function* united(docs) {
    yield* docs;
    yield* run(other?.find(first) ?? []);
  };
};

/** What it begins with may be found by an index; the pipeline looks at it all the same. */
function firstMatch(pipeline: Value): Doc {
  const [stage] = Array.isArray(pipeline) ? pipeline : [];
  const match = isDoc(stage) ? fieldOf(stage, '$match') : undefined;
  return isDoc(match) ? match : {};
}

export const joinStages: Stages = { $lookup: lookup, $graphLookup: graphLookup, $unionWith: unionWith };
