import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { AppointmentId, MemberId, ServiceId } from '../../../../src/core/ids.ts';
import { judgeClaim } from '../../../../src/core/ledger/judge.ts';
import type { ClaimRefusal, ClaimRequest, EntryId, LedgerEntry, TakingId } from '../../../../src/core/ledger/types.ts';
import { MINUTE, type Zone } from '../../../../src/core/time/types.ts';
import { dayAt, weekAt } from '../../../../src/core/time/wall.ts';

const zone = 'America/New_York' as Zone;
const monday = Date.parse('2026-03-02T00:00:00Z');
const services = ['svc_a', 'svc_b'] as ServiceId[];

const spans = fc.record({
  start: fc.integer({ min: 0, max: 7 * 48 }),
  length: fc.integer({ min: 1, max: 4 }),
  before: fc.integer({ min: 0, max: 2 }),
  after: fc.integer({ min: 0, max: 2 }),
  service: fc.constantFrom(...services),
  seats: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }),
});

const HALF_HOUR = 30 * MINUTE;

const spanOf = ({
  start,
  length,
  before,
  after,
  service,
  seats,
}: typeof spans extends fc.Arbitrary<infer S> ? S : never) => ({
  start: monday + start * HALF_HOUR,
  end: monday + (start + length) * HALF_HOUR,
  bufferedStart: monday + (start - before) * HALF_HOUR,
  bufferedEnd: monday + (start + length + after) * HALF_HOUR,
  serviceId: service,
  ...(seats === undefined ? {} : { seats }),
});

/** Walks minute by minute and counts by hand; slow, and easy to see through. */
function judgeSlowly(entries: readonly LedgerEntry[], request: ClaimRequest): ClaimRefusal | undefined {
  const { perDay, perWeek, seats = 1 } = request.terms;
  const isSession = (entry: LedgerEntry) =>
    seats > 1 &&
    entry.kind !== 'block' &&
    entry.serviceId === request.serviceId &&
    entry.start === request.start &&
    entry.end === request.end;
  for (let minute = request.bufferedStart; minute < request.bufferedEnd; minute += MINUTE)
    for (const entry of entries)
      if (entry.bufferedStart <= minute && minute < entry.bufferedEnd && !isSession(entry)) return 'taken';
  const session = entries.filter(isSession);
  const taken = session.reduce((sum, entry) => sum + (entry.seats ?? 1), 0);
  if (session.length > 0 && taken + (request.seats ?? 1) > seats) return 'seats';
  if (session.length > 0) return undefined;
  const visits = entries.filter((entry) => entry.kind !== 'block');
  const nameOf = (entry: LedgerEntry) => (entry.seats === undefined ? entry.id : `${entry.serviceId} ${entry.start}`);
  const ofWeek = visits.filter((entry) => weekAt(zone, entry.start) === weekAt(zone, request.start));
  const ofDay = visits.filter((entry) => dayAt(zone, entry.start) === dayAt(zone, request.start));
  if (perDay !== undefined && new Set(ofDay.map(nameOf)).size >= perDay) return 'day_limit';
  if (perWeek !== undefined && new Set(ofWeek.map(nameOf)).size >= perWeek) return 'week_limit';
  return undefined;
}

test('a claim is judged as somebody would who looks at every minute and counts by hand', () => {
  const limits = fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined });
  const kinds = fc.constantFrom('hold' as const, 'appointment' as const, 'block' as const);
  fc.assert(
    fc.property(
      fc.array(fc.tuple(spans, kinds), { maxLength: 12 }),
      spans,
      fc.integer({ min: 1, max: 3 }),
      limits,
      limits,
      (others, asked, seats, perDay, perWeek) => {
        const entries = others.map(
          ([span, kind], index): LedgerEntry => ({
            ...spanOf(span),
            kind,
            id: `ent_${index}` as EntryId,
            taking: `tkg_${index}` as TakingId,
            appointmentId: `apt_${index}` as AppointmentId,
          }),
        );
        const request: ClaimRequest = {
          ...spanOf(asked),
          id: 'ent_asked' as EntryId,
          resource: 'mem_anna' as MemberId,
          zone,
          terms: { perDay, perWeek, seats },
        };
        expect(judgeClaim(entries, request, 'tkg_asked' as TakingId)).toBe(judgeSlowly(entries, request));
      },
    ),
    { numRuns: 3_000 },
  );
});
