import type { Matcher } from '../semantics/filter.ts';
import type { Direction } from '../semantics/key.ts';
import type { KeyPattern } from '../semantics/path.ts';
import type { Doc } from '../semantics/values.ts';
import type { Namespace } from './namespace.ts';

/** An index as it is kept: what was asked for, and what its keys have turned out to be. */
export interface IndexDefinition {
  readonly id: number;
  readonly name: string;
  readonly key: KeyPattern;
  readonly isUnique: boolean;
  readonly isSparse: boolean;
  readonly isHidden: boolean;
  readonly partialFilter?: Doc;
  readonly expireAfterSeconds?: number;
  /** Its entries are still being made: kept up to date, not read by. */
  readonly isBuilding: boolean;
  /** Some document stands under several keys, so keys do not give an order or a count of documents. */
  readonly isMultikey: boolean;
  /** Some key was too long and cut (semantics/key.ts), so the order of keys is not to be trusted. */
  readonly isTruncated: boolean;
}

/** With what is derived from it once and used for every document. */
export interface Index extends IndexDefinition {
  readonly paths: readonly string[];
  readonly directions: readonly Direction[];
  readonly includes: Matcher | undefined;
}

export interface Collection {
  readonly namespace: Namespace;
  readonly id: number;
  readonly uuid: Uint8Array;
  /** As given to `create`, for listCollections. */
  readonly options: Doc;
  /** Without `_id_`, which is the order the documents themselves are kept in. */
  readonly indexes: readonly Index[];
}

export const ID_INDEX_NAME = '_id_';
