import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { LOCALES } from '../../../../src/bots/understanding/types.ts';
import { understand } from '../../../../src/bots/understanding/understand.ts';
import { zoneAt } from '../../../../src/core/time/zones.ts';

const instant = z.string().transform((text) => Date.parse(text));
const base = { code: z.string(), person: z.string() };
const line = z.object({
  id: z.string(),
  now: instant,
  zone: z.string().transform((name) => zoneAt('/zone', name)),
  locale: z.enum(LOCALES),
  text: z.string(),
  prompts: z.array(
    z.discriminatedUnion('kind', [
      z.object({ ...base, kind: z.literal('confirm'), start: instant, minutes: z.number() }),
      z.object({ ...base, kind: z.literal('offer'), options: z.array(instant), minutes: z.number() }),
      z.object({ ...base, kind: z.literal('choice'), choices: z.array(z.string()) }),
    ]),
  ),
  expect: z.object({
    intent: z.string(),
    prompt: z.string().nullable(),
    option: z.number().nullable(),
    windows: z.array(z.object({ from: instant, to: instant })).optional(),
    minutes: z.number().optional(),
  }),
});

const replies = readFileSync(new URL('replies.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((text) => line.parse(JSON.parse(text)));

const LOSSES = ['cancel', 'decline', 'stop'];

describe('replies as contacts write them', () => {
  test('each is taken to mean what a careful human takes it to mean', () => {
    const wrong = replies.flatMap((reply) => {
      const { intent, prompt, option, windows, minutes } = understand(reply);
      const got = { intent, prompt, option, ...(windows && { windows }), ...(minutes !== undefined && { minutes }) };
      return JSON.stringify(got) === JSON.stringify(reply.expect)
        ? []
        : [{ id: reply.id, text: reply.text, got, wanted: reply.expect }];
    });
    expect(wrong).toEqual([]);
  });

  test('none loses an appointment, an offer or the permission to write that was not given up', () => {
    const lost = replies.filter((reply) => {
      const { intent } = understand(reply);
      return LOSSES.includes(intent) && intent !== reply.expect.intent;
    });
    expect(lost).toEqual([]);
  });

  test('every reason to ask back is named, and only then', () => {
    for (const reply of replies) {
      const { intent, unsure } = understand(reply);
      expect(unsure !== undefined).toBe(intent === 'clarify');
    }
  });
});
