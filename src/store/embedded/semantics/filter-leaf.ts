import { bracketOf, brackets, compareValues, equalValues } from './compare.ts';
import { CommandError } from './error.ts';
import { compileBits } from './filter-bits.ts';
import { keyText } from './key.ts';
import { isNaNValue, isNumber, toJsNumber, truncated } from './number.ts';
import { regexOf, toRegExp } from './regex.ts';
import { type Doc, isDoc, isNullish, isRegex, isSymbol, type TypeName, typeOf, type Value } from './values.ts';

/** Asked of one value on a path; `undefined` is a path that leads nowhere. `path` names an array asked as a whole. */
export type LeafTest = (value: Value, path: string) => boolean;

/** A string equality needs no type dispatch per document; for any other value this is undefined. */
export const textEquality = (value: Value): string | undefined => (typeof value === 'string' ? value : undefined);

export function compileLeaf(name: string, value: Value, siblings: Doc): LeafTest {
  switch (name) {
    case '$eq':
      return equality(value);
    case '$gt':
    case '$gte':
    case '$lt':
    case '$lte':
      return comparison(name, value);
    case '$in':
      return membership(value);
    case '$type':
      return typeTest(value);
    case '$mod':
      return remainder(value);
    case '$regex':
      return pattern(value, siblings.$options);
    case '$size':
      return size(value);
    case '$bitsAllSet':
    case '$bitsAllClear':
    case '$bitsAnySet':
    case '$bitsAnyClear':
      return compileBits(name, value);
    default:
      return refuse(name);
  }
}

const GEO_NEEDS_INDEX = new Set(['$near', '$nearSphere', '$geoNear']);
const GEO = new Set(['$geoWithin', '$geoIntersects', '$within', '$maxDistance', '$minDistance']);

function refuse(name: string): never {
  if (GEO_NEEDS_INDEX.has(name))
    throw new CommandError(291, `unable to find index for ${name} query: geo indexes are not supported`);
  if (GEO.has(name)) throw new CommandError(238, `${name} is not supported`);
  throw new CommandError(2, `unknown operator: ${name}`);
}

function equality(value: Value): LeafTest {
  if (isNullish(value)) return isNullish;
  if (typeof value === 'string')
    return (found) => found === value || (typeof found === 'object' && equalValues(found, value));
  return (found) => equalValues(found, value);
}

function comparison(name: '$gt' | '$gte' | '$lt' | '$lte', value: Value): LeafTest {
  if (typeOf(value) === 'regex')
    throw new CommandError(2, `Can't have RegEx as arg to predicate over field with ${name}.`);
  const orEqual = name === '$gte' || name === '$lte';
  if (isNullish(value)) return orEqual ? isNullish : () => false;
  const bracket = bracketOf(value);
  const upwards = name === '$gt' || name === '$gte';
  if (bracket === brackets.minKey || bracket === brackets.maxKey)
    return (found) => found !== undefined && passes(compareValues(found, value), upwards, orEqual);
  // NaN is equal to itself and neither above nor below any number.
  if (isNaNValue(value)) return (found) => orEqual && isNaNValue(found);
  const isNumeric = bracket === brackets.int;
  return (found) =>
    bracketOf(found) === bracket &&
    passes(compareValues(found, value), upwards, orEqual) &&
    !(isNumeric && isNaNValue(found));
}

const passes = (order: number, upwards: boolean, orEqual: boolean): boolean =>
  order === 0 ? orEqual : order > 0 === upwards;

const MANY = 8;

function membership(value: Value): LeafTest {
  if (!Array.isArray(value)) throw new CommandError(2, '$in needs an array');
  const patterns = value.filter(isRegex);
  const tests = patterns.map((regex) => pattern(regex, undefined));
  const plain = value.filter((item) => !isRegex(item));
  for (const item of plain)
    if (isDoc(item) && Object.keys(item)[0]?.startsWith('$') && !('$ref' in item))
      throw new CommandError(2, 'cannot nest $ under $in');
  const hasNull = plain.some(isNullish);
  const known = plain.length > MANY ? new Set(plain.map(keyText)) : undefined;
  const equals: LeafTest = known
    ? (found) => known.has(keyText(found))
    : (found) => plain.some((item) => equalValues(found, item));
  return (found, path) => (isNullish(found) ? hasNull : equals(found, path)) || tests.some((test) => test(found, path));
}

const typeNumbers: Readonly<Record<number, readonly TypeName[]>> = {
  1: ['double'],
  2: ['string'],
  3: ['object'],
  4: ['array'],
  5: ['binData'],
  6: [],
  7: ['objectId'],
  8: ['bool'],
  9: ['date'],
  10: ['null'],
  11: ['regex'],
  12: [],
  13: ['javascript'],
  14: ['symbol'],
  15: ['javascriptWithScope'],
  16: ['int'],
  17: ['timestamp'],
  18: ['long'],
  19: ['decimal'],
  127: ['maxKey'],
  [-1]: ['minKey'],
};
const typeAliases: Readonly<Record<string, readonly TypeName[]>> = {
  ...Object.fromEntries(Object.values(typeNumbers).flatMap((names) => names.map((name) => [name, [name]]))),
  number: ['int', 'long', 'double', 'decimal'],
  undefined: [],
  dbPointer: [],
};

function typeTest(value: Value): LeafTest {
  const wanted = new Set((Array.isArray(value) ? value : [value]).flatMap(typesNamed));
  if (Array.isArray(value) && value.length === 0) throw new CommandError(9, '$type must match at least one type');
  return (found) => wanted.has(typeOf(found));
}

function typesNamed(value: Value): readonly TypeName[] {
  if (typeof value === 'string') {
    const names = Object.hasOwn(typeAliases, value) ? typeAliases[value] : undefined;
    if (names === undefined) throw new CommandError(2, `Unknown type name alias: ${value}`);
    return names;
  }
  if (!isNumber(value)) throw new CommandError(14, 'type must be represented as a number or a string');
  const names = typeNumbers[Number(value)];
  if (names === undefined) throw new CommandError(2, `Invalid numerical type code: ${value}`);
  return names;
}

function remainder(value: Value): LeafTest {
  if (!Array.isArray(value)) throw new CommandError(2, 'malformed mod, needs to be an array');
  if (value.length < 2) throw new CommandError(2, 'malformed mod, not enough elements');
  if (value.length > 2) throw new CommandError(2, 'malformed mod, too many elements');
  const [divisor, expected] = value.map((item, at) => {
    const whole = isNumber(item) ? truncated(item) : undefined;
    if (whole === undefined)
      throw new CommandError(2, `malformed mod, ${at === 0 ? 'divisor' : 'remainder'} not a number`);
    return whole;
  });
  if (!divisor) throw new CommandError(2, 'divisor cannot be 0');
  return (found) => {
    const whole = isNumber(found) ? truncated(found) : undefined;
    return whole !== undefined && whole % divisor === expected;
  };
}

function pattern(value: Value, options: Value): LeafTest {
  const given = typeof options === 'string' ? options : '';
  if (options !== undefined && typeof options !== 'string') throw new CommandError(2, '$options has to be a string');
  const own = isRegex(value) ? value : undefined;
  if (!own && typeof value !== 'string') throw new CommandError(2, '$regex has to be a string');
  const regex = own && given === '' ? regexOf(own) : toRegExp(own ? own.pattern : String(value), given);
  return (found) => {
    if (typeof found === 'string') return regex.test(found);
    if (isSymbol(found)) return regex.test(found.value);
    return own !== undefined && isRegex(found) && equalValues(found, own);
  };
}

function size(value: Value): LeafTest {
  if (!isNumber(value))
    throw new CommandError(2, `Failed to parse $size. Expected a number in: $size: ${typeOf(value)}`);
  const wanted = toJsNumber(value);
  if (!Number.isInteger(wanted)) throw new CommandError(2, 'Failed to parse $size. Expected an integer');
  if (wanted < 0) throw new CommandError(2, 'Failed to parse $size. Expected a non-negative number');
  return (found) => Array.isArray(found) && found.length === wanted;
}
