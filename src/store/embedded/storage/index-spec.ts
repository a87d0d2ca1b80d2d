import { identicalValues } from '../semantics/compare.ts';
import { CommandError } from '../semantics/error.ts';
import { compileFilter, isOperatorDoc } from '../semantics/filter.ts';
import { isNumber, isTruthy, toJsNumber } from '../semantics/number.ts';
import type { KeyPattern } from '../semantics/path.ts';
import { type Doc, fieldOf, isDoc, isNullish, typeOf, type Value } from '../semantics/values.ts';
import { ID_INDEX_NAME, type IndexDefinition } from './definition.ts';

export type IndexSpec = Omit<IndexDefinition, 'id' | 'isBuilding' | 'isMultikey' | 'isTruncated'>;

const KNOWN = new Set([
  'v',
  'key',
  'name',
  'ns',
  'unique',
  'sparse',
  'hidden',
  'background',
  'partialFilterExpression',
  'expireAfterSeconds',
  'collation',
  'comment',
]);

/** What createIndexes was asked for; `_id_` exists always and asks for nothing. */
export function parseIndex(spec: Doc): IndexSpec | typeof ID_INDEX_NAME {
  for (const name of Object.keys(spec)) if (!KNOWN.has(name)) refuseOption(name);
  const key = parseKey(spec.key);
  const paths = Object.keys(key);
  if (paths.length === 1 && paths[0] === '_id') return ID_INDEX_NAME;
  if (typeof spec.name !== 'string' || spec.name === '')
    throw new CommandError(
      67,
      "Error in specification: the 'name' field is a required property of an index specification",
    );
  if (isDoc(spec.collation) && spec.collation.locale !== 'simple')
    throw new CommandError(238, 'an index with a collation is not supported');
  const partialFilter = isNullish(spec.partialFilterExpression)
    ? undefined
    : checkPartial(spec.partialFilterExpression);
  const isSparse = isTruthy(spec.sparse ?? false);
  if (partialFilter && isSparse)
    throw new CommandError(67, 'cannot mix "partialFilterExpression" and "sparse" options');
  const expireAfterSeconds = isNullish(spec.expireAfterSeconds)
    ? undefined
    : checkExpiry(spec.expireAfterSeconds, paths);
  return {
    name: spec.name,
    key,
    isUnique: isTruthy(spec.unique ?? false),
    isSparse,
    isHidden: isTruthy(spec.hidden ?? false),
    ...(partialFilter && { partialFilter }),
    ...(expireAfterSeconds !== undefined && { expireAfterSeconds }),
  };
}

function refuseOption(name: string): never {
  if (['weights', 'default_language', '2dsphereIndexVersion', 'textIndexVersion', 'bits', 'min', 'max'].includes(name))
    throw new CommandError(238, `an index with the option '${name}' is not supported`);
  throw new CommandError(197, `The field '${name}' is not valid for an index specification.`);
}

function parseKey(value: Value): KeyPattern {
  if (!isDoc(value)) throw new CommandError(14, "The field 'key' must be an object");
  const entries = Object.keys(value).map((path): [string, 1 | -1] => {
    const direction = fieldOf(value, path);
    if (typeof direction === 'string') throw new CommandError(238, `an index of type '${direction}' is not supported`);
    const number = isNumber(direction) ? toJsNumber(direction) : 0;
    if (number === 0 || Number.isNaN(number))
      throw new CommandError(67, 'Values in v:2 index key pattern must be a number other than 0 or a string');
    if (path.split('.').some((part) => part === '' || part.startsWith('$')))
      throw new CommandError(path.includes('$**') ? 238 : 67, `Index key contains an illegal field name: '${path}'`);
    return [path, number > 0 ? 1 : -1];
  });
  if (entries.length === 0) throw new CommandError(67, 'Index keys cannot be an empty object');
  if (entries.length > 32) throw new CommandError(67, 'an index may have at most 32 fields');
  return Object.fromEntries(entries);
}

function checkPartial(value: Value): Doc {
  if (!isDoc(value)) throw new CommandError(67, "'partialFilterExpression' must be an object");
  compileFilter(value);
  checkPartialClauses(value);
  return value;
}

/** What a partial index may ask: with anything else, which documents it holds could not be told from a query. */
const PARTIAL_OPERATORS = new Set(['$eq', '$in', '$gt', '$gte', '$lt', '$lte', '$type', '$exists']);

function checkPartialClauses(filter: Doc): void {
  for (const name of Object.keys(filter)) {
    const value = fieldOf(filter, name);
    if (name === '$and' || name === '$or') {
      for (const clause of Array.isArray(value) ? value : []) if (isDoc(clause)) checkPartialClauses(clause);
    } else if (name.startsWith('$')) refusePartial(name);
    else if (!isOperatorDoc(value)) {
      if (typeOf(value) === 'regex') refusePartial('$regex');
    } else
      for (const operator of Object.keys(value))
        if (!PARTIAL_OPERATORS.has(operator) || (operator === '$exists' && !isTruthy(value.$exists)))
          refusePartial(operator);
  }
}

function refusePartial(operator: string): never {
  throw new CommandError(67, `Expression not supported in partial index: ${operator}`);
}

function checkExpiry(value: Value, paths: readonly string[]): number {
  const seconds = isNumber(value) ? toJsNumber(value) : Number.NaN;
  if (!(seconds >= 0 && seconds <= 2 ** 31 - 1))
    throw new CommandError(67, "TTL index 'expireAfterSeconds' option must be within an acceptable range");
  if (paths.length > 1)
    throw new CommandError(67, 'TTL indexes are single-field indexes, compound indexes do not support TTL');
  return seconds;
}

/** The limit of a mongod, `_id_` counted. */
const MAX_INDEXES = 64;

/** The index a specification names, if it is there already just so; a different one of that name or key is refused. */
export function sameIndex(indexes: readonly IndexDefinition[], spec: IndexSpec): boolean {
  const existing = indexes.find(
    ({ name, key, partialFilter }) =>
      name === spec.name || (samePatterns(key, spec.key) && identicalValues(partialFilter, spec.partialFilter)),
  );
  if (!existing) {
    if (indexes.length + 1 >= MAX_INDEXES)
      throw new CommandError(67, `add index fails, too many indexes (${MAX_INDEXES} with _id): ${spec.name}`);
    return false;
  }
  if (!samePatterns(existing.key, spec.key))
    throw new CommandError(
      86,
      `An existing index has the same name as the requested index. When index names are not specified, they are auto generated and can cause conflicts. Please refer to our documentation. Requested index: ${spec.name}`,
    );
  const isSame =
    existing.isUnique === spec.isUnique &&
    existing.isSparse === spec.isSparse &&
    existing.expireAfterSeconds === spec.expireAfterSeconds &&
    identicalValues(existing.partialFilter, spec.partialFilter);
  if (!isSame) {
    const code = existing.name === spec.name ? 86 : 85;
    throw new CommandError(code, `An equivalent index already exists with different options: ${existing.name}`);
  }
  if (existing.name !== spec.name)
    throw new CommandError(85, `Index already exists with a different name: ${existing.name}`);
  return true;
}

const samePatterns = (left: KeyPattern, right: KeyPattern): boolean =>
  JSON.stringify(Object.entries(left)) === JSON.stringify(Object.entries(right));
