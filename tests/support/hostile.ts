import { type ApiDocument, resolveSchema, type Schema } from '../../src/http/pages/document.ts';
import { type KnownIds, sampleOf } from './operations.ts';

/** The same numbers for the same seed (mulberry32), so that what was found is found again. */
export function seededChance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const nested = (depth: number): unknown => {
  let value: unknown = 'core';
  for (let level = 0; level < depth; level++) value = level % 2 === 0 ? [value] : { a: value };
  return value;
};

/** What people and programs send who mean no good, and what goes wrong by itself. */
const HOSTILE: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1e308,
  -0.5,
  Number.MAX_SAFE_INTEGER + 1,
  '',
  ' ',
  '\u0000',
  '\ud800',
  '\u202egnp.exe',
  '🙂'.repeat(200),
  'x'.repeat(100_000),
  `${'a'.repeat(5_000)}!`,
  '__proto__',
  'constructor',
  '$where',
  "'; DROP TABLE members; --",
  '<script>alert(1)</script>',
  '../../../../etc/passwd',
  '%00%ff',
  '9999-12-31',
  '0000-01-01',
  '2026-02-30',
  '2026-03-09T25:61:61Z',
  '-271821-04-20T00:00:00Z',
  '+275760-09-13T00:00:00.000Z',
  '24:00',
  '00:00',
  'Europe/Nowhere',
  'mem_01k8c0v6z1r4x2m7q9t3w5y8ab',
  'xxx_',
  { $gt: '' },
  { $where: 'while(true){}' },
  { toString: 'x', valueOf: 1 },
  { length: 1e9 },
  [],
  {},
  Array.from({ length: 5_000 }, (_, index) => index),
  nested(500),
];

/** Bodies that are no JSON, or not what they say. */
const BROKEN = [
  '',
  '{',
  '[[[[',
  'null',
  '"text"',
  '{"a":1e400}',
  '{"__proto__":{"isAdmin":true}}',
  '\ufeff{}',
  '{"a":"\\ud800"}',
];

export interface HostileParts {
  readonly document: ApiDocument;
  readonly ids: KnownIds;
  readonly chance: () => number;
}

export function createHostility({ document, ids, chance }: HostileParts) {
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(chance() * items.length)] as Item; // none of them is empty

  /** Follows the schema, with fields left out and put in, and now and then something that does not belong there. */
  function bodyFor(given: Schema, depth = 0): unknown {
    if (chance() < 0.08) return pick(HOSTILE);
    const schema = resolveSchema(given, document);
    const choices = schema.oneOf ?? schema.anyOf;
    if (choices !== undefined && choices.length > 0) return bodyFor(pick(choices), depth + 1);
    if (schema.type === 'array')
      return Array.from({ length: pick([0, 1, 1, 2, 3]) }, () => bodyFor(schema.items ?? {}, depth + 1));
    if (schema.type === 'boolean') return chance() < 0.5;
    if (schema.type === 'integer' || schema.type === 'number')
      return pick([0, 1, 7, 15, 30, 60, 1_440, schema.minimum ?? 1, Math.floor(chance() * 100_000)]);
    if (schema.type === 'object' && depth < 12) {
      const { properties = {}, required = [] } = schema;
      const fields = Object.entries(properties).filter(([name]) => required.includes(name) || chance() < 0.5);
      const kept = fields.filter(() => chance() > 0.02);
      const body = Object.fromEntries(kept.map(([name, field]) => [name, bodyFor(field, depth + 1)]));
      return chance() < 0.03 ? { ...body, [pick(['extra', '$set', 'constructor'])]: pick(HOSTILE) } : body;
    }
    return sampleOf(schema, document, ids, `word${Math.floor(chance() * 1e6)}`);
  }

  /** What is sent, as text: JSON nine times out of ten. */
  return {
    bodyFor: (schema: Schema): string => (chance() < 0.1 ? pick(BROKEN) : JSON.stringify(bodyFor(schema))),
    /** An id that is there, one that is not, or nothing like an id. */
    wordFor(known: string): string {
      const fate = chance();
      if (fate < 0.7) return known;
      if (fate < 0.85) return `${known.slice(0, -1)}x`;
      return encodeURIComponent(String(pick(HOSTILE.filter(isShort))));
    },
  };
}

const isShort = (value: unknown): value is string =>
  typeof value === 'string' && value !== '' && value.length < 100 && !value.includes('\ud800');
