import { invalid } from '../fault.ts';
import { ok, type Refusal, type Result, refuse } from '../result.ts';
import type { Zone } from './types.ts';

export interface ZoneProblem {
  readonly message: string;
  /** Names that may have been meant, likeliest first. */
  readonly suggestions: readonly string[];
}

export type ZoneResult = Result<Zone, Refusal<'unknown_zone' | 'abbreviation', ZoneProblem>>;

/** ICU keeps some names as they were when it first met them; these are the names the IANA database uses today. */
const RENAMED: ReadonlyMap<string, string> = new Map([
  ['Africa/Asmera', 'Africa/Asmara'],
  ['America/Buenos_Aires', 'America/Argentina/Buenos_Aires'],
  ['America/Catamarca', 'America/Argentina/Catamarca'],
  ['America/Coral_Harbour', 'America/Atikokan'],
  ['America/Cordoba', 'America/Argentina/Cordoba'],
  ['America/Godthab', 'America/Nuuk'],
  ['America/Indianapolis', 'America/Indiana/Indianapolis'],
  ['America/Jujuy', 'America/Argentina/Jujuy'],
  ['America/Louisville', 'America/Kentucky/Louisville'],
  ['America/Mendoza', 'America/Argentina/Mendoza'],
  ['Asia/Calcutta', 'Asia/Kolkata'],
  ['Asia/Katmandu', 'Asia/Kathmandu'],
  ['Asia/Rangoon', 'Asia/Yangon'],
  ['Asia/Saigon', 'Asia/Ho_Chi_Minh'],
  ['Atlantic/Faeroe', 'Atlantic/Faroe'],
  ['Europe/Kiev', 'Europe/Kyiv'],
  ['Pacific/Enderbury', 'Pacific/Kanton'],
  ['Pacific/Ponape', 'Pacific/Pohnpei'],
  ['Pacific/Truk', 'Pacific/Chuuk'],
]);

/**
 * What people write and no machine should guess: one abbreviation names several offsets, and several places.
 * Some (EST, CET ...) are also names in the IANA database, of zones that mostly never change their clocks.
 */
const ABBREVIATIONS: ReadonlyMap<string, readonly string[]> = new Map([
  ['ACST', ['Australia/Adelaide', 'Australia/Darwin']],
  ['AEDT', ['Australia/Sydney', 'Australia/Melbourne']],
  ['AEST', ['Australia/Brisbane', 'Australia/Sydney']],
  ['AKST', ['America/Anchorage']],
  ['AST', ['America/Halifax', 'Asia/Riyadh']],
  ['AWST', ['Australia/Perth']],
  ['BST', ['Europe/London', 'Asia/Dhaka']],
  ['CDT', ['America/Chicago', 'America/Havana']],
  ['CEST', ['Europe/Paris', 'Europe/Berlin']],
  ['CET', ['Europe/Paris', 'Europe/Berlin', 'Africa/Algiers']],
  ['CST', ['America/Chicago', 'America/Costa_Rica', 'Asia/Shanghai']],
  ['EAT', ['Africa/Nairobi']],
  ['EDT', ['America/New_York', 'America/Toronto']],
  ['EEST', ['Europe/Athens', 'Europe/Helsinki']],
  ['EET', ['Europe/Athens', 'Europe/Helsinki', 'Africa/Cairo']],
  ['EST', ['America/New_York', 'America/Toronto', 'America/Panama']],
  ['HKT', ['Asia/Hong_Kong']],
  ['HST', ['Pacific/Honolulu']],
  ['IST', ['Asia/Kolkata', 'Europe/Dublin', 'Asia/Jerusalem']],
  ['JST', ['Asia/Tokyo']],
  ['KST', ['Asia/Seoul']],
  ['MDT', ['America/Denver']],
  ['MET', ['Europe/Paris', 'Europe/Berlin']],
  ['MSK', ['Europe/Moscow']],
  ['MST', ['America/Denver', 'America/Phoenix']],
  ['NZDT', ['Pacific/Auckland']],
  ['NZST', ['Pacific/Auckland']],
  ['PDT', ['America/Los_Angeles']],
  ['PST', ['America/Los_Angeles', 'Asia/Manila']],
  ['SAST', ['Africa/Johannesburg']],
  ['SGT', ['Asia/Singapore']],
  ['SST', ['Pacific/Pago_Pago']],
  ['WAT', ['Africa/Lagos']],
  ['WEST', ['Europe/Lisbon']],
  ['WET', ['Europe/Lisbon', 'Atlantic/Canary']],
]);

/** Checked names by what was written, so that Intl is asked once for each; unknown names are not kept. */
const checked = new Map<string, Zone>();

function canonicalName(name: string): string | undefined {
  // A plain offset is taken by newer Intl, but it is no zone: it knows no change of clocks.
  if (!/^[A-Za-z]/.test(name)) return undefined;
  try {
    const resolved = new Intl.DateTimeFormat('en-US', { timeZone: name }).resolvedOptions().timeZone;
    return RENAMED.get(resolved) ?? resolved;
  } catch {
    return undefined;
  }
}

/** Takes any name of the IANA database that Node knows, in any case, and gives the one name it goes by today. */
export function checkZone(name: string): ZoneResult {
  const known = checked.get(name);
  if (known !== undefined) return ok(known);
  const places = ABBREVIATIONS.get(name.trim().toUpperCase());
  if (places !== undefined) {
    const message = `"${name}" is an abbreviation and fits several places; use the place, e.g. ${places.join(' or ')}`;
    return refuse('abbreviation', { message, suggestions: places });
  }
  const canonical = canonicalName(name);
  if (canonical === undefined) {
    const suggestions = suggestZones(name);
    const hint =
      suggestions.length > 0 ? `did you mean ${suggestions.join(' or ')}?` : 'use e.g. America/New_York or UTC';
    return refuse('unknown_zone', { message: `"${name.slice(0, 64)}" is not an IANA time zone; ${hint}`, suggestions });
  }
  // The cast is what the check is for.
  const zone = canonical as Zone;
  checked.set(name, zone);
  return ok(zone);
}

/** For edges that answer bad input with a fault: the zone, or a fault that names the field. */
export function zoneAt(pointer: string, name: string): Zone {
  const result = checkZone(name);
  if (!result.ok) throw invalid(pointer, result.detail.message);
  return result.value;
}

const MOST_SUGGESTIONS = 3;

function suggestZones(name: string): string[] {
  const wanted = fold(name.slice(0, 64));
  const wantedPlace = wanted.slice(wanted.lastIndexOf('/') + 1);
  if (wantedPlace.length < 3) return [];
  return Intl.supportedValuesOf('timeZone')
    .map((known) => {
      const zone = RENAMED.get(known) ?? known;
      const folded = fold(zone);
      const place = folded.slice(folded.lastIndexOf('/') + 1);
      return { zone, distance: Math.min(editDistance(wanted, folded), editDistance(wantedPlace, place)) };
    })
    .filter(({ distance }) => distance <= Math.max(1, Math.floor(wantedPlace.length / 3)))
    .sort((a, b) => a.distance - b.distance || a.zone.localeCompare(b.zone))
    .slice(0, MOST_SUGGESTIONS)
    .map(({ zone }) => zone);
}

const fold = (name: string): string => name.toLowerCase().replace(/[\s_-]+/g, '');

/** Levenshtein's distance, one row at a time. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const changed = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(changed, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
