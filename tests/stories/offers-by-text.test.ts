import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

import { HOUR, MINUTE } from '../../src/core/time/types.ts';
import { createIds } from '../../src/ids.ts';

import { at, MARIA, openPhoneLine, type PhoneLine } from '../support/phone-line.ts';

let line: PhoneLine;
beforeEach(async () => {
  line = await openPhoneLine();
});
afterEach(() => line.close());

const LEO = '+14155552672';
const operator = { kind: 'operator', channel: 'command_line' } as const;

test('a clinician offers three times, Maria answers "2" by text, and it is booked', async () => {
  const maria = await line.knows('Maria');
  const identities = [...maria.identities, { channel: 'email', address: 'maria@example.com' } as const];
  await line.room.people.change(
    line.organisationId,
    maria.id,
    { identities, preferredChannel: 'sms' },
    undefined,
    operator,
  );
  await line.offers(maria, [at(1, 10), at(2, 11), at(3, 15)]);
  const [offer] = await line.settle();
  expect(offer).toMatch(
    /^Dr\. Ito has these times for Maria \(Check-up\):\n1\) .*\n2\) Wed, Mar 4 at 11:00 AM EST\n3\)[\s\S]*https:\/\/parley\.example\.com\/c\/[\w-]+$/,
  );
  const replies = await line.texts('2');
  expect(replies).toEqual([
    expect.stringMatching(/^Booked! Maria: Check-up with Dr\. Ito, Wed, Mar 4 at 11:00 AM EST/),
  ]);
  expect(await line.visits()).toMatchObject([{ start: at(2, 11), contactId: maria.id, status: 'confirmed' }]);
  // Her text has the short link; both have the calendar file, she because she gave her mail address as well.
  expect(line.letters.map(({ to }) => to).toSorted()).toEqual(['ito@hill.example', 'maria@example.com']);
  for (const { calendars } of line.letters) {
    expect(calendars).toMatchObject([{ method: 'REQUEST' }]);
    expect(calendars?.[0]?.text).toMatch(/DTSTART:20260304T160000Z/);
  }
  const again = await line.texts('2');
  expect(again).toEqual([expect.stringMatching(/^Booked! Maria/)]);
  expect(await line.visits()).toHaveLength(1);
  expect(line.faults).toEqual([]);
});

test('a time that somebody else took meanwhile is answered with the nearest free ones, and one of those is booked', async () => {
  const maria = await line.knows('Maria');
  const leo = await line.knows('Leo', LEO);
  await line.offers(maria, [at(1, 10), at(2, 11)]);
  await line.offers(leo, [at(1, 10)]);
  await line.settle();
  await line.settle(LEO);
  expect(await line.texts('yes', LEO)).toEqual([expect.stringMatching(/^Booked! Leo/)]);
  const [fresh] = await line.texts('1');
  expect(fresh).toMatch(/^Sorry, that time was just taken/);
  expect(await line.texts('1')).toEqual([expect.stringMatching(/^Booked! Maria/)]);
  const starts = (await line.visits()).map(({ start }) => start);
  expect(new Set(starts).size).toBe(2);
});

test('too late to move by the rules of the service: no times are shown that could not be taken, and a member is called', async () => {
  const maria = await line.knows('Maria');
  await line.offers(maria, [at(1, 10)]);
  await line.settle();
  await line.texts('yes');
  line.desk.clock.advance(at(1, 10) - line.desk.clock.now() - 30 * MINUTE);
  await line.settle();
  expect((await line.texts("sorry, I can't make it")).at(-1)).toMatch(
    /^I can't move Maria's visit on .* from here any more/,
  );
  expect(await line.visits()).toMatchObject([{ start: at(1, 10), status: 'confirmed' }]);
  expect(line.faults).toEqual([]);
});

test('an offer that nobody answered expires, both sides know, and a late yes gets fresh times', async () => {
  const maria = await line.knows('Maria');
  const id = await line.offers(maria, [at(3, 10), at(3, 11)]);
  await line.settle();
  line.desk.clock.advance(48 * HOUR + 1);
  expect(await line.settle()).toEqual([expect.stringMatching(/^The times for Maria have expired/)]);
  const offer = await line.room.offers.find(line.organisationId, id as never);
  expect(offer?.state.kind).toBe('expired');
  const [late] = await line.texts('1');
  expect(late).toMatch(/^Those times for Maria have expired. Here are fresh ones/);
});

test('Maria counters "Thursday after 3?", the doctor accepts with one press, and Maria is told', async () => {
  const maria = await line.knows('Maria');
  const id = await line.offers(maria, [at(1, 10), at(1, 11)]);
  await line.settle();
  expect(await line.texts('no, can we do Thursday after 3?')).toEqual([
    expect.stringMatching(/^Thanks! I've asked Dr\. Ito/),
  ]);
  const cookie = await line.desk.enter(line.ito);
  const listed = await line.desk.call('GET', '/api/v1/offers?state=pending', { cookie });
  const [counter] = listed.body.items;
  expect(counter).toMatchObject({ kind: 'counter_offer', from: 'contact', answers: id });
  const body = { answer: 'accept', option: 1 };
  const accepted = await line.desk.call('POST', `/api/v1/offers/${counter.id}/answer`, { cookie, body });
  expect(accepted.status).toBe(200);
  expect(await line.settle()).toEqual([expect.stringMatching(/^Booked! Maria.* Thu, Mar 5 at 3:/)]);
  const shown = await line.desk.call('GET', `/api/v1/offers/${counter.id}`, { cookie });
  expect(shown.body.chain.map((one: { id: string }) => one.id)).toEqual([id, counter.id]);
});

test('a time offered at night that is over before the morning wakes nobody, and the members are told that it was never read', async () => {
  const maria = await line.knows('Maria');
  line.desk.clock.set(at(0, 22));
  await line.offers(maria, [at(1, 9)]);
  expect(await line.settle()).toEqual([]);
  const cookie = await line.desk.enter(line.ito);
  const queue = await line.desk.call('GET', '/api/v1/conversations?needsHuman=true', { cookie });
  expect(queue.body.items).toMatchObject([{ handler: 'waiting', need: { reason: 'unsent' } }]);
  const [{ id }] = queue.body.items;
  const thread = await line.desk.call('GET', `/api/v1/conversations/${id}/thread`, { cookie });
  expect(thread.body.items[0]).toMatchObject({ side: 'desk', text: expect.stringContaining('was not sent') });
  // What she writes by herself is answered all the same.
  expect(await line.texts('1')).toEqual([expect.stringMatching(/^Booked! Maria/)]);
});

test('an offer that is taken back says so, and its times can no longer be accepted', async () => {
  const maria = await line.knows('Maria');
  const id = await line.offers(maria, [at(1, 10)]);
  await line.settle();
  const cookie = await line.desk.enter(line.ito);
  expect((await line.desk.call('DELETE', `/api/v1/offers/${id}`, { cookie })).status).toBe(200);
  expect(await line.settle()).toEqual([expect.stringMatching(/^Sorry, the times for Maria are no longer available/)]);
  await line.texts('yes');
  expect(await line.visits()).toEqual([]);
});

test('times held for Maria are nobody else’s until she answers', async () => {
  const maria = await line.knows('Maria');
  await line.offers(maria, [at(1, 10)], { hold: 'until_expiry' });
  const leo = await line.knows('Leo', LEO);
  await expect(line.offers(leo, [at(1, 10)])).rejects.toThrow('option_taken');
  await line.settle();
  expect(await line.texts('no thanks')).toHaveLength(1);
  await expect(line.offers(leo, [at(1, 10)])).resolves.toMatch(/^ofr_/);
});

test('a stranger asks for a visit by text, is asked the name and the question of the house, and is booked', async () => {
  await line.desk.store.services.write({
    ...line.checkUp,
    version: 2,
    intake: [{ name: 'reason', label: 'What is it about?', answers: [], required: true }],
  });
  expect(await line.texts('Hi, can I come in tomorrow?')).toEqual([expect.stringContaining('name of the person')]);
  const [times] = await line.texts('Maria Ruiz');
  expect(times).toMatch(/times for Maria Ruiz \(Check-up\)/);
  expect(await line.texts('1')).toEqual([expect.stringContaining('What is it about?')]);
  expect(await line.texts('My knee hurts')).toEqual([expect.stringMatching(/^Booked! Maria Ruiz/)]);
  const [visit] = await line.visits();
  const kept = await line.desk.store.appointments.find(line.organisationId, visit?.id as never);
  expect(kept?.notes).toMatchObject([{ side: 'contact', text: 'What is it about? My knee hurts' }]);
  const people = await line.room.people.list(line.organisationId);
  expect(people.items).toMatchObject([{ name: 'Maria Ruiz', identities: [{ address: MARIA }] }]);
});

describe('the question before a visit', () => {
  async function asked() {
    const maria = await line.knows('Maria');
    await line.offers(maria, [at(1, 10)]);
    await line.settle();
    await line.texts('yes');
    const [visit] = await line.visits();
    if (visit === undefined) throw new Error('nothing was booked');
    line.desk.clock.set(at(0, 11));
    await line.room.announcer.askToConfirm(line.organisationId, visit.id, '24h');
    await line.room.announcer.askToConfirm(line.organisationId, visit.id, '24h');
    const question = await line.settle();
    expect(question).toEqual([expect.stringContaining('Reply YES to confirm or NO to change')]);
    return visit;
  }

  test('YES marks it confirmed', async () => {
    const visit = await asked();
    expect(await line.texts('Yes!')).toEqual([expect.stringMatching(/^Thank you! Maria's Check-up/)]);
    const after = await line.desk.store.appointments.find(line.organisationId, visit.id);
    expect(after?.attendance).toMatchObject({ start: visit.start, by: { kind: 'contact' } });
  });

  test('NO starts the change: fresh times, and the old one stands until one of them is taken', async () => {
    const visit = await asked();
    const [fresh] = await line.texts('No');
    expect(fresh).toMatch(/stays booked until you pick a new time/);
    expect(await line.visits()).toMatchObject([{ id: visit.id, start: visit.start }]);
    expect(await line.texts('2')).toEqual([expect.stringMatching(/^Done! Maria's Check-up with Dr\. Ito is now/)]);
    const [moved] = await line.visits();
    expect(moved?.id).toBe(visit.id);
    expect(moved?.start).not.toBe(visit.start);
  });

  test('silence decides nothing', async () => {
    const visit = await asked();
    line.desk.clock.advance(10 * HOUR);
    expect(await line.settle()).toEqual([]);
    expect(await line.visits()).toMatchObject([{ id: visit.id, status: 'confirmed' }]);
  });

  test('cancel asks once whether that is sure, and then cancels', async () => {
    await asked();
    expect(await line.texts('please cancel my appointment')).toEqual([expect.stringMatching(/^Should I cancel/)]);
    expect(await line.texts('yes')).toEqual([expect.stringContaining('is cancelled')]);
    expect(await line.visits()).toEqual([]);
  });
});

describe('consent', () => {
  test('STOP is confirmed once, withdraws what waits, and silences everything until START', async () => {
    const maria = await line.knows('Maria');
    expect(await line.texts('STOP')).toEqual([expect.stringContaining("you won't get any more texts")]);
    expect(await line.texts('stop')).toEqual([]);
    await expect(line.offers(maria, [at(1, 10)])).rejects.toThrow('cannot be written to');
    const stored = await line.room.people.find(line.organisationId, maria.id);
    expect(stored?.consent).toMatchObject([
      { purpose: 'care', given: false, source: 'keyword', words: 'STOP' },
      { purpose: 'marketing', given: false },
    ]);
    expect(await line.texts('START')).toEqual([expect.stringContaining('welcome back')]);
    await line.offers(maria, [at(1, 10)]);
    expect(await line.settle()).toHaveLength(1);
  });

  test('a carrier that knows of a STOP closes the address', async () => {
    const maria = await line.knows('Maria');
    line.twilio.optedOut.add(MARIA);
    await line.offers(maria, [at(1, 10)]);
    expect(await line.settle()).toEqual([]);
    const standing = await line.room.people.standing(line.organisationId, { channel: 'sms', address: MARIA });
    expect(standing).toMatchObject({ state: 'opted_out', source: 'carrier' });
  });

  test('what can wait is not sent at night, and goes out in the morning', async () => {
    const maria = await line.knows('Maria');
    line.desk.clock.set(at(0, 23));
    await line.offers(maria, [at(3, 10)]);
    expect(await line.settle()).toEqual([]);
    line.desk.clock.set(at(1, 8));
    expect(await line.settle()).toEqual([expect.stringContaining('has these times')]);
  });
});

describe('members in the conversation', () => {
  test('a question calls a human; one takes over, writes and gives back', async () => {
    await line.knows('Maria');
    expect(await line.texts('Do you take Aetna insurance?')).toEqual([
      expect.stringContaining('passed it to our team'),
    ]);
    const cookie = await line.desk.enter(line.ito);
    const waiting = await line.desk.call('GET', '/api/v1/conversations?needsHuman=true', { cookie });
    expect(waiting.body.items).toMatchObject([{ address: MARIA, handler: 'waiting', need: { reason: 'question' } }]);
    const path = `/api/v1/conversations/${waiting.body.items[0].id}`;
    const taken = await line.desk.call('POST', `${path}/take-over`, { cookie });
    expect(taken.body).toMatchObject({ handler: 'member', member: line.ito.id });
    expect(await line.texts('hello?')).toEqual([]);
    await line.desk.call('POST', `${path}/messages`, { cookie, body: { text: 'Yes, we do.' } });
    expect(await line.settle()).toEqual(['Yes, we do.']);
    await line.desk.call('POST', `${path}/give-back`, { cookie });
    expect(await line.settle()).toEqual([expect.stringContaining("It's the assistant again")]);
    const thread = await line.desk.call('GET', `${path}/thread`, { cookie });
    const sides = thread.body.items.map((entry: { side: string }) => entry.side);
    expect(sides.toReversed()).toEqual([...['contact', 'assistant', 'desk', 'contact', 'member', 'assistant']]);
  });
});

test('a family on one phone: both are asked about by name, and a bare yes asks which', async () => {
  const maria = await line.knows('Maria');
  const leo = await line.knows('Leo');
  await line.offers(maria, [at(1, 10)]);
  await line.offers(leo, [at(2, 10)]);
  await line.settle();
  const [which] = await line.texts('yes');
  expect(which).toMatch(/Which one do you mean\?[\s\S]*Maria[\s\S]*Leo/);
  expect(await line.texts('Leo')).toEqual([expect.stringMatching(/^Booked! Leo/)]);
  expect(await line.visits()).toMatchObject([{ contactId: leo.id }]);
});

test('two records of one person are merged, and the visits of both are hers', async () => {
  const maria = await line.knows('Maria');
  const other = await line.knows('Maria', LEO);
  await line.offers(other, [at(1, 10)]);
  await line.settle(LEO);
  await line.texts('yes', LEO);
  const merged = await line.room.people.merge(line.organisationId, maria.id, other.id, operator);
  expect(merged).toMatchObject({ ok: true, value: { identities: [{ address: MARIA }, { address: LEO }] } });
  expect(await line.texts('please cancel my appointment')).toEqual([expect.stringMatching(/^Should I cancel Maria's/)]);
});

test('why Maria cancels is told to Dr. Ito by mail, and not said back to her', async () => {
  const maria = await line.knows('Maria');
  await line.offers(maria, [at(1, 10)]);
  await line.settle();
  await line.texts('yes');
  await line.texts('please cancel my appointment, my car broke down');
  expect(await line.texts('yes')).toEqual([expect.not.stringContaining('car')]);
  const [letter] = line.letters.filter(({ subject }) => subject.startsWith('Cancelled'));
  expect(letter).toMatchObject({ to: 'ito@hill.example' });
  expect(letter?.text).toContain('They wrote: "please cancel my appointment, my car broke down"');
});

test('what happens to a visit of a folded record is told under the name of the one that stands', async () => {
  const older = await line.knows('M. Silva', LEO);
  const middle = await line.knows('M. S.', LEO);
  const maria = await line.knows('Maria');
  await line.offers(older, [at(1, 10)]);
  await line.settle(LEO);
  await line.texts('yes', LEO);
  for (const [kept, other] of [
    [middle, older],
    [maria, middle],
  ] as const)
    await line.room.people.merge(line.organisationId, kept.id, other.id, operator);
  const [visit] = await line.visits();
  if (visit === undefined) throw new Error('nothing was booked');
  const request = { organisationId: line.organisationId, appointmentId: visit.id, actor: operator, reason: 'closed' };
  expect(await line.scheduling.appointments.cancel(request)).toMatchObject({ ok: true });
  expect(await line.settle(LEO)).toEqual([expect.stringMatching(/^We're sorry: Maria's Check-up with Dr\. Ito/)]);
});

test('the short link shows the times, changes nothing when it is opened, and a button books once', async () => {
  const maria = await line.knows('<b>Maria</b>');
  await line.offers(maria, [at(1, 10), at(2, 11)]);
  const [text = ''] = await line.settle();
  const path = /\/c\/[\w-]+$/.exec(text)?.[0] ?? '';
  const page = await line.desk.call('GET', path);
  expect(page.status).toBe(200);
  expect(page.text).not.toContain('<script');
  expect(page.text).not.toContain('<b>Maria');
  expect(page.text).toContain('&lt;b&gt;Maria');
  expect(await line.visits()).toEqual([]);
  const [action = '', turn = ''] = ['action', 'turn'].map(
    (name) => new RegExp(`name="${name}" value="([^"]+)"`).exec(page.text)?.[1],
  );
  const press = (headers: Record<string, string> = {}) =>
    fetch(`${line.desk.url}${path}`, { method: 'POST', headers, body: new URLSearchParams({ action, turn }) });
  // Its address lets people in: no other site is told it, and no page of another site presses for them.
  expect(page.headers.get('referrer-policy')).toBe('no-referrer');
  expect(page.headers.get('x-robots-tag')).toMatch(/noindex/);
  for (const headers of [{ origin: 'https://evil.example' }, { origin: 'null', 'sec-fetch-site': 'cross-site' }])
    expect((await press(headers)).status).toBe(403);
  expect((await press({ origin: 'null', 'sec-fetch-site': 'same-origin' })).status).toBe(200);
  expect((await press()).status).toBe(200);
  expect(await line.visits()).toMatchObject([{ start: at(1, 10) }]);
  expect(await line.settle()).toEqual([expect.stringMatching(/^Booked!/)]);
  expect((await line.desk.call('GET', '/c/AAAAAAAAAAAA')).status).toBe(404);
});

test('two tabs press two of the times at once: one is booked, and both pages say which, in the language of the reader', async () => {
  const maria = await line.knows('Maria');
  await line.room.people.change(line.organisationId, maria.id, { locale: 'de' }, undefined, operator);
  await line.offers(maria, [at(1, 10), at(2, 11)]);
  const [text = ''] = await line.settle();
  const path = /\/c\/[\w-]+$/.exec(text)?.[0] ?? '';
  const buttonsOf = async () => {
    const { text: page } = await line.desk.call('GET', path);
    expect(page).toContain('<title>Termin</title>');
    const pairs = page.matchAll(/name="action" value="([^"]+)">\s*<input type="hidden" name="turn" value="([^"]+)"/g);
    return [...pairs].map(([, action = '', turn = '']) => new URLSearchParams({ action, turn }));
  };
  const [[first], [, second]] = await Promise.all([buttonsOf(), buttonsOf()]);
  const answers = await Promise.all(
    [first, second].map((body) => fetch(`${line.desk.url}${path}`, { method: 'POST', body: body ?? null })),
  );
  expect(answers.map(({ status }) => status)).toEqual([200, 200]);
  expect(answers.map(({ headers }) => headers.get('x-robots-tag'))).toEqual(['noindex, nofollow', 'noindex, nofollow']);
  const told = (await Promise.all(answers.map((answer) => answer.text()))).join();
  const [visit, ...more] = await line.visits();
  expect(more).toEqual([]);
  const day = visit?.start === at(1, 10) ? '3. März' : '4. März';
  expect(told.split(day)).toHaveLength(3);
});

test('contacts of another organisation do not exist here', async () => {
  const maria = await line.knows('Maria');
  const elsewhere = await line.desk.found('other-clinic');
  const token = await line.desk.keyFor(elsewhere, 'contacts:read', 'offers:read', 'conversations:read');
  expect((await line.desk.call('GET', `/api/v1/contacts/${maria.id}`, { token })).status).toBe(404);
});

test('of many kinds of visit the ones that most come for are named first', async () => {
  const { services } = line.desk.store;
  const maria = await line.knows('Maria');
  const names = ['Vaccination', 'Eye test', 'Blood test', 'Travel advice', 'Physiotherapy'];
  for (const name of names)
    await services.write({ ...line.checkUp, id: createIds(line.desk.clock).next('service'), name });
  const physio = (await services.list(line.organisationId)).find(({ name }) => name === 'Physiotherapy');
  await line.offers(maria, [at(1, 10)], { meetingType: physio?.id });
  await line.settle();
  await line.texts('yes');
  // It is counted anew every hour.
  line.desk.clock.advance(HOUR);
  const [asked] = await line.texts('I need another appointment');
  expect(asked).toMatch(/^What kind of visit would Maria like\?\n1\) Physiotherapy[\s\S]*5\) Something else/);
});
