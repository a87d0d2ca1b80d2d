import { expect, test } from '@jest/globals';
import { HOUR } from '../../src/core/time/types.ts';
import { useSharedLine } from '../support/shared-line.ts';

// What people do, told from the first text to the last: stories 1, 2 and 4, and what members do in a conversation.

const { line, at, meets, newNumber, asMember } = useSharedLine({
  rules: { zone: 'America/New_York' as never, durations: [30], locations: ['phone', 'video'] },
});
const operator = { kind: 'operator', channel: 'command_line' } as const;
const kept = (id: string) => line().desk.store.appointments.find(line().organisationId, id as never);

test('story 1: a clinician offers three times, the patient answers "2" by SMS; both get the confirmation with calendar file and video link', async () => {
  const { letters, room, organisationId, settle } = line();
  const maria = await meets('Maria');
  const identities = [...maria.contact.identities, { channel: 'email', address: 'maria@example.com' } as const];
  await room.people.change(
    organisationId,
    maria.contact.id,
    { identities, preferredChannel: 'sms' },
    undefined,
    operator,
  );
  const location = { type: 'video', provider: 'custom', link: 'https://video.example/ito' };
  await line().offers(maria.contact, [at(1, 10), at(2, 11), at(3, 15)], { location });
  const [offer] = await maria.reads();
  expect(offer).toMatch(
    /^Dr\. Ito has these times for Maria \(Check-up\):\n1\) Tue.*\n2\) Wed.* at 11:00 AM EDT\n3\) Thu[\s\S]*https:\/\/parley\.example\.com\/c\/[\w-]+$/,
  );
  const before = letters.length;
  expect(await maria.texts('2')).toEqual([
    expect.stringMatching(/^Booked! Maria: Check-up with Dr\. Ito, Wed, .* at 11:00 AM EDT/),
  ]);
  expect(await maria.visits()).toMatchObject([{ start: at(2, 11), status: 'confirmed' }]);
  await settle();
  const sent = letters.slice(before);
  expect(sent.map(({ to }) => to).toSorted()).toEqual(['ito@hill.example', 'maria@example.com']);
  for (const { calendars, text } of sent) {
    expect(calendars).toMatchObject([{ method: 'REQUEST' }]);
    // Whole again where iCalendar folds its lines.
    const file = calendars?.[0]?.text.replace(/\r?\n[ \t]/g, '');
    expect(file).toMatch(new RegExp(`DTSTART:${new Date(at(2, 11)).toISOString().replace(/[-:]|\.000/g, '')}`));
    for (const told of [file, text]) expect(told).toContain('https://video.example/ito');
  }
});

test('story 2: "Reply YES to confirm or NO to change": YES marks confirmed', async () => {
  const maria = await meets('Maria');
  const { id, start } = await maria.isAsked(at(1, 10));
  // The same reminder asked for once more, by a job that ran twice, asks nothing.
  await line().room.announcer.askToConfirm(line().organisationId, id, 'reminder');
  expect(await maria.reads()).toEqual([]);
  expect(await maria.texts('Yes!')).toEqual([expect.stringMatching(/^Thank you! Maria's Check-up/)]);
  expect((await kept(id))?.attendance).toMatchObject({ start, by: { kind: 'contact' } });
});

test('story 2: NO starts the reschedule dialogue with fresh options, and the old time stands until one of them is taken', async () => {
  const maria = await meets('Maria');
  const visit = await maria.isAsked(at(1, 10));
  expect(await maria.texts('No')).toEqual([expect.stringMatching(/stays booked until you pick a new time/)]);
  expect(await maria.visits()).toMatchObject([{ id: visit.id, start: visit.start }]);
  expect(await maria.texts('2')).toEqual([expect.stringMatching(/^Done! Maria's Check-up with Dr\. Ito is now on/)]);
  const [moved] = await maria.visits();
  expect(moved?.id).toBe(visit.id);
  expect(moved?.start).not.toBe(visit.start);
});

test('story 2: no answer decides nothing: the visit stands, unconfirmed, for the front desk to see', async () => {
  const maria = await meets('Maria');
  const visit = await maria.isAsked(at(1, 10));
  line().desk.clock.advance(10 * HOUR);
  expect(await maria.reads()).toEqual([]);
  const { body } = await asMember('GET', `/api/v1/appointments/${visit.id}`);
  expect(body).toMatchObject({ status: 'confirmed' });
  expect((await kept(visit.id))?.attendance).toBeUndefined();
});

test('cancel asks once whether that is sure, and then cancels', async () => {
  const maria = await meets('Maria');
  await maria.isAsked(at(1, 10));
  expect(await maria.texts('please cancel my appointment')).toEqual([expect.stringMatching(/^Should I cancel/)]);
  expect(await maria.texts('yes')).toEqual([expect.stringContaining('is cancelled')]);
  expect(await maria.visits()).toEqual([]);
});

test('a question calls a human; one takes over, writes and gives back', async () => {
  const maria = await meets('Maria');
  expect(await maria.texts('Do you take Aetna insurance?')).toEqual([expect.stringContaining('passed it to our team')]);
  const waiting = await asMember('GET', `/api/v1/conversations?needsHuman=true&contact=${maria.contact.id}`);
  expect(waiting.body.items).toMatchObject([
    { address: maria.number, handler: 'waiting', need: { reason: 'question' } },
  ]);
  const path = `/api/v1/conversations/${waiting.body.items[0].id}`;
  const taken = await asMember('POST', `${path}/take-over`);
  expect(taken.body).toMatchObject({ handler: 'member', member: line().ito.id });
  expect(await maria.texts('hello?')).toEqual([]);
  await asMember('POST', `${path}/messages`, { text: 'Yes, we do.' });
  expect(await maria.reads()).toEqual(['Yes, we do.']);
  await asMember('POST', `${path}/give-back`);
  expect(await maria.reads()).toEqual([expect.stringContaining("It's the assistant again")]);
  const thread = await asMember('GET', `${path}/thread`);
  const sides = thread.body.items.map((entry: { side: string }) => entry.side);
  expect(sides.toReversed()).toEqual(['contact', 'assistant', 'desk', 'contact', 'member', 'assistant']);
});

test('two records of one person are merged, and the visits of both are hers', async () => {
  const [maria, other] = [await meets('Maria'), await meets('Maria')];
  await other.isBooked(at(1, 10));
  const { room, organisationId } = line();
  const merged = await room.people.merge(organisationId, maria.contact.id, other.contact.id, operator);
  expect(merged).toMatchObject({
    ok: true,
    value: { identities: [{ address: maria.number }, { address: other.number }] },
  });
  expect(await maria.texts('please cancel my appointment')).toEqual([
    expect.stringMatching(/^Should I cancel Maria's/),
  ]);
});

test('what happens to a visit of a folded record is told under the name of the one that stands', async () => {
  const older = await meets('M. Silva');
  const middle = await meets('M. S.', {}, older.number);
  const maria = await meets('Maria');
  const visit = await older.isBooked(at(1, 10));
  const { room, scheduling, organisationId } = line();
  for (const [kept, other] of [
    [middle, older],
    [maria, middle],
  ] as const)
    await room.people.merge(organisationId, kept.contact.id, other.contact.id, operator);
  const request = { organisationId, appointmentId: visit.id, actor: operator, reason: 'closed' };
  expect(await scheduling.appointments.cancel(request)).toMatchObject({ ok: true });
  expect(await older.reads()).toEqual([expect.stringMatching(/^Sorry, Maria's Check-up with Dr\. Ito/)]);
});

test('story 4: a stranger asks for a visit, gets times, picks, is asked the intake questions, is booked', async () => {
  const { desk, checkUp, twilio, room, organisationId, settle } = line();
  const intake = [{ name: 'reason', label: 'What is it about?', answers: [], required: true }];
  await desk.store.services.write({ ...checkUp, version: 2, intake });
  const number = newNumber();
  const texts = async (body: string) => {
    await twilio.deliver(twilio.text(number, '+14155550100', body));
    return await settle(number);
  };
  expect(await texts('Hi, can I come in tomorrow?')).toEqual([expect.stringContaining('name of the person')]);
  expect(await texts('Maria Ruiz')).toEqual([expect.stringMatching(/times for Maria Ruiz \(Check-up\)[\s\S]*3\)/)]);
  expect(await texts('1')).toEqual([expect.stringContaining('What is it about?')]);
  expect(await texts('My knee hurts')).toEqual([expect.stringMatching(/^Booked! Maria Ruiz/)]);
  const [contact] = await room.people.known(organisationId, { channel: 'sms', address: number });
  expect(contact).toMatchObject({ name: 'Maria Ruiz' });
  const visit = (await line().visits()).find(({ contactId }) => contactId === contact?.id);
  expect((await kept(visit?.id ?? ''))?.notes).toMatchObject([
    { side: 'contact', text: 'What is it about? My knee hurts' },
  ]);
});
