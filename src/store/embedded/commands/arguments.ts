import { CommandError } from '../semantics/error.ts';
import { isNumber, toJsNumber } from '../semantics/number.ts';
import { type Doc, fieldOf, isDoc, isNullish, typeOf, type Value } from '../semantics/values.ts';

const wrongType = (name: string, value: Value, expected: string): CommandError =>
  new CommandError(14, `BSON field '${name}' is the wrong type '${typeOf(value)}', expected type '${expected}'`);

export function docArgument(body: Doc, name: string): Doc | undefined {
  const value = fieldOf(body, name);
  if (isNullish(value)) return undefined;
  if (!isDoc(value)) throw wrongType(name, value, 'object');
  return value;
}

export function requiredDoc(body: Doc, name: string): Doc {
  const value = docArgument(body, name);
  if (!value) throw new CommandError(40414, `BSON field '${name}' is missing but a required field`);
  return value;
}

export function docsArgument(body: Doc, name: string): readonly Doc[] | undefined {
  const value = fieldOf(body, name);
  if (isNullish(value)) return undefined;
  if (!Array.isArray(value)) throw wrongType(name, value, 'array');
  return value.map((item, at) => {
    if (!isDoc(item)) throw wrongType(`${name}.${at}`, item, 'object');
    return item;
  });
}

/** A whole number of any numeric type; negative ones are refused unless allowed. */
export function countArgument(body: Doc, name: string, least = 0): number | undefined {
  const value = fieldOf(body, name);
  if (isNullish(value)) return undefined;
  if (!isNumber(value)) throw wrongType(name, value, 'long');
  const number = Math.trunc(toJsNumber(value));
  if (number < least)
    throw new CommandError(51024, `BSON field '${name}' value must be >= ${least}, actual value '${number}'`);
  return number;
}

export function flagArgument(body: Doc, name: string): boolean {
  const value = fieldOf(body, name);
  if (isNullish(value)) return false;
  if (typeof value === 'boolean') return value;
  if (isNumber(value)) return toJsNumber(value) !== 0;
  throw wrongType(name, value, 'bool');
}

export function textArgument(body: Doc, name: string): string | undefined {
  const value = fieldOf(body, name);
  if (isNullish(value)) return undefined;
  if (typeof value !== 'string') throw wrongType(name, value, 'string');
  return value;
}

/** Strings are compared by their bytes alone; any language's order would be a wrong answer in silence. */
export function refuseCollation(body: Doc): void {
  const collation = docArgument(body, 'collation');
  if (!collation || Object.keys(collation).length === 0 || collation.locale === 'simple') return;
  throw new CommandError(238, `collation is not supported (only { locale: 'simple' })`);
}

export function refuseOptions(body: Doc, names: readonly string[]): void {
  for (const name of names) {
    const value = fieldOf(body, name);
    if (!isNullish(value) && value !== false) throw new CommandError(238, `option '${name}' is not supported`);
  }
}
