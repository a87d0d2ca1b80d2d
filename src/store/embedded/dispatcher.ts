import { countArgument, docArgument } from './commands/arguments.ts';
import type { Request, SentDocument, ServerState } from './commands/command.ts';
import { findCommand } from './commands/registry.ts';
import { refuseTransactionFields } from './commands/sessions.ts';
import { decode } from './semantics/codec.ts';
import { CommandError } from './semantics/error.ts';
import { isNumber, toJsNumber } from './semantics/number.ts';
import { type Doc, isNullish } from './semantics/values.ts';
import { checkDatabaseName } from './storage/namespace.ts';
import type { IncomingMessage } from './wire/message.ts';
import { MAX_COMMAND_BYTES } from './wire/message.ts';
import { encodeReply } from './wire/reply.ts';
import { sliceDocuments, sliceFields } from './wire/slices.ts';

export type LogFault = (message: string, details: Record<string, unknown>) => void;

/** Runs the command a message holds and encodes the answer. Whatever goes wrong is an answer too, never a throw. */
export function dispatch(
  message: IncomingMessage,
  server: ServerState,
  connectionId: number,
  logFault: LogFault,
): Uint8Array | Promise<Uint8Array> {
  let name = 'unknown';
  const refuse = (error: unknown): Uint8Array => encodeReply(refusal(error, name, logFault));
  try {
    const request = readRequest(message, connectionId);
    name = request.name;
    server.counts.commands += 1;
    const command = findCommand(name);
    if (!command) throw new CommandError(59, `no such command: '${name}'`);
    const reply = command(request, server);
    return reply instanceof Promise ? reply.then(encodeReply).catch(refuse) : encodeReply(reply);
  } catch (error) {
    return refuse(error);
  }
}

function refusal(error: unknown, command: string, logFault: LogFault): Doc {
  if (error instanceof CommandError)
    return { ok: 0, errmsg: error.message, code: error.code, codeName: error.codeName, ...error.extra };
  const fault = error instanceof Error ? error : new Error(String(error));
  logFault('a command failed in the store', { command, error: fault.message, stack: fault.stack });
  return { ok: 0, errmsg: `the embedded store failed: ${fault.message}`, code: 1, codeName: 'InternalError' };
}

/** Lists whose documents are kept as they came, so that what is stored is what was sent. */
const LISTS: Readonly<Record<string, string>> = { insert: 'documents', update: 'updates', delete: 'deletes' };

function readRequest(message: IncomingMessage, connectionId: number): Request {
  if (message.body.length > MAX_COMMAND_BYTES)
    throw new CommandError(
      10334,
      `the command document of ${message.body.length} bytes is longer than ${MAX_COMMAND_BYTES}`,
    );
  const [first] = sliceFields(message.body);
  const name = first?.name ?? '';
  const list = LISTS[name];
  const inBody = list && !message.sequences.has(list) ? sentInBody(message.body, list) : undefined;
  const body = decode(message.body);
  const database = checkDatabaseName(message.database ?? body.$db);
  refuseTransactionFields(body);
  checkWriteConcern(body);
  const maxTime = name === 'getMore' ? undefined : countArgument(body, 'maxTimeMS');
  return {
    name,
    database,
    body,
    deadline: maxTime ? performance.now() + maxTime : undefined,
    connectionId,
    documents: (field) => (message.sequences.get(field) ?? inBody ?? missing(field)).map(sent),
  };
}

const sent = (raw: Buffer): SentDocument => ({ doc: decode(raw), raw });

function missing(field: string): never {
  throw new CommandError(40414, `BSON field '${field}' is missing but a required field`);
}

function sentInBody(body: Buffer, list: string): Buffer[] | undefined {
  const field = sliceFields(body).find(({ name }) => name === list);
  const documents = field && sliceDocuments(field);
  if (field && !documents) throw new CommandError(14, `BSON field '${list}' must be an array of objects`);
  return documents;
}

/** There is no second copy to wait for; journalled is what every write here is. */
function checkWriteConcern(body: Doc): void {
  const concern = docArgument(body, 'writeConcern');
  if (!concern || isNullish(concern.w)) return;
  if (isNumber(concern.w) && toJsNumber(concern.w) > 1)
    throw new CommandError(2, "cannot use 'w' > 1 when a host is not replicated");
}
