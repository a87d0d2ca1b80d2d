import { Decimal128 } from 'bson';
import type { NumberValue } from './compare.ts';
import {
  divideHalfEven,
  doubleOfDecimal,
  exactDecimalOfDouble,
  power10,
  readDecimal,
  writeDecimal,
} from './decimal.ts';
import { CommandError } from './error.ts';
import { fitsLong, fromBigInt, numberType, toJsNumber, truncated } from './number.ts';
import { toDouble, type Value } from './values.ts';

export type Rounding = 'round' | 'truncate' | 'floor' | 'ceil';

/** Integers stay what they are unless digits before the point are asked for; doubles stay doubles. */
export function roundTo(value: NumberValue, place: number, rounding: Rounding): Value {
  const type = numberType(value);
  if (type === 'double') return toDouble(roundDouble(toJsNumber(value), place, rounding));
  if (type !== 'decimal' && place >= 0) return value;
  const decimal =
    value instanceof Decimal128
      ? readDecimal(value)
      : ({ kind: 'finite', negative: toJsNumber(value) < 0, coefficient: magnitude(value), exponent: 0 } as const);
  if (decimal.kind !== 'finite' || decimal.exponent >= -place) return value;
  const unit = power10(-place - decimal.exponent);
  const rounded = writeDecimal({
    ...decimal,
    coefficient: roundQuotient(decimal.coefficient, unit, decimal.negative, rounding),
    exponent: -place,
  });
  if (type === 'decimal') return rounded;
  const whole = truncated(rounded) ?? 0n;
  if (!fitsLong(whole)) throw new CommandError(51080, 'invalid conversion from Decimal128 result in $round');
  return fromBigInt(whole, type === 'long');
}

const magnitude = (value: NumberValue): bigint => {
  const whole = truncated(value) ?? 0n;
  return whole < 0n ? -whole : whole;
};

function roundQuotient(numerator: bigint, unit: bigint, negative: boolean, rounding: Rounding): bigint {
  const down = numerator / unit;
  if (rounding === 'round') return divideHalfEven(numerator, unit);
  const goesAway =
    numerator % unit !== 0n && ((rounding === 'floor' && negative) || (rounding === 'ceil' && !negative));
  return goesAway ? down + 1n : down;
}

/** Halves go to the even digit, decided on the double's exact value: 2.675 is a little less and becomes 2.67. */
function roundDouble(value: number, place: number, rounding: Rounding): number {
  if (rounding === 'floor') return Math.floor(value);
  if (rounding === 'ceil') return Math.ceil(value);
  if (place === 0 && rounding === 'truncate') return Math.trunc(value);
  const exact = exactDecimalOfDouble(value);
  if (exact.kind !== 'finite' || exact.exponent >= -place) return value;
  const unit = power10(-place - exact.exponent);
  const coefficient = roundQuotient(exact.coefficient, unit, exact.negative, rounding);
  return doubleOfDecimal({ ...exact, coefficient, exponent: -place });
}
