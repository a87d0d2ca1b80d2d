import { Decimal128, Double, ObjectId } from 'bson';
import { parseDate } from './date-parse.ts';
import { dateToIso } from './date-text.ts';
import { writeDecimal } from './decimal.ts';
import { CommandError } from './error.ts';
import { dateOf } from './expression-date.ts';
import { namedArguments, nullable, type OperatorCompiler, type Operators, unary } from './expression-types.ts';
import { fitsLong, fromBigInt, isNumber, isTruthy, toDecimal, toJsNumber, truncated } from './number.ts';
import { isInt32, isNullish, type TypeName, toDouble, typeOf, type Value } from './values.ts';

const failure = (message: string): CommandError => new CommandError(241, message);

type Target = 'double' | 'string' | 'objectId' | 'bool' | 'date' | 'int' | 'long' | 'decimal';

const unsupported = (value: Value, target: Target): CommandError =>
  failure(`Unsupported conversion from ${typeOf(value)} to ${target} in $convert with no onError value`);

/** The text is left out of these refusals, as it may be what a person wrote. */
const unparsable = (target: Target): CommandError =>
  failure(`Failed to parse number in $convert with no onError value: it is no ${target}`);

function toInteger(value: Value, target: 'int' | 'long'): Value {
  const whole = wholeOf(value, target);
  const fits = target === 'int' ? isInt32(Number(whole)) && BigInt.asIntN(32, whole) === whole : fitsLong(whole);
  if (!fits) throw failure(`Conversion would overflow target type in $convert with no onError value`);
  return fromBigInt(whole, target === 'long');
}

function wholeOf(value: Value, target: 'int' | 'long'): bigint {
  if (typeof value === 'boolean') return value ? 1n : 0n;
  if (isNumber(value)) {
    const whole = truncated(value);
    if (whole === undefined)
      throw failure(`Attempt to convert NaN or infinity value to integer type in $convert with no onError value`);
    return whole;
  }
  if (value instanceof Date && target === 'long') return BigInt(value.getTime());
  if (typeof value !== 'string') throw unsupported(value, target);
  if (!/^[+-]?\d+$/.test(value)) throw unparsable(target);
  return BigInt(value.replace('+', ''));
}

function toDoubleValue(value: Value): Value {
  if (typeof value === 'boolean') return new Double(value ? 1 : 0);
  if (isNumber(value)) {
    const number = toJsNumber(value);
    if (!Number.isFinite(number) && value instanceof Decimal128 && !/NaN|Inf/i.test(value.toString()))
      throw failure('Conversion would overflow target type in $convert with no onError value');
    return toDouble(number);
  }
  if (value instanceof Date) return toDouble(value.getTime());
  if (typeof value !== 'string') throw unsupported(value, 'double');
  if (!/^[+-]?(?:(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?|inf(?:inity)?|nan)$/i.test(value)) throw unparsable('double');
  const special = /^([+-]?)(inf|nan)/i.exec(value);
  if (!special) return toDouble(Number(value));
  return /nan/i.test(value) ? Number.NaN : special[1] === '-' ? -Infinity : Infinity;
}

function toDecimalValue(value: Value): Value {
  if (value instanceof Decimal128) return value;
  if (typeof value === 'boolean') return Decimal128.fromString(value ? '1' : '0');
  if (isNumber(value)) return writeDecimal(toDecimal(value));
  if (value instanceof Date) return Decimal128.fromString(String(value.getTime()));
  if (typeof value !== 'string') throw unsupported(value, 'decimal');
  try {
    return Decimal128.fromString(value);
  } catch {
    throw unparsable('decimal');
  }
}

function toText(value: Value): Value {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return String(value);
  if (value instanceof Date) return dateToIso(value);
  if (value instanceof ObjectId) return value.toHexString();
  if (typeof value === 'number' && !Number.isFinite(value))
    return Number.isNaN(value) ? 'NaN' : value < 0 ? '-Infinity' : 'Infinity';
  if (isNumber(value)) return value.toString();
  throw unsupported(value, 'string');
}

function toDateValue(value: Value): Value {
  if (value instanceof Date) return value;
  const type = typeOf(value);
  if (type === 'objectId' || type === 'timestamp') return dateOf(value);
  if (typeof value === 'string') return parseDate(value, undefined);
  if (!isNumber(value) || type === 'int') throw unsupported(value, 'date');
  const date = new Date(Math.trunc(toJsNumber(value)));
  if (Number.isNaN(date.getTime()))
    throw failure('Conversion would overflow target type in $convert with no onError value');
  return date;
}

function toObjectId(value: Value): Value {
  if (value instanceof ObjectId) return value;
  if (typeof value !== 'string') throw unsupported(value, 'objectId');
  if (!/^[0-9a-f]{24}$/i.test(value))
    throw failure(`Failed to parse objectId in $convert with no onError value: an ObjectId is 24 hex digits`);
  return ObjectId.createFromHexString(value);
}

const conversions: Readonly<Record<Target, (value: Value) => Value>> = {
  double: toDoubleValue,
  string: toText,
  objectId: toObjectId,
  // Anything but a number or a boolean is true, the empty string included.
  bool: (value) => isTruthy(value),
  date: toDateValue,
  int: (value) => toInteger(value, 'int'),
  long: (value) => toInteger(value, 'long'),
  decimal: toDecimalValue,
};

const numbersOfTypes: Readonly<Record<number, Target>> = {
  1: 'double',
  2: 'string',
  7: 'objectId',
  8: 'bool',
  9: 'date',
  16: 'int',
  18: 'long',
  19: 'decimal',
};

function targetOf(value: Value): Target {
  const name = isNumber(value) ? numbersOfTypes[toJsNumber(value)] : value;
  if (typeof name === 'string' && Object.hasOwn(conversions, name)) return name as Target; // it is one of the table's names
  if (typeof value === 'string') throw new CommandError(2, `Unknown type name: ${value}`);
  throw new CommandError(9, `$convert's 'to' argument is not a type that can be converted to: ${String(value)}`);
}

const convert: OperatorCompiler = (argument, { compile }, name) => {
  const fields = namedArguments(name, argument, ['input', 'to'], ['onError', 'onNull']);
  const [input, to] = [compile(fields.input), compile(fields.to)];
  const onError = 'onError' in fields ? compile(fields.onError) : undefined;
  const onNull = 'onNull' in fields ? compile(fields.onNull) : undefined;
  return (root) => {
    const value = input(root);
    const target = to(root);
    if (isNullish(value)) return onNull ? onNull(root) : null;
    if (isNullish(target)) return null;
    try {
      return conversions[targetOf(target)](value);
    } catch (error) {
      if (onError && error instanceof CommandError && error.code === 241) return onError(root);
      throw error;
    }
  };
};

const to = (target: Target): OperatorCompiler => unary(nullable((value) => conversions[target](value)));

const NUMBERS = new Set<TypeName>(['int', 'long', 'double', 'decimal']);

export const conversionOperators: Operators = {
  $convert: convert,
  $toDouble: to('double'),
  $toString: to('string'),
  $toObjectId: to('objectId'),
  $toBool: to('bool'),
  $toDate: to('date'),
  $toInt: to('int'),
  $toLong: to('long'),
  $toDecimal: to('decimal'),
  $type: unary((value) => typeOf(value)),
  $isNumber: unary((value) => NUMBERS.has(typeOf(value))),
};
