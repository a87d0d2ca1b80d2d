import { type Accumulator, compileAccumulator, type GroupField } from './accumulator.ts';
import { compareValues } from './compare.ts';
import { CommandError } from './error.ts';
import { compileExpression } from './expression.ts';
import { keyText } from './key.ts';
import { sortDocs } from './sort.ts';
import { breathing, type Stream } from './stage-breaths.ts';
import type { StageCompiler, StageContext, Stages } from './stage-types.ts';
import { type Doc, fieldOf, isDoc, setField, typeOf, type Value } from './values.ts';

interface Group {
  readonly id: Value;
  readonly results: readonly Accumulator[];
}

/** Groups are told apart by value: 1 and 1.0 are one group, `{a, b}` and `{b, a}` are two. */
const group: StageCompiler = (argument, context) => {
  if (!isDoc(argument)) throw new CommandError(15947, "a group's fields must be specified in an object");
  if (!Object.hasOwn(argument, '_id')) throw new CommandError(15955, 'a group specification must include an _id');
  const id = compileExpression(argument._id, context);
  const fields = compileFields(argument, context);
  return (docs) => grouped(docs, id, fields);
};

function compileFields(argument: Doc, context: StageContext): [string, GroupField][] {
  return Object.keys(argument)
    .filter((name) => name !== '_id')
    .map((name) => {
      const value = fieldOf(argument, name);
      const [operator, other] = isDoc(value) ? Object.keys(value) : [];
      if (name.includes('.')) throw new CommandError(40235, `The field name '${name}' cannot contain '.'`);
      if (name.startsWith('$')) throw new CommandError(40236, `The field name '${name}' cannot be an operator name`);
      if (!isDoc(value) || operator === undefined)
        throw new CommandError(40234, `The field '${name}' must be an accumulator object`);
      if (other !== undefined) throw new CommandError(40238, `The field '${name}' must specify one accumulator`);
      const compile = (inner: Value) => compileExpression(inner, context);
      return [name, compileAccumulator(operator, fieldOf(value, operator), compile)];
    });
}

function* grouped(
  docs: Stream,
  id: (doc: Doc) => Value,
  fields: readonly [string, GroupField][],
): Generator<Doc | undefined, void, void> {
  const groups = new Map<string, Group>();
  for (const doc of docs) {
    if (!doc) {
      yield undefined;
      continue;
    }
    const value = id(doc) ?? null;
    const key = keyText(value);
    let found = groups.get(key);
    if (!found) {
      found = { id: value, results: fields.map(([, { create }]) => create()) };
      groups.set(key, found);
    }
    for (let at = 0; at < fields.length; at += 1) found.results[at]?.add(fields[at]?.[1].input(doc));
  }
  for (const made of breathing(groups.values())) yield made && output(made.id, fields, made.results);
}

function output(_id: Value, fields: readonly [string, GroupField][], results: readonly Accumulator[]): Doc {
  const doc: Doc = { _id };
  for (const [at, [name]] of fields.entries()) setField(doc, name, results[at]?.result());
  return doc;
}

const sortByCount: StageCompiler = (argument, context, name) => {
  const isExpression = (typeof argument === 'string' && argument.startsWith('$')) || isDoc(argument);
  if (!isExpression)
    throw new CommandError(
      40148,
      'the sortByCount field must be defined as a $-prefixed path or an expression inside an object',
    );
  const run = group({ _id: argument, count: { $sum: 1 } }, context, name);
  return (docs) => sortDocs(run(docs), { count: -1 });
};

const count: StageCompiler = (argument) => {
  if (typeof argument !== 'string' || argument === '')
    throw new CommandError(40156, 'the count field must be a non-empty string');
  if (argument.startsWith('$')) throw new CommandError(40158, 'the count field cannot be a $-prefixed path');
  if (argument.includes('.')) throw new CommandError(40160, "the count field cannot contain '.'");
  return function* counted(docs) {
    let total = 0;
    for (const doc of docs)
      if (doc) total += 1;
      else yield undefined;
    if (total > 0) yield { [argument]: total };
  };
};

const bucket: StageCompiler = (argument, context) => {
  if (!isDoc(argument))
    throw new CommandError(40201, `Argument to $bucket stage must be an object, but found type: ${typeOf(argument)}.`);
  const stray = Object.keys(argument).find((name) => !['groupBy', 'boundaries', 'default', 'output'].includes(name));
  if (stray !== undefined) throw new CommandError(40197, `Unrecognized option to $bucket: ${stray}.`);
  const { boundaries, default: otherwise, output: fields = { count: { $sum: 1 } } } = argument;
  if (argument.groupBy === undefined || !Array.isArray(boundaries))
    throw new CommandError(40198, "$bucket requires 'groupBy' and 'boundaries' to be specified.");
  if (boundaries.length < 2)
    throw new CommandError(
      40192,
      `The $bucket 'boundaries' field must have at least 2 values, but found ${boundaries.length} value(s).`,
    );
  for (const [at, bound] of boundaries.entries())
    if (at > 0 && compareValues(boundaries[at - 1], bound) >= 0)
      throw new CommandError(40194, "The 'boundaries' option to $bucket must be sorted in ascending order.");
  if (!isDoc(fields)) throw new CommandError(40196, "The $bucket 'output' field must be an object");
  const value = compileExpression(argument.groupBy, context);
  const bucketOf = (doc: Doc): Value => {
    const found = value(doc) ?? null;
    const above = boundaries.findIndex((bound) => compareValues(found, bound) < 0);
    if (above > 0) return boundaries[above - 1];
    if (otherwise === undefined)
      throw new CommandError(
        40066,
        '$switch could not find a matching branch for an input, and no default was specified.',
      );
    return otherwise;
  };
  const compiled = compileFields(fields, context);
  return (docs) => sortDocs(grouped(docs, bucketOf, compiled), { _id: 1 });
};

export const groupStages: Stages = { $group: group, $sortByCount: sortByCount, $count: count, $bucket: bucket };
