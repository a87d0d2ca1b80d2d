import { CommandError } from './error.ts';
import { type Doc, isDoc, typeOf, type Value } from './values.ts';

/** Replaces a collection by the result. */
export interface OutStage {
  readonly kind: 'out';
  readonly database: string | undefined;
  readonly collection: string;
}

export type WhenMatched = 'replace' | 'keepExisting' | 'merge' | 'fail' | readonly Value[];

/** Writes each document of the result into a collection, by the fields of `on`. */
export interface MergeStage {
  readonly kind: 'merge';
  readonly database: string | undefined;
  readonly collection: string;
  readonly on: readonly string[];
  /** A list is an update pipeline, which sees the new document as `$$new` and the variables of `variables`. */
  readonly whenMatched: WhenMatched;
  readonly variables: Doc;
  readonly whenNotMatched: 'insert' | 'discard' | 'fail';
}

export type FinalStage = OutStage | MergeStage;

export function parseFinalStage(
  stage: { readonly name: string; readonly argument: Value } | undefined,
): FinalStage | undefined {
  if (stage?.name === '$out') return { kind: 'out', ...namespaceOf('$out', stage.argument, 'coll') };
  if (stage?.name === '$merge') return parseMerge(stage.argument);
  return undefined;
}

function namespaceOf(
  stage: string,
  value: Value,
  collectionField: string,
): { database: string | undefined; collection: string } {
  if (typeof value === 'string' && value !== '') return { database: undefined, collection: value };
  if (!isDoc(value))
    throw new CommandError(16990, `${stage} only supports a string or object argument, but found ${typeOf(value)}`);
  const { db: database, [collectionField]: collection, ...others } = value;
  const [stray] = Object.keys(others);
  if (stray !== undefined) throw new CommandError(40415, `BSON field '${stage}.${stray}' is an unknown field.`);
  if (typeof collection !== 'string' || collection === '')
    throw new CommandError(40414, `BSON field '${stage}.${collectionField}' is missing but a required field`);
  if (database !== undefined && typeof database !== 'string')
    throw new CommandError(14, `BSON field '${stage}.db' must be a string`);
  return { database, collection };
}

const MERGE_FIELDS = ['into', 'on', 'let', 'whenMatched', 'whenNotMatched'];

function parseMerge(argument: Value): MergeStage {
  const options = typeof argument === 'string' ? { into: argument } : argument;
  if (!isDoc(options))
    throw new CommandError(51182, `$merge only supports a string or object argument, not ${typeOf(options)}`);
  const stray = Object.keys(options).find((name) => !MERGE_FIELDS.includes(name));
  if (stray !== undefined) throw new CommandError(40415, `BSON field '$merge.${stray}' is an unknown field.`);
  const { into, on = '_id', let: variables = {}, whenMatched = 'merge', whenNotMatched = 'insert' } = options;
  const fields = Array.isArray(on) ? on : [on];
  if (fields.length === 0 || !fields.every((field) => typeof field === 'string'))
    throw new CommandError(51186, "$merge 'on' field must be either a string or an array of strings");
  if (!isDoc(variables)) throw new CommandError(14, "$merge 'let' must be an object");
  if (whenNotMatched !== 'insert' && whenNotMatched !== 'discard' && whenNotMatched !== 'fail')
    throw new CommandError(2, `Enumeration value for 'whenNotMatched' is not a valid value of $merge`);
  return {
    kind: 'merge',
    ...namespaceOf('$merge', into, 'coll'),
    on: fields.filter((field) => typeof field === 'string'),
    whenMatched: whenMatchedOf(whenMatched),
    variables,
    whenNotMatched,
  };
}

function whenMatchedOf(value: Value): WhenMatched {
  if (Array.isArray(value)) return value;
  if (value === 'replace' || value === 'keepExisting' || value === 'merge' || value === 'fail') return value;
  throw new CommandError(2, "Enumeration value for 'whenMatched' is not a valid value of $merge");
}
