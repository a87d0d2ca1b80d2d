import { CommandError } from '../semantics/error.ts';
import { type Doc, hasField, type Value } from '../semantics/values.ts';
import { checkNamespace } from '../storage/namespace.ts';
import { docArgument } from './arguments.ts';
import type { Command, Request, ServerState } from './command.ts';
import { deleteStep, type StatementContext, updateStep } from './statements.ts';
import { runSteps, type Step, type StepResults } from './steps.ts';

const MAX_WRITE_BATCH = 100_000;

function checkBatch(count: number): void {
  if (count < 1 || count > MAX_WRITE_BATCH)
    throw new CommandError(16, `Write batch sizes must be between 1 and ${MAX_WRITE_BATCH}. Got ${count} operations.`);
}

const isOrdered = ({ body }: Request): boolean => body.ordered !== false;

const reply = (counts: Doc, { writeErrors }: StepResults<unknown>): Doc => ({
  ...counts,
  ...(writeErrors.length > 0 && { writeErrors: [...writeErrors] }),
  ok: 1,
});

export const insert: Command = async (request, { store }) => {
  const namespace = checkNamespace(request.database, request.body.insert);
  const sent = request.documents('documents');
  checkBatch(sent.length);
  const steps = sent.map(({ doc, raw }): Step<number> => {
    const now = (): number => {
      store.documents.insert(namespace, doc, raw);
      return 1;
    };
    return { now, later: async () => 0 };
  });
  const results = await runSteps(store.commits, steps, isOrdered(request));
  return reply({ n: results.done.length }, results);
};

export const update: Command = async (request, server) => {
  const { context, statements } = readStatements(request, server, 'update', 'updates');
  const steps = statements.map((statement) => deferred(() => updateStep(context, statement)));
  const results = await runSteps(server.store.commits, steps, isOrdered(request));
  const upserted = results.done.flatMap(({ index, value }): Doc[] =>
    hasField({ ...value }, 'upsertedId') ? [{ index, _id: value.upsertedId }] : [],
  );
  const matched = results.done.reduce((sum, { value }) => sum + value.matched, 0);
  const modified = results.done.reduce((sum, { value }) => sum + value.modified, 0);
  const counts: Doc = { n: matched + upserted.length, nModified: modified };
  if (upserted.length > 0) counts.upserted = upserted;
  return reply(counts, results);
};

export const remove: Command = async (request, server) => {
  const { context, statements } = readStatements(request, server, 'delete', 'deletes');
  const steps = statements.map((statement) => deferred(() => deleteStep(context, statement)));
  const results = await runSteps(server.store.commits, steps, isOrdered(request));
  return reply({ n: results.done.reduce((sum, { value }) => sum + value, 0) }, results);
};

/** A statement that cannot be used is the error of that statement, not of the command. */
function deferred<T>(make: () => Step<T>): Step<T> {
  let step: Step<T> | undefined;
  const ready = (): Step<T> => {
    step ??= make();
    return step;
  };
  return { now: () => ready().now(), later: () => ready().later() };
}

function readStatements(
  request: Request,
  server: ServerState,
  command: string,
  field: string,
): { context: StatementContext; statements: readonly Doc[] } {
  const named: Value = request.body[command];
  const namespace = checkNamespace(request.database, named);
  const statements = request.documents(field).map(({ doc }) => doc);
  checkBatch(statements.length);
  const variables = docArgument(request.body, 'let');
  return { context: { server, namespace, deadline: request.deadline, variables, now: server.now() }, statements };
}
