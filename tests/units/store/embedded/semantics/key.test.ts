import { describe, expect, test } from '@jest/globals';
import { Binary, BSONRegExp, Code, Decimal128, Double, Long, MaxKey, MinKey, ObjectId, Timestamp } from 'bson';
import fc from 'fast-check';
import { compareValues } from '../../../../../src/store/embedded/semantics/compare.ts';
import { compileFilter } from '../../../../../src/store/embedded/semantics/filter.ts';
import {
  type Direction,
  encodeKey,
  keyText,
  type RangeOperator,
  rangeOf,
  VALUE_KEY_LIMIT,
} from '../../../../../src/store/embedded/semantics/key.ts';
import { indexKeys } from '../../../../../src/store/embedded/semantics/path.ts';
import { toDouble, type Value } from '../../../../../src/store/embedded/semantics/values.ts';

const decimals = fc
  .tuple(fc.bigInt({ min: -(10n ** 34n) + 1n, max: 10n ** 34n - 1n }), fc.integer({ min: -6176, max: 6111 }))
  .map(([coefficient, exponent]) => Decimal128.fromString(`${coefficient}E${exponent}`));
/** Decimals that stand close to doubles and longs, where a careless encoding would confuse them. */
const nearDecimals = fc.oneof(
  fc.integer({ min: -1000, max: 1000 }).map((value) => Decimal128.fromString(`${value / 10}`)),
  fc
    .double({ noNaN: true, noDefaultInfinity: true, min: -1e20, max: 1e20 })
    .map((value) => Decimal128.fromString(String(value))),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((value) => Decimal128.fromString(String(value))),
);
const numbers: fc.Arbitrary<Value> = fc.oneof(
  fc.integer(),
  fc.integer({ min: -3, max: 3 }),
  fc.double().map(toDouble),
  fc.integer({ min: -3, max: 3 }).map((value) => new Double(value)),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((value) => Long.fromBigInt(value)),
  fc.integer({ min: -3, max: 3 }).map((value) => Long.fromInt(value)),
  decimals,
  nearDecimals,
  fc.constantFrom(Number.NaN, Infinity, -Infinity, 2 ** 53, 2 ** 63, -(2 ** 63), 5e-324).map(toDouble),
  fc.constantFrom('NaN', 'Infinity', '-Infinity', '0', '-0', '1.00', '0.1').map((text) => Decimal128.fromString(text)),
  fc
    .constantFrom('9007199254740993', '9223372036854775807', '-9223372036854775808')
    .map((text) => Long.fromString(text)),
);
const texts = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('', 'a', 'a\0', 'a\0b', 'ab', '\uffff', '😀'),
);
const scalars: fc.Arbitrary<Value> = fc.oneof(
  numbers,
  texts.filter((text) => !/\p{Surrogate}/u.test(text)),
  fc.boolean(),
  fc.constantFrom<Value>(null, undefined, new MinKey(), new MaxKey()),
  fc.date({ noInvalidDate: true }),
  fc.uint8Array({ minLength: 12, maxLength: 12 }).map((bytes) => new ObjectId(bytes)),
  fc
    .tuple(fc.uint8Array({ maxLength: 6 }), fc.constantFrom(0, 4, 128))
    .map(([bytes, subtype]) => new Binary(bytes, subtype)),
  fc.tuple(fc.nat(), fc.nat()).map(([t, i]) => new Timestamp({ t, i })),
  fc.constantFrom('a', 'ab', 'b').map((pattern) => new BSONRegExp(pattern, 'i')),
  fc.constantFrom('a', 'b').map((code) => new Code(code)),
);
const values: fc.Arbitrary<Value> = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    scalars,
    fc.array(
      tie('value').map((value) => value ?? null),
      { maxLength: 3 },
    ),
    fc.dictionary(
      fc.constantFrom('a', 'b', 'aa', 'é'),
      tie('value').map((value) => value ?? null),
      { maxKeys: 3 },
    ),
  ),
})).value;
const directions = fc.constantFrom<Direction>(1, -1);

const keyOf = (fields: readonly Value[], order: readonly Direction[]): Uint8Array =>
  encodeKey(fields, order, 1e6).bytes;
const inRange = (bytes: Uint8Array, range: { from: Uint8Array; until: Uint8Array }): boolean =>
  Buffer.compare(bytes, range.from) >= 0 && Buffer.compare(bytes, range.until) < 0;

describe('the bytes of a key', () => {
  test('sort as the values compare, in every direction of every field', () => {
    fc.assert(
      fc.property(values, values, values, values, directions, directions, (a1, a2, b1, b2, d1, d2) => {
        const expected = compareValues(a1, b1) * d1 || compareValues(a2, b2) * d2;
        expect(Math.sign(Buffer.compare(keyOf([a1, a2], [d1, d2]), keyOf([b1, b2], [d1, d2])))).toBe(
          Math.sign(expected) + 0,
        );
      }),
      { numRuns: 2000 },
    );
  });

  test('sort numbers of different types by their exact value', () => {
    fc.assert(
      fc.property(numbers, numbers, (a, b) => {
        expect(Math.sign(Buffer.compare(keyOf([a], [1]), keyOf([b], [1])))).toBe(compareValues(a, b));
      }),
      { numRuns: 4000 },
    );
  });

  test('are the same for 1 as an int, a long, a double and a decimal', () => {
    const forms: Value[] = [1, Long.fromInt(1), new Double(1), Decimal128.fromString('1.00')];
    expect(new Set(forms.map(keyText)).size).toBe(1);
  });

  test('are never the beginning of another key', () => {
    fc.assert(
      fc.property(values, values, (a, b) => {
        const [left, right] = [Buffer.from(keyOf([a], [1])), Buffer.from(keyOf([b], [1]))];
        if (compareValues(a, b) !== 0) expect(right.subarray(0, left.length).equals(left)).toBe(false);
      }),
      { numRuns: 1000 },
    );
  });

  test('that would be too long are cut, marked, and still tell their values apart', () => {
    const long = 'x'.repeat(VALUE_KEY_LIMIT);
    const [one, two] = [encodeKey([`${long}1`], [1]), encodeKey([`${long}2`], [1])];
    expect([one.truncated, one.bytes.length]).toEqual([true, VALUE_KEY_LIMIT]);
    expect(Buffer.compare(one.bytes, two.bytes)).not.toBe(0);
    expect(encodeKey(['short'], [1]).truncated).toBe(false);
    expect(inRange(one.bytes, rangeOf(new Uint8Array(0), '$eq', `${long}1`, 1))).toBe(true);
    expect(inRange(one.bytes, rangeOf(new Uint8Array(0), '$gt', long, 1))).toBe(true);
  });
});

describe('a range of keys', () => {
  const holds: Record<RangeOperator, (order: number) => boolean> = {
    $eq: (order) => order === 0,
    $gt: (order) => order > 0,
    $gte: (order) => order >= 0,
    $lt: (order) => order < 0,
    $lte: (order) => order <= 0,
  };
  const operators = fc.constantFrom<RangeOperator>('$eq', '$gt', '$gte', '$lt', '$lte');

  test('holds every number that answers the comparison, and none that does not, whatever the direction', () => {
    fc.assert(
      fc.property(numbers, numbers, operators, directions, (bound, value, operator, direction) => {
        const prefix = keyOf(['owner'], [1]);
        const bytes = keyOf(['owner', value], [1, direction]);
        const expected = holds[operator](compareValues(value, bound));
        expect(inRange(bytes, rangeOf(prefix, operator, bound, direction))).toBe(expected);
      }),
      { numRuns: 2000 },
    );
  });

  test('holds a key of every document that answers the filter, arrays included', () => {
    const bounds = scalars.filter((bound) => bound !== undefined && !(bound instanceof BSONRegExp));
    const stored = fc.oneof(
      scalars,
      fc.array(
        scalars.map((value) => value ?? null),
        { maxLength: 4 },
      ),
    );
    fc.assert(
      fc.property(stored, bounds, operators, directions, (value, bound, operator, direction) => {
        const doc = value === undefined ? {} : { a: value };
        if (!compileFilter({ a: { [operator]: bound } })(doc)) return;
        const range = rangeOf(new Uint8Array(0), operator, bound, direction);
        const keys = indexKeys(doc, { a: direction }).keys.map((key) => keyOf(key, [direction]));
        expect(keys.some((key) => inRange(key, range))).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });

  test('holds arrays that compare with MinKey and MaxKey as a whole', () => {
    const range = rangeOf(new Uint8Array(0), '$gt', new MinKey(), 1);
    expect(compileFilter({ a: { $gt: new MinKey() } })({ a: [new MinKey()] })).toBe(true);
    expect(inRange(keyOf([new MinKey()], [1]), range)).toBe(true);
  });

  test('stays within the type of its bound', () => {
    const range = rangeOf(new Uint8Array(0), '$gte', 5, 1);
    expect(inRange(keyOf(['text'], [1]), range)).toBe(false);
    expect(inRange(keyOf([null], [1]), rangeOf(new Uint8Array(0), '$lt', 5, 1))).toBe(false);
    expect(inRange(keyOf(['text'], [1]), rangeOf(new Uint8Array(0), '$gt', new MinKey(), 1))).toBe(true);
  });
});
