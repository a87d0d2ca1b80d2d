import { Decimal128 } from 'bson';

/** A decimal of any size, exactly: sign * coefficient * 10^exponent. */
export type Decimal =
  | { readonly kind: 'finite'; readonly negative: boolean; readonly coefficient: bigint; readonly exponent: number }
  | { readonly kind: 'infinity'; readonly negative: boolean }
  | { readonly kind: 'nan' };

type Finite = Extract<Decimal, { kind: 'finite' }>;

const DIGITS = 34;
const EXPONENT_BIAS = 6176;
const EXPONENT_MAX = 6111;
const LARGEST = 10n ** BigInt(DIGITS) - 1n;

export const power10 = (exponent: number): bigint => 10n ** BigInt(exponent);
const finite = (signed: bigint, exponent: number, negativeZero = false): Finite => ({
  kind: 'finite',
  negative: signed < 0n || (signed === 0n && negativeZero),
  coefficient: signed < 0n ? -signed : signed,
  exponent,
});
const signedOf = (value: Finite): bigint => (value.negative ? -value.coefficient : value.coefficient);

/** IEEE 754-2008 decimal128, binary integer encoding, little-endian as BSON stores it. */
export function readDecimal(value: Decimal128): Decimal {
  const view = new DataView(value.bytes.buffer, value.bytes.byteOffset, 16);
  const high = view.getBigUint64(8, true);
  const negative = high >> 63n === 1n;
  const combination = Number((high >> 58n) & 0x1fn);
  if (combination === 0x1f) return { kind: 'nan' };
  if (combination === 0x1e) return { kind: 'infinity', negative };
  // A coefficient in the second form always exceeds 34 digits, which the standard reads as zero.
  if (combination >> 3 === 3) return { kind: 'finite', negative, coefficient: 0n, exponent: 0 };
  const coefficient = ((high & 0x1_ffff_ffff_ffffn) << 64n) | view.getBigUint64(0, true);
  return {
    kind: 'finite',
    negative,
    coefficient: coefficient > LARGEST ? 0n : coefficient,
    exponent: Number((high >> 49n) & 0x3fffn) - EXPONENT_BIAS,
  };
}

/** Rounds to what a Decimal128 can hold, halves to even. */
export function writeDecimal(value: Decimal): Decimal128 {
  if (value.kind === 'nan') return Decimal128.fromString('NaN');
  const sign = value.negative ? '-' : '';
  if (value.kind === 'infinity') return Decimal128.fromString(`${sign}Infinity`);
  let { coefficient, exponent } = value;
  const surplus = Math.max(digitsOf(coefficient) - DIGITS, -EXPONENT_BIAS - exponent);
  if (surplus > 0) {
    coefficient = divideHalfEven(coefficient, power10(surplus));
    exponent += surplus;
  }
  if (digitsOf(coefficient) > DIGITS) {
    coefficient /= 10n;
    exponent += 1;
  }
  while (exponent > EXPONENT_MAX && coefficient !== 0n && digitsOf(coefficient) < DIGITS) {
    coefficient *= 10n;
    exponent -= 1;
  }
  if (exponent > EXPONENT_MAX && coefficient !== 0n) return Decimal128.fromString(`${sign}Infinity`);
  return Decimal128.fromString(`${sign}${coefficient}E${Math.min(exponent, EXPONENT_MAX)}`);
}

const digitsOf = (coefficient: bigint): number => coefficient.toString().length;

export function divideHalfEven(numerator: bigint, denominator: bigint): bigint {
  const quotient = numerator / denominator;
  const doubled = (numerator % denominator) * 2n;
  if (doubled > denominator || (doubled === denominator && quotient % 2n === 1n)) return quotient + 1n;
  return quotient;
}

export const decimalOfInteger = (value: bigint): Decimal => finite(value, 0);

/** The double's exact binary value: m * 2^e is m * 5^-e * 10^e where e is negative. */
export function exactDecimalOfDouble(value: number): Decimal {
  if (Number.isNaN(value)) return { kind: 'nan' };
  if (!Number.isFinite(value)) return { kind: 'infinity', negative: value < 0 };
  let exponent = 0;
  let mantissa = Math.abs(value);
  while (!Number.isInteger(mantissa)) {
    mantissa *= 2;
    exponent += 1;
  }
  const sign = value < 0 ? -1n : 1n;
  return finite(sign * BigInt(mantissa) * 5n ** BigInt(exponent), -exponent, Object.is(value, -0));
}

/** What a mongod makes of a double in decimal arithmetic: its first 15 significant digits. */
export function decimalOfDouble(value: number): Decimal {
  if (!Number.isFinite(value)) return exactDecimalOfDouble(value);
  const [digits = '0', exponent = '0'] = value.toExponential(14).split('e');
  return finite(BigInt(digits.replace('.', '')), Number(exponent) - 14, Object.is(value, -0));
}

export const doubleOfDecimal = (value: Decimal): number => {
  if (value.kind === 'nan') return Number.NaN;
  if (value.kind === 'infinity') return value.negative ? -Infinity : Infinity;
  return Number(`${value.negative ? '-' : ''}${value.coefficient}e${value.exponent}`);
};

/** The integer part, or undefined where there is none. */
export function truncateDecimal(value: Decimal): bigint | undefined {
  if (value.kind !== 'finite') return undefined;
  const signed = signedOf(value);
  return value.exponent >= 0 ? signed * power10(value.exponent) : signed / power10(-value.exponent);
}

export function isIntegralDecimal(value: Decimal): boolean {
  if (value.kind !== 'finite') return false;
  return value.exponent >= 0 || value.coefficient % power10(-value.exponent) === 0n;
}

/** NaN sorts below every number, as in MongoDB. */
export function compareDecimals(left: Decimal, right: Decimal): number {
  const order = rank(left) - rank(right);
  if (order !== 0 || left.kind !== 'finite' || right.kind !== 'finite') return Math.sign(order);
  if (left.coefficient === 0n) return 0;
  const magnitude = digitsOf(left.coefficient) + left.exponent - digitsOf(right.coefficient) - right.exponent;
  const sign = left.negative ? -1 : 1;
  if (magnitude !== 0) return sign * Math.sign(magnitude);
  const [a, b] = aligned(left, right);
  return a < b ? -1 : a > b ? 1 : 0;
}

/** nan, -infinity, negative, zero, positive, infinity */
function rank(value: Decimal): number {
  if (value.kind === 'nan') return 0;
  if (value.kind === 'infinity') return value.negative ? 1 : 5;
  if (value.coefficient === 0n) return 3;
  return value.negative ? 2 : 4;
}

function aligned(left: Finite, right: Finite): [bigint, bigint, number] {
  const exponent = Math.min(left.exponent, right.exponent);
  return [
    signedOf(left) * power10(left.exponent - exponent),
    signedOf(right) * power10(right.exponent - exponent),
    exponent,
  ];
}

const negated = (value: Decimal): Decimal => (value.kind === 'nan' ? value : { ...value, negative: !value.negative });

export function addDecimals(left: Decimal, right: Decimal): Decimal {
  if (left.kind === 'nan' || right.kind === 'nan') return { kind: 'nan' };
  if (left.kind === 'infinity')
    return right.kind === 'infinity' && right.negative !== left.negative ? { kind: 'nan' } : left;
  if (right.kind === 'infinity') return right;
  if (left.coefficient === 0n && right.exponent <= left.exponent)
    return right.coefficient === 0n ? finite(0n, right.exponent) : right;
  const [a, b, exponent] = aligned(left, right);
  return finite(a + b, exponent, left.negative && right.negative);
}

export const subtractDecimals = (left: Decimal, right: Decimal): Decimal => addDecimals(left, negated(right));

export function multiplyDecimals(left: Decimal, right: Decimal): Decimal {
  if (left.kind === 'nan' || right.kind === 'nan') return { kind: 'nan' };
  const negative = left.negative !== right.negative;
  if (left.kind === 'infinity' || right.kind === 'infinity') {
    const other = left.kind === 'infinity' ? right : left;
    return other.kind === 'finite' && other.coefficient === 0n ? { kind: 'nan' } : { kind: 'infinity', negative };
  }
  return {
    kind: 'finite',
    negative,
    coefficient: left.coefficient * right.coefficient,
    exponent: left.exponent + right.exponent,
  };
}

export function divideDecimals(left: Decimal, right: Decimal): Decimal {
  if (left.kind === 'nan' || right.kind === 'nan') return { kind: 'nan' };
  const negative = left.negative !== right.negative;
  if (left.kind === 'infinity') return right.kind === 'infinity' ? { kind: 'nan' } : { kind: 'infinity', negative };
  if (right.kind === 'infinity') return finite(0n, 0, negative);
  if (right.coefficient === 0n) return left.coefficient === 0n ? { kind: 'nan' } : { kind: 'infinity', negative };
  const shift = Math.max(0, DIGITS + 2 + digitsOf(right.coefficient) - digitsOf(left.coefficient));
  const scaled = left.coefficient * power10(shift);
  const exact = scaled % right.coefficient === 0n;
  let coefficient = scaled / right.coefficient;
  let exponent = left.exponent - right.exponent - shift;
  // A digit below the last kept one stands for the rest, so that rounding sees it.
  if (!exact) {
    coefficient = coefficient * 10n + 1n;
    exponent -= 1;
  }
  // An exact quotient keeps the exponent nearest to the operands' (1/2 is 0.5, not 0.500...).
  while (exact && exponent < left.exponent - right.exponent && coefficient !== 0n && coefficient % 10n === 0n) {
    coefficient /= 10n;
    exponent += 1;
  }
  return { kind: 'finite', negative, coefficient, exponent };
}

/** The remainder takes the sign of the dividend, as C's fmod. */
export function remainderOfDecimals(left: Decimal, right: Decimal): Decimal {
  if (left.kind !== 'finite' || right.kind === 'nan') return { kind: 'nan' };
  if (right.kind === 'infinity') return left;
  if (right.coefficient === 0n) return { kind: 'nan' };
  const [a, b, exponent] = aligned(left, right);
  return finite(a % b, exponent, left.negative);
}
