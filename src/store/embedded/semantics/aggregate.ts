import { CommandError } from './error.ts';
import { newContext } from './expression.ts';
import { groupStages } from './stage-group.ts';
import { joinStages } from './stage-join.ts';
import { reshapeStages } from './stage-reshape.ts';
import { streamStages } from './stage-stream.ts';
import type { JoinedCollection, Run, StageCompiler, StageContext, Stages } from './stage-types.ts';
import { type FinalStage, parseFinalStage } from './stage-write.ts';
import { type Doc, fieldOf, isDoc, typeOf, type Value } from './values.ts';

export interface PipelineOptions {
  /** What `$$NOW` says, one instant for the whole command. */
  readonly now: Date;
  readonly resolveCollection: (name: string) => JoinedCollection;
  /** For `$sample` and `$rand`; without it they are refused. */
  readonly random?: () => number;
  /** The command's `let`. */
  readonly variables?: Doc;
}

export interface Pipeline {
  /**
   * The filter of the `$match` stages the pipeline starts with, for whoever plans the read. They are asked again by
   * `run`, so the read may bring more documents than match.
   */
  readonly filter: Doc;
  /** It makes its own documents (`$documents`) and reads no collection. */
  readonly needsNoInput: boolean;
  /** Lazy: documents are read as the result is, with breaths between them. A pipeline runs once at a time. */
  readonly run: Run;
  /** `$out` or `$merge`, which the server carries out with the result. */
  readonly final: FinalStage | undefined;
}

const reshapes: Stages = Object.fromEntries(
  Object.entries(reshapeStages).map(([name, compile]): [string, StageCompiler] => [
    name,
    (argument, context) => {
      const reshape = compile(argument, context);
      return function* reshaped(docs) {
        for (const doc of docs) yield doc && reshape(doc);
      };
    },
  ]),
);

const stages: Stages = { ...streamStages, ...groupStages, ...joinStages, ...reshapes };

/** Compiles a pipeline; what MongoDB would refuse, and what is not supported here, is refused before anything is read. */
export function compilePipeline(pipeline: Value, options: PipelineOptions): Pipeline {
  const parsed = parseStages(pipeline);
  const final = parseFinalStage(parsed.at(-1));
  const reading = final ? parsed.slice(0, -1) : parsed;
  const context: StageContext = {
    ...newContext(options),
    resolveCollection: options.resolveCollection,
    compilePipeline: compileInner,
  };
  return {
    filter: leadingFilter(reading),
    needsNoInput: reading[0]?.name === '$documents',
    run: compileStages(reading, context),
    final,
  };
}

interface ParsedStage {
  readonly name: string;
  readonly argument: Value;
}

function parseStages(pipeline: Value): ParsedStage[] {
  if (!Array.isArray(pipeline))
    throw new CommandError(14, `'pipeline' option must be specified as an array, found ${typeOf(pipeline)}`);
  return pipeline.map((stage) => {
    if (!isDoc(stage)) throw new CommandError(14, "Each element of the 'pipeline' array must be an object");
    const [name, other] = Object.keys(stage);
    if (name === undefined || other !== undefined)
      throw new CommandError(40323, 'A pipeline stage specification object must contain exactly one field.');
    return { name, argument: fieldOf(stage, name) };
  });
}

function compileInner(pipeline: Value, context: StageContext, within: string): Run {
  const parsed = parseStages(pipeline);
  const banned = parsed.find(
    ({ name }) => name === '$out' || name === '$merge' || (within === '$facet' && name === '$facet'),
  );
  if (banned)
    throw new CommandError(
      within === '$facet' ? 40600 : 51047,
      `${banned.name} is not allowed to be used within a ${within} stage`,
    );
  return compileStages(parsed, context);
}

function compileStages(parsed: readonly ParsedStage[], context: StageContext): Run {
  const runs = parsed.map(({ name, argument }, at) => {
    const compile = Object.hasOwn(stages, name) ? stages[name] : undefined;
    if (name === '$out' || name === '$merge')
      throw new CommandError(40601, `${name} can only be the final stage in the pipeline`);
    if (!compile) throw new CommandError(40324, `Unrecognized pipeline stage name: '${name}'`);
    if (name === '$documents' && at > 0)
      throw new CommandError(40602, '$documents is only valid as the first stage in a pipeline.');
    return compile(argument, context, name);
  });
  return (docs) => runs.reduce((stream, run) => run(stream), docs);
}

function leadingFilter(parsed: readonly ParsedStage[]): Doc {
  const rest = parsed.findIndex(({ name }) => name !== '$match');
  const filters = parsed.slice(0, rest < 0 ? parsed.length : rest).map(({ argument }) => argument);
  const [only] = filters;
  if (filters.length === 1 && isDoc(only)) return only;
  return filters.length === 0 ? {} : { $and: filters };
}
