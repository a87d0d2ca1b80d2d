import { Long } from 'bson';
import { docOf, Execution, type Found } from '../query/execution.ts';
import { planQuery } from '../query/planner.ts';
import { BatchReader, type Rows } from '../query/rows.ts';
import { encode } from '../semantics/codec.ts';
import { CommandError } from '../semantics/error.ts';
import { compileFilter } from '../semantics/filter.ts';
import { compileProjection } from '../semantics/projection.ts';
import type { Doc, Value } from '../semantics/values.ts';
import type { Collection } from '../storage/definition.ts';
import { checkNamespace, namespaceText } from '../storage/namespace.ts';
import { MAX_DOCUMENT_BYTES } from '../wire/message.ts';
import { encodeCursorPage, type Reply } from '../wire/reply.ts';
import { countArgument, docArgument, flagArgument, refuseCollation, refuseOptions } from './arguments.ts';
import type { Command, Request, ServerState } from './command.ts';

const FIRST_BATCH = 101;
const NONE = Long.fromNumber(0);

export const find: Command = (request, server) => {
  const { body } = request;
  const namespace = checkNamespace(request.database, body.find);
  refuseCollation(body);
  refuseOptions(body, ['tailable', 'awaitData', 'min', 'max', 'returnKey', 'showRecordId']);
  const text = namespaceText(namespace);
  const collection = server.store.catalog.find(namespace);
  const rows = planFind(server, collection, body);
  const limit = countArgument(body, 'limit') ?? 0;
  const batchSize = countArgument(body, 'batchSize') ?? FIRST_BATCH;
  const reader = new BatchReader(rows);
  const isSingle = flagArgument(body, 'singleBatch');
  const size = isSingle && limit > 0 ? limit : batchSize;
  return answerPage(server, request, {
    reader,
    namespace: text,
    batchName: 'firstBatch',
    size,
    isSingle,
    expires: !flagArgument(body, 'noCursorTimeout'),
  });
};

export interface Page {
  readonly reader: BatchReader;
  readonly namespace: string;
  readonly batchName: 'firstBatch' | 'nextBatch';
  readonly size: number;
  readonly isSingle?: boolean;
  readonly expires: boolean;
  readonly cursorId?: Long;
}

/** Takes a batch and keeps the cursor if there is more. */
export function answerPage(server: ServerState, request: Request, page: Page): Reply | Promise<Reply> {
  const { reader, namespace, batchName } = page;
  const batch = reader.take({ documents: page.size, bytes: MAX_DOCUMENT_BYTES, deadline: request.deadline });
  const answer = (documents: readonly Uint8Array[]): Reply => {
    const cursor = { namespace, reader, expires: page.expires };
    let cursorId = NONE;
    if (!reader.isFinished && !page.isSingle) {
      cursorId = page.cursorId ?? server.cursors.open(cursor);
      if (page.cursorId) server.cursors.giveBack(page.cursorId, cursor);
    }
    return encodeCursorPage({ batchName, documents, cursorId, namespace });
  };
  return Array.isArray(batch) ? answer(batch) : batch.then(answer);
}

export const getMore: Command = (request, server) => {
  const { body } = request;
  const id = body.getMore;
  if (!(id instanceof Long)) throw new CommandError(14, "BSON field 'getMore.getMore' must be a long");
  const { collection } = checkNamespace(request.database, body.collection);
  const namespace = `${request.database}.${collection}`;
  const cursor = server.cursors.take(id, namespace);
  return answerPage(server, request, {
    reader: cursor.reader,
    namespace,
    batchName: 'nextBatch',
    size: countArgument(body, 'batchSize') || Number.POSITIVE_INFINITY,
    expires: cursor.expires,
    cursorId: id,
  });
};

export const killCursors: Command = ({ body }, { cursors }) => {
  const ids = Array.isArray(body.cursors) ? body.cursors : [];
  const killed: Value[] = [];
  const missing: Value[] = [];
  for (const id of ids) (id instanceof Long && cursors.kill(id) ? killed : missing).push(id);
  return { cursorsKilled: killed, cursorsNotFound: missing, cursorsAlive: [], cursorsUnknown: [], ok: 1 };
};

const NO_ROWS: Rows = { next: () => ({ done: true, value: undefined }), pause: () => {} };

function planFind(server: ServerState, collection: Collection | undefined, body: Doc): Rows {
  const filter = docArgument(body, 'filter') ?? {};
  const sort = docArgument(body, 'sort');
  const skip = countArgument(body, 'skip') ?? 0;
  const limit = countArgument(body, 'limit') ?? 0;
  const variables = docArgument(body, 'let');
  const options = { now: server.now(), ...(variables && { variables }) };
  const matches = compileFilter(filter, options);
  const projection = docArgument(body, 'projection') ?? {};
  const isWhole = Object.keys(projection).length === 0;
  const project = compileProjection(projection, { ...options, filter });
  if (!collection) return NO_ROWS;
  const plan = planQuery(collection, { filter, sort, hint: body.hint });
  const execution = new Execution(server.store, collection, { plan, matches, sort, limit: limit && limit + skip });
  const write = isWhole ? (found: Found) => found.raw : (found: Found) => encode(project(docOf(found)));
  return rowsOf(execution, { skip, limit, write });
}

interface Window {
  readonly skip: number;
  readonly limit: number;
  readonly write: (found: Found) => Uint8Array;
}

function rowsOf(execution: Execution, { skip, limit, write }: Window): Rows {
  const found = execution.run();
  let toSkip = skip;
  let left = limit > 0 ? limit : Number.POSITIVE_INFINITY;
  return {
    next: () => {
      while (left > 0) {
        const { done, value } = found.next();
        if (done) return { done: true, value: undefined };
        if (!value) return { done: false, value: undefined };
        if (toSkip > 0) toSkip -= 1;
        else {
          left -= 1;
          return { done: false, value: write(value) };
        }
      }
      return { done: true, value: undefined };
    },
    pause: () => execution.pause(),
  };
}
