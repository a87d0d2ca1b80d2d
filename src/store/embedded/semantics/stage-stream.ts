import { CommandError } from './error.ts';
import { compileExpression } from './expression.ts';
import { bindVariable } from './expression-types.ts';
import { compileMatch } from './filter.ts';
import { isIntegral, isNumber, toJsNumber } from './number.ts';
import { fieldWriter } from './projection-tree.ts';
import { parseSort, sortDocs } from './sort.ts';
import { breathing, gather } from './stage-breaths.ts';
import type { StageCompiler, Stages } from './stage-types.ts';
import { type Doc, fieldOf, isDoc, isNullish, setField, typeOf, type Value } from './values.ts';

const match: StageCompiler = (argument, context) => {
  if (!isDoc(argument)) throw new CommandError(15959, 'the match filter must be an expression in an object');
  const matches = compileMatch(argument, context);
  return function* matched(docs) {
    for (const doc of docs) if (!doc || matches(doc)) yield doc;
  };
};

const sort: StageCompiler = (argument) => {
  if (parseSort(argument).length === 0) throw new CommandError(15976, '$sort stage must have at least one sort key');
  return (docs) => sortDocs(docs, argument);
};

function countOf(value: Value, code: number, name: string): number {
  if (!isNumber(value) || !isIntegral(value) || toJsNumber(value) < 0)
    throw new CommandError(code, `invalid argument to ${name} stage: Expected a non-negative number`);
  return toJsNumber(value);
}

const limit: StageCompiler = (argument, _context, name) => {
  const most = countOf(argument, 2107201, name);
  if (most === 0) throw new CommandError(15958, 'the limit must be positive');
  return function* limited(docs) {
    let taken = 0;
    for (const doc of docs) {
      yield doc;
      if (doc) taken += 1;
      if (taken >= most) return;
    }
  };
};

const skip: StageCompiler = (argument, _context, name) => {
  const least = countOf(argument, 2107200, name);
  return function* skipped(docs) {
    let seen = 0;
    for (const doc of docs) {
      if (!doc || seen >= least) yield doc;
      if (doc) seen += 1;
    }
  };
};

/** A partial shuffle of the whole input: every choice of n documents is equally likely. */
const sample: StageCompiler = (argument, { random }) => {
  if (!isDoc(argument) || argument.size === undefined)
    throw new CommandError(28745, 'the $sample stage specification must be an object with a size');
  const size = countOf(argument.size, 28747, '$sample');
  if (!random) throw new CommandError(238, '$sample is not available here');
  return function* sampled(docs) {
    const pool = yield* gather(docs);
    const count = Math.min(size, pool.length);
    for (let at = 0; at < count; at += 1) {
      const other = at + Math.floor(random() * (pool.length - at));
      const [chosen, moved] = [pool[other], pool[at]];
      if (chosen && moved) [pool[at], pool[other]] = [chosen, moved];
    }
    yield* breathing(pool.slice(0, count));
  };
};

interface UnwindOptions {
  readonly path: string;
  readonly keepsEmpty: boolean;
  readonly indexField: string | undefined;
}

function unwindOptions(argument: Value): UnwindOptions {
  const options = typeof argument === 'string' ? { path: argument } : argument;
  if (!isDoc(options))
    throw new CommandError(
      15981,
      `expected either a string or an object as specification for $unwind stage, got ${typeOf(options)}`,
    );
  const { path, preserveNullAndEmptyArrays: keepsEmpty = false, includeArrayIndex: index, ...others } = options;
  const [stray] = Object.keys(others);
  if (stray !== undefined) throw new CommandError(28811, `unrecognized option to $unwind stage: ${stray}`);
  if (path === undefined) throw new CommandError(28812, 'no path specified to $unwind stage');
  if (typeof path !== 'string')
    throw new CommandError(28808, `expected a string as the path for $unwind stage, got ${typeOf(path)}`);
  if (!path.startsWith('$') || path.startsWith('$$'))
    throw new CommandError(28818, `path option to $unwind stage should be prefixed with a '$': ${path}`);
  if (typeof keepsEmpty !== 'boolean')
    throw new CommandError(28809, 'expected a boolean for the preserveNullAndEmptyArrays option to $unwind stage');
  if (index !== undefined && (typeof index !== 'string' || index === '' || index.startsWith('$')))
    throw new CommandError(
      28822,
      "includeArrayIndex option to $unwind stage should be a field name that is not prefixed with a '$'",
    );
  return { path: path.slice(1), keepsEmpty, indexField: typeof index === 'string' ? index : undefined };
}

const unwind: StageCompiler = (argument) => {
  const { path, keepsEmpty, indexField } = unwindOptions(argument);
  const names = path.split('.');
  const withItem = fieldWriter(path);
  const withIndex = indexField === undefined ? undefined : fieldWriter(indexField);
  return function* unwound(docs) {
    for (const doc of docs) {
      const value = doc && plainPath(doc, names);
      const items = Array.isArray(value) ? value : isNullish(value) ? [] : undefined;
      if (!doc) yield undefined;
      else if (items === undefined || (items.length === 0 && keepsEmpty)) {
        const kept = Array.isArray(value) ? withItem(doc, undefined) : doc;
        yield withIndex ? withIndex(kept, null) : kept;
      } else
        for (const entry of breathing(items.entries())) {
          if (!entry) {
            yield undefined;
            continue;
          }
          const [at, item] = entry;
          const single = withItem(doc, item);
          yield withIndex ? withIndex(single, at) : single;
        }
    }
  };
};

/** Documents alone are walked through: an array on the way cannot be unwound. */
function plainPath(doc: Doc, names: readonly string[]): Value {
  let value: Value = doc;
  for (const name of names) value = isDoc(value) ? fieldOf(value, name) : undefined;
  return value;
}

const facet: StageCompiler = (argument, context, name) => {
  if (!isDoc(argument) || Object.keys(argument).length === 0)
    throw new CommandError(40169, 'the $facet specification must be a non-empty object');
  const runs = Object.keys(argument).map((field) => {
    if (field.includes('.') || field.startsWith('$'))
      throw new CommandError(16410, `FieldPath field names may not start with '$' or hold a '.': ${field}`);
    return [field, context.compilePipeline(fieldOf(argument, field), context, name)] as const;
  });
  return function* faceted(docs) {
    const all = yield* gather(docs);
    const result: Doc = {};
    for (const [field, run] of runs) setField(result, field, yield* gather(run(breathing(all))));
    yield result;
  };
};

const documents: StageCompiler = (argument, context) => {
  const expression = compileExpression(argument, context);
  return () => {
    const list = expression({});
    if (!Array.isArray(list))
      throw new CommandError(5858203, `an array is expected by $documents, found ${typeOf(list)}`);
    const docs = list.map((doc) => {
      if (!isDoc(doc))
        throw new CommandError(40228, `$documents holds a value of type ${typeOf(doc)} where a document is expected`);
      return doc;
    });
    return breathing(docs);
  };
};

const DESCEND = 'descend';
const PRUNE = 'prune';
const KEEP = 'keep';

/** `$$CURRENT` is the level at hand; the three answers are variables of their own here. */
const redact: StageCompiler = (argument, context) => {
  let inner = bindVariable(context, 'CURRENT');
  const current = inner.slot;
  for (const [name, answer] of [
    ['DESCEND', DESCEND],
    ['PRUNE', PRUNE],
    ['KEEP', KEEP],
  ] as const) {
    inner = bindVariable(inner.context, name);
    context.slots[inner.slot] = answer;
  }
  const decide = compileExpression(argument, inner.context);
  const level = (doc: Doc, root: Doc): Doc | undefined => {
    context.slots[current] = doc;
    const answer = decide(root);
    if (answer === PRUNE) return undefined;
    if (answer === KEEP) return doc;
    if (answer !== DESCEND) throw new CommandError(17053, '$redact must evaluate to $$KEEP, $$PRUNE or $$DESCEND');
    const kept: Doc = {};
    for (const name of Object.keys(doc)) {
      const value = below(fieldOf(doc, name), root);
      if (value !== undefined) setField(kept, name, value);
    }
    return kept;
  };
  const below = (value: Value, root: Doc): Value => {
    if (isDoc(value)) return level(value, root);
    return Array.isArray(value) ? value.map((item) => below(item, root)).filter((item) => item !== undefined) : value;
  };
  return function* redacted(docs) {
    for (const doc of docs) {
      const kept = doc && level(doc, doc);
      if (kept || !doc) yield kept;
    }
  };
};

export const streamStages: Stages = {
  $match: match,
  $sort: sort,
  $limit: limit,
  $skip: skip,
  $sample: sample,
  $unwind: unwind,
  $facet: facet,
  $documents: documents,
  $redact: redact,
};
