import { Execution, type Found } from '../query/execution.ts';
import { type Plan, planQuery } from '../query/planner.ts';
import { nextTurn, timeIsUp } from '../query/rows.ts';
import { decode } from '../semantics/codec.ts';
import { compareValues } from '../semantics/compare.ts';
import { CommandError } from '../semantics/error.ts';
import { compileFilter } from '../semantics/filter.ts';
import { encodeKey, keyText, rangeOfPrefix } from '../semantics/key.ts';
import { isNumber, toJsNumber } from '../semantics/number.ts';
import { valueAt, valuesAt } from '../semantics/path.ts';
import type { Doc, Value } from '../semantics/values.ts';
import type { Collection, Index } from '../storage/definition.ts';
import { prefixed, wholeRange } from '../storage/keys.ts';
import { checkNamespace } from '../storage/namespace.ts';
import type { Store } from '../storage/store.ts';
import { MAX_DOCUMENT_BYTES } from '../wire/message.ts';
import { countArgument, docArgument, refuseCollation, textArgument } from './arguments.ts';
import type { Command, ServerState } from './command.ts';

/** Pulls all a reading finds, letting others have their turn in a long one. `visit` answers true to stop. */
export async function forEachFound(
  execution: Execution,
  deadline: number | undefined,
  visit: (found: Found) => boolean,
): Promise<void> {
  const TURN_MS = 10;
  let end = performance.now() + TURN_MS;
  for (const found of execution.run()) {
    if (found && visit(found)) break;
    const now = performance.now();
    if (deadline !== undefined && now > deadline) throw timeIsUp();
    if (now < end) continue;
    execution.pause();
    await nextTurn();
    end = performance.now() + TURN_MS;
  }
  execution.pause();
}

export const count: Command = async (request, server) => {
  const { body } = request;
  const namespace = checkNamespace(request.database, body.count);
  refuseCollation(body);
  const filter = docArgument(body, 'query') ?? {};
  const skip = countArgument(body, 'skip') ?? 0;
  // A negative limit comes from commands of old and meant the same.
  const limit = isNumber(body.limit) ? Math.abs(Math.trunc(toJsNumber(body.limit))) : 0;
  const collection = server.store.catalog.find(namespace);
  const matches = compileFilter(filter, { now: server.now() });
  if (!collection) return { n: 0, ok: 1 };
  const plan = planQuery(collection, { filter, hint: body.hint });
  const all =
    countByKeys(server.store, plan) ?? (await countDocuments(server, collection, plan, matches, request.deadline));
  const rest = Math.max(0, all - skip);
  return { n: limit > 0 ? Math.min(limit, rest) : rest, ok: 1 };
};

/** Where the keys of an index say it all, no document is read. */
export function countByKeys({ engine }: Store, plan: Plan): number | undefined {
  if (plan.needsFilter || plan.mayRepeat) return undefined;
  return plan.accesses.flatMap(({ ranges }) => ranges).reduce((sum, range) => sum + engine.count(range), 0);
}

async function countDocuments(
  { store }: ServerState,
  collection: Collection,
  plan: Plan,
  matches: (doc: Doc) => boolean,
  deadline: number | undefined,
): Promise<number> {
  let n = 0;
  const execution = new Execution(store, collection, { plan, matches, sort: undefined, limit: 0 });
  await forEachFound(execution, deadline, () => {
    n += 1;
    return false;
  });
  return n;
}

export const distinct: Command = async (request, server) => {
  const { body } = request;
  const namespace = checkNamespace(request.database, body.distinct);
  refuseCollation(body);
  const path = textArgument(body, 'key');
  if (path === undefined) throw new CommandError(40414, "BSON field 'distinct.key' is missing but a required field");
  const filter = docArgument(body, 'query') ?? {};
  const matches = compileFilter(filter, { now: server.now() });
  const collection = server.store.catalog.find(namespace);
  if (!collection) return { values: [], ok: 1 };
  const found = new Map<string, Value>();
  const add = (doc: Doc): void => {
    for (const value of valuesAt(doc, path)) found.set(keyText(value), found.get(keyText(value)) ?? value);
  };
  const index = Object.keys(filter).length === 0 ? distinctIndex(collection, path) : undefined;
  if (index) skipThrough(server.store, collection, index, path, add);
  else {
    const plan = planQuery(collection, { filter, hint: body.hint });
    const execution = new Execution(server.store, collection, { plan, matches, sort: undefined, limit: 0 });
    await forEachFound(execution, request.deadline, ({ doc, raw }) => {
      add(doc ?? decode(raw));
      return false;
    });
  }
  const values = [...found.values()].sort(compareValues);
  const bytes = values.reduce((sum: number, value) => sum + keyText(value).length, 0);
  if (bytes > MAX_DOCUMENT_BYTES) throw new CommandError(17217, 'distinct too big, 16mb cap');
  return { values, ok: 1 };
};

/** An index that begins with the field and holds every document once can be read from value to value. */
export const distinctIndex = (collection: Collection, path: string): Index | undefined =>
  collection.indexes.find(
    (index) =>
      index.paths[0] === path &&
      !(
        index.isSparse ||
        index.isMultikey ||
        index.isTruncated ||
        index.isHidden ||
        index.isBuilding ||
        index.includes
      ),
  );

function skipThrough(store: Store, collection: Collection, index: Index, path: string, add: (doc: Doc) => void): void {
  const whole = wholeRange(index.id);
  let { from } = whole;
  for (;;) {
    const [entry] = store.engine.read({ ...whole, from });
    if (!entry) return;
    const raw = store.documents.read(collection, entry.value);
    const doc = raw ? decode(raw) : {};
    add(doc);
    const { bytes } = encodeKey([valueAt(doc, path) ?? null], index.directions);
    from = prefixed(index.id, rangeOfPrefix(bytes).until);
  }
}
