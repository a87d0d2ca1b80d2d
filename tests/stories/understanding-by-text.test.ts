import { describe, expect, test } from '@jest/globals';
import type { DialogueState } from '../../src/bots/dialogues/types.ts';
import type { Locale } from '../../src/core/people/types.ts';
import type { Zone } from '../../src/core/time/types.ts';
import { offerId, type Somebody, useSharedLine } from '../support/shared-line.ts';

// "Understanding", line by line, as somebody with a phone meets it: through the webhook, to what is booked and what is read back.

const { line, at, slot, meets, asMember } = useSharedLine();
const kept = (visit: { readonly id: string } | undefined) =>
  line().desk.store.appointments.find(line().organisationId, visit?.id as never);

/** As many people as texts, each with an offer of their own; all of them answer before anybody looks. */
async function answering(
  texts: readonly string[],
  times: (index: number) => readonly number[],
  locales: readonly Locale[] = [],
) {
  const people = await Promise.all(texts.map((_, index) => meets(`Pat ${index}`, { locale: locales[index] ?? 'en' })));
  await Promise.all(people.map(({ contact }, index) => line().offers(contact, times(index))));
  await line().settle();
  for (const person of people) person.news();
  await Promise.all(people.map((person, index) => person.says(texts[index] ?? '')));
  await line().settle();
  return people;
}
/** What became of each: the text and the start it was booked for. */
const booked = (texts: readonly string[], people: readonly Somebody[]) =>
  Promise.all(
    people.map(async (one, index) => [texts[index], (await one.visits()).map(({ start }) => start)] as const),
  );
const states = (texts: readonly string[], people: readonly Somebody[]) =>
  Promise.all(
    people.map(async (one, index) => {
      const first = (await one.offers()).find(({ kind }) => kind === 'offer');
      return [texts[index], first?.state.kind] as const;
    }),
  );
const wishOf = async (person: Somebody) => (await person.offers()).find(({ kind }) => kind === 'counter_offer');

describe('Intents', () => {
  test('accept(option), decline', async () => {
    const texts = ['2', 'no thanks'];
    const people = await answering(texts, (index) => [slot(2 * index), slot(2 * index + 1)]);
    expect(await booked(texts, people)).toEqual([
      ['2', [slot(1)]],
      ['no thanks', []],
    ]);
    expect(await states(texts, people)).toEqual([
      ['2', 'accepted'],
      ['no thanks', 'declined'],
    ]);
  });

  test('counter(times or "later", "next week", "afternoons")', async () => {
    const texts = ['how about Friday at 3?', 'later please', 'could we do next week', 'afternoons are better for me'];
    const people = await answering(texts, () => [slot(0), slot(1)]);
    expect(await states(texts, people)).toEqual(texts.map((text) => [text, 'countered']));
    for (const [index, person] of people.entries()) {
      expect(person.news()).toEqual([expect.stringMatching(/I've asked Dr\. Ito/)]);
      const counter = await wishOf(person);
      expect(counter).toMatchObject({ kind: 'counter_offer', from: 'contact', words: texts[index] });
    }
    const friday = people[0] && (await wishOf(people[0]));
    expect(friday?.options.map(({ start }) => start)).toEqual([at(4, 15)]);
  });

  test('confirm, reschedule, cancel, running late(minutes)', async () => {
    const maria = await meets('Maria');
    const visit = await maria.isAsked(at(1, 10));
    await maria.texts("I'll be there");
    expect(await kept(visit)).toMatchObject({ attendance: { start: at(1, 10), by: { kind: 'contact' } } });
    expect(await maria.texts('running 10 minutes late')).toEqual([expect.stringContaining('about 10 minutes late')]);
    expect(await maria.texts('I need to reschedule')).toEqual([expect.stringContaining('stays booked until you pick')]);
    expect(await maria.texts('please cancel my appointment')).toEqual([expect.stringMatching(/^Should I cancel/)]);
    expect(await maria.visits()).toHaveLength(1);
    await maria.texts('yes, cancel it');
    expect(await maria.visits()).toEqual([]);
  });

  test('ask availability, book, join waitlist, leave waitlist', async () => {
    const maria = await meets('Maria');
    expect(await maria.texts('any openings tomorrow?')).toEqual([expect.stringMatching(/^Here are times for Maria/)]);
    const leo = await meets('Leo');
    expect(await leo.texts("I'd like to book an appointment")).toEqual([
      expect.stringMatching(/^Here are times for Leo[\s\S]*1\)[\s\S]*3\)/),
    ]);
    expect(await maria.texts('put me on the waitlist')).toEqual([expect.stringMatching(/^Maria is on the waitlist/)]);
    expect(await maria.texts('take me off the waitlist')).toEqual(['Done, Maria is off the waitlist.']);
  });

  test('question (hand to a human), thanks/other, stop, start, help', async () => {
    const maria = await meets('Maria');
    expect(await maria.texts('thanks!')).toEqual(["You're welcome!"]);
    expect(await maria.texts('STOP')).toEqual([expect.stringContaining("won't get any more texts")]);
    expect(await maria.texts('START')).toEqual([expect.stringContaining('welcome back')]);
    expect(await maria.texts('HELP')).toEqual([expect.stringMatching(/^This is Clinic hill-clinic\./)]);
    expect(await maria.texts('Do you take Aetna insurance?')).toEqual([
      expect.stringContaining('passed it to our team'),
    ]);
    const { body } = await asMember('GET', `/api/v1/conversations?needsHuman=true&contact=${maria.contact.id}`);
    expect(body.items).toMatchObject([{ need: { reason: 'question' } }]);
  });
});

describe('What must be understood without AI', () => {
  test('YES and its everyday forms', async () => {
    const texts = ['YES', 'yep', 'sure', 'ok!', 'sounds good', 'that works', 'yes please', 'perfect'];
    const people = await answering(texts, (index) => [slot(index)]);
    expect(await booked(texts, people)).toEqual(texts.map((text, index) => [text, [slot(index)]]));
  });

  test('NO and its everyday forms', async () => {
    const texts = ['NO', 'nope', 'no thanks', "sorry, that doesn't work", 'none of these'];
    const people = await answering(texts, (index) => [slot(index)]);
    expect(await states(texts, people)).toEqual(texts.map((text) => [text, 'declined']));
  });

  test('letters and numbers of options ("2", "the second one", "B", "option 2 please")', async () => {
    const texts = ['2', 'the second one', 'B', 'option 2 please'];
    const people = await answering(texts, (index) => [slot(2 * index), slot(2 * index + 1)]);
    expect(await booked(texts, people)).toEqual(texts.map((text, index) => [text, [slot(2 * index + 1)]]));
  });

  test('times ("2pm works", "half past two", "tomorrow at 9")', async () => {
    const texts = ['2pm works', 'half past two', 'tomorrow at 9'];
    const wanted = [at(1, 14), at(1, 14.5), at(1, 9)];
    const people = await answering(texts, (index) => [at(2, 11), wanted[index] ?? 0]);
    expect(await booked(texts, people)).toEqual(texts.map((text, index) => [text, [wanted[index]]]));
  });

  test("relative dates in the contact's own time zone", async () => {
    const maria = await meets('Maria');
    const lena = await meets('Lena', { zone: 'Europe/Berlin' as Zone });
    for (const person of [maria, lena]) await person.isOffered([at(1, 15), at(2, 9)]);
    // Monday evening in New York is Tuesday already in Berlin, and nine there is three here.
    line().desk.clock.set(at(0, 19));
    for (const person of [maria, lena]) await person.texts('tomorrow at 3pm');
    expect(await maria.visits()).toMatchObject([{ start: at(1, 15) }]);
    expect(await lena.visits()).toMatchObject([{ start: at(2, 9) }]);
  });

  test('mixed answers: "no, can we do Thursday after 3?" is a counter, not a no', async () => {
    const maria = await meets('Maria');
    const offered = await maria.isOffered([at(1, 10), at(1, 11)]);
    expect(await maria.texts('no, can we do Thursday after 3?')).toEqual([
      expect.stringMatching(/I've asked Dr\. Ito/),
    ]);
    const { offers } = line().room;
    const answered = await offers.find(line().organisationId, offerId(offered));
    const counter = await wishOf(maria);
    expect(answered?.state).toMatchObject({ kind: 'countered', counterId: counter?.id });
    expect(counter?.options.map(({ start }) => start)).toEqual([at(3, 15), at(3, 15.5), at(3, 16)]);
  });

  test('mixed answers: "yes but can we make it 3" is a counter, not a yes', async () => {
    const maria = await meets('Maria');
    await maria.isOffered([at(1, 10)]);
    expect(await maria.texts('yes but can we make it 3')).toEqual([expect.stringMatching(/I've asked Dr\. Ito/)]);
    expect(await maria.visits()).toEqual([]);
    const leo = await meets('Leo');
    const visit = await leo.isAsked(at(2, 10));
    expect(await leo.texts('yes but can we make it 3')).toEqual([expect.stringMatching(/1\) Wed, .* at 3:00 PM/)]);
    expect((await kept(visit))?.attendance).toBeUndefined();
    expect(await leo.visits()).toMatchObject([{ start: at(2, 10) }]);
  });

  test('emoji', async () => {
    const texts = ['👍', '👍🏽', '✅', '2️⃣'];
    const people = await answering(texts, (index) => (index === 3 ? [slot(3), slot(4)] : [slot(index)]));
    expect(await booked(texts, people)).toEqual(texts.map((text, index) => [text, [slot(index === 3 ? 4 : index)]]));
  });

  test('tapbacks: one that quotes our prompt -- `Loved "Reply YES..."` -- counts as a reaction, never as its quoted words', async () => {
    const maria = await meets('Maria');
    const visit = await maria.isAsked(at(1, 10));
    for (const text of [
      'Loved “Reply YES to confirm or NO to change.”',
      'Disliked "Reply YES to confirm or NO to change."',
    ])
      expect(await maria.texts(text)).toEqual([]);
    expect((await kept(visit))?.attendance).toBeUndefined();
    expect(await maria.visits()).toHaveLength(1);
    // The question stands: the next word of hers answers it.
    expect(await maria.texts('yes')).toEqual([expect.stringMatching(/^Thank you!/)]);
  });

  test('politeness around it', async () => {
    const texts = [
      'Hi Dr. Ito, the second one please, thank you so much!',
      'Good morning! 2 would be lovely, thanks 😊',
    ];
    const people = await answering(texts, (index) => [slot(2 * index), slot(2 * index + 1)]);
    expect(await booked(texts, people)).toEqual(texts.map((text, index) => [text, [slot(2 * index + 1)]]));
  });

  test('typos ("yse", "tmrw")', async () => {
    const texts = ['yse', 'tmrw at 9 pls', 'teh secnd one'];
    const times = [[at(1, 10)], [at(2, 11), at(1, 9)], [at(1, 12), at(1, 13)]];
    const people = await answering(texts, (index) => times[index] ?? []);
    expect(await booked(texts, people)).toEqual(texts.map((text, index) => [text, [times[index]?.at(-1)]]));
  });

  test('the languages offered (en, es, fr, de)', async () => {
    const texts = ['the second one please', 'la segunda, por favor', 'la deuxième, merci', 'die zweite bitte'];
    const replies = [/^Booked!/, /^¡Reservado!/, /^C'est réservé/, /^Gebucht!/];
    const people = await answering(texts, (index) => [slot(2 * index), slot(2 * index + 1)], ['en', 'es', 'fr', 'de']);
    expect(await booked(texts, people)).toEqual(texts.map((text, index) => [text, [slot(2 * index + 1)]]));
    for (const [index, person] of people.entries())
      expect(person.news()).toEqual([expect.stringMatching(replies[index] ?? '')]);
  });
});

describe('Which prompt is answered', () => {
  const LIST =
    /^Happy to help! Which one do you mean\?\n1\) Maria: times for Check-up \((\w\d)\)\n2\) Maria: times for Check-up \((\w\d)\)/;

  test('when two prompts are open and a bare YES comes: ask which, listing both with their codes; never take the newest', async () => {
    const maria = await meets('Maria');
    await maria.isOffered([at(1, 10)]);
    await maria.isOffered([at(2, 10)]);
    expect(await maria.texts('YES')).toEqual([expect.stringMatching(LIST)]);
    expect(await maria.visits()).toEqual([]);
  });

  test('a reply may carry a prompt\'s code ("YES 2"); every decision records the prompt it answered', async () => {
    const maria = await meets('Maria');
    const first = await maria.isOffered([at(1, 10)]);
    await maria.isOffered([at(2, 10)]);
    const [asked = ''] = await maria.texts('YES');
    const code = LIST.exec(asked)?.[1];
    expect(await maria.texts(`YES ${code}`)).toEqual([expect.stringMatching(/^Booked! Maria/)]);
    expect(await maria.visits()).toMatchObject([{ start: at(1, 10) }]);
    const { conversations } = line().room;
    const thread = await conversations.byAddress(line().organisationId, 'sms', maria.number);
    const { settled, prompts } = (thread?.dialogue ?? {}) as DialogueState; // written by the dialogue itself
    expect(settled).toMatchObject([{ prompt: { code, times: { offer: first } }, how: 'accepted' }]);
    expect(prompts).toHaveLength(1);
    const decided = await line().room.offers.find(line().organisationId, offerId(first));
    const { items } = await conversations.thread(line().organisationId, thread?.id as never, {});
    const said = items.find(({ text }) => text === `YES ${code}`);
    // The offer names the turn that decided it, and so does what is remembered of the prompt.
    expect(settled[0]?.cause).toBe(said?.key);
    expect(decided?.state).toMatchObject({
      kind: 'accepted',
      decision: { cause: expect.stringContaining(said?.key ?? '-') },
    });
  });

  test('one phone shared by several contacts (a parent and two children): each prompt names the person, a bare answer with several open asks which, and a reply never silently hits the wrong person', async () => {
    const maria = await meets('Maria');
    const children = [await meets('Leo', {}, maria.number), await meets('Ana', {}, maria.number)];
    for (const [index, { contact }] of [maria, ...children].entries()) await line().offers(contact, [slot(index)]);
    const prompts = await maria.reads();
    expect(prompts.map((text) => /times for (\w+)/.exec(text)?.[1])).toEqual(['Maria', 'Leo', 'Ana']);
    const [which] = await maria.texts('yes');
    expect(which).toMatch(/Which one do you mean\?\n1\) Maria.*\n2\) Leo.*\n3\) Ana/);
    expect(await line().visits()).not.toContainEqual(expect.objectContaining({ start: slot(0) }));
    expect(await maria.texts('Leo')).toEqual([expect.stringMatching(/^Booked! Leo/)]);
    expect(await children[0]?.visits()).toMatchObject([{ start: slot(1) }]);
    for (const other of [maria, children[1]]) expect(await other?.visits()).toEqual([]);
  });
});

describe('When it is not sure', () => {
  test('unsure -> one short clarifying question; unsure again -> the "needs a human" queue with the thread, where a member resolves it with one press', async () => {
    const maria = await meets('Maria');
    const [question = ''] = await maria.texts('blorp fnord');
    expect(question).toMatch(/^Sorry, I didn't get that\..*\?$/);
    expect(question.length).toBeLessThan(160);
    expect(await maria.texts('fnord blorp')).toEqual([expect.stringMatching(/asked a colleague to help/)]);
    const queue = `/api/v1/conversations?needsHuman=true&contact=${maria.contact.id}`;
    const { body } = await asMember('GET', queue);
    expect(body.items).toMatchObject([{ handler: 'waiting', need: { reason: 'unsure' } }]);
    const path = `/api/v1/conversations/${body.items[0].id}`;
    const thread = await asMember('GET', `${path}/thread`);
    const said = thread.body.items.map(({ side, text }: { side: string; text: string }) => `${side}: ${text}`);
    expect(said.toReversed()).toEqual([
      'contact: blorp fnord',
      `assistant: ${question}`,
      'contact: fnord blorp',
      expect.stringMatching(/^assistant: .*asked a colleague/),
      expect.stringMatching(/^desk: Maria needs a person/),
    ]);
    expect((await asMember('POST', `${path}/resolve`)).status).toBe(200);
    expect((await asMember('GET', queue)).body.items).toEqual([]);
    expect(await maria.texts('thanks')).toEqual(["You're welcome!"]);
  });

  test('nothing that loses an appointment (cancel, decline of a confirmed one) happens on a guess', async () => {
    const maria = await meets('Maria');
    await maria.isAsked(at(1, 10));
    const guesses = ['I might have to cancel', 'cancl?', 'hmm not sure I can', 'how do I cancel?', 'no thanks', 'nope'];
    for (const text of guesses) {
      const replies = await maria.texts(text);
      expect(`${text}: ${replies.join(' ')}`).not.toMatch(/is cancelled/);
      expect(await maria.visits()).toMatchObject([{ start: at(1, 10) }]);
    }
    // Even said outright, it is asked about once.
    expect(await maria.texts('please cancel my appointment')).toEqual([expect.stringMatching(/^Should I cancel/)]);
    expect(await maria.visits()).toHaveLength(1);
  });
});
