import type { Decimal128, Double, Long } from 'bson';
import { type Decimal, doubleOfDecimal, power10, readDecimal } from './decimal.ts';

/** What the bytes are written to. */
interface ByteWriter {
  byte(value: number): void;
  uint32(value: number): void;
}

/**
 * A number as bytes that sort like its value, whatever its type: a class byte, the binary exponent, the first 64 bits
 * of the mantissa, and for decimals that need more, 64 further bits and whether anything is left. Two different
 * decimals of 34 digits differ within their first 114 bits, and ints, longs and doubles fit into 64.
 */
const classes = { nan: 1, negativeInfinity: 2, negative: 3, zero: 4, positive: 5, infinity: 6 } as const;
const EXPONENT_BIAS = 0x8000;

export function writeNumberKey(writer: ByteWriter, value: number | Double | Long | Decimal128): void {
  if (typeof value === 'number') writeDouble(writer, value);
  else if (value._bsontype === 'Double') writeDouble(writer, value.value);
  else if (value._bsontype === 'Long') writeLong(writer, value);
  else writeDecimal(writer, readDecimal(value));
}

const scratch = new DataView(new ArrayBuffer(8));

function writeDouble(writer: ByteWriter, value: number): void {
  const special = specialClass(value);
  if (special !== undefined) {
    writer.byte(special);
    return;
  }
  const isSubnormal = Math.abs(value) < 2 ** -1022;
  scratch.setFloat64(0, isSubnormal ? value * 2 ** 64 : value);
  const head = scratch.getUint32(0);
  const tail = scratch.getUint32(4);
  const exponent = ((head >>> 20) & 0x7ff) - 1023 - (isSubnormal ? 64 : 0);
  writeParts(writer, value < 0, exponent, 0x80000000 | ((head & 0xfffff) << 11) | (tail >>> 21), tail << 11);
}

function specialClass(value: number): number | undefined {
  if (value === 0) return classes.zero;
  if (Number.isFinite(value)) return undefined;
  if (Number.isNaN(value)) return classes.nan;
  return value < 0 ? classes.negativeInfinity : classes.infinity;
}

function writeLong(writer: ByteWriter, value: Long): void {
  const number = value.toNumber();
  const exact = value.toBigInt();
  if (Number.isSafeInteger(number)) writeDouble(writer, number);
  else writeBits(writer, { negative: exact < 0n, bits: exact < 0n ? -exact : exact, shift: 0, isMore: false });
}

function writeDecimal(writer: ByteWriter, value: Decimal): void {
  if (value.kind !== 'finite' || value.coefficient === 0n) {
    writer.byte(specialClass(doubleOfDecimal(value)) ?? classes.zero);
    return;
  }
  const { negative, coefficient, exponent } = value;
  if (exponent >= 0) {
    writeBits(writer, { negative, bits: coefficient * power10(exponent), shift: 0, isMore: false });
    return;
  }
  const divisor = power10(-exponent);
  const shift = Math.max(0, 130 + bitsOf(divisor) - bitsOf(coefficient));
  const scaled = coefficient << BigInt(shift);
  writeBits(writer, { negative, bits: scaled / divisor, shift, isMore: scaled % divisor !== 0n });
}

const bitsOf = (value: bigint): number => {
  const hex = value.toString(16);
  return hex.length * 4 - (Math.clz32(Number.parseInt(hex.charAt(0), 16)) - 28);
};

/** The magnitude is `bits` * 2^-shift, or a little larger than that where `isMore`. */
interface Bits {
  readonly negative: boolean;
  readonly bits: bigint;
  readonly shift: number;
  readonly isMore: boolean;
}

function writeBits(writer: ByteWriter, { negative, bits, shift, isMore }: Bits): void {
  const length = bitsOf(bits);
  const wide = length > 128 ? bits >> BigInt(length - 128) : bits << BigInt(128 - length);
  const lost = length > 128 && BigInt.asUintN(length - 128, bits) !== 0n;
  const low = BigInt.asUintN(64, wide);
  const rest = low === 0n && !lost && !isMore ? undefined : { low, isMore: lost || isMore };
  const high = Number(wide >> 96n);
  writeParts(writer, negative, length - 1 - shift, high, Number((wide >> 64n) & 0xffffffffn), rest);
}

/** A negative number's bytes are turned over, so that the larger magnitude sorts first. */
function writeParts(
  writer: ByteWriter,
  negative: boolean,
  exponent: number,
  high: number,
  low: number,
  rest?: { low: bigint; isMore: boolean },
): void {
  const turn = negative ? 0xffffffff : 0;
  writer.byte(negative ? classes.negative : classes.positive);
  const biased = (exponent + EXPONENT_BIAS) ^ turn;
  writer.byte((biased >>> 8) & 0xff);
  writer.byte(biased & 0xff);
  writer.uint32(high ^ turn);
  writer.uint32(low ^ turn);
  writer.byte((rest ? 1 : 0) ^ (turn & 0xff));
  if (!rest) return;
  writer.uint32(Number(rest.low >> 32n) ^ turn);
  writer.uint32(Number(rest.low & 0xffffffffn) ^ turn);
  writer.byte((rest.isMore ? 1 : 0) ^ (turn & 0xff));
}
