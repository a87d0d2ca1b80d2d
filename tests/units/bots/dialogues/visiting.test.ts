import { beforeEach, describe, expect, test } from '@jest/globals';
import { DAY, HOUR, MINUTE } from '../../../../src/core/time/types.ts';
import { ito, leo, MONDAY, maria, named, Office, reading } from '../../../support/office.ts';

let office: Office;
const effects = () => office.asked.map(({ kind }) => kind);
const asksToConfirm = (person = maria, hours = 24) => {
  const visit = office.hasBooked(person, hours);
  office.happens({ kind: 'confirmation_due', visit });
  return visit;
};
const WHEN = 'Tue, Mar 3 at 10:00 AM EST';

beforeEach(() => {
  office = new Office({ people: [maria, leo] });
});

describe('a day before the visit', () => {
  test('the question names person, visit and time, and never says "Reply CANCEL"', () => {
    asksToConfirm();
    expect(office.sent.map(({ body }) => ('text' in body ? body.text : ''))).toEqual([
      `Maria's Check-up with Dr. Ito is on ${WHEN}. Reply YES to confirm or NO to change.`,
    ]);
  });

  test.each(['YES', 'yes!', 'ok', '👍', "I'll be there"])('%p marks it confirmed', (text) => {
    const visit = asksToConfirm();
    expect(office.hears(text)).toBe(`Thank you! Maria's Check-up with Dr. Ito is confirmed: ${WHEN}.`);
    expect(office.confirmed.has(visit.id)).toBe(true);
    expect(office.state.prompts).toEqual([]);
  });

  test('a second YES gets the same answer', () => {
    asksToConfirm();
    expect(office.hears('YES')).toBe(office.hears('YES'));
  });

  test('NO offers fresh times, and the old one is kept until a new one is sure', () => {
    const visit = asksToConfirm();
    const reply = office.hears('NO');
    expect(reply).toContain(`No problem. Maria's visit on ${WHEN} stays booked until you pick a new time:`);
    expect(office.visits.get(visit.id)).toEqual(visit);
    expect(office.hears('2')).toBe(
      "Done! Maria's Check-up with Dr. Ito is now on Tue, Mar 3 at 12:00 PM EST. See you then!",
    );
    expect(office.visits.get(visit.id)?.start).toBe(MONDAY + 26 * HOUR);
    expect(office.visits.size).toBe(1);
  });

  test('none of the fresh times: the visit stays as it is', () => {
    const visit = asksToConfirm();
    office.hears('NO');
    expect(office.hears('none of these')).toBe(`No problem. Maria's visit on ${WHEN} stays as it is.`);
    expect(office.visits.get(visit.id)).toEqual(visit);
  });

  test('a fresh time that is gone meanwhile keeps the visit and offers others', () => {
    const visit = asksToConfirm();
    office.hears('NO');
    office.free.delete(MONDAY + 26 * HOUR);
    expect(office.hears('2')).toContain('Sorry, that time was just taken.');
    expect(office.visits.get(visit.id)).toEqual(visit);
  });

  test('"yes but can we make it 3" is a wish for another time, not a yes', () => {
    const visit = asksToConfirm();
    office.free.add(MONDAY + 29 * HOUR);
    expect(office.hears('yes but can we make it 3')).toContain('1) Tue, Mar 3 at 3:00 PM EST');
    expect(office.confirmed.has(visit.id)).toBe(false);
  });

  test('a visit confirmed on another device is not asked about any more, without a text', () => {
    const visit = asksToConfirm();
    expect(office.happens({ kind: 'visit_changed', visit, how: 'confirmed_elsewhere' })).toBe('');
    expect(office.state.prompts).toEqual([]);
  });

  test('never answered, it is no question any more once the visit is over: a YES to something new means just that', () => {
    asksToConfirm();
    office.now += 3 * DAY;
    const times = office.putOnTable({ starts: [office.now + 2 * DAY], origin: 'member' });
    office.free.add(office.now + 2 * DAY);
    office.happens({ kind: 'offer_made', times });
    expect(office.hears('yes')).toMatch(/^Booked! Maria/);
  });

  test('with two children on one phone a bare YES asks which, and confirms the one named', () => {
    const first = asksToConfirm();
    const second = asksToConfirm(leo, 48);
    const reply = office.hears('yes');
    expect(reply).toContain('Which one do you mean?\n1) Maria: Check-up, Tue, Mar 3');
    expect(office.confirmed.size).toBe(0);
    expect(office.hears("Leo's")).toContain("Leo's Check-up with Dr. Ito is confirmed");
    expect([...office.confirmed]).toEqual([second.id]);
    expect(office.hears('yes')).toContain("Maria's Check-up");
    expect(office.confirmed.has(first.id)).toBe(true);
  });

  test('the second question carries its code, and a reply with it needs no asking back', () => {
    asksToConfirm();
    const second = asksToConfirm(leo, 48);
    const code = office.state.prompts.at(-1)?.code ?? '';
    expect(office.sent.at(-1)).toMatchObject({
      body: { text: expect.stringContaining(`Reply YES ${code} to confirm`) },
    });
    expect(office.hears(`yes ${code}`)).toContain("Leo's Check-up");
    expect([...office.confirmed]).toEqual([second.id]);
  });
});

describe('cancelling', () => {
  test('takes the wish and exactly one "are you sure"', () => {
    const visit = office.hasBooked(maria, 24);
    expect(office.hears('please cancel my appointment')).toBe(
      `Should I cancel Maria's Check-up on ${WHEN}? Reply YES to cancel it or NO to keep it.`,
    );
    expect(office.visits.size).toBe(1);
    expect(office.hears('yes')).toBe(
      `Maria's Check-up on ${WHEN} is cancelled. Whenever you'd like a new time, just write.`,
    );
    expect(office.visits.has(visit.id)).toBe(false);
  });

  test.each([
    'no',
    'No thanks',
    'no, better not',
    'nope sorry',
    "don't cancel, I'll be there",
    "I'll be there",
    'keep it',
  ])('%p keeps the visit', (text) => {
    office.hasBooked(maria, 24);
    office.hears('please cancel my appointment');
    office.hears(text);
    expect(office.visits.size).toBe(1);
    expect(effects()).not.toContain('cancel_visit');
  });

  test.each(['Yes please', 'yes I am sure', 'ok', 'sure', 'cancel it please', '👍', 'YES!'])(
    '%p cancels it',
    (text) => {
      office.hasBooked(maria, 24);
      office.hears('please cancel my appointment');
      office.hears(text);
      expect(office.visits.size).toBe(0);
    },
  );

  test('"can we move it to Thursday?" instead of yes or no moves it', () => {
    office.hasBooked(maria, 24);
    office.hears('please cancel my appointment');
    expect(office.hears('can we move it to Thursday instead?')).toContain('stays booked until you pick a new time');
    expect(office.visits.size).toBe(1);
  });

  test('"no, I want to reschedule" moves it', () => {
    office.hasBooked(maria, 24);
    office.hears('please cancel my appointment');
    expect(office.hears('no, I want to reschedule')).toContain('stays booked until you pick a new time');
  });

  test('"yes, see you tomorrow" is asked back, because it could be either', () => {
    office.hasBooked(maria, 24);
    office.hears('please cancel my appointment');
    expect(office.hears('yes, see you tomorrow')).toContain('Just to be sure: reply YES to cancel');
    expect(office.visits.size).toBe(1);
  });

  test('times to move it to give way to the question, so that a yes can only mean one thing', () => {
    asksToConfirm();
    office.hears('NO');
    office.hears('cancel the appointment please');
    office.hears('yes');
    expect(office.visits.size).toBe(0);
  });

  test('with another question open it says which code to answer with', () => {
    office.happens({
      kind: 'offer_made',
      times: office.putOnTable({ starts: [MONDAY + 2 * DAY], origin: 'member', contactId: leo.id }),
    });
    office.hasBooked(maria, 24);
    const reply = office.hears('please cancel my appointment');
    const code = office.state.prompts.find(({ kind }) => kind === 'sure')?.code;
    expect(reply).toContain(`Reply YES ${code} to cancel it or NO ${code} to keep it.`);
    office.hears(`yes ${code}`);
    expect(office.visits.size).toBe(0);
  });

  test('a yes the day after is no answer any more', () => {
    office.hasBooked(maria, 72);
    office.hears('please cancel my appointment');
    office.now += DAY;
    office.hears('yes');
    expect(office.visits.size).toBe(1);
  });

  test('a reminder in between takes the place of the question, so that its YES confirms', () => {
    const visit = office.hasBooked(maria, 24);
    office.hears('please cancel my appointment');
    office.happens({ kind: 'confirmation_due', visit });
    expect(office.hears('YES')).toContain('is confirmed');
    expect(office.visits.size).toBe(1);
  });

  test('with several visits asks which first, then whether it is sure', () => {
    office.hasBooked(maria, 24);
    const second = office.hasBooked(leo, 48);
    expect(office.hears('I have to cancel')).toContain('Which one do you mean?');
    expect(office.hears('Leo')).toContain("Should I cancel Leo's Check-up");
    expect(office.visits.size).toBe(2);
    office.hears('yes');
    expect(office.visits.has(second.id)).toBe(false);
    expect(office.visits.size).toBe(1);
  });

  test.each([
    ['en', 'I have to cancel', 'never mind', 'nothing changes'],
    ['es', 'tengo que cancelar', 'no, mejor no', 'nada cambia'],
    ['fr', 'je dois annuler', 'non, finalement non', 'rien ne change'],
    ['de', 'ich muss absagen', 'nein doch nicht', 'bleibt: Check-up'],
  ] as const)(
    '%s: who thinks better of it when asked which one keeps both, and nobody is called',
    (locale, cancel, taken, kept) => {
      office = new Office({ people: [maria, leo], reader: reading(locale, 'America/New_York') });
      office.hasBooked(maria, 24);
      office.hasBooked(leo, 48);
      office.hears(cancel);
      const reply = office.hears(taken);
      expect(reply.split('\n')).toEqual([
        expect.stringMatching(new RegExp(`Maria.*${kept}|${kept}.*Maria`)),
        expect.stringMatching(new RegExp(`Leo.*${kept}|${kept}.*Leo`)),
      ]);
      expect(office.state).toMatchObject({ prompts: [], unsure: 0, handler: 'assistant' });
      expect(office.asked.map(({ kind }) => kind)).not.toContain('call_human');
      expect(office.visits.size).toBe(2);
    },
  );

  test('the button of the card asks as well; only the button of that question cancels', () => {
    const visit = office.hasBooked(maria, 24);
    office.presses({ kind: 'cancel_yes', appointment: visit.id });
    expect(office.visits.size).toBe(1);
    office.presses({ kind: 'cancel_yes', appointment: visit.id });
    expect(office.visits.size).toBe(0);
  });

  test('a double tap on the cancel button is no yes', () => {
    const visit = office.hasBooked(maria, 24);
    const first = office.presses({ kind: 'cancel', appointment: visit.id });
    expect(office.presses({ kind: 'cancel', appointment: visit.id })).toBe(first);
    expect(office.visits.size).toBe(1);
  });

  test('the keep button keeps', () => {
    const visit = office.hasBooked(maria, 24);
    office.presses({ kind: 'cancel', appointment: visit.id });
    expect(office.presses({ kind: 'keep', appointment: visit.id })).toContain('stays booked');
    office.hears('yes');
    expect(office.visits.size).toBe(1);
  });

  test('past the deadline a member is called and the visit stands', () => {
    office.hasBooked(maria, 24);
    office.cancelDeadline = 48 * HOUR;
    office.hears('please cancel my appointment');
    expect(office.hears('yes')).toContain('Our team will get in touch with you');
    expect(office.visits.size).toBe(1);
    expect(effects()).toContain('call_human');
  });

  test('"cancel" said to times that are only offered takes them back', () => {
    office.happens({ kind: 'offer_made', times: office.putOnTable({ starts: [MONDAY + DAY], origin: 'member' }) });
    office.hears('cancel that please');
    expect(office.state.prompts.filter(({ kind }) => kind === 'sure')).toEqual([]);
  });

  test('nothing booked: said so, with a way on', () => {
    expect(office.hears('I need to cancel my appointment')).toContain("I don't see an upcoming visit");
  });
});

describe('running late', () => {
  test('the host is told in their own zone and language, the patient is thanked', () => {
    const visit = office.hasBooked(maria, 1);
    expect(office.hears('running 15 min late')).toBe(
      'Thanks for telling us! Dr. Ito knows that Maria will be about 15 minutes late.',
    );
    expect(office.sent.find(({ to }) => to.kind === 'member')).toMatchObject({
      to: { id: ito.id },
      occasion: 'urgent',
      worthlessAt: visit.start + 30 * MINUTE,
      body: { text: 'Maria (Check-up, Mon, Mar 2 at 11:00 AM EST) will be about 15 minutes late.' },
    });
  });

  test('without minutes the host is told all the same', () => {
    office.hasBooked(maria, 1);
    expect(office.hears("I'm going to be late")).toContain('Maria is running late');
  });

  test('with two visits the near one is meant; two near ones are asked about', () => {
    office.hasBooked(maria, 1);
    office.hasBooked(leo, 72);
    expect(office.hears('running 10 minutes late')).toContain('Maria will be about 10 minutes late');
    office.hasBooked(leo, 2);
    expect(office.hears('running 10 minutes late')).toContain('Which one do you mean?');
  });
});

describe('what the organisation changes', () => {
  test('a visit it calls off is told at once, with a way on, and what was asked about it is void', () => {
    const visit = asksToConfirm();
    expect(office.happens({ kind: 'visit_changed', visit, how: 'cancelled_by_us' })).toBe(
      `Sorry, Maria's Check-up with Dr. Ito on ${WHEN} can't take place. Tell me a day and I'll find a new time.`,
    );
    expect(office.state.prompts).toEqual([]);
    expect(office.sent.at(-1)).toMatchObject({ occasion: 'urgent' });
  });

  test('a visit it moves is told with the new time', () => {
    const visit = { ...office.hasBooked(maria, 24), start: MONDAY + 26 * HOUR };
    expect(office.happens({ kind: 'visit_changed', visit, how: 'moved_by_us' })).toContain(
      'is now on Tue, Mar 3 at 12:00 PM EST',
    );
  });

  test('a visit that ended meanwhile is said to be gone when somebody confirms it', () => {
    expect(office.presses({ kind: 'confirm', appointment: named('apt_9') })).toContain("I don't see an upcoming visit");
  });
});
