import { CommandError } from './error.ts';
import { newContext } from './expression.ts';
import { type Reshape, reshapeStages } from './stage-reshape.ts';
import { type Doc, fieldOf, isDoc, type Value } from './values.ts';

/** An update written as a pipeline: only the stages that turn one document into one other are allowed. */
export function compilePipelineUpdate(
  pipeline: readonly Value[],
  options: { readonly now: Date; readonly variables?: Doc },
): Reshape {
  const stages = pipeline.map((stage) => {
    const names = isDoc(stage) ? Object.keys(stage) : [];
    const [name = ''] = names;
    if (!isDoc(stage) || names.length !== 1)
      throw new CommandError(40323, 'A pipeline stage specification object must contain exactly one field.');
    const compile = Object.hasOwn(reshapeStages, name) ? reshapeStages[name] : undefined;
    if (!compile) throw new CommandError(72, `${name} is not allowed to be used within an update`);
    return compile(fieldOf(stage, name), newContext(options));
  });
  return (doc) => stages.reduce((current, run) => run(current), doc);
}
