import { mkdirSync, statfsSync } from 'node:fs';
import { type Database, open, type RootDatabase } from 'lmdb';
import { CommandError } from '../semantics/error.ts';

export interface Entry {
  readonly key: Uint8Array;
  readonly value: Uint8Array;
}

/** Keys from `from` (included) up to `until` (not included), downwards if `isReverse`. */
export interface Range {
  readonly from: Uint8Array;
  readonly until: Uint8Array;
  readonly isReverse?: boolean;
  /** Leaves out the key the reading starts at: where an interrupted reading goes on. */
  readonly isAfterStart?: boolean;
}

/** Virtual address space to begin with; LMDB maps more as the file grows. */
const FIRST_MAP_BYTES = 1024 ** 3;
const BINARY = { encoding: 'binary', keyEncoding: 'binary' } as const;

/**
 * LMDB as two ordered maps of bytes: `catalog` says what exists, `records` holds documents and index entries.
 * A commit is written and flushed before `transact` returns. Measured on this library: its asynchronous transactions
 * cost two thread changes and are no faster than a flushed commit in place, whose cost is shared by all commands that
 * wait for it (commit-queue.ts).
 */
export class Engine {
  private readonly folder: string;
  private readonly root: RootDatabase<Uint8Array, Uint8Array>;
  private readonly records: Database<Uint8Array, Uint8Array>;
  readonly catalog: Database<Uint8Array, string>;

  constructor(folder: string) {
    this.folder = folder;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    // Without overlappingSync a commit is LMDB's plain one: pages, flush, then the root.
    this.root = open<Uint8Array, Uint8Array>(folder, {
      ...BINARY,
      maxDbs: 4,
      mapSize: FIRST_MAP_BYTES,
      overlappingSync: false,
      maxReaders: 32,
    });
    this.records = this.root.openDB<Uint8Array, Uint8Array>('records', BINARY);
    this.catalog = this.root.openDB<Uint8Array, string>('catalog', { encoding: 'binary' });
  }

  get(key: Uint8Array): Uint8Array | undefined {
    return this.records.getBinary(key);
  }

  has(key: Uint8Array): boolean {
    return this.records.doesExist(key);
  }

  put(key: Uint8Array, value: Uint8Array): void {
    this.records.put(key, value);
  }

  remove(key: Uint8Array): void {
    this.records.remove(key);
  }

  read(range: Range): Iterable<Entry> {
    return this.records.getRange(lmdbRange(range));
  }

  count(range: Range): number {
    return this.records.getKeysCount(lmdbRange(range));
  }

  /**
   * Runs `work` in a write transaction and answers when it lies on disk; inside another one, as a part of it that can
   * fail alone. Whatever is thrown undoes it all.
   */
  transact<T>(work: () => T): T {
    let result: { value: T } | undefined;
    try {
      // The callback answers nothing: lmdb would wait for anything that looks like a promise.
      this.root.transactionSync(() => {
        result = { value: work() };
      });
    } catch (error) {
      throw storageError(error, this.folder);
    }
    if (!result) throw new Error('the transaction did not run');
    return result.value;
  }

  /** A consistent copy while the store is in use. */
  copy(folder: string): Promise<void> {
    return this.root.backup(folder, true);
  }

  /** Bytes the data file takes. */
  fileBytes(): number {
    const { pageSize, lastPageNumber } = this.root.getStats() as { pageSize: number; lastPageNumber: number }; // lmdb types it as {}
    return pageSize * (lastPageNumber + 1);
  }

  async close(): Promise<void> {
    await this.root.close();
  }
}

/** lmdb reads downwards from `start` to `end`, so the two change places and their being included changes too. */
function lmdbRange({ from, until, isReverse = false, isAfterStart = false }: Range) {
  if (!isReverse) return { start: from, end: until, exclusiveStart: isAfterStart };
  return { start: until, end: from, reverse: true, exclusiveStart: true, inclusiveEnd: true };
}

const EIO = 5;
const ENOSPC = 28;
const MDB_MAP_FULL = -30792;
/** Less than the largest write at once, which is a document of 16 MB with its index entries. */
const NEARLY_FULL_BYTES = 64 * 1024 * 1024;

/** LMDB tells of a write that fitted in part alone, as the last one on a full disk does, as an input/output error. */
function storageError(error: unknown, folder: string): unknown {
  if (!(error instanceof Error) || error instanceof CommandError) return error;
  const { code } = error as { code?: unknown }; // lmdb puts its own or the system's error number here
  const isFull = code === ENOSPC || code === MDB_MAP_FULL || (code === EIO && freeBytes(folder) < NEARLY_FULL_BYTES);
  if (!isFull) return error;
  return new CommandError(
    14031,
    'The disk that holds the data folder is full. Nothing of this command was stored; make room and try again.',
  );
}

function freeBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}
