import type { Instant } from '../time/types.ts';
import { judgeClaim } from './judge.ts';
import type {
  Claim,
  ClaimRefusal,
  ClaimRequest,
  LedgerEntry,
  SettledTakings,
  Taking,
  TakingId,
  TakingOfAppointment,
} from './types.ts';

// Pure changes of one page. Each takes the entries and gives the new ones; the same array back means nothing changed.
// What stays is the same object in the same order, and what is new stands at the end, so that the store can write the
// difference alone.

type Entries = readonly LedgerEntry[];

const ranOut = (entry: LedgerEntry, now: Instant): boolean =>
  entry.kind === 'hold' && entry.until !== undefined && entry.until <= now;

function firmEntry({ until: _until, ...entry }: LedgerEntry): LedgerEntry {
  return { ...entry, kind: 'appointment' };
}

/** Holds that ran out and were taken for an appointment: only the appointment knows whether it came to be. */
export function unsettledTakings(entries: Entries, now: Instant): readonly TakingOfAppointment[] {
  const takings = new Map<TakingId, TakingOfAppointment>();
  for (const entry of entries)
    if (entry.appointmentId !== undefined && ranOut(entry, now))
      takings.set(entry.taking, { taking: entry.taking, appointmentId: entry.appointmentId });
  return [...takings.values()];
}

/** Takes off what ran out for nobody, and makes firm what an appointment stands behind. */
export function sweepEntries(entries: Entries, now: Instant, settled: SettledTakings): Entries {
  if (!entries.some((entry) => ranOut(entry, now))) return entries;
  return entries.flatMap((entry) => {
    if (!ranOut(entry, now)) return [entry];
    if (entry.appointmentId === undefined) return [];
    const word = settled.get(entry.taking);
    if (word === 'void') return [];
    return [word === 'stands' ? firmEntry(entry) : entry];
  });
}

function entryOf(
  claim: Claim,
  taking: Taking,
  form: { readonly kind: 'hold'; readonly until: Instant } | { readonly kind: 'block' | 'appointment' },
): LedgerEntry {
  return {
    id: claim.id,
    taking: taking.id,
    start: claim.start,
    end: claim.end,
    bufferedStart: claim.bufferedStart,
    bufferedEnd: claim.bufferedEnd,
    ...form,
    ...(taking.appointmentId === undefined ? {} : { appointmentId: taking.appointmentId }),
    ...(claim.serviceId === undefined ? {} : { serviceId: claim.serviceId }),
    ...(claim.seats === undefined ? {} : { seats: claim.seats }),
  };
}

export type Admission =
  | { readonly entries: Entries; readonly refused?: undefined }
  | { readonly entries: Entries; readonly refused: ClaimRefusal };

/**
 * Writes the claims on the page if its rules allow every one of them beside what others hold there. What this taking,
 * or the same appointment under an earlier one, already holds is not in the way: a hold is renewed, a visit may move by
 * less than its own length.
 */
export function admitClaims(
  entries: Entries,
  taking: Taking,
  requests: readonly ClaimRequest[],
  form: { readonly kind: 'hold'; readonly until: Instant } | { readonly kind: 'block' },
): Admission {
  let admitted: Entries = entries.filter((entry) => entry.taking !== taking.id);
  for (const request of requests) {
    const others = admitted.filter(
      (entry) =>
        entry.taking === taking.id ||
        taking.appointmentId === undefined ||
        entry.appointmentId !== taking.appointmentId,
    );
    const refused = judgeClaim(others, request, taking.id);
    if (refused !== undefined) return { entries, refused };
    admitted = [...admitted, entryOf(request, taking, form)];
  }
  return { entries: admitted };
}

/** Undefined: a hold of these claims is no longer there. Firming what is firm changes nothing. */
export function firmClaims(
  entries: Entries,
  taking: Taking,
  claims: readonly Claim[],
  instead: TakingId | undefined,
): Entries | undefined {
  const wanted = new Set(claims.map((claim) => claim.id));
  const found = entries.filter((entry) => entry.taking === taking.id && wanted.has(entry.id));
  if (found.length < wanted.size) return undefined;
  const kept = instead === undefined ? entries : entries.filter((entry) => entry.taking !== instead);
  if (kept.length === entries.length && found.every((entry) => entry.kind !== 'hold')) return entries;
  return kept.map((entry) => (entry.taking === taking.id && entry.kind === 'hold' ? firmEntry(entry) : entry));
}

export function dropTaking(entries: Entries, taking: TakingId): Entries {
  return entries.some((entry) => entry.taking === taking)
    ? entries.filter((entry) => entry.taking !== taking)
    : entries;
}

const SEATS_UNKNOWN = Number.MAX_SAFE_INTEGER;

/**
 * For mending alone: writes what an appointment stands for, past the limits of the day; undefined when its time is
 * somebody else's by now.
 */
export function restoreClaims(entries: Entries, taking: Taking, claims: readonly Claim[]): Entries | undefined {
  let restored: Entries = entries.filter((entry) => entry.taking !== taking.id);
  for (const claim of claims) {
    const seats = claim.seats === undefined ? 1 : SEATS_UNKNOWN;
    const terms = { seats, countsOnly: claim.resource === claim.serviceId };
    if (judgeClaim(restored, { ...claim, terms }, taking.id) !== undefined) return undefined;
    restored = [...restored, entryOf(claim, taking, { kind: 'appointment' })];
  }
  return restored;
}
