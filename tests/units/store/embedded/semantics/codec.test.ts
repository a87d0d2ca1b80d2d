import { describe, expect, test } from '@jest/globals';
import { Binary, BSON, BSONRegExp, Code, Decimal128, Double, Long, MaxKey, MinKey, ObjectId, Timestamp } from 'bson';
import fc from 'fast-check';
import { decode, encode } from '../../../../../src/store/embedded/semantics/codec.ts';
import { identicalValues } from '../../../../../src/store/embedded/semantics/compare.ts';
import type { CommandError } from '../../../../../src/store/embedded/semantics/error.ts';
import { toDouble, typeOf, type Value } from '../../../../../src/store/embedded/semantics/values.ts';

const codeOf = (bytes: Uint8Array): number => {
  try {
    decode(bytes);
  } catch (error) {
    return (error as CommandError).code; // undefined, and so no match, for what is thrown without a code
  }
  throw new Error('nothing was refused');
};

const everyType = {
  double: 1.5,
  wholeDouble: new Double(1),
  negativeZero: new Double(-0),
  notANumber: Number.NaN,
  largeDouble: 2 ** 40,
  text: 'a\0é😀',
  doc: { a: { b: [] } },
  list: [1, new Double(2), [null]],
  binary: new Binary(new Uint8Array([1, 255]), 128),
  id: new ObjectId('65a000000000000000000001'),
  yes: true,
  no: false,
  date: new Date(-62135596800000),
  nothing: null,
  regex: new BSONRegExp('^a', 'i'),
  code: new Code('return 1'),
  scoped: new Code('return x', { x: 1 }),
  int: -5,
  timestamp: new Timestamp({ t: 4_000_000_000, i: 7 }),
  long: Long.fromString('-9223372036854775808'),
  decimal: Decimal128.fromString('1.00'),
  least: new MinKey(),
  most: new MaxKey(),
};

describe('documents as bytes', () => {
  test('come back with every type they had', () => {
    const read = decode(encode(everyType));
    expect(Object.keys(read)).toEqual(Object.keys(everyType));
    expect(identicalValues(read, everyType)).toBe(true);
    expect(Object.is(Number(read.negativeZero), -0)).toBe(true);
    expect(Buffer.compare(encode(read), encode(everyType))).toBe(0);
  });

  test('keep a whole double a double and an int an int', () => {
    const read = decode(BSON.serialize({ a: new Double(3), b: 3, c: new Double(3.5), d: Long.fromInt(3) }));
    expect([read.a, read.b, read.c, read.d].map(typeOf)).toEqual(['double', 'int', 'double', 'long']);
  });

  test('come back equal whatever they hold', () => {
    const leaves: fc.Arbitrary<Value> = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.integer(),
      fc.double().map(toDouble),
      fc.boolean(),
      fc.constant(null),
      fc.date({ noInvalidDate: true }),
    );
    const docs = fc.dictionary(
      fc.string({ unit: 'grapheme' }).filter((name) => !name.includes('\0') && name !== '_bsontype'),
      fc.oneof(leaves, fc.array(leaves), fc.dictionary(fc.constantFrom('a', 'b', '__proto__'), leaves)),
    );
    fc.assert(
      fc.property(docs, (doc) => {
        expect(Buffer.compare(encode(decode(encode(doc))), encode(doc))).toBe(0);
      }),
      { numRuns: 500 },
    );
  });

  test('cannot reach into what JavaScript objects inherit', () => {
    const bytes = BSON.serialize({ x: 1 });
    const hostile = Buffer.from(
      BSON.serialize(Object.defineProperty({}, '__proto__', { value: { x: 1 }, enumerable: true })),
    );
    expect(Object.hasOwn(decode(hostile), '__proto__')).toBe(true);
    expect(decode(bytes).constructor).toBe(Object);
    expect(({} as Record<string, unknown>).x).toBeUndefined();
  });

  test('are refused with InvalidBSON when they are damaged, wherever the damage is', () => {
    const whole = encode(everyType);
    for (let length = 0; length < whole.length; length += 1) expect(codeOf(whole.subarray(0, length))).toBe(22);
  });

  test('are refused or read, and never end the server, when bytes are changed', () => {
    const whole = encode(everyType);
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.nat(255), (at, byte) => {
        const damaged = Uint8Array.from(whole);
        damaged[at] = byte;
        try {
          decode(damaged);
        } catch (error) {
          expect([2, 15, 22]).toContain((error as CommandError).code);
        }
      }),
      { numRuns: 2000 },
    );
  });

  test('are refused when they are nested too deeply or claim to be a BSON class', () => {
    let deep: Record<string, unknown> = {};
    for (let level = 0; level < 250; level += 1) deep = { a: deep };
    expect(codeOf(BSON.serialize(deep))).toBe(15);
    const forged = Buffer.from(BSON.serialize({ zbsontype: 'Long' }));
    forged.write('_bsontype', forged.indexOf('zbsontype'));
    expect(codeOf(forged)).toBe(2);
  });

  test('are refused when text is not UTF-8', () => {
    const bytes = Buffer.from(BSON.serialize({ a: 'xy' }));
    bytes[bytes.indexOf('x')] = 0xff;
    expect(codeOf(bytes)).toBe(22);
  });
});
