import { beforeEach, describe, expect, test } from '@jest/globals';
import { HOUR } from '../../../../src/core/time/types.ts';
import { ito, leo, MONDAY, maria, named, Office, reading } from '../../../support/office.ts';

const at = (hours: number) => MONDAY + hours * HOUR;
let office: Office;
const offerThree = (more = {}) => office.putOnTable({ starts: [at(24), at(48), at(72)], origin: 'member', ...more });
const effects = () => office.asked.map(({ kind }) => kind);

beforeEach(() => {
  office = new Office();
});

describe('offer and answer', () => {
  test('three times are offered by name, numbered, with the zone, and how to answer', () => {
    expect(office.happens({ kind: 'offer_made', times: offerThree() })).toBe(
      [
        'Dr. Ito has these times for Maria (Check-up):',
        '1) Tue, Mar 3 at 10:00 AM EST',
        '2) Wed, Mar 4 at 10:00 AM EST',
        '3) Thu, Mar 5 at 10:00 AM EST',
        'Reply with a number, or tell me what suits you better.',
      ].join('\n'),
    );
  });

  test('the patient answers "2" and is booked', () => {
    office.happens({ kind: 'offer_made', times: offerThree() });
    expect(office.hears('2')).toBe('Booked! Maria: Check-up with Dr. Ito, Wed, Mar 4 at 10:00 AM EST. See you then!');
    expect([...office.visits.values()].map(({ start }) => start)).toEqual([at(48)]);
    expect(office.state.prompts).toEqual([]);
  });

  test('accepting twice books once and answers the same', () => {
    office.happens({ kind: 'offer_made', times: offerThree() });
    const first = office.hears('2');
    expect(office.hears('2')).toBe(first);
    expect(office.visits.size).toBe(1);
  });

  test('a double tap on the button books once and answers the same', () => {
    const times = offerThree();
    office.happens({ kind: 'offer_made', times });
    const action = { kind: 'accept', offer: times.offer, option: 1 } as const;
    const first = office.presses(action);
    expect(office.presses(action)).toBe(first);
    expect(office.visits.size).toBe(1);
  });

  test('another time of an offer that was accepted is answered with the booking that stands', () => {
    office.happens({ kind: 'offer_made', times: offerThree() });
    office.hears('2');
    expect(office.hears('3')).toBe(
      'Maria is already booked: Check-up, Wed, Mar 4 at 10:00 AM EST. To change it, just tell me.',
    );
    expect(office.visits.size).toBe(1);
  });

  test('a time that is gone is answered with fresh ones, never with a bare error', () => {
    office.happens({ kind: 'offer_made', times: offerThree() });
    office.free.delete(at(48));
    const reply = office.hears('2');
    expect(reply).toContain(
      'Sorry, that time was just taken. These are free for Maria:\n1) Tue, Mar 3 at 10:00 AM EST',
    );
    expect(office.visits.size).toBe(0);
    expect(office.hears('1')).toContain('Booked! Maria');
  });

  test('an answer after expiry is told so and gets fresh times, before and after the expiry was noticed', () => {
    const times = offerThree();
    office.happens({ kind: 'offer_made', times });
    office.now = times.expiresAt + 1;
    expect(office.hears('3')).toContain('Those times for Maria have expired. Here are fresh ones:');

    const other = new Office();
    const late = other.putOnTable({ starts: [at(24)], origin: 'member' });
    other.happens({ kind: 'offer_made', times: late });
    other.now = late.expiresAt + 1;
    expect(other.happens({ kind: 'offer_ended', times: late, how: 'expired' })).toContain('have expired');
    expect(other.hears('yes')).toContain('Here are fresh ones:');
  });

  test('an offer that was decided on another device closes without a text', () => {
    const times = offerThree();
    office.happens({ kind: 'offer_made', times });
    expect(office.happens({ kind: 'offer_ended', times, how: 'decided_elsewhere' })).toBe('');
    expect(office.state.prompts).toEqual([]);
  });

  test('a no books nothing and leaves the door open', () => {
    office.happens({ kind: 'offer_made', times: offerThree() });
    expect(office.hears('no thanks')).toContain("I haven't booked any of these for Maria");
    expect(effects()).toEqual(['decline_offer']);
  });

  test('when nothing is free at all, that is said with a way on', () => {
    office.happens({ kind: 'offer_made', times: offerThree() });
    office.free.clear();
    expect(office.hears('2')).toContain('say waitlist');
  });

  test('a press on an offer nobody knows, or that is somebody else’s, changes nothing', () => {
    expect(office.presses({ kind: 'accept', offer: named('ofr_foreign'), option: 1 })).not.toBe('');
    expect(office.visits.size).toBe(0);
  });
});

describe('counter-offers', () => {
  test('"Thursday after 3?" to a member’s offer goes to the member, as a card with one press to accept', () => {
    office.happens({ kind: 'offer_made', times: offerThree() });
    office.free.add(at(77));
    expect(office.hears('Thursday after 3?')).toBe(
      "Thanks! I've asked Dr. Ito about that for Maria and will write as soon as there's an answer.",
    );
    const card = office.sent.find(({ to }) => to.kind === 'member');
    expect(card).toMatchObject({
      to: { id: ito.id },
      body: {
        kind: 'options',
        text: 'Maria asks for another time for Check-up: "Thursday after 3?"',
        options: [{ label: 'Accept: Thu, Mar 5 at 3:00 PM EST', action: { kind: 'accept', offer: 'ofr_1_counter' } }],
      },
    });
  });

  test('the older offer can no longer be accepted once it was countered', () => {
    const times = offerThree();
    office.happens({ kind: 'offer_made', times });
    office.hears('can we do Thursday after 3?');
    expect(office.presses({ kind: 'accept', offer: times.offer, option: 1 })).toContain('no longer available');
    expect(office.visits.size).toBe(0);
  });

  test('a member who lets wishes in their hours be accepted books at once', () => {
    office.acceptsWishes = true;
    office.happens({ kind: 'offer_made', times: offerThree() });
    office.free.add(at(77));
    expect(office.hears('Thursday after 3?')).toContain(
      'Booked! Maria: Check-up with Dr. Ito, Thu, Mar 5 at 3:00 PM EST',
    );
  });

  test('the member’s no to a wish is told kindly', () => {
    expect(office.happens({ kind: 'offer_ended', times: offerThree(), how: 'refused' })).toBe(
      "Sorry, Dr. Ito can't make that time for Maria. Tell me another day that suits you.",
    );
  });

  test('a wish for other times than the assistant’s own is looked up at once, and the old offer gives way', () => {
    office.hears('can I come in next week?');
    office.free.add(at(77));
    expect(office.hears('Thursday after 3?')).toContain(
      'Here are times for Maria (Check-up):\n1) Thu, Mar 5 at 3:00 PM EST',
    );
    expect(office.state.prompts).toHaveLength(1);
  });
});

describe('several open questions', () => {
  beforeEach(() => {
    office = new Office({ people: [maria, leo] });
    office.happens({ kind: 'offer_made', times: office.putOnTable({ starts: [at(24), at(26)], origin: 'member' }) });
    office.happens({
      kind: 'offer_made',
      times: office.putOnTable({ starts: [at(48), at(50)], origin: 'member', contactId: leo.id }),
    });
  });

  test('the second offer says which code to answer with', () => {
    const [, second] = office.state.prompts.map(({ code }) => code);
    expect(office.sent.at(-1)).toMatchObject({
      body: { hint: `Reply with the number and ${second}, like 1 ${second}, or tell me what suits you better.` },
    });
  });

  test('a bare number asks which, listing both with person and code, and never takes the newest', () => {
    const [first, second] = office.state.prompts.map(({ code }) => code);
    expect(office.hears('1')).toBe(
      `Happy to help! Which one do you mean?\n1) Maria: times for Check-up (${first})\n2) Leo: times for Check-up (${second})\nReply with the number, the name or the code.`,
    );
    expect(office.visits.size).toBe(0);
  });

  test.each(['Leo', '2', 'the second one'])('answered with %p, the number said before counts for Leo', (which) => {
    office.hears('1');
    expect(office.hears(which)).toContain('Booked! Leo: Check-up with Dr. Ito, Wed, Mar 4 at 10:00 AM EST');
    expect(office.visits.size).toBe(1);
  });

  test('a press in the list does the same', () => {
    office.hears('2');
    const question = office.state.prompts.find(({ kind }) => kind === 'choice')?.code ?? '';
    expect(office.presses({ kind: 'pick', question, entry: 1 })).toContain('Booked! Maria');
  });

  test('a reply may carry the code', () => {
    const [, second] = office.state.prompts.map(({ code }) => code);
    expect(office.hears(`2 ${second}`)).toContain('Booked! Leo: Check-up with Dr. Ito, Wed, Mar 4 at 12:00 PM EST');
  });
});

describe('who is told what, and when', () => {
  test('an offer is not sent in quiet hours, nor after it expired', () => {
    const times = offerThree();
    office.happens({ kind: 'offer_made', times });
    expect(office.sent[0]).toMatchObject({ occasion: 'planned', purpose: 'care', worthlessAt: times.expiresAt });
  });

  test('the same turn handled again gives the same effects and messages under the same keys', () => {
    office.happens({ kind: 'offer_made', times: offerThree() });
    const before = office.state;
    const input = { kind: 'said', text: '2', attachments: 0 } as const;
    const first = office.handle(before, input, 'trn_x');
    const again = office.handle(before, input, 'trn_x');
    expect(again.messages).toEqual(first.messages);
    expect(office.visits.size).toBe(1);
    expect(new Set(office.asked.map(({ key }) => key)).size).toBe(1);
  });

  test.each([
    ['es', 'Europe/Madrid', '¡Reservado! Maria: Check-up con Dr. Ito, mié, 4 mar a las 16:00 CET. ¡Hasta entonces!'],
    ['fr', 'Europe/Paris', "C'est réservé ! Maria : Check-up avec Dr. Ito, mer. 4 mars à 16:00 CET. À bientôt !"],
    ['de', 'Europe/Berlin', 'Gebucht! Maria: Check-up bei Dr. Ito, Mi., 4. März um 16:00 MEZ. Bis dann!'],
  ] as const)('in %s the booking reads in the language and zone of the reader', (locale, zone, told) => {
    office = new Office({ reader: reading(locale, zone) });
    office.happens({ kind: 'offer_made', times: offerThree() });
    expect(office.hears('2')).toBe(told);
  });
});

describe('an opening for somebody on the waitlist', () => {
  const opening = (more = {}) => {
    const times = office.putOnTable({ starts: [at(24)], origin: 'waitlist', ...more });
    return office.happens({ kind: 'offer_made', times });
  };

  test('is offered with one word to take it', () => {
    expect(opening()).toContain('a time opened up for Maria (Check-up with Dr. Ito). It is kept for you until');
    expect(office.hears('yes please')).toContain('Booked! Maria');
  });

  test('that somebody else took is told at once, and the appointment from before stays', () => {
    const old = office.hasBooked(maria, 72);
    opening({ reschedules: old });
    office.free.delete(at(24));
    expect(office.hears('yes')).toBe(
      'Sorry, that time was just taken. Maria stays on the waitlist, and the visit on Thu, Mar 5 at 10:00 AM EST stays booked.',
    );
    expect(office.visits.get(old.id)).toEqual(old);
  });

  test('may be passed on', () => {
    opening();
    expect(office.hears('no')).toBe('No problem. Maria stays on the waitlist for the next one.');
  });
});
