/**
 * The forms that values take at the edge, each told once: how text becomes a value of core, how it is written back, and what
 * the documentation says of it.
 */
import { z } from 'zod';
import type { Id } from '../core/ids.ts';
import { inOneLine, VISIBLE } from '../core/text.ts';
import type { LocalDate, Zone } from '../core/time/types.ts';
import { checkZone } from '../core/time/zones.ts';

/** A name or a title. */
export const oneLine = (most: number) => z.string().overwrite(inOneLine).regex(VISIBLE, 'must not be empty').max(most);

const WALL_TIME = /^(?:([01]\d|2[0-3]):([0-5]\d)|24:00)$/;

const minutesOf = (text: string): number => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));
const wallText = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;

/** Minutes since midnight inside, `09:30` outside. */
export const wallTime = z
  .codec(z.string().regex(WALL_TIME, 'must be a time of day such as 09:30, up to 24:00'), z.number(), {
    decode: minutesOf,
    encode: wallText,
  })
  .meta({ override: { type: 'string', pattern: WALL_TIME.source, examples: ['09:30'] } });

/** Epoch milliseconds inside, ISO 8601 with its offset outside; always written in UTC. */
export const instant = z
  .codec(z.iso.datetime({ offset: true, error: 'must be an instant such as 2026-03-03T15:00:00Z' }), z.number(), {
    decode: (text) => Date.parse(text),
    encode: (milliseconds) => new Date(milliseconds).toISOString(),
  })
  .meta({ override: { type: 'string', format: 'date-time', examples: ['2026-03-03T15:00:00Z'] } });

/** A codec is documented by what it looks like outside, wherever the documentation meets it. */
const documented = <Value>(override: { readonly type: 'string' } & Readonly<Record<string, unknown>>) => ({
  inside: z.custom<Value>().meta({ override }),
  meta: { override },
});

const dateForm = documented<LocalDate>({ type: 'string', format: 'date', examples: ['2026-03-03'] });
export const localDate = z
  // A checked text is all a local date is.
  .codec(z.iso.date('must be a day such as 2026-03-03'), dateForm.inside, {
    decode: (text) => text as LocalDate,
    encode: (date) => date,
  })
  .meta(dateForm.meta);

const zoneForm = documented<Zone>({
  type: 'string',
  description: 'An IANA zone name',
  examples: ['America/New_York'],
});
export const zone = z
  .codec(z.string(), zoneForm.inside, {
    decode: (text, context) => {
      const checked = checkZone(text);
      if (checked.ok) return checked.value;
      context.issues.push({ code: 'custom', message: checked.detail.message, input: text });
      return z.NEVER;
    },
    encode: (name) => name,
  })
  .meta(zoneForm.meta);

/** Ids are opaque: whatever has their form may be asked for, and what is not there is not found. */
export const id = <Kind extends string>(prefix: string) => {
  const { inside, meta } = documented<Id<Kind>>({ type: 'string', examples: [`${prefix}_01k8c0v6z1r4x2m7q9t3w5y8ab`] });
  return z
    .codec(z.string().regex(/^[a-z]{3}_\w{1,40}$/, `must be an id such as ${prefix}_…`), inside, {
      decode: (text) => text as Id<Kind>,
      encode: (value) => value,
    })
    .meta(meta);
};

const MOST_IN_A_PAGE = 200;

/** What every list takes; a cursor is the `next` of the page before. */
export const pageQuery = {
  after: z.string().max(200).optional().meta({ description: 'The `next` of the page before' }),
  limit: z
    .string()
    .regex(/^\d{1,3}$/, `must be a whole number from 1 to ${MOST_IN_A_PAGE}`)
    .transform(Number)
    .pipe(z.int().min(1).max(MOST_IN_A_PAGE))
    .optional()
    .meta({ override: { type: 'integer', minimum: 1, maximum: MOST_IN_A_PAGE, default: 50 } }),
};

export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), next: z.string().optional().meta({ description: 'Absent on the last page' }) });

/** `true` and `false` in a query. */
export const flag = z
  .enum(['true', 'false'])
  .transform((text) => text === 'true')
  .meta({ override: { type: 'boolean' } });

/** Several of one kind in a query, parted by commas. */
export const commaList = <Item extends z.ZodType<unknown, string>>(item: Item, description: string) =>
  z
    .string()
    .max(8_000)
    .transform((text) => text.split(',').map((part) => part.trim()))
    .pipe(z.array(item))
    .meta({ override: { type: 'string', description } });

/** What core hands over may not be changed; writing it out only reads it. */
type Readable<Value> = Value extends string | number | boolean | null | undefined
  ? Value
  : Value extends (infer Item)[]
    ? readonly Readable<Item>[]
    : { readonly [Key in keyof Value]: Readable<Value[Key]> };

/** A value of core as its form says it looks in JSON. */
export const write = <Form extends z.ZodType>(form: Form, value: Readable<z.output<Form>>): z.input<Form> =>
  z.encode(form, value as z.output<Form>); // readonly is all that sets the two apart
