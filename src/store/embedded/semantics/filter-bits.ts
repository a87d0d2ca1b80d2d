import { bytesOf } from './compare.ts';
import { CommandError } from './error.ts';
import { isIntegral, isNumber, truncated } from './number.ts';
import { isBinary, typeOf, type Value } from './values.ts';

type BitsOperator = '$bitsAllSet' | '$bitsAllClear' | '$bitsAnySet' | '$bitsAnyClear';

/** The mask is a list of bit positions, a number's bits, or binary data, lowest byte first. */
export function compileBits(name: BitsOperator, mask: Value): (value: Value) => boolean {
  const positions = positionsOf(name, mask);
  const wanted = name === '$bitsAllSet' || name === '$bitsAnySet';
  const isAll = name === '$bitsAllSet' || name === '$bitsAllClear';
  return (value) => {
    const isSet = bitsOf(value);
    if (isSet === undefined) return false;
    const holds = (position: number): boolean => isSet(position) === wanted;
    return isAll ? positions.every(holds) : positions.some(holds);
  };
}

function positionsOf(name: string, mask: Value): number[] {
  if (Array.isArray(mask))
    return mask.map((position) => {
      const whole = isNumber(position) && isIntegral(position) ? Number(position.toString()) : -1;
      if (whole < 0) throw new CommandError(2, `bit positions of ${name} must be integers >= 0`);
      return whole;
    });
  const isMask = isBinary(mask) || (isNumber(mask) && isIntegral(mask) && (truncated(mask) ?? -1n) >= 0n);
  const isSet = isMask ? bitsOf(mask) : undefined;
  if (isSet === undefined)
    throw new CommandError(9, `${name} takes an Array, a number, or a BinData but received: ${typeOf(mask)}`);
  const width = isBinary(mask) ? mask.position * 8 : 64;
  return Array.from({ length: width }, (_, position) => position).filter(isSet);
}

/** Numbers are two's complement, so the sign fills every higher bit; only what fits into 64 bits has bits at all. */
function bitsOf(value: Value): ((position: number) => boolean) | undefined {
  if (isBinary(value)) {
    const bytes = bytesOf(value);
    return (position) => (((bytes[position >> 3] ?? 0) >> (position & 7)) & 1) === 1;
  }
  if (!isNumber(value) || !isIntegral(value)) return undefined;
  const whole = truncated(value);
  if (whole === undefined || BigInt.asIntN(64, whole) !== whole) return undefined;
  return (position) => ((whole >> BigInt(Math.min(position, 63))) & 1n) === 1n;
}
