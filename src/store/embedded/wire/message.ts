import { crc32c } from './checksum.ts';

/** The three message kinds a current driver uses; OP_QUERY only for its first greeting. */
const OP_REPLY = 1;
const OP_QUERY = 2004;
const OP_MSG = 2013;

export const HEADER_BYTES = 16;
export const MAX_MESSAGE_BYTES = 48_000_000;
export const MAX_DOCUMENT_BYTES = 16 * 1024 * 1024;
/** What a document may grow by on its way in: the server's own limit leaves room for a command around it. */
export const MAX_COMMAND_BYTES = MAX_DOCUMENT_BYTES + 16 * 1024;

const CHECKSUM_PRESENT = 1;
const MORE_TO_COME = 2;
const REQUIRED_FLAGS = 0xffff;
const CHECKSUM_BYTES = 4;
const SMALLEST_DOCUMENT = 5;

/** Bytes that are no message: the connection they came over cannot be trusted to be in step and is closed. */
export class WireError extends Error {
  override readonly name = 'WireError';
}

export interface IncomingMessage {
  readonly requestId: number;
  readonly kind: 'msg' | 'query';
  /** The command document, still encoded. */
  readonly body: Buffer;
  /** Document sequences by the name of the field they stand for, still encoded. */
  readonly sequences: ReadonlyMap<string, readonly Buffer[]>;
  /** The client waits for no answer (unacknowledged write). */
  readonly isUnanswered: boolean;
  /** OP_QUERY names its database in the collection; OP_MSG in `$db`. */
  readonly database?: string;
}

export function parseMessage(bytes: Buffer): IncomingMessage {
  const requestId = bytes.readInt32LE(4);
  const code = bytes.readInt32LE(12);
  try {
    if (code === OP_MSG) return parseMsg(bytes, requestId);
    if (code === OP_QUERY) return parseQuery(bytes, requestId);
  } catch (error) {
    if (error instanceof RangeError) throw new WireError('the message ends before its content does');
    throw error;
  }
  throw new WireError(`operation ${code} is not spoken here (OP_MSG and the greeting by OP_QUERY are)`);
}

function parseMsg(bytes: Buffer, requestId: number): IncomingMessage {
  const flags = bytes.readUInt32LE(HEADER_BYTES);
  if ((flags & REQUIRED_FLAGS & ~(CHECKSUM_PRESENT | MORE_TO_COME)) !== 0)
    throw new WireError(`message flags ${flags} are not known`);
  let end = bytes.length;
  if ((flags & CHECKSUM_PRESENT) !== 0) {
    end -= CHECKSUM_BYTES;
    if (crc32c(bytes.subarray(0, end)) !== bytes.readUInt32LE(end)) throw new WireError('the checksum does not match');
  }
  let body: Buffer | undefined;
  const sequences = new Map<string, Buffer[]>();
  let at = HEADER_BYTES + 4;
  while (at < end) {
    const kind = bytes[at];
    at += 1;
    if (kind === 0) {
      if (body) throw new WireError('the message holds two bodies');
      body = takeDocument(bytes, at, end);
      at += body.length;
    } else if (kind === 1) at = takeSequence(bytes, at, end, sequences);
    else throw new WireError(`section kind ${kind} is not known`);
  }
  if (!body) throw new WireError('the message holds no body');
  return { requestId, kind: 'msg', body, sequences, isUnanswered: (flags & MORE_TO_COME) !== 0 };
}

function takeSequence(bytes: Buffer, start: number, limit: number, sequences: Map<string, Buffer[]>): number {
  const size = bytes.readInt32LE(start);
  const end = start + size;
  const nameEnd = bytes.indexOf(0, start + 4);
  if (size < 5 || end > limit || nameEnd < 0 || nameEnd >= end) throw new WireError('a document sequence does not fit');
  const name = bytes.toString('utf8', start + 4, nameEnd);
  if (sequences.has(name)) throw new WireError(`the document sequence ${name} comes twice`);
  const documents: Buffer[] = [];
  let at = nameEnd + 1;
  while (at < end) {
    const document = takeDocument(bytes, at, end);
    documents.push(document);
    at += document.length;
  }
  sequences.set(name, documents);
  return end;
}

function takeDocument(bytes: Buffer, start: number, end: number): Buffer {
  const size = bytes.readInt32LE(start);
  if (size < SMALLEST_DOCUMENT || start + size > end)
    throw new WireError(`a document of ${size} bytes does not fit in its message`);
  return bytes.subarray(start, start + size);
}

function parseQuery(bytes: Buffer, requestId: number): IncomingMessage {
  const nameStart = HEADER_BYTES + 4;
  const nameEnd = bytes.indexOf(0, nameStart);
  if (nameEnd < 0) throw new WireError('the collection name does not end');
  const collection = bytes.toString('utf8', nameStart, nameEnd);
  if (!collection.endsWith('.$cmd')) throw new WireError('OP_QUERY is answered for commands alone');
  const body = takeDocument(bytes, nameEnd + 9, bytes.length);
  return {
    requestId,
    kind: 'query',
    body,
    sequences: new Map(),
    isUnanswered: false,
    database: collection.slice(0, -'.$cmd'.length),
  };
}

let lastRequestId = 0;

/** Header and reply document as two buffers, so that a large reply is not copied once more. */
export function frameReply(request: IncomingMessage, document: Uint8Array): Buffer[] {
  lastRequestId = (lastRequestId + 1) | 0;
  const head = Buffer.allocUnsafe(request.kind === 'msg' ? HEADER_BYTES + 5 : HEADER_BYTES + 20);
  head.writeInt32LE(head.length + document.length, 0);
  head.writeInt32LE(lastRequestId, 4);
  head.writeInt32LE(request.requestId, 8);
  head.writeInt32LE(request.kind === 'msg' ? OP_MSG : OP_REPLY, 12);
  head.fill(0, HEADER_BYTES);
  if (request.kind === 'query') head.writeInt32LE(1, HEADER_BYTES + 16); // one document is returned
  return [head, Buffer.from(document.buffer, document.byteOffset, document.byteLength)];
}
