import type { Connection } from 'mongoose';

/** A change of stored documents. It may be stopped half-way and run again, so it has to be harmless to repeat. */
export interface Migration {
  readonly number: number;
  readonly name: string;
  run(connection: Connection): Promise<void>;
}

/** An index that is declared no longer and goes away; one that nobody names here is left alone, for an operator may need it. */
export interface DroppedIndex {
  readonly collection: string;
  readonly name: string;
}

/** In order; a number is never used again. */
export const migrations: readonly Migration[] = [];

export const droppedIndexes: readonly DroppedIndex[] = [];
