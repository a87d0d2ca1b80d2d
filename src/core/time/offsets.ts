/**
 * The clock changes of a zone between 1970 and 2100, found once through Intl and kept as two typed arrays.
 * Outside these years the first or last offset goes on; callers that take dates from people refuse such years.
 */
import { DAY, type Instant, type Zone } from './types.ts';

/** `offsets[i]` (wall time minus UTC, in milliseconds) holds from `starts[i]` until `starts[i + 1]`. */
export interface OffsetTable {
  /** The first is -Infinity. */
  readonly starts: Float64Array;
  readonly offsets: Float64Array;
  /** Where the last look-up ended: neighbours in time are asked one after another. A memo, not a state. */
  recent: number;
}

const FIRST = Date.UTC(1970, 0, 1);
const LAST = Date.UTC(2101, 0, 1);
/** Shorter than the shortest time between two changes of any zone since 1970 (Boa Vista, October 2000: 6.96 days). */
const PROBE = 6 * DAY;

const tables = new Map<Zone, OffsetTable>();

export function offsetTableOf(zone: Zone): OffsetTable {
  let table = tables.get(zone);
  if (table === undefined) {
    table = buildTable(zone);
    tables.set(zone, table);
  }
  return table;
}

/** Which row of the table holds at an instant. */
export function rowAt(table: OffsetTable, instant: Instant): number {
  const { starts } = table;
  let row = table.recent;
  if (holds(starts, row, instant)) return row;
  row = 0;
  for (let above = starts.length; above - row > 1; ) {
    const middle = (row + above) >> 1;
    if ((starts[middle] ?? 0) <= instant) row = middle;
    else above = middle;
  }
  table.recent = row;
  return row;
}

export function offsetAt(zone: Zone, instant: Instant): number {
  const table = offsetTableOf(zone);
  return table.offsets[rowAt(table, instant)] ?? 0;
}

const holds = (starts: Float64Array, row: number, instant: Instant): boolean =>
  (starts[row] ?? Number.POSITIVE_INFINITY) <= instant && instant < (starts[row + 1] ?? Number.POSITIVE_INFINITY);

function buildTable(zone: Zone): OffsetTable {
  const offsetByIntl = intlOffsets(zone);
  const starts = [Number.NEGATIVE_INFINITY];
  const offsets = [offsetByIntl(FIRST)];
  let before = FIRST;
  let held = offsetByIntl(FIRST);
  for (let probe = FIRST + PROBE; probe <= LAST; probe += PROBE) {
    const offset = offsetByIntl(probe);
    if (offset !== held) {
      starts.push(changeBetween(before, probe, offset, offsetByIntl));
      offsets.push(offset);
      held = offset;
    }
    before = probe;
  }
  return { starts: Float64Array.from(starts), offsets: Float64Array.from(offsets), recent: 0 };
}

/** The first whole second at which the new offset holds; it does not yet at `low` and does at `high`. */
function changeBetween(low: Instant, high: Instant, offset: number, offsetByIntl: (at: Instant) => number): Instant {
  let old = low / 1000;
  let changed = high / 1000;
  while (changed - old > 1) {
    const middle = Math.floor((old + changed) / 2);
    if (offsetByIntl(middle * 1000) === offset) changed = middle;
    else old = middle;
  }
  return changed * 1000;
}

function intlOffsets(zone: Zone): (at: Instant) => number {
  const twoDigits = {
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  } as const;
  const format = new Intl.DateTimeFormat('en-US', { timeZone: zone, hourCycle: 'h23', year: 'numeric', ...twoDigits });
  return (at) => {
    const [month = 0, day = 0, year = 0, hour = 0, minute = 0, second = 0] = format.format(at).split(/\D+/).map(Number);
    return Date.UTC(year, month - 1, day, hour, minute, second) - at;
  };
}
