import { describe, expect, test } from '@jest/globals';
import { HOUR, MINUTE } from '../../src/core/time/types.ts';
import { OUR_NUMBER } from '../support/phone-line.ts';
import { type Somebody, useSharedLine } from '../support/shared-line.ts';

// "Offers", line by line, as somebody with a phone and the member at the other end meet them.

const { line, at, meets, asMember } = useSharedLine();
const isoOf = (start: number) => new Date(start).toISOString();
const offer = async (id: string) => (await asMember('GET', `/api/v1/offers/${id}`)).body;
const wishOf = async (person: Somebody) => (await person.offers()).find(({ kind }) => kind === 'counter_offer');
const answers = (id: string | undefined, body: object) => asMember('POST', `/api/v1/offers/${id}/answer`, body);
const makes = (person: Somebody, starts: readonly number[]) =>
  asMember('POST', '/api/v1/offers', {
    ...{ contact: person.contact.id, meetingType: line().checkUp.id, starts: starts.map(isoOf) },
  });
/** The times a text lists, as what stands behind their numbers. */
const timesOf = async (person: Somebody): Promise<readonly number[]> =>
  (await person.offers())
    .filter(({ state, from }) => state.kind === 'pending' && from === 'organisation')
    .flatMap(({ options }) => options.map(({ start }) => start));
const cardOf = (person: Somebody): string => {
  const texts = line().twilio.sent.filter(({ to }) => to === person.number);
  return texts.map(({ body }) => /\/c\/[\w-]+$/.exec(body)?.[0] ?? '').findLast((path) => path !== '') ?? '';
};
const page = async (path: string) => (await line().desk.call('GET', path)).text;
const buttonsOf = (html: string) =>
  [...html.matchAll(/name="action" value="([^"]+)"/g)].map(([, action = '']) => action);
const press = async (path: string, html: string, action: string) => {
  const turn = /name="turn" value="([^"]+)"/.exec(html)?.[1] ?? '';
  const body = new URLSearchParams({ action, turn });
  return (await fetch(`${line().desk.url}${path}`, { method: 'POST', body })).status;
};

describe('Making an offer', () => {
  test('a member picks 1-5 times', async () => {
    const maria = await meets('Maria');
    const six = [9, 10, 11, 12, 13, 14].map((hour) => at(1, hour));
    expect((await makes(maria, six.slice(0, 1))).status).toBe(201);
    expect(await maria.reads()).toEqual([expect.stringMatching(/1\)[\s\S]*Reply YES to take it/)]);
    expect((await makes(maria, six.slice(0, 5))).status).toBe(201);
    expect(await maria.reads()).toEqual([expect.stringMatching(/1\)[\s\S]*5\)[\s\S]*Reply with the number/)]);
    for (const starts of [six, []]) {
      const { status, text } = await makes(maria, starts);
      expect([status, text]).toEqual([400, expect.stringContaining('/starts')]);
    }
    expect(await maria.reads()).toEqual([]);
  });

  test('the bot answers "can I come in next week?" with three', async () => {
    const maria = await meets('Maria');
    const [times = ''] = await maria.texts('can I come in next week?');
    expect(times.match(/^\d\) /gm)).toEqual(['1) ', '2) ', '3) ']);
    for (const start of await timesOf(maria)) {
      expect(start).toBeGreaterThan(at(7, 0));
      expect(start).toBeLessThan(at(14, 0));
    }
  });

  test('each option is checked against the ledger when offered, again when shown and decided when accepted', async () => {
    const [maria, leo] = [await meets('Maria'), await meets('Leo')];
    await leo.isBooked(at(1, 10));
    const refused = await makes(maria, [at(1, 9), at(1, 10)]);
    expect(refused).toMatchObject({ status: 409, body: { option: 2, alternatives: expect.arrayContaining([]) } });
    expect(refused.body.alternatives).not.toEqual([]);
    await maria.isOffered([at(2, 10), at(2, 11)]);
    expect(buttonsOf(await page(cardOf(maria))).filter((action) => action.startsWith('accept'))).toHaveLength(2);
    await leo.isBooked(at(2, 10));
    const shown = await page(cardOf(maria));
    expect(buttonsOf(shown).filter((action) => action.startsWith('accept'))).toEqual([expect.stringMatching(/:2$/)]);
    expect(await maria.texts('1')).toEqual([expect.stringMatching(/^Sorry, that time was just taken/)]);
    expect(await maria.visits()).toEqual([]);
  });

  test('offering may hold the times softly (`hold: none | until expiry`) per offer', async () => {
    const [maria, leo] = [await meets('Maria'), await meets('Leo')];
    await maria.isOffered([at(1, 10)], { hold: 'until_expiry' });
    await expect(leo.isOffered([at(1, 10)])).rejects.toThrow('option_taken');
    // Her own page does not take her own hold for somebody else's visit.
    expect(buttonsOf(await page(cardOf(maria))).filter((action) => action.startsWith('accept'))).toHaveLength(1);
    await maria.isOffered([at(1, 12)], { hold: 'none' });
    await expect(leo.isOffered([at(1, 12)])).resolves.toMatch(/^ofr_/);
    // Until its end, two hours before it.
    line().desk.clock.set(at(1, 8.5));
    await line().settle();
    await expect(leo.isOffered([at(1, 10)])).resolves.toMatch(/^ofr_/);
  });

  test('times held for Maria are free again when she says no', async () => {
    const [maria, leo] = [await meets('Maria'), await meets('Leo')];
    await maria.isOffered([at(1, 10)], { hold: 'until_expiry' });
    expect(await maria.texts('no thanks')).toHaveLength(1);
    await expect(leo.isOffered([at(1, 10)])).resolves.toMatch(/^ofr_/);
  });
});

describe('What becomes of an offer', () => {
  test('states: pending -> accepted | declined | countered | expired | cancelled', async () => {
    const texts = {
      accepted: 'yes',
      declined: 'no thanks',
      countered: 'how about Friday at 3?',
      cancelled: '',
      expired: '',
    };
    const ids = new Map<string, string>();
    for (const [index, [state, text]] of Object.entries(texts).entries()) {
      const person = await meets('Pat');
      const id = await person.isOffered([at(4, 9 + index / 2)]);
      expect(await offer(id)).toMatchObject({ state: 'pending' });
      if (text !== '') await person.texts(text);
      if (state === 'cancelled') await asMember('DELETE', `/api/v1/offers/${id}`);
      ids.set(state, id);
    }
    line().desk.clock.advance(48 * HOUR);
    await line().settle();
    for (const [state, id] of ids) expect(await offer(id)).toMatchObject({ state });
    expect(await offer(ids.get('accepted') ?? '')).toMatchObject({ option: 1, decidedBy: 'contact' });
  });

  test('a counter-offer is a new offer that points at the one it answers; the chain is visible; the older one can no longer be accepted', async () => {
    const maria = await meets('Maria');
    const first = await maria.isOffered([at(1, 10), at(1, 11)]);
    const card = cardOf(maria);
    const before = await page(card);
    await maria.texts('no, can we do Thursday after 3?');
    const wish = await wishOf(maria);
    expect(wish).toMatchObject({ answers: first, from: 'contact' });
    const suggested = await answers(wish?.id, { answer: 'suggest', starts: [isoOf(at(4, 9))] });
    expect(suggested.body).toMatchObject({ kind: 'counter_offer', from: 'organisation', answers: wish?.id });
    const { chain } = await offer(suggested.body.id);
    expect(chain.map(({ id }: { id: string }) => id)).toEqual([first, wish?.id, suggested.body.id]);
    expect((await answers(wish?.id, { answer: 'accept', option: 1 })).status).toBe(409);
    await maria.reads();
    expect(await maria.texts('yes')).toEqual([expect.stringMatching(/^Booked! Maria/)]);
    for (const action of [`accept:${first}:1`, `accept:${wish?.id}:1`]) await press(card, before, action);
    expect(await maria.visits()).toMatchObject([{ start: at(4, 9) }]);
  });

  test('accept when the time is gone: the sender is told at once and gets fresh options nearest to the wish, never a bare error', async () => {
    const [maria, leo] = [await meets('Maria'), await meets('Leo')];
    await maria.isOffered([at(1, 10), at(2, 14)]);
    await leo.isBooked(at(2, 14));
    expect(await maria.texts('2')).toEqual([
      expect.stringMatching(/^Sorry, that time was just taken\. These are free for Maria:\n1\)[\s\S]*3\)/),
    ]);
    expect(await timesOf(maria)).toEqual([at(2, 13), at(2, 13.5), at(2, 14.5)]);
    expect(await maria.texts('3')).toEqual([expect.stringMatching(/^Booked! Maria/)]);
    expect(await maria.visits()).toMatchObject([{ start: at(2, 14.5) }]);
  });

  test('a reschedule offer that is lost keeps the original appointment', async () => {
    const [maria, leo] = [await meets('Maria'), await meets('Leo')];
    const visit = await maria.isAsked(at(1, 10));
    expect(await maria.texts('NO')).toEqual([expect.stringContaining('stays booked until you pick')]);
    const [wanted = 0] = await timesOf(maria);
    await leo.isBooked(wanted);
    expect(await maria.texts('1')).toEqual([expect.stringMatching(/^Sorry, that time was just taken/)]);
    expect(await maria.visits()).toMatchObject([{ id: visit.id, start: at(1, 10), status: 'confirmed' }]);
  });

  test('accept after expiry: told it expired, offered fresh times', async () => {
    const maria = await meets('Maria');
    await maria.isOffered([at(4, 10), at(4, 11)]);
    line().desk.clock.advance(48 * HOUR);
    // Written in the moment in which it ends, before anybody has noticed, and after.
    await maria.says('1');
    const replies = await maria.reads();
    expect(replies).toContainEqual(
      expect.stringMatching(/^Those times for Maria have expired\. Here are fresh ones:\n1\)[\s\S]*3\)/),
    );
    expect(await maria.visits()).toEqual([]);
    expect(await maria.texts('1')).toEqual([expect.stringMatching(/^Booked! Maria/)]);
    const leo = await meets('Leo');
    await leo.isOffered([at(5 + 2, 10), at(5 + 2, 11)]);
    line().desk.clock.advance(48 * HOUR);
    expect(await leo.reads()).toEqual([expect.stringMatching(/^The times for Leo have expired/)]);
    expect(await leo.texts('1')).toEqual([expect.stringMatching(/^Those times for Leo have expired\. Here are fresh/)]);
  });

  test('accepting twice (double tap, provider retry, other device) books once and answers the same', async () => {
    const maria = await meets('Maria');
    const id = await maria.isOffered([at(1, 10), at(1, 11)]);
    const card = cardOf(maria);
    const shown = await page(card);
    const { twilio } = line();
    const once = twilio.text(maria.number, OUR_NUMBER, '2');
    await Promise.all([twilio.deliver(once), twilio.deliver(once), twilio.deliver(once)]);
    const [told, ...more] = await maria.reads();
    expect([told, more]).toEqual([expect.stringMatching(/^Booked! Maria/), []]);
    expect(await maria.texts('2')).toEqual([told]);
    for (let tap = 0; tap < 2; tap += 1) expect(await press(card, shown, `accept:${id}:2`)).toBe(200);
    expect(await maria.reads()).toEqual([told]);
    expect(await maria.visits()).toMatchObject([{ start: at(1, 11) }]);
  });

  test('a card is live: decided anywhere, it shows what happened and by whom, its buttons gone; the text thread gets a line only if its reader needs it', async () => {
    const maria = await meets('Maria');
    const id = await maria.isOffered([at(1, 10), at(1, 11)]);
    const card = cardOf(maria);
    await maria.texts('1');
    const taken = await page(card);
    expect(taken).toMatch(/Maria: Check-up, Tue, .* at 10:00 AM/);
    expect(buttonsOf(taken).filter((action) => /^(accept|suggest|decline)/.test(action))).toEqual([]);
    expect(await offer(id)).toMatchObject({ state: 'accepted', decidedBy: 'contact', option: 1 });
    // She said no on the page: the thread knows, and a text would only repeat it to her.
    const leo = await meets('Leo');
    const refused = await leo.isOffered([at(2, 10)]);
    expect(await press(cardOf(leo), await page(cardOf(leo)), `decline:${refused}`)).toBe(200);
    expect(buttonsOf(await page(cardOf(leo)))).toEqual([]);
    // Taken back by the house: that she has to know.
    const ana = await meets('Ana');
    const withdrawn = await ana.isOffered([at(3, 10)]);
    await asMember('DELETE', `/api/v1/offers/${withdrawn}`);
    expect(await ana.reads()).toEqual([expect.stringMatching(/^Sorry, the times for Ana are no longer available/)]);
    expect(buttonsOf(await page(cardOf(ana)))).toEqual([]);
    await ana.texts('yes');
    expect(await ana.visits()).toEqual([]);
  });
});

describe('Counter-offers of a contact', () => {
  test('the member gets a card with Accept / Suggest other times / Decline; accepted by one press', async () => {
    const maria = await meets('Maria');
    const id = await maria.isOffered([at(1, 10), at(1, 11)]);
    await maria.texts('no, can we do Thursday after 3?');
    const { conversation } = await offer(id);
    const thread = await asMember('GET', `/api/v1/conversations/${conversation}/thread`);
    const card = thread.body.items.find(({ side }: { side: string }) => side === 'desk');
    const wish = await wishOf(maria);
    expect(card).toMatchObject({
      member: line().ito.id,
      text: expect.stringContaining('"no, can we do Thursday after 3?"'),
      body: {
        options: [
          { label: expect.stringMatching(/^Accept: Thu/), action: { kind: 'accept', offer: wish?.id } },
          {},
          {},
        ],
        buttons: [
          { label: 'Other times', action: { kind: 'suggest', offer: wish?.id } },
          { label: 'No, thanks', action: { kind: 'decline', offer: wish?.id } },
        ],
      },
    });
    expect((await answers(wish?.id, { answer: 'accept', option: 1 })).status).toBe(200);
    expect(await maria.reads()).toEqual([expect.stringMatching(/^Booked! Maria.* Thu, .* at 3:00 PM/)]);
    expect(await offer(wish?.id ?? '')).toMatchObject({ state: 'accepted', decidedBy: 'organisation' });
  });

  test('a member may allow automatic acceptance inside their published availability, and nowhere else', async () => {
    await asMember('PATCH', `/api/v1/members/${line().ito.id}`, { acceptsWishes: true });
    const [maria, leo] = [await meets('Maria'), await meets('Leo')];
    for (const [index, person] of [maria, leo].entries()) await person.isOffered([at(1, 10 + index)]);
    expect(await maria.texts('no, can we do Thursday at 3?')).toEqual([
      expect.stringMatching(/^Booked! Maria.* Thu, .* at 3:00 PM/),
    ]);
    expect(await leo.texts('no, can we do Thursday at 8pm?')).toEqual([expect.stringMatching(/I've asked Dr\. Ito/)]);
    expect(await leo.visits()).toEqual([]);
    await asMember('PATCH', `/api/v1/members/${line().ito.id}`, { acceptsWishes: false });
  });
});

describe('The end of an offer', () => {
  test('offers expire by default after 48 h; both sides are told', async () => {
    const maria = await meets('Maria');
    const id = await maria.isOffered([at(4, 10)]);
    line().desk.clock.advance(48 * HOUR - 1);
    expect(await maria.reads()).toEqual([]);
    expect(await offer(id)).toMatchObject({ state: 'pending' });
    line().desk.clock.advance(1);
    expect(await maria.reads()).toEqual([expect.stringMatching(/^The times for Maria have expired/)]);
    expect(await offer(id)).toMatchObject({ state: 'expired' });
    const { store } = line().desk;
    const events = await store.stream.ofSubject(line().organisationId, id as never);
    expect(events.map(({ type }) => type)).toEqual(['offer_made', 'offer_expired']);
  });

  test('or 2 h before the first option, whichever is sooner', async () => {
    const maria = await meets('Maria');
    const id = await maria.isOffered([at(1, 15), at(0, 16)]);
    line().desk.clock.set(at(0, 14) - 1);
    expect(await maria.reads()).toEqual([]);
    line().desk.clock.set(at(0, 14));
    expect(await maria.reads()).toEqual([expect.stringMatching(/^The times for Maria have expired/)]);
    expect(await offer(id)).toMatchObject({ state: 'expired' });
    line().desk.clock.advance(MINUTE);
    expect(await maria.texts('1')).toEqual([expect.stringMatching(/^Those times for Maria have expired/)]);
  });

  test('a time offered at night that is over before the morning wakes nobody, and the members are told that it was never read', async () => {
    const maria = await meets('Maria');
    line().desk.clock.set(at(0, 22));
    await line().offers(maria.contact, [at(1, 9)]);
    expect(await maria.reads()).toEqual([]);
    const queue = await asMember('GET', `/api/v1/conversations?needsHuman=true&contact=${maria.contact.id}`);
    expect(queue.body.items).toMatchObject([{ handler: 'waiting', need: { reason: 'unsent' } }]);
    const thread = await asMember('GET', `/api/v1/conversations/${queue.body.items[0].id}/thread`);
    expect(thread.body.items[0]).toMatchObject({ side: 'desk', text: expect.stringContaining('was not sent') });
    // What she writes by herself is answered all the same.
    expect(await maria.texts('1')).toEqual([expect.stringMatching(/^Booked! Maria/)]);
  });
});
