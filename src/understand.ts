// `npm run -s understand < file.jsonl`: one reply a line in, what it means a line out, in the same order.
// A line that cannot be read is named on stderr with what mends it; the rest is still answered.
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { LOCALES, type Prompt, type Reply, type TimeWindow } from './bots/understanding/types.ts';
import { understand } from './bots/understanding/understand.ts';
import { ok, type Result, refuse } from './core/result.ts';
import type { Zone } from './core/time/types.ts';
import { checkZone } from './core/time/zones.ts';

const instant = z
  .string()
  .transform((text) => (/^\d{4}-\d{2}-\d{2}T.*(Z|[+-]\d{2}:\d{2})$/.test(text) ? Date.parse(text) : Number.NaN))
  .refine((millis) => !Number.isNaN(millis), 'write an instant like 2026-03-03T17:30:00Z');
const zone = z.string().transform((name, context): Zone => {
  const checked = checkZone(name);
  if (checked.ok) return checked.value;
  context.addIssue({ code: 'custom', message: checked.detail.message });
  return z.NEVER;
});
const minutes = z.number().nonnegative();
const code = z.string().min(1);

const promptSchema: z.ZodType<Prompt> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('confirm'), code, person: z.string(), start: instant, minutes }),
  z.object({ kind: z.literal('offer'), code, person: z.string(), options: z.array(instant).min(1), minutes }),
  z.object({ kind: z.literal('choice'), code, person: z.string(), choices: z.array(code).min(1) }),
]);

const lineSchema = z.object({
  id: z.string(),
  now: instant,
  zone,
  locale: z.enum(LOCALES),
  prompts: z.array(promptSchema),
  text: z.string(),
});

interface Line extends Reply {
  readonly id: string;
}

const parseJson = (line: string): unknown => {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
};

const readLine = (line: string): Result<Line, { ok: false; reason: 'damaged'; detail: string }> => {
  if (line.trim() === '') return refuse('damaged', 'it is blank; remove it or write one reply as a JSON object');
  const json = parseJson(line);
  if (json === undefined) return refuse('damaged', 'it is no JSON; write one whole JSON object on the line');
  const parsed = lineSchema.safeParse(json);
  if (parsed.success) return ok(parsed.data);
  const [issue] = parsed.error.issues;
  return refuse(
    'damaged',
    `field "${issue?.path.join('.') || 'line'}" cannot be used; ${issue?.message ?? 'see the fields of a line'}`,
  );
};

const iso = (millis: number): string => new Date(millis).toISOString().replace('.000Z', 'Z');
const written = ({ from, to }: TimeWindow) => ({ from: iso(from), to: iso(to) });

const answer = (reply: Line): string => {
  const { intent, prompt, option, windows, minutes: late, why, unsure } = understand(reply);
  return JSON.stringify({
    id: reply.id,
    intent,
    prompt,
    option,
    ...(windows ? { windows: windows.map(written) } : {}),
    ...(late === undefined ? {} : { minutes: late }),
    why: unsure ? `${unsure}:${why}` : why,
  });
};

/** Answers are written in batches: a write per line would take longer than understanding it. */
const BATCH = 512;

let number = 0;
let batch: string[] = [];
const flush = () => {
  if (batch.length > 0) process.stdout.write(`${batch.join('\n')}\n`);
  batch = [];
};
for await (const line of createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY })) {
  number++;
  const read = readLine(line);
  if (read.ok) batch.push(answer(read.value));
  else {
    console.error(`Line ${number}: ${read.detail}.`);
    process.exitCode = 1;
  }
  if (batch.length >= BATCH) flush();
}
flush();
