import type { Long } from 'bson';
import { encode } from '../semantics/codec.ts';
import type { Doc } from '../semantics/values.ts';

/** An answer that is encoded already, because it carries stored documents as they lie on disk. */
export class EncodedReply {
  readonly bytes: Buffer;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }
}

export type Reply = Doc | EncodedReply;

export const encodeReply = (reply: Reply): Uint8Array => (reply instanceof EncodedReply ? reply.bytes : encode(reply));

export interface CursorPage {
  readonly batchName: 'firstBatch' | 'nextBatch';
  readonly documents: readonly Uint8Array[];
  readonly cursorId: Long;
  readonly namespace: string;
}

const DOCUMENT = 0x03;
const ARRAY = 0x04;

/** `{ cursor: { firstBatch: [...], id, ns }, ok: 1 }` with the documents copied in as they are. */
export function encodeCursorPage({ batchName, documents, cursorId, namespace }: CursorPage): EncodedReply {
  const rest = encode({ id: cursorId, ns: namespace }).subarray(4); // its fields and the closing zero
  const done = encode({ ok: 1 }).subarray(4);
  const arrayBytes = documents.reduce((sum, document, at) => sum + 2 + String(at).length + document.length, 5);
  const cursorBytes = 4 + 1 + batchName.length + 1 + arrayBytes + rest.length;
  const bytes = Buffer.allocUnsafe(4 + 1 + 'cursor'.length + 1 + cursorBytes + done.length);
  let at = bytes.writeInt32LE(bytes.length, 0);
  at = writeName(bytes, at, DOCUMENT, 'cursor');
  at = bytes.writeInt32LE(cursorBytes, at);
  at = writeName(bytes, at, ARRAY, batchName);
  at = bytes.writeInt32LE(arrayBytes, at);
  documents.forEach((document, index) => {
    at = writeName(bytes, at, DOCUMENT, String(index));
    bytes.set(document, at);
    at += document.length;
  });
  bytes[at] = 0;
  bytes.set(rest, at + 1);
  bytes.set(done, at + 1 + rest.length);
  return new EncodedReply(bytes);
}

function writeName(bytes: Buffer, start: number, type: number, name: string): number {
  bytes[start] = type;
  const end = start + 1 + bytes.write(name, start + 1, 'latin1');
  bytes[end] = 0;
  return end + 1;
}
