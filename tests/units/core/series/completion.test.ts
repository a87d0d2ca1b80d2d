import { beforeEach, expect, test } from '@jest/globals';
import type { AppointmentId } from '../../../../src/core/ids.ts';
import type { Result } from '../../../../src/core/result.ts';
import { createSeriesConsumer } from '../../../../src/core/series/service.ts';
import type { Series, SeriesPlan } from '../../../../src/core/series/types.ts';
import {
  anna,
  bookingOf,
  type Clinic,
  clinicId,
  desk,
  maria,
  newYork,
  openClinic,
  serviceOf,
} from '../../../support/clinic.ts';
import { useClinicStore } from '../../../support/clinic-stores.ts';
import { heldClock } from '../../../support/clock.ts';

// A series is complete once every visit of it that was not called off took place, and at least one did.

const stored = useClinicStore();
const visit = serviceOf({ kind: 'one_on_one', hosts: [anna] });
let clinic: Clinic;

beforeEach(async () => {
  clinic = openClinic(await stored.empty(), heldClock('2026-02-23T14:00:00Z'));
  await clinic.services.write(visit);
});

function had<T>(result: Result<T, { readonly ok: false; readonly reason: string }>): T {
  if (!result.ok) throw new Error(`refused: ${JSON.stringify(result)}`);
  return result.value;
}

/** Tuesdays at 15:00 in New York. */
async function tuesdays(count: number, further: Partial<SeriesPlan> = {}): Promise<Series> {
  const plan: SeriesPlan = {
    organisationId: clinicId,
    booking: { serviceId: visit.id, contactId: maria, location: { type: 'video', provider: 'custom' }, guests: [] },
    pattern: { kind: 'weekly', every: 1, weekdays: [2] },
    end: { kind: 'count', count },
    zone: newYork,
    start: Date.parse('2026-02-24T15:00:00Z'),
    policy: 'reject',
    ...further,
  };
  return had(await clinic.seriesService.create(plan, desk));
}

function visitOf(
  { occurrences }: Series,
  index: number,
): { organisationId: typeof clinicId; appointmentId: AppointmentId; actor: typeof desk } {
  const occurrence = occurrences[index];
  if (occurrence === undefined) throw new Error(`there is no occurrence ${index}`);
  return { organisationId: clinicId, appointmentId: occurrence.appointmentId, actor: desk };
}

/** It takes place, and the stream is read to its end. */
async function happens(made: Series, index: number): Promise<void> {
  had(await clinic.appointmentService.complete(visitOf(made, index)));
  await follow();
}
const isCalledOff = async (made: Series, index: number) =>
  had(await clinic.appointmentService.cancel({ ...visitOf(made, index), reason: 'away' }));

async function follow(): Promise<void> {
  const { handle } = createSeriesConsumer(clinic.appointments, clinic.seriesService);
  const { signal } = new AbortController();
  for (const [index, event] of (await stored.events('appointment')).entries())
    await handle({ ...event, position: index + 1 }, { signal });
}

const statusOf = async ({ id }: Series) => (await clinic.series.find(clinicId, id))?.status;

test('one was called off: it is complete with the last of the others', async () => {
  const made = await tuesdays(3);
  await isCalledOff(made, 1);
  await happens(made, 0);
  expect(await statusOf(made)).toBe('active');
  await happens(made, 2);
  expect(await statusOf(made)).toBe('completed');
});

test('the last one is called off by itself: what took place before completes it', async () => {
  const made = await tuesdays(2);
  await happens(made, 0);
  await isCalledOff(made, 1);
  await follow();
  expect(await statusOf(made)).toBe('completed');
});

test('the last one is called off as part of the series: so it does, told once', async () => {
  const made = await tuesdays(2);
  await happens(made, 0);
  const last = { organisationId: clinicId, seriesId: made.id, scope: 'this', index: 1, actor: desk } as const;
  const { series } = had(await clinic.seriesService.cancel({ ...last, reason: 'away' }));
  expect(series.status).toBe('completed');
  await follow();
  expect((await stored.events('series')).map(({ type }) => type)).toEqual(['series_created', 'series_completed']);
  expect((await stored.events('series')).at(-1)?.after).toEqual({ status: 'completed', completed: 1 });
});

test('none took place: it is not complete', async () => {
  const made = await tuesdays(2);
  for (const index of [0, 1]) await isCalledOff(made, index);
  await follow();
  expect(await statusOf(made)).toBe('active');
});

test('one was missed: it is still owed', async () => {
  const made = await tuesdays(2);
  had(await clinic.appointmentService.markNoShow(visitOf(made, 1)));
  await happens(made, 0);
  expect(await statusOf(made)).toBe('active');
  await happens(made, 1);
  expect(await statusOf(made)).toBe('completed');
});

test('one could not be had from the start: it is not waited for', async () => {
  had(await clinic.appointmentService.book(bookingOf(visit, '2026-03-03T20:00:00Z')));
  const made = await tuesdays(3, { policy: 'skip' });
  expect(made.occurrences.map(({ state }) => state)).toEqual(['made', 'skipped', 'made']);
  await happens(made, 0);
  expect(await statusOf(made)).toBe('active');
  await happens(made, 2);
  expect(await statusOf(made)).toBe('completed');
});
