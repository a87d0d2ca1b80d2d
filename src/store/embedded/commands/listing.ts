import { BatchReader } from '../query/rows.ts';
import { encode } from '../semantics/codec.ts';
import type { Doc } from '../semantics/values.ts';
import type { Reply } from '../wire/reply.ts';
import { countArgument, docArgument } from './arguments.ts';
import type { Request, ServerState } from './command.ts';
import { answerPage } from './read.ts';

/** Answers a short list as a cursor, which is how drivers read lists of collections and indexes. */
export function answerDocs(
  server: ServerState,
  request: Request,
  namespace: string,
  docs: readonly Doc[],
): Reply | Promise<Reply> {
  const rows = docs.map((doc) => encode(doc))[Symbol.iterator]();
  const reader = new BatchReader({ next: () => rows.next(), pause: () => {} });
  const batchSize = countArgument(docArgument(request.body, 'cursor') ?? {}, 'batchSize');
  const size = batchSize ?? Number.POSITIVE_INFINITY;
  return answerPage(server, request, { reader, namespace, batchName: 'firstBatch', size, expires: true });
}
