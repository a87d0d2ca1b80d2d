import type { CursorRegistry } from '../query/cursors.ts';
import type { Doc } from '../semantics/values.ts';
import type { Store } from '../storage/store.ts';
import type { Reply } from '../wire/reply.ts';

/** A document as a client sent it, decoded and as it came. */
export interface SentDocument {
  readonly doc: Doc;
  readonly raw: Uint8Array;
}

export interface Request {
  readonly name: string;
  readonly database: string;
  readonly body: Doc;
  /** A field that holds a list of documents, wherever in the message it came. */
  readonly documents: (field: string) => readonly SentDocument[];
  /** When `maxTimeMS` is over, by performance.now(). */
  readonly deadline: number | undefined;
  readonly connectionId: number;
}

/** What a command works with. */
export interface ServerState {
  readonly store: Store;
  readonly cursors: CursorRegistry;
  readonly now: () => Date;
  readonly random: () => number;
  readonly startedAt: number;
  readonly folder: string;
  readonly counts: { connections: number; commands: number; connectionsEver: number };
}

export type Command = (request: Request, server: ServerState) => Reply | Promise<Reply>;
