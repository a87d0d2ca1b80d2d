import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { HOUR, MINUTE } from '../../src/core/time/types.ts';
import { createIds } from '../../src/ids.ts';
import { at, openPhoneLine, type PhoneLine } from '../support/phone-line.ts';

// What becomes of visits and their cards by text, each on a service of its own.

let line: PhoneLine;
beforeEach(async () => {
  line = await openPhoneLine();
});
afterEach(() => line.close());

const operator = { kind: 'operator', channel: 'command_line' } as const;

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

test('behind the link of a visit stands what is true: five minutes late it is booked still, cancelled it is not, and how to answer is said', async () => {
  const maria = await line.knows('Maria');
  await line.offers(maria, [at(1, 10)]);
  const [text = ''] = await line.settle();
  const path = /\/c\/[\w-]+$/.exec(text)?.[0] ?? '';
  await line.texts('yes');
  expect((await line.desk.call('GET', path)).text).toContain('<form');
  line.desk.clock.advance(at(1, 10) - line.desk.clock.now() + 5 * MINUTE);
  const late = (await line.desk.call('GET', path)).text;
  expect(late).toMatch(/<p>Maria(&#39;|')s Check-up with Dr\. Ito is on Tue, Mar 3 at 10:00 AM EST\.<\/p>/);
  expect(late).toContain('To answer, reply to our text message.');
  expect(late).not.toContain('<form');
});

test('cancelled, the same link says so', async () => {
  const maria = await line.knows('Maria');
  await line.offers(maria, [at(1, 10)]);
  const [text = ''] = await line.settle();
  const path = /\/c\/[\w-]+$/.exec(text)?.[0] ?? '';
  await line.texts('yes');
  await line.texts('please cancel my appointment');
  await line.texts('yes');
  const page = (await line.desk.call('GET', path)).text;
  expect(page).toContain('That visit for Maria is no longer booked.');
  expect(page).toContain('To answer, reply to our text message.');
});

test('a link that leads nowhere, a page of another site and a button that is none of ours are told in the language of the reader', async () => {
  const maria = await line.knows('Maria');
  await line.room.people.change(line.organisationId, maria.id, { locale: 'es' }, undefined, operator);
  await line.offers(maria, [at(1, 10)]);
  const [text = ''] = await line.settle();
  const path = /\/c\/[\w-]+$/.exec(text)?.[0] ?? '';
  const german = { 'accept-language': 'de-AT,de;q=0.9,en;q=0.5' };
  for (const address of ['/c/AAAAAAAAAAAA', '/c/', `${path}/more`, '/schedule/manage/']) {
    const nowhere = await line.desk.call('GET', address, { headers: german });
    expect([address, nowhere.status]).toEqual([address, 404]);
    expect(nowhere.text).toContain('<html lang="de">');
    expect(nowhere.text).toContain('<h1>Dieser Link funktioniert nicht</h1>');
  }
  const press = async (headers: Record<string, string>) => {
    const body = new URLSearchParams({ action: 'take_over:cnv_1', turn: 'trn_1' });
    const answer = await fetch(`${line.desk.url}${path}`, { method: 'POST', headers, body });
    return { status: answer.status, page: await answer.text() };
  };
  expect(await press({ ...german, origin: 'https://evil.example' })).toMatchObject({
    status: 403,
    page: expect.stringContaining('<h1>Es wurde nichts geändert</h1>'),
  });
  expect(await press(german)).toMatchObject({
    status: 403,
    page: expect.stringContaining('<h1>No se cambió nada</h1>'),
  });
  expect(await line.visits()).toEqual([]);
});
