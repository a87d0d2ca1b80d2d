import type { ExpressionContext } from './expression-types.ts';
import type { Stream } from './stage-breaths.ts';
import type { Doc, Value } from './values.ts';

/** What a pipeline can ask about a collection it joins. */
export interface JoinedCollection {
  /** At least the documents that match; the stage asks the filter itself, so more do no harm. */
  readonly find: (filter: Doc) => Stream;
  /** Whether an equality on this path is answered by an index, so that many small reads beat one scan. */
  readonly isIndexed: (path: string) => boolean;
}

/** Runs over a stream; the documents it is given are not to be changed. */
export type Run = (docs: Stream) => Stream;

export interface StageContext extends ExpressionContext {
  readonly resolveCollection: (name: string) => JoinedCollection;
  /** For stages that hold a pipeline of their own. */
  readonly compilePipeline: (pipeline: Value, context: StageContext, within: string) => Run;
}

export type StageCompiler = (argument: Value, context: StageContext, name: string) => Run;

export type Stages = Readonly<Record<string, StageCompiler>>;
