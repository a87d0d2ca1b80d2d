import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { MemberId, OrganisationId } from '../../../../src/core/ids.ts';
import { createPageDesk } from '../../../../src/core/ledger/desk.ts';
import { createLedger } from '../../../../src/core/ledger/service.ts';
import type { ClaimRequest, TakingTruth } from '../../../../src/core/ledger/types.ts';
import { HOUR, type Zone } from '../../../../src/core/time/types.ts';
import { createIds } from '../../../../src/ids.ts';
import { overlapsOn } from '../../../support/clinic.ts';
import { useClinicStore } from '../../../support/clinic-stores.ts';
import { heldClock } from '../../../support/clock.ts';

const stored = useClinicStore();

const zone = 'UTC' as Zone;
const sunday = Date.parse('2026-03-08T00:00:00Z');
const hosts = ['mem_a', 'mem_b', 'mem_c'] as MemberId[];

/** Nobody here has appointments. */
const noAppointments: TakingTruth = { settle: async () => new Map(), look: async () => new Map() };

let opened = 0;

/** An organisation of its own on the store of all. */
function open() {
  opened += 1;
  const organisationId = `org_${opened}` as OrganisationId;
  const { pages } = stored.ports();
  const storedPages = () => stored.pages(organisationId);
  const storedEntries = async () => (await storedPages()).flatMap((page) => page.entries);
  const clock = heldClock(sunday);
  const ids = createIds(clock);
  const pause = () => new Promise<void>((resolve) => setImmediate(resolve));
  const process = () =>
    createLedger({
      pages,
      clock,
      truth: noAppointments,
      desk: createPageDesk({ pages, clock, truth: noAppointments, chance: () => 0.5, pause }),
    });
  const request = (resource: MemberId, hour: number, hours = 1): ClaimRequest => {
    const start = sunday + hour * HOUR;
    const end = start + hours * HOUR;
    return { id: ids.next('entry'), resource, zone, start, end, bufferedStart: start, bufferedEnd: end, terms: {} };
  };
  const taking = () => ({ id: ids.next('taking'), organisationId });
  return { pages, storedPages, storedEntries, clock, process, request, taking };
}

describe('several processes take time on one store', () => {
  test('whatever they ask for, in whatever order, no two have the same time and nothing is half taken', async () => {
    const asks = fc.array(
      fc.record({
        process: fc.integer({ min: 0, max: 2 }),
        hosts: fc.subarray(hosts, { minLength: 1 }),
        hour: fc.integer({ min: 20, max: 30 }),
        hours: fc.integer({ min: 1, max: 5 }),
      }),
      { minLength: 2, maxLength: 14 },
    );
    await fc.assert(
      fc.asyncProperty(asks, async (wanted) => {
        const { storedPages, storedEntries, clock, process, request, taking } = open();
        const processes = [process(), process(), process()];
        const results = await Promise.all(
          wanted.map(async (ask) => {
            const ledger = processes[ask.process];
            if (!ledger) throw new Error('no such process');
            const own = taking();
            const claims = ask.hosts.map((host) => request(host, ask.hour, ask.hours));
            const held = await ledger.hold(own, claims, clock.now() + HOUR);
            if (held.ok) await ledger.firm(own, claims);
            return held.ok ? claims : [];
          }),
        );
        const stored = await storedEntries();
        expect(overlapsOn(await storedPages())).toEqual([]);
        expect(new Set(stored.map((entry) => entry.id))).toEqual(new Set(results.flat().map((claim) => claim.id)));
        expect(stored.every((entry) => entry.kind === 'appointment')).toBe(true);
        expect(results.some((claims) => claims.length > 0)).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  test('a page this process knows from yesterday does not make it refuse what is free today', async () => {
    const { clock, process, request, taking } = open();
    const [here, there] = [process(), process()];
    const first = taking();
    const claims = [request('mem_a' as MemberId, 9)];
    await here.hold(first, claims, clock.now() + HOUR);
    await there.release(first.organisationId, { taking: first.id, claims });
    expect((await here.hold(taking(), [request('mem_a' as MemberId, 9)], clock.now() + HOUR)).ok).toBe(true);
  });
});

describe('holds', () => {
  test('that ran out are swept from the page by whoever writes it next', async () => {
    const { storedEntries, clock, process, request, taking } = open();
    const ledger = process();
    await ledger.hold(taking(), [request('mem_a' as MemberId, 9)], clock.now() + HOUR);
    clock.advance(HOUR);
    await ledger.hold(taking(), [request('mem_a' as MemberId, 15)], clock.now() + HOUR);
    expect(await storedEntries()).toHaveLength(1);
  });

  test('are renewed when asked again under the same taking', async () => {
    const { storedEntries, clock, process, request, taking } = open();
    const ledger = process();
    const own = taking();
    const claim = request('mem_a' as MemberId, 9);
    await ledger.hold(own, [claim], clock.now() + HOUR);
    expect((await ledger.hold(own, [claim], clock.now() + 2 * HOUR)).ok).toBe(true);
    expect(await storedEntries()).toMatchObject([{ id: claim.id, until: clock.now() + 2 * HOUR }]);
  });

  test('of somebody who could not get everything are let go at once', async () => {
    const { storedEntries, clock, process, request, taking } = open();
    const ledger = process();
    await ledger.block(taking(), [request('mem_b' as MemberId, 9)]);
    const refused = await ledger.hold(
      taking(),
      [request('mem_a' as MemberId, 9), request('mem_b' as MemberId, 9)],
      clock.now() + HOUR,
    );
    expect(refused).toEqual({ ok: false, reason: 'slot_taken', detail: { resource: 'mem_b', because: 'taken' } });
    expect(await storedEntries()).toMatchObject([{ kind: 'block' }]);
  });

  test('whose time went to somebody else cannot be made firm', async () => {
    const { clock, process, request, taking } = open();
    const ledger = process();
    const own = taking();
    const claims = [request('mem_a' as MemberId, 9)];
    await ledger.hold(own, claims, clock.now() + HOUR);
    clock.advance(HOUR);
    await ledger.block(taking(), [request('mem_a' as MemberId, 9)]);
    expect(await ledger.firm(own, claims)).toEqual({ ok: false, reason: 'hold_lost' });
  });
});

test('a block over the week’s edge stands on both pages as one entry', async () => {
  const { storedPages, process, request, taking } = open();
  const ledger = process();
  const claim = request('mem_a' as MemberId, 23, 3);
  const own = taking();
  expect((await ledger.block(own, [claim])).ok).toBe(true);
  expect((await storedPages()).map((page) => page.entries.map((entry) => entry.kind))).toEqual([['block'], ['block']]);
  const [read] = await ledger.read(own.organisationId, ['mem_a' as MemberId], {
    start: sunday,
    end: sunday + 48 * HOUR,
  });
  expect(read).toHaveLength(1);
});

test('when every try loses its race the answer is a clear no, and not a wait without end', async () => {
  const { pages, clock, process, request, taking } = open();
  pages.write = async () => false;
  const refused = await process().hold(taking(), [request('mem_a' as MemberId, 9)], clock.now() + HOUR);
  expect(refused).toMatchObject({ reason: 'slot_taken', detail: { because: 'contended' } });
});

test('a store that fails fails the one who asked, and the next one is served', async () => {
  const { pages, clock, process, request, taking } = open();
  const ledger = process();
  const { write } = pages;
  pages.write = () => Promise.reject(new Error('disk full'));
  await expect(ledger.hold(taking(), [request('mem_a' as MemberId, 9)], clock.now() + HOUR)).rejects.toThrow(
    'disk full',
  );
  pages.write = write;
  expect((await ledger.hold(taking(), [request('mem_a' as MemberId, 9)], clock.now() + HOUR)).ok).toBe(true);
});
