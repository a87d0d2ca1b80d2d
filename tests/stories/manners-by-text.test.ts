import { describe, expect, test } from '@jest/globals';
import { countSegments } from '../../src/channels/sms/render.ts';
import { HOUR, type Zone } from '../../src/core/time/types.ts';
import { OUR_NUMBER } from '../support/phone-line.ts';
import { type Somebody, useSharedLine } from '../support/shared-line.ts';

// "Consent and manners", line by line, as somebody with a phone meets them: through the webhook, to what is read and what is not.

const { line, at, slot, meets, newNumber, asMember } = useSharedLine();
const standing = (number: string) =>
  line().room.people.standing(line().organisationId, { channel: 'sms', address: number });
const contact = async ({ contact: { id } }: Somebody) => (await asMember('GET', `/api/v1/contacts/${id}`)).body;
const consents = (somebody: Somebody, body: object) =>
  asMember('POST', `/api/v1/contacts/${somebody.contact.id}/consent`, body);
/** What became of each text in the thread, the latest first. */
async function deliveries({ contact: { id } }: Somebody): Promise<readonly string[]> {
  const { body } = await asMember('GET', `/api/v1/conversations?contact=${id}`);
  const thread = await asMember('GET', `/api/v1/conversations/${body.items[0].id}/thread`);
  return thread.body.items.flatMap(({ delivery }: { delivery?: string }) => delivery ?? []);
}

describe('STOP', () => {
  test('STOP, STOPALL, UNSUBSCRIBE, CANCEL, END, QUIT, REVOKE, OPTOUT alone (any case, outer spaces or a full stop allowed) opt out', async () => {
    const texts = ['STOP', 'stopall', ' Unsubscribe ', 'CANCEL', 'Cancel.', 'end', 'QUIT', 'revoke.', ' OptOut. '];
    const people = await Promise.all(texts.map(() => meets('Pat')));
    await people[3]?.isBooked(slot(0));
    await Promise.all(people.map((one, index) => one.says(texts[index] ?? '')));
    await line().settle();
    for (const [index, one] of people.entries()) {
      expect([texts[index], one.news()]).toEqual([texts[index], [expect.stringContaining("won't get any more")]]);
      expect([texts[index], (await standing(one.number))?.state]).toEqual([texts[index], 'opted_out']);
    }
    // The carrier's word is no wish to lose the visit.
    expect(await people[3]?.visits()).toHaveLength(1);
  });

  test('queued texts to that number are withdrawn', async () => {
    const maria = await meets('Maria');
    line().desk.clock.set(at(0, 23));
    await line().offers(maria.contact, [at(3, 10)]);
    expect(await maria.reads()).toEqual([]);
    await maria.texts('STOP', { OptOutType: 'STOP' });
    expect(await deliveries(maria)).toEqual(['withdrawn']);
    line().desk.clock.set(at(1, 9));
    expect(await maria.reads()).toEqual([]);
  });

  test('one confirmation if the carrier has not sent its own (`OptOutType` present -> send none)', async () => {
    const maria = await meets('Maria');
    expect(await maria.texts('STOP')).toEqual([expect.stringContaining("won't get any more texts")]);
    expect(await maria.texts('STOP')).toEqual([]);
    const leo = await meets('Leo');
    expect(await leo.texts('STOP', { OptOutType: 'STOP' })).toEqual([]);
    expect(await standing(leo.number)).toMatchObject({ state: 'opted_out' });
  });

  test('"Please cancel my appointment" is no opt-out', async () => {
    const maria = await meets('Maria');
    await maria.isBooked(at(1, 10));
    expect(await maria.texts('Please cancel my appointment')).toEqual([expect.stringMatching(/^Should I cancel/)]);
    expect((await standing(maria.number))?.state ?? 'open').toBe('open');
  });

  test('plain wishes to be left alone ("stop texting me", "wrong number", "take me off") count as opt-out as well, with a confirmation that says so', async () => {
    const texts = ['stop texting me', 'wrong number', 'take me off your list please', 'do not contact me again'];
    const people = await Promise.all(texts.map(() => meets('Pat')));
    await Promise.all(people.map((one, index) => one.says(texts[index] ?? '')));
    await line().settle();
    for (const [index, one] of people.entries()) {
      const told = [expect.stringMatching(/we understood that you don't want our texts/)];
      expect([texts[index], one.news()]).toEqual([texts[index], told]);
      expect(await standing(one.number)).toMatchObject({ state: 'opted_out', source: 'plain_wish' });
    }
  });

  test('a family shares one STOP: nobody on that phone is written to', async () => {
    const maria = await meets('Maria');
    const leo = await meets('Leo', {}, maria.number);
    await maria.texts('STOP');
    await expect(leo.isOffered([at(1, 10)])).rejects.toThrow('cannot be written to');
  });
});

describe('START, YES and HELP', () => {
  test('START, UNSTOP opt back in', async () => {
    for (const word of ['START', 'unstop.']) {
      const maria = await meets('Maria');
      await maria.texts('STOP');
      expect(await maria.texts('can I come in tomorrow?')).toEqual([]);
      expect(await maria.texts(word)).toEqual([expect.stringContaining('welcome back')]);
      expect(await standing(maria.number)).toMatchObject({ state: 'open' });
      expect(await maria.texts('can I come in tomorrow?')).toEqual([expect.stringMatching(/^Here are times/)]);
    }
  });

  test('YES counts as opt-in for a number that is opted out and is then asked again before it counts as an answer to a prompt', async () => {
    const maria = await meets('Maria');
    await maria.isOffered([at(1, 10)]);
    await maria.texts('STOP');
    expect(await maria.texts('YES')).toEqual([
      expect.stringContaining('welcome back'),
      expect.stringMatching(/^Which time is best for Maria\?[\s\S]*10:00 AM[\s\S]*Reply YES/),
    ]);
    expect(await maria.visits()).toEqual([]);
    expect(await maria.texts('YES')).toEqual([expect.stringMatching(/^Booked! Maria/)]);
  });

  test('HELP answers who we are and how to stop, an opted-out number as well', async () => {
    const maria = await meets('Maria');
    const help = [expect.stringMatching(/^This is Clinic hill-clinic\..*Reply STOP to end texts\.$/)];
    expect(await maria.texts('HELP')).toEqual(help);
    await maria.texts('STOP');
    expect(await maria.texts('help')).toEqual(help);
    expect(await standing(maria.number)).toMatchObject({ state: 'opted_out' });
  });
});

describe('A send refused for consent (Twilio 21610)', () => {
  test('marks the number opted out, stops retries, withdraws what is queued, and leaves a visible "cannot be reached by SMS" note', async () => {
    const maria = await meets('Maria');
    const { twilio, desk } = line();
    twilio.optedOut.add(maria.number);
    await line().offers(maria.contact, [at(1, 10)]);
    await line().offers(maria.contact, [at(2, 10)]);
    expect(await maria.reads()).toEqual([]);
    desk.clock.advance(3 * HOUR);
    expect(await maria.reads()).toEqual([]);
    expect(twilio.asked.filter((number) => number === maria.number)).toHaveLength(1);
    expect((await deliveries(maria)).toSorted()).toEqual(['dead', 'withdrawn']);
    expect(await standing(maria.number)).toMatchObject({ state: 'opted_out', source: 'carrier' });
    expect(await contact(maria)).toMatchObject({ unreachable: ['sms'] });
  });

  test('another channel is used only with consent there', async () => {
    const number = newNumber();
    const identities = [
      { channel: 'sms', address: number },
      { channel: 'email', address: 'maria@example.com' },
    ] as const;
    const maria = await meets('Maria', { identities }, number);
    line().twilio.optedOut.add(number);
    await line().offers(maria.contact, [at(1, 10)]);
    expect(await maria.reads()).toEqual([]);
    await consents(maria, { channel: 'email', purpose: 'care', given: false, words: 'No mails, please' });
    await expect(line().offers(maria.contact, [at(1, 11)])).rejects.toThrow('cannot be written to');
    await consents(maria, { channel: 'email', purpose: 'care', given: true, words: 'You may mail me' });
    await line().offers(maria.contact, [at(1, 11)]);
    const { items } = await line().room.conversations.list(line().organisationId, { contactIds: [maria.contact.id] });
    expect(items.map(({ channel }) => channel).toSorted()).toEqual(['email', 'sms']);
  });
});

describe('Consent', () => {
  test('is stored per contact, channel and purpose (care/transactional, marketing), with when, how and the words shown', async () => {
    const maria = await meets('Maria');
    await consents(maria, { channel: 'email', purpose: 'marketing', given: true, words: 'Send me the newsletter' });
    line().desk.clock.advance(HOUR);
    await maria.texts('Stop.');
    const [first, stopped] = [at(0, 10), at(0, 11)].map((when) => new Date(when).toISOString());
    const word = { given: false, at: stopped, source: 'keyword', words: 'Stop.', channel: 'sms' };
    expect((await contact(maria)).consent).toEqual([
      {
        ...{ channel: 'email', purpose: 'marketing', given: true, at: first, source: 'member' },
        words: 'Send me the newsletter',
      },
      { ...word, purpose: 'care' },
      { ...word, purpose: 'marketing' },
    ]);
  });

  test('opt-out of campaigns does not silence confirmations of a booked visit unless it is STOP', async () => {
    const maria = await meets('Maria');
    await consents(maria, { channel: 'sms', purpose: 'marketing', given: false, words: 'No news by text' });
    const visit = await maria.isAsked(at(1, 10));
    await maria.texts('STOP');
    const { room, organisationId } = line();
    await room.announcer.askToConfirm(organisationId, visit.id, 'once more');
    expect(await maria.reads()).toEqual([]);
  });
});

describe('Quiet hours', () => {
  test("by the contact's stored time zone (area code is no location)", async () => {
    // A number of New York whose owner lives in Los Angeles, and the other way round.
    const maria = await meets('Maria', { zone: 'America/Los_Angeles' as Zone }, '+12125550142');
    const leo = await meets('Leo', {}, '+12135550143');
    line().desk.clock.set(at(0, 22));
    for (const { contact: one } of [maria, leo]) await line().offers(one, [at(3, 10)]);
    expect(await maria.reads()).toHaveLength(1);
    expect(await leo.reads()).toEqual([]);
  });

  test('default 8:00-21:00; a message due in quiet hours waits', async () => {
    const early = await meets('Maria');
    line().desk.clock.set(at(0, 21) - 1);
    await line().offers(early.contact, [at(3, 10)]);
    expect(await early.reads()).toHaveLength(1);
    const late = await meets('Leo');
    line().desk.clock.set(at(0, 21));
    await line().offers(late.contact, [at(3, 11)]);
    expect(await late.reads()).toEqual([]);
    line().desk.clock.set(at(1, 8) - 1);
    expect(await late.reads()).toEqual([]);
    line().desk.clock.set(at(1, 8));
    expect(await late.reads()).toEqual([expect.stringContaining('has these times for Leo')]);
  });

  test('an answer to somebody who writes at night does not wait', async () => {
    const maria = await meets('Maria');
    line().desk.clock.set(at(0, 23));
    expect(await maria.texts('can I come in tomorrow?')).toEqual([expect.stringMatching(/^Here are times/)]);
  });
});

describe('Texts', () => {
  test('stay within GSM-7 where they can, in every language', async () => {
    for (const [index, locale] of (['en', 'es', 'fr', 'de'] as const).entries()) {
      const maria = await meets('María “Ana” Núñez', { locale });
      await maria.isOffered([slot(3 * index), slot(3 * index + 1), slot(3 * index + 2)]);
      await maria.texts('2');
      const theirs = line().twilio.sent.filter(({ to }) => to === maria.number);
      expect(theirs).toHaveLength(2);
      for (const { body } of theirs) expect([body, countSegments(body).encoding]).toEqual([body, 'gsm7']);
    }
  });
});

describe('Other manners', () => {
  test('running late: the one who waits is told, the one who writes is thanked', async () => {
    const maria = await meets('Maria');
    await maria.isBooked(at(1, 10));
    line().desk.clock.set(at(1, 9));
    expect(await maria.texts('running 10 minutes late')).toEqual([
      expect.stringMatching(/Dr\. Ito knows that Maria will be about 10/),
    ]);
    const { items } = await line().room.conversations.list(line().organisationId, { contactIds: [maria.contact.id] });
    const { items: thread } = await line().room.conversations.thread(line().organisationId, items[0]?.id as never);
    expect(thread[0]).toMatchObject({
      side: 'desk',
      memberId: line().ito.id,
      text: expect.stringContaining('10 minutes late'),
    });
  });

  test('a picture without words is declined politely; nothing is fetched', async () => {
    const maria = await meets('Maria');
    const more = { NumMedia: '1', MediaUrl0: 'https://evil.example/x.jpg' };
    expect(await maria.texts('', more)).toEqual([expect.stringMatching(/can't open pictures/)]);
  });

  test('an unknown number that writes twice at once becomes one contact', async () => {
    const { twilio, desk, organisationId } = line();
    const number = newNumber();
    const texts = ['hello', 'anybody there?'];
    await Promise.all(texts.map((body) => twilio.deliver(twilio.text(number, OUR_NUMBER, body))));
    await line().settle();
    expect(await desk.store.contacts.at(organisationId, { channel: 'sms', address: number })).toHaveLength(1);
  });

  test('a visit of the child on her mother’s phone that the house calls off is told there, by name', async () => {
    const maria = await meets('Maria');
    const leo = await meets('Leo', {}, maria.number);
    const visit = await leo.isBooked(at(1, 10));
    await asMember('POST', `/api/v1/appointments/${visit.id}/cancel`, { reason: 'ill' });
    expect(await leo.reads()).toEqual([expect.stringMatching(/^Sorry, Leo's Check-up/)]);
  });
});
