import { Decimal128 } from 'bson';
import type { NumberValue } from './compare.ts';
import { readDecimal, writeDecimal } from './decimal.ts';
import { CommandError } from './error.ts';
import { roundTo } from './expression-rounding.ts';
import {
  binary,
  listOf,
  nullable,
  type OperatorCompiler,
  type Operators,
  unary,
  variadic,
} from './expression-types.ts';
import {
  calculate,
  divide,
  fitsLong,
  fromBigInt,
  isNumber,
  isZero,
  numberType,
  remainderOf,
  toJsNumber,
  truncated,
} from './number.ts';
import { isNullish, toDouble, typeOf, type Value } from './values.ts';

const isDate = (value: Value): value is Date => value instanceof Date;

/** The date as it stands after so many milliseconds; a date beyond what can be kept is refused, not wrapped. */
function shiftDate(date: Date, milliseconds: number): Date {
  const moved = new Date(date.getTime() + Math.round(milliseconds));
  if (Number.isNaN(moved.getTime())) throw new CommandError(15, 'date overflow');
  return moved;
}

function add(values: Value[]): Value {
  let sum: NumberValue = 0;
  let date: Date | undefined;
  for (const value of values) {
    if (isNullish(value)) return null;
    if (isDate(value)) {
      if (date) throw new CommandError(16612, 'only one date allowed in an $add expression');
      date = value;
    } else if (isNumber(value)) sum = calculate('add', sum, value);
    else throw new CommandError(14, `$add only supports numeric or date types, not ${typeOf(value)}`);
  }
  return date ? shiftDate(date, toJsNumber(sum)) : sum;
}

function subtract(left: Value, right: Value): Value {
  if (isNullish(left) || isNullish(right)) return null;
  if (isNumber(left) && isNumber(right)) return calculate('subtract', left, right);
  if (isDate(left) && isDate(right)) return fromBigInt(BigInt(left.getTime() - right.getTime()), true);
  if (isDate(left) && isNumber(right)) return shiftDate(left, -toJsNumber(right));
  throw new CommandError(14, `can't $subtract ${typeOf(right)} from ${typeOf(left)}`);
}

function multiply(values: Value[]): Value {
  let product: NumberValue = 1;
  for (const value of values) {
    if (isNullish(value)) return null;
    if (!isNumber(value)) throw new CommandError(14, `$multiply only supports numeric types, not ${typeOf(value)}`);
    product = calculate('multiply', product, value);
  }
  return product;
}

function divideBoth(left: Value, right: Value): Value {
  if (isNullish(left) || isNullish(right)) return null;
  if (!isNumber(left) || !isNumber(right))
    throw new CommandError(14, `$divide only supports numeric types, not ${typeOf(left)} and ${typeOf(right)}`);
  if (isZero(right)) throw new CommandError(2, "can't $divide by zero");
  return divide(left, right);
}

function modulo(left: Value, right: Value): Value {
  if (isNullish(left) || isNullish(right)) return null;
  if (!isNumber(left) || !isNumber(right))
    throw new CommandError(16611, `$mod only supports numeric types, not ${typeOf(left)} and ${typeOf(right)}`);
  if (isZero(right)) throw new CommandError(16610, "can't $mod by zero");
  return remainderOf(left, right);
}

function absolute(value: NumberValue): Value {
  if (value instanceof Decimal128) {
    const decimal = readDecimal(value);
    return writeDecimal(decimal.kind === 'nan' ? decimal : { ...decimal, negative: false });
  }
  if (numberType(value) === 'double') return toDouble(Math.abs(toJsNumber(value)));
  const whole = truncated(value) ?? 0n;
  const positive = whole < 0n ? -whole : whole;
  if (!fitsLong(positive)) throw new CommandError(28680, "can't take $abs of long long min");
  return fromBigInt(positive, numberType(value) === 'long');
}

const rounder = (rounding: 'round' | 'truncate'): OperatorCompiler =>
  variadic(1, 2, ([value, place], name) => {
    if (isNullish(value) || (place !== undefined && isNullish(place))) return null;
    if (!isNumber(value)) throw new CommandError(51081, `${name} only supports numeric types, not ${typeOf(value)}`);
    const digits = place === undefined ? 0 : isNumber(place) ? toJsNumber(place) : Number.NaN;
    if (!Number.isInteger(digits) || digits < -20 || digits > 100)
      throw new CommandError(
        51083,
        `cannot apply ${name} with precision value ${String(place)} value must be in [-20, 100]`,
      );
    return roundTo(value, digits, rounding);
  });

const numeric = (code: number, run: (value: NumberValue, name: string) => Value): OperatorCompiler =>
  unary(
    nullable((value, name) => {
      if (!isNumber(value)) throw new CommandError(code, `${name} only supports numeric types, not ${typeOf(value)}`);
      return run(value, name);
    }),
  );

/** Functions of real numbers, computed in doubles; a decimal is refused, as it would lose its digits unseen. */
const real = (compute: (value: number, name: string) => number): OperatorCompiler =>
  numeric(28765, (value, name) => {
    if (value instanceof Decimal128) throw new CommandError(238, `${name} of a decimal is not supported`);
    return toDouble(compute(toJsNumber(value), name));
  });

const within = (least: number, most: number, compute: (value: number) => number): OperatorCompiler =>
  real((value, name) => {
    if (value < least || value > most)
      throw new CommandError(50989, `cannot apply ${name} to ${value}, value must be in [${least},${most}]`);
    return compute(value);
  });

const positive = (code: number, compute: (value: number) => number): OperatorCompiler =>
  real((value, name) => {
    if (value <= 0) throw new CommandError(code, `${name}'s argument must be a positive number, but is ${value}`);
    return compute(value);
  });

function power(base: Value, exponent: Value): Value {
  if (isNullish(base) || isNullish(exponent)) return null;
  if (!isNumber(base)) throw new CommandError(28762, `$pow's base must be numeric, not ${typeOf(base)}`);
  if (!isNumber(exponent)) throw new CommandError(28763, `$pow's exponent must be numeric, not ${typeOf(exponent)}`);
  if (base instanceof Decimal128 || exponent instanceof Decimal128)
    throw new CommandError(238, '$pow of a decimal is not supported');
  if (isZero(base) && toJsNumber(exponent) < 0)
    throw new CommandError(28764, '$pow cannot take a base of 0 and a negative exponent');
  const types = [numberType(base), numberType(exponent)];
  const [a, b] = [toJsNumber(base), toJsNumber(exponent)];
  if (types.includes('double') || b < 0 || (Math.abs(a) > 1 && b > 64)) return toDouble(a ** b);
  const exact = (truncated(base) ?? 0n) ** (truncated(exponent) ?? 0n);
  return fitsLong(exact) ? fromBigInt(exact, types.includes('long')) : toDouble(a ** b);
}

function logarithm(value: Value, base: Value): Value {
  if (isNullish(value) || isNullish(base)) return null;
  if (!isNumber(value)) throw new CommandError(28756, `$log's argument must be numeric, not ${typeOf(value)}`);
  if (!isNumber(base)) throw new CommandError(28757, `$log's base must be numeric, not ${typeOf(base)}`);
  const [a, b] = [toJsNumber(value), toJsNumber(base)];
  if (a <= 0) throw new CommandError(28758, `$log's argument must be a positive number, but is ${a}`);
  if (b <= 0 || b === 1)
    throw new CommandError(28759, `$log's base must be a positive number not equal to 1, but is ${b}`);
  return toDouble(Math.log(a) / Math.log(b));
}

const bitwise = (start: bigint, run: (a: bigint, b: bigint) => bigint): OperatorCompiler =>
  variadic(0, Number.POSITIVE_INFINITY, (values, name) => {
    let bits = start;
    let isLong = false;
    for (const value of values) {
      if (isNullish(value)) return null;
      const type = typeOf(value);
      if (!isNumber(value) || (type !== 'int' && type !== 'long'))
        throw new CommandError(14, `${name} only supports int and long operands, not ${type}`);
      bits = run(bits, truncated(value) ?? 0n);
      isLong ||= type === 'long';
    }
    return fromBigInt(BigInt.asIntN(64, bits), isLong);
  });

const chance: OperatorCompiler = (argument, { context }, name) => {
  if (listOf(argument).length !== 0 && Object.keys(argument as object).length !== 0)
    throw new CommandError(10065, `${name} does not accept arguments`);
  const { random } = context;
  if (!random) throw new CommandError(238, `${name} is not available here`);
  return () => toDouble(random());
};

const ANY = Number.POSITIVE_INFINITY;

export const arithmeticOperators: Operators = {
  $add: variadic(0, ANY, add),
  $subtract: binary(subtract),
  $multiply: variadic(0, ANY, multiply),
  $divide: binary(divideBoth),
  $mod: binary(modulo),
  $abs: numeric(28765, absolute),
  $ceil: numeric(28765, (value) => roundTo(value, 0, 'ceil')),
  $floor: numeric(28765, (value) => roundTo(value, 0, 'floor')),
  $round: rounder('round'),
  $trunc: rounder('truncate'),
  $pow: binary(power),
  $sqrt: real((value, name) => {
    if (value < 0) throw new CommandError(28714, `${name}'s argument must be greater than or equal to 0`);
    return Math.sqrt(value);
  }),
  $exp: real(Math.exp),
  $ln: positive(28766, Math.log),
  $log10: positive(28761, Math.log10),
  $log: binary(logarithm),
  $sin: real(Math.sin),
  $cos: real(Math.cos),
  $tan: real(Math.tan),
  $asin: within(-1, 1, Math.asin),
  $acos: within(-1, 1, Math.acos),
  $atan: real(Math.atan),
  $atan2: binary((y, x, name) => {
    if (isNullish(y) || isNullish(x)) return null;
    if (!isNumber(y) || !isNumber(x)) throw new CommandError(51044, `${name} only supports numeric types`);
    return toDouble(Math.atan2(toJsNumber(y), toJsNumber(x)));
  }),
  $sinh: real(Math.sinh),
  $cosh: real(Math.cosh),
  $tanh: real(Math.tanh),
  $asinh: real(Math.asinh),
  $acosh: within(1, ANY, Math.acosh),
  $atanh: within(-1, 1, Math.atanh),
  $degreesToRadians: real((value) => (value * Math.PI) / 180),
  $radiansToDegrees: real((value) => (value * 180) / Math.PI),
  $bitAnd: bitwise(-1n, (a, b) => a & b),
  $bitOr: bitwise(0n, (a, b) => a | b),
  $bitXor: bitwise(0n, (a, b) => a ^ b),
  $bitNot: numeric(28765, (value, name) => {
    const type = numberType(value);
    if (type === 'double' || type === 'decimal')
      throw new CommandError(14, `${name} only supports int and long, not: ${type}.`);
    return fromBigInt(~(truncated(value) ?? 0n), type === 'long');
  }),
  $rand: chance,
};
