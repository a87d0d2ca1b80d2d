import { Long } from 'bson';
import { docOf, Execution } from '../query/execution.ts';
import { planQuery } from '../query/planner.ts';
import { BatchReader, type Rows, takeInTurns, timeIsUp } from '../query/rows.ts';
import { compilePipeline, type Pipeline } from '../semantics/aggregate.ts';
import { encode } from '../semantics/codec.ts';
import { CommandError } from '../semantics/error.ts';
import { compileFilter } from '../semantics/filter.ts';
import { isNumber } from '../semantics/number.ts';
import type { Stream } from '../semantics/stage-breaths.ts';
import type { JoinedCollection } from '../semantics/stage-types.ts';
import type { Doc, Value } from '../semantics/values.ts';
import type { Collection } from '../storage/definition.ts';
import { checkNamespace, type Namespace, namespaceText } from '../storage/namespace.ts';
import { encodeCursorPage } from '../wire/reply.ts';
import { countArgument, docArgument, flagArgument, refuseCollation } from './arguments.ts';
import type { Command, Request, ServerState } from './command.ts';
import { explainReading } from './explain.ts';
import { answerPage } from './read.ts';
import { writeResult } from './result-stages.ts';

const FIRST_BATCH = 101;

export const aggregate: Command = async (request, server) => {
  const { body, database } = request;
  refuseCollation(body);
  // `aggregate: 1` speaks of the database: the pipeline makes its own documents.
  const namespace: Namespace | undefined = isNumber(body.aggregate)
    ? undefined
    : checkNamespace(database, body.aggregate);
  const cursor = docArgument(body, 'cursor');
  const isExplain = flagArgument(body, 'explain');
  if (!cursor && !isExplain)
    throw new CommandError(9, "The 'cursor' option is required, except for aggregate with the explain argument");
  const reads: Reads = new Set();
  const pipeline = compileFor(server, request, reads);
  if (!namespace && !pipeline.needsNoInput)
    throw new CommandError(73, '{aggregate: 1} is not valid for a pipeline that reads a collection');
  const collection = namespace && server.store.catalog.find(namespace);
  if (isExplain) return { ...explainReading(server, collection, { filter: pipeline.filter, hint: body.hint }), ok: 1 };
  const input = pipeline.needsNoInput
    ? []
    : readAll(server, collection, { filter: pipeline.filter, hint: body.hint, deadline: request.deadline, reads });
  const text = namespace ? namespaceText(namespace) : `${database}.$cmd.aggregate`;
  if (pipeline.final) {
    // Read to the end first: the result may come from the very collection it is written to.
    const results = await takeInTurns(pipeline.run(input), () => pauseAll(reads), request.deadline);
    await writeResult(server, database, pipeline.final, results);
    return encodeCursorPage({ batchName: 'firstBatch', documents: [], cursorId: Long.fromNumber(0), namespace: text });
  }
  return answerPage(server, request, {
    reader: new BatchReader(rowsOf(pipeline, input, reads)),
    namespace: text,
    batchName: 'firstBatch',
    size: countArgument(cursor ?? {}, 'batchSize') ?? FIRST_BATCH,
    expires: true,
  });
};

/** What a pipeline has begun to read and not read to its end: its collection, and those its stages join. */
type Reads = Set<Execution>;

function compileFor(server: ServerState, { body, database, deadline }: Request, reads: Reads): Pipeline {
  const variables = docArgument(body, 'let');
  return compilePipeline(body.pipeline, {
    now: server.now(),
    random: server.random,
    ...(variables && { variables }),
    resolveCollection: (name) => joined(server, checkNamespace(database, name), { deadline, reads }),
  });
}

function joined(server: ServerState, namespace: Namespace, reading: Omit<Input, 'filter'>): JoinedCollection {
  const collection = server.store.catalog.find(namespace);
  return {
    find: (filter) => readAll(server, collection, { ...reading, filter }),
    isIndexed: (path) =>
      path === '_id' || (collection?.indexes.some((index) => index.paths[0] === path && !index.includes) ?? false),
  };
}

interface Input {
  readonly filter: Doc;
  readonly hint?: Value;
  readonly deadline: number | undefined;
  readonly reads: Reads;
}

/** The documents a pipeline reads. */
function* readAll(
  { store, now }: ServerState,
  collection: Collection | undefined,
  { filter, hint, deadline, reads }: Input,
): Generator<Doc | undefined, void, void> {
  if (!collection) return;
  const plan = planQuery(collection, { filter, hint });
  const matches = compileFilter(filter, { now: now() });
  const execution = new Execution(store, collection, { plan, matches, sort: undefined, limit: 0 });
  reads.add(execution);
  try {
    for (const found of execution.run()) {
      yield found && docOf(found);
      if (!found && deadline !== undefined && performance.now() > deadline) throw timeIsUp();
    }
  } finally {
    reads.delete(execution);
    execution.pause();
  }
}

function rowsOf(pipeline: Pipeline, input: Stream, reads: Reads): Rows {
  const results = pipeline.run(input)[Symbol.iterator]();
  return {
    next: () => {
      const { done, value } = results.next();
      return done ? { done: true, value: undefined } : { done: false, value: value && encode(value) };
    },
    pause: () => pauseAll(reads),
  };
}

function pauseAll(reads: Reads): void {
  for (const execution of reads) execution.pause();
}
