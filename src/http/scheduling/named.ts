import type { CalendarId, Calendars } from '../../core/calendars/types.ts';
import { Fault, type FieldError } from '../../core/fault.ts';
import type { Caller } from '../caller.ts';

interface Named {
  readonly pointer: string;
  readonly id: CalendarId;
}

const BOOKABLE = /^(mem|res)_/;

/** Wherever they stand in a body that was checked: only ids look like this there. */
function namedIn(value: unknown, pointer: string): readonly Named[] {
  if (typeof value === 'string') return BOOKABLE.test(value) ? [{ pointer, id: value as CalendarId }] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, part]) => namedIn(part, `${pointer}/${name}`));
}

/** Hosts, rooms and chairs that `parts` of a body name have to be of the caller's organisation. */
export async function demandKnown(
  calendars: Pick<Calendars, 'find'>,
  { organisationId }: Caller,
  parts: Readonly<Record<string, unknown>>,
): Promise<void> {
  const named = namedIn(parts, '');
  const found = await calendars.find(organisationId, [...new Set(named.map(({ id }) => id))]);
  const known = new Set(found.map(({ id }) => id));
  const fields: FieldError[] = named
    .filter(({ id }) => !known.has(id))
    .map(({ pointer, id }) => ({ pointer, message: `names ${id}, which is no host, room or chair here` }));
  if (fields.length > 0) throw new Fault('invalid_input', 'Somebody or something named is not known here.', { fields });
}
