import type { Search } from '../query/search.ts';
import { TOO_FAR } from '../query/search.ts';
import { CommandError } from '../semantics/error.ts';
import { compileProjection } from '../semantics/projection.ts';
import type { Doc, Value } from '../semantics/values.ts';
import { isNullish } from '../semantics/values.ts';
import { checkNamespace } from '../storage/namespace.ts';
import { docArgument, flagArgument, refuseCollation } from './arguments.ts';
import type { Command, ServerState } from './command.ts';
import { applyUpdate, insertUpserted, prepareUpdate } from './statements.ts';
import { type Act, actLater, actNow } from './target.ts';

/** Finds one document and changes or removes it in one step nobody comes between. */
export const findAndModify: Command = async (request, server) => {
  const { body } = request;
  const namespace = checkNamespace(request.database, body.findAndModify ?? body.findandmodify);
  refuseCollation(body);
  const isRemove = flagArgument(body, 'remove');
  const isUpsert = flagArgument(body, 'upsert');
  const answersNew = flagArgument(body, 'new');
  if (isRemove && (!isNullish(body.update) || isUpsert || answersNew))
    throw new CommandError(9, "Cannot specify 'update', 'upsert' or 'new' together with 'remove'");
  if (!isRemove && isNullish(body.update))
    throw new CommandError(9, 'Either an update or remove=true must be specified');
  const search: Search = {
    filter: docArgument(body, 'query') ?? {},
    sort: docArgument(body, 'sort'),
    hint: body.hint,
    variables: docArgument(body, 'let'),
    now: server.now(),
  };
  const fields = docArgument(body, 'fields') ?? docArgument(body, 'projection') ?? {};
  const project = compileProjection(fields, { filter: search.filter, now: search.now });
  const act = isRemove
    ? removing(server, project)
    : changing(server, search, body, { isUpsert, answersNew, project, namespace });
  const result = await server.store.commits.submit(() => actNow(server, namespace, search, act));
  return result === TOO_FAR ? actLater(server, namespace, search, act, request.deadline) : result;
};

type Project = (doc: Doc) => Doc;

const removing =
  ({ store }: ServerState, project: Project): Act<Doc> =>
  (target) => {
    if (!target) return { lastErrorObject: { n: 0 }, value: null, ok: 1 };
    const value = project(target.stored.doc);
    store.documents.remove(target.collection, target.stored);
    return { lastErrorObject: { n: 1 }, value, ok: 1 };
  };

interface Changing {
  readonly isUpsert: boolean;
  readonly answersNew: boolean;
  readonly project: Project;
  readonly namespace: ReturnType<typeof checkNamespace>;
}

function changing(
  server: ServerState,
  search: Search,
  body: Doc,
  { isUpsert, answersNew, project, namespace }: Changing,
): Act<Doc> {
  const change: Value = body.update;
  const prepared = prepareUpdate(body, change, search);
  return (target) => {
    if (target) {
      const { doc } = applyUpdate(server, prepared, target.collection, target.stored);
      const value = project(answersNew ? doc : target.stored.doc);
      return { lastErrorObject: { n: 1, updatedExisting: true }, value, ok: 1 };
    }
    if (!isUpsert) return { lastErrorObject: { n: 0, updatedExisting: false }, value: null, ok: 1 };
    const inserted = insertUpserted(server, namespace, search.filter, prepared.update);
    const lastErrorObject: Doc = { n: 1, updatedExisting: false, upserted: inserted._id };
    return { lastErrorObject, value: answersNew ? project(inserted) : null, ok: 1 };
  };
}
