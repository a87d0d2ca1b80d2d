import { Decimal128, Double, Long } from 'bson';
import type { NumberValue } from './compare.ts';
import {
  addDecimals,
  type Decimal,
  decimalOfDouble,
  decimalOfInteger,
  divideDecimals,
  doubleOfDecimal,
  isIntegralDecimal,
  multiplyDecimals,
  readDecimal,
  remainderOfDecimals,
  subtractDecimals,
  truncateDecimal,
  writeDecimal,
} from './decimal.ts';
import { isInt32, toDouble, type Value } from './values.ts';

export type NumberType = 'int' | 'long' | 'double' | 'decimal';

const INT64_MIN = -(2n ** 63n);
const INT64_MAX = 2n ** 63n - 1n;

export function numberType(value: NumberValue): NumberType {
  if (typeof value === 'number') return isInt32(value) ? 'int' : 'double';
  if (value._bsontype === 'Double') return 'double';
  return value._bsontype === 'Long' ? 'long' : 'decimal';
}

export function isNumber(value: Value): value is NumberValue {
  if (typeof value === 'number') return true;
  return (
    value instanceof Double || value instanceof Decimal128 || (value instanceof Long && value._bsontype === 'Long')
  );
}

/** The nearest double. */
export function toJsNumber(value: NumberValue): number {
  if (typeof value === 'number') return value;
  if (value._bsontype === 'Double') return value.value;
  return value._bsontype === 'Long' ? value.toNumber() : doubleOfDecimal(readDecimal(value));
}

export const isNaNValue = (value: Value): boolean => isNumber(value) && Number.isNaN(toJsNumber(value));

export function isIntegral(value: NumberValue): boolean {
  if (value instanceof Decimal128) return isIntegralDecimal(readDecimal(value));
  return value instanceof Long || Number.isInteger(toJsNumber(value));
}

/** The integer part of any number; undefined for NaN and the infinities. */
export function truncated(value: NumberValue): bigint | undefined {
  if (value instanceof Long) return value.toBigInt();
  if (value instanceof Decimal128) return truncateDecimal(readDecimal(value));
  const number = toJsNumber(value);
  return Number.isFinite(number) ? BigInt(Math.trunc(number)) : undefined;
}

export const toDecimal = (value: NumberValue): Decimal => {
  if (value instanceof Decimal128) return readDecimal(value);
  return numberType(value) === 'double' ? decimalOfDouble(toJsNumber(value)) : decimalOfInteger(truncated(value) ?? 0n);
};

export const fitsLong = (value: bigint): boolean => value >= INT64_MIN && value <= INT64_MAX;

/** An integer as an int where it fits, a long where not; `atLeastLong` keeps it a long. */
export function fromBigInt(value: bigint, atLeastLong = false): number | Long {
  const number = Number(value);
  return !atLeastLong && isInt32(number) ? number : Long.fromBigInt(value);
}

export type Arithmetic = 'add' | 'subtract' | 'multiply';

const onDoubles: Readonly<Record<Arithmetic, (a: number, b: number) => number>> = {
  add: (a, b) => a + b,
  subtract: (a, b) => a - b,
  multiply: (a, b) => a * b,
};
const onIntegers: Readonly<Record<Arithmetic, (a: bigint, b: bigint) => bigint>> = {
  add: (a, b) => a + b,
  subtract: (a, b) => a - b,
  multiply: (a, b) => a * b,
};
const onDecimals: Readonly<Record<Arithmetic, (a: Decimal, b: Decimal) => Decimal>> = {
  add: addDecimals,
  subtract: subtractDecimals,
  multiply: multiplyDecimals,
};

/**
 * The result has the wider of both types (int, long, double, decimal). An int that overflows becomes a long; a long
 * that overflows becomes a double in expressions, and is for `$inc` and `$mul` to refuse.
 */
export function calculate(operation: Arithmetic, left: NumberValue, right: NumberValue): NumberValue {
  if (typeof left === 'number' && typeof right === 'number' && isInt32(left) && isInt32(right)) {
    const quick = onDoubles[operation](left, right);
    if (isInt32(quick)) return quick;
  }
  const types = [numberType(left), numberType(right)];
  if (types.includes('decimal')) return writeDecimal(onDecimals[operation](toDecimal(left), toDecimal(right)));
  if (types.includes('double')) return toDouble(onDoubles[operation](toJsNumber(left), toJsNumber(right)));
  const exact = onIntegers[operation](truncated(left) ?? 0n, truncated(right) ?? 0n);
  if (fitsLong(exact)) return fromBigInt(exact, types.includes('long'));
  return toDouble(Number(exact));
}

/** The quotient is a double unless a decimal takes part; whoever calls has refused a zero divisor. */
export function divide(left: NumberValue, right: NumberValue): NumberValue {
  if (left instanceof Decimal128 || right instanceof Decimal128)
    return writeDecimal(divideDecimals(toDecimal(left), toDecimal(right)));
  return toDouble(toJsNumber(left) / toJsNumber(right));
}

export function remainderOf(left: NumberValue, right: NumberValue): NumberValue {
  const types = [numberType(left), numberType(right)];
  if (types.includes('decimal')) return writeDecimal(remainderOfDecimals(toDecimal(left), toDecimal(right)));
  if (types.includes('double')) return toDouble(toJsNumber(left) % toJsNumber(right));
  return fromBigInt((truncated(left) ?? 0n) % (truncated(right) ?? 1n), types.includes('long'));
}

export const isZero = (value: NumberValue): boolean => {
  if (!(value instanceof Decimal128)) return toJsNumber(value) === 0;
  const decimal = readDecimal(value);
  return decimal.kind === 'finite' && decimal.coefficient === 0n;
};

/** Everything is true but false, null, missing and zero. */
export function isTruthy(value: Value): boolean {
  if (value === undefined || value === null || value === false) return false;
  return !isNumber(value) || !isZero(value);
}

/** 1 and -1 in any number type; undefined for anything else. */
export const signOf = (value: Value): 1 | -1 | undefined => {
  if (!isNumber(value) || !isIntegral(value) || isZero(value)) return undefined;
  const whole = truncated(value);
  return whole === 1n ? 1 : whole === -1n ? -1 : undefined;
};
