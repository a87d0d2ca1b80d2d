import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { ContactId } from '../../src/core/ids.ts';
import type { ProgrammeId } from '../../src/core/series/types.ts';
import { HOUR, type Zone } from '../../src/core/time/types.ts';
import { createIds } from '../../src/ids.ts';
import { at, openPhoneLine, type PhoneLine } from '../support/phone-line.ts';

// Whoever came to every session of a programme is told so, and so is the one they came to see.

let line: PhoneLine;
beforeEach(async () => {
  line = await openPhoneLine();
});
afterEach(async () => {
  expect(line.faults).toEqual([]);
  await line.close();
});

const operator = { kind: 'operator', channel: 'command_line' } as const;

async function follows(contactId: ContactId, sessions: readonly string[]) {
  const { organisationId, checkUp, desk, ito } = line;
  const programme = {
    ...{ id: createIds(desk.clock).next('programme'), organisationId, version: 1, name: 'Back school', gapDays: 1 },
    ...{ serviceId: checkUp.id, sessions: sessions.map((title) => ({ title, materials: [] })) },
  };
  await desk.store.programmes.write(programme, []);
  return await plan(contactId, { programmeId: programme.id, hosts: [ito.id] });
}

async function plan(contactId: ContactId, further: { programmeId?: ProgrammeId; hosts: (typeof line.ito.id)[] }) {
  const { organisationId, checkUp, scheduling } = line;
  const { programmeId, hosts } = further;
  const made = await scheduling.series.create(
    {
      ...{ organisationId, programmeId, policy: 'reject', zone: 'America/New_York' as Zone },
      booking: { serviceId: checkUp.id, contactId, hosts, location: { type: 'phone', caller: 'host' }, guests: [] },
      pattern: { kind: 'daily', every: 1 },
      end: { kind: 'count', count: 2 },
      start: Date.UTC(2026, 2, 3, 14),
    },
    operator,
  );
  if (!made.ok) throw new Error(made.reason);
  return made.value;
}

/** Each session takes place, the last one too; what she read meanwhile is of no matter here. */
async function attendsAll(series: Awaited<ReturnType<typeof plan>>, endsAt = 16) {
  for (const [index, { appointmentId, start }] of series.occurrences.entries()) {
    const isLast = index === series.occurrences.length - 1;
    line.desk.clock.set(isLast ? at(index + 1, endsAt) : start + HOUR);
    await line.settle();
    const request = { organisationId: line.organisationId, appointmentId, actor: operator };
    expect(await line.scheduling.appointments.complete(request)).toMatchObject({ ok: true });
  }
}

const cards = async () => {
  const cookie = await line.desk.enter(line.ito);
  const { body } = await line.desk.call('GET', '/api/v1/conversations', { cookie });
  const threads = await Promise.all(
    body.items.map(({ id }: { id: string }) => line.desk.call('GET', `/api/v1/conversations/${id}/thread`, { cookie })),
  );
  return threads
    .flatMap((thread) => thread.body.items)
    .filter(({ side }: { side: string }) => side === 'desk')
    .map(({ text }: { text: string }) => text);
};

describe('the last session of a programme took place', () => {
  test('Maria is told once, and Dr. Ito sees it', async () => {
    const maria = await line.knows('Maria');
    const series = await follows(maria.id, ['Standing', 'Lifting']);
    await attendsAll(series);
    expect(await line.settle()).toEqual([
      expect.stringMatching(/^Maria has completed Back school: all 2 sessions took place\./),
    ]);
    expect(await cards()).toContain('Maria has completed Back school (2 sessions).');
    await line.scheduling.series.noteProgress(line.organisationId, series.id);
    expect(await line.settle()).toEqual([]);
  });

  test('not before: one of two is no end', async () => {
    const maria = await line.knows('Maria');
    const series = await follows(maria.id, ['Standing', 'Lifting']);
    const [first] = series.occurrences;
    line.desk.clock.set((first?.start ?? 0) + HOUR);
    const request = { organisationId: line.organisationId, actor: operator };
    if (first) await line.scheduling.appointments.complete({ ...request, appointmentId: first.appointmentId });
    expect(await line.settle()).toEqual([]);
  });

  test('late in the evening: it is said in the morning', async () => {
    const maria = await line.knows('Maria');
    await attendsAll(await follows(maria.id, ['Standing', 'Lifting']), 22);
    expect(await line.settle()).toEqual([]);
    line.desk.clock.set(at(3, 8));
    expect(await line.settle()).toEqual([expect.stringMatching(/^Maria has completed Back school/)]);
  });

  test('who wants no texts gets none, but Dr. Ito sees it all the same', async () => {
    const maria = await line.knows('Maria');
    const series = await follows(maria.id, ['Standing', 'Lifting']);
    await line.texts('STOP');
    await attendsAll(series);
    expect(await line.settle()).toEqual([]);
    expect(await cards()).toContain('Maria has completed Back school (2 sessions).');
  });

  test.each([
    ['es', /^Maria ha completado Back school: las 2 sesiones/],
    ['fr', /^Maria a terminé Back school : les 2 séances/],
    ['de', /^Maria hat Back school abgeschlossen: alle 2 Termine/],
  ] as const)('in her language: %s', async (locale, said) => {
    const maria = await line.knows('Maria');
    const changed = await line.room.people.change(line.organisationId, maria.id, { locale }, maria.version, operator);
    expect(changed).toMatchObject({ ok: true });
    await attendsAll(await follows(maria.id, ['Standing', 'Lifting']));
    expect(await line.settle()).toEqual([expect.stringMatching(said)]);
  });
});

test('a weekly visit without a programme is named after what it was', async () => {
  const maria = await line.knows('Maria');
  await attendsAll(await plan(maria.id, { hosts: [line.ito.id] }));
  expect(await line.settle()).toEqual([expect.stringMatching(/^Maria has completed Check-up: all 2 sessions/)]);
});
