import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Person } from '../../../../src/bots/dialogues/types.ts';
import type { Reader } from '../../../../src/bots/words/words.ts';
import { HOUR } from '../../../../src/core/time/types.ts';
import { checkUp, leo, MONDAY, maria, named, Office } from '../../../support/office.ts';

// What patients write every day, read as a patient reads the answers: no wrong day, no question left hanging, nobody called for nothing.

const LANGUAGES = [
  {
    locale: 'en',
    hi: 'Hi',
    hello: 'Hello!',
    when: 'when is my appointment?',
    friday: 'Friday',
    notThen: 'not in the morning',
  },
  {
    locale: 'es',
    hi: 'hola buenos días',
    hello: '¡Hola!',
    when: '¿cuándo es mi cita?',
    friday: 'el viernes',
    notThen: 'por la mañana no',
  },
  {
    locale: 'fr',
    hi: 'bonjour',
    hello: 'Bonjour !',
    when: "c'est quand mon rendez-vous ?",
    friday: 'vendredi',
    notThen: 'pas le matin',
  },
  {
    locale: 'de',
    hi: 'Guten Tag',
    hello: 'Guten Tag!',
    when: 'wann ist mein Termin?',
    friday: 'Freitag',
    notThen: 'vormittags geht nicht',
  },
] as const;
const FRIDAY = MONDAY + 4 * 24 * HOUR;
const NEW_YORK = 'America/New_York';
const medication = { id: named<typeof checkUp.id>('svc_2'), name: 'Medication review', intake: [] };
const inPerson = { id: named<typeof checkUp.id>('svc_3'), name: 'In-person visit', intake: [] };

let office: Office;
const effects = () => office.asked.map(({ kind }) => kind);
const lastSearch = () => office.asked.findLast(({ kind }) => kind === 'find_times');

beforeEach(() => {
  office = new Office();
});

describe.each(LANGUAGES)('in $locale', ({ locale, hi, hello, when, friday, notThen }) => {
  const reader: Reader = { locale, zone: named(NEW_YORK) };

  test('a greeting is greeted back, with what can be done here', () => {
    office = new Office({ reader });
    expect(office.hears(hi)).toContain(hello);
    expect(effects()).toEqual([]);
  });

  test('"when is my appointment?" is answered at once, for everybody on the phone', () => {
    office = new Office({ reader, people: [maria, leo] });
    office.hasBooked(maria, 24);
    office.hasBooked(leo, 50);
    const told = office.hears(when).split('\n');
    expect(told).toHaveLength(2);
    expect(told[0]).toMatch(/Maria.*10:00/);
    expect(told[1]).toMatch(/Leo.*12:00/);
    expect(effects()).toEqual([]);
  });

  test('a day alone, as we ask for it, is looked for', () => {
    office = new Office({ reader, free: [FRIDAY] });
    office.hears(friday);
    expect(office.state.prompts).toMatchObject([{ kind: 'offer', times: { starts: [FRIDAY] } }]);
  });

  test('a no to the mornings asks for the afternoons, and turns nothing down', () => {
    office = new Office({ reader, free: [MONDAY + 24 * HOUR, MONDAY + 48 * HOUR, MONDAY + 53 * HOUR] });
    office.happens({
      kind: 'offer_made',
      times: office.putOnTable({ starts: [MONDAY + 24 * HOUR, MONDAY + 48 * HOUR], origin: 'assistant' }),
    });
    office.hears(notThen);
    expect(effects()).not.toContain('decline_offer');
    expect(office.state.prompts).toMatchObject([{ kind: 'offer', times: { starts: [MONDAY + 53 * HOUR] } }]);
  });
});

describe('when is it?', () => {
  test.each([
    'what time is it again?',
    'can you remind me when my appointment is?',
    'do I have an appointment this week?',
  ])('%p is answered with the visit', (text) => {
    office.hasBooked(maria, 24);
    expect(office.hears(text)).toBe("Maria's Check-up with Dr. Ito is on Tue, Mar 3 at 10:00 AM EST.");
  });

  test('nothing is booked: that is said, with how to book', () => {
    expect(office.hears('when is my appointment?')).toBe(
      "I don't see an upcoming visit under this number. To book one, just tell me a day.",
    );
    expect(office.hears('Thursday')).toContain('1) Thu, Mar 5');
  });

  test.each(['what time do you open?', 'how long is my appointment?', 'is there parking at the appointment?'])(
    '%p is for a human',
    (text) => {
      office.hasBooked(maria, 24);
      office.hears(text);
      expect(effects()).toEqual(['call_human']);
    },
  );

  test('it is answered while a member is on the way, too', () => {
    office.hasBooked(maria, 24);
    office.hears('is there parking?');
    expect(office.hears('and when is my appointment?')).toContain('Tue, Mar 3');
  });
});

describe('a visit that is moved', () => {
  test('"Friday same time" counts from the visit, though nobody asked about it', () => {
    office = new Office({ free: [FRIDAY, MONDAY + 24 * HOUR] });
    office.hasBooked(maria, 48);
    office.hears('can you move it to friday same time');
    expect(lastSearch()).toMatchObject({ wishes: [{ from: FRIDAY, to: FRIDAY }] });
  });

  test('nothing is free when it is wished for: that is said before others are shown', () => {
    office.hasBooked(maria, 48);
    expect(office.hears('can we move it to friday?')).toContain('Nothing is free at that time. Maria');
  });
});

describe('a part of the day', () => {
  test('said to the times of one day means that day', () => {
    office = new Office({ free: [FRIDAY, FRIDAY + HOUR, MONDAY + 29 * HOUR, FRIDAY + 5 * HOUR] });
    office.hears('friday please');
    expect(office.hears('afternoons are better')).toContain('1) Fri, Mar 6 at 3:00 PM EST');
    expect(office.state.prompts).toMatchObject([{ times: { starts: [FRIDAY + 5 * HOUR] } }]);
  });

  test('said to times of next week means next week', () => {
    const nextWeek = MONDAY + 7 * 24 * HOUR;
    const later = [nextWeek, nextWeek + 24 * HOUR, nextWeek + 29 * HOUR];
    office = new Office({ free: [MONDAY + 29 * HOUR, ...later] });
    office.hears('can I come in next week?');
    office.hears('not in the morning');
    expect(office.state.prompts).toMatchObject([{ times: { starts: [nextWeek + 29 * HOUR] } }]);
  });
});

test.each([
  ['no sorry keep it', 'stays booked'],
  ['no, leave it', 'stays booked'],
  ['nein, bitte behalten', 'bleibt: Check-up'],
])('%p keeps what was to be cancelled', (text, answer) => {
  office.hasBooked(maria, 48);
  office.hears('please cancel my appointment');
  expect(office.hears(text)).toContain(answer);
  expect(office.visits.size).toBe(1);
});

test('a visit that is past its limits is not offered times that could not be taken: a member is called, and it stands', () => {
  office.moveDeadline = 24 * HOUR;
  const visit = office.hasBooked(maria, 20);
  office.happens({ kind: 'confirmation_due', visit });
  expect(office.hears('NO')).toBe(
    "I can't move Maria's visit on Tue, Mar 3 at 6:00 AM EST from here any more. It stays booked. Our team will get in touch with you.",
  );
  expect(office.asked.at(-1)).toMatchObject({ kind: 'call_human', reason: 'too_late' });
  expect(office.state.prompts).toEqual([]);
});

describe('a day said after a booking', () => {
  test('"rather Thursday" moves the visit there is, and books no second one', () => {
    office.hasBooked(maria, 24);
    expect(office.hears('rather thursday')).toContain("Maria's visit on Tue, Mar 3 at 10:00 AM EST stays booked until");
    office.hears('1');
    expect([...office.visits.values()]).toMatchObject([{ start: MONDAY + 72 * HOUR }]);
  });

  test('where several visits stand it is asked about', () => {
    office = new Office({ people: [maria, leo] });
    office.hasBooked(maria, 24);
    office.hasBooked(leo, 26);
    office.hears('thursday?');
    expect(effects()).toEqual([]);
  });
});

describe('a family on one phone', () => {
  test('"move Mia" moves nobody else, though only he has a visit', () => {
    office = new Office({ people: [maria, leo] });
    office.hasBooked(leo, 48);
    expect(office.hears('move Maria to friday')).toContain("I don't see an upcoming visit");
    expect(effects()).toEqual([]);
  });

  test('a name tells which of several visits is meant', () => {
    office = new Office({ people: [maria, leo] });
    office.hasBooked(maria, 24);
    office.hasBooked(leo, 48);
    expect(office.hears('please cancel the appointment for Leo')).toContain("Should I cancel Leo's");
  });
});

describe('the kind of visit', () => {
  beforeEach(() => {
    office = new Office({ services: [checkUp, medication, inPerson] });
  });

  test('"can I come in" asks for no in-person visit', () => {
    expect(office.hears('Can I come in next week?')).toContain('What kind of visit would Maria like?');
  });

  test('is found however its two words are written', () => {
    office.hears('I need an appointment');
    office.hears('checkup');
    expect(lastSearch()).toMatchObject({ serviceId: checkUp.id });
  });

  test('an answer that is none of the list shows the list once more, and then a human comes', () => {
    office.hears('I need an appointment');
    expect(office.hears('teeth')).toContain(
      'Sorry, I need one of these answers. What kind of visit would Maria like?\n1)',
    );
    expect(office.hears('my teeth')).toContain("I've asked a colleague");
  });

  test('a day said in between is kept, and the question stands', () => {
    office.hears('I need an appointment');
    expect(office.hears('next monday after 4')).toMatch(/^What kind of visit would Maria like\?\n1\)/);
    office.hears('1');
    expect(lastSearch()).toMatchObject({ wishes: [{ from: Date.parse('2026-03-09T20:00:00Z') }] });
  });
});

test('"ok" to three times is asked about, though a member is on the way', () => {
  office.hears('is there parking?');
  office.hears('I need an appointment');
  expect(office.hears('ok')).toContain('Which time is best for Maria?');
});

describe('what is easily misheard', () => {
  const kinds = [checkUp, medication, inPerson, ...['Eye test', 'Spanish lesson'].map((name, at) => kindOf(name, at))];
  const mia: Person = { id: named('con_mia'), name: 'Mia' };

  function kindOf(name: string, at: number) {
    return { id: named<typeof checkUp.id>(`svc_${at + 10}`), name, intake: [] };
  }
  /** A time from the waitlist is taken, and what the house wants to know is asked. */
  function asksAfterwards() {
    const allergies = {
      name: 'allergies',
      label: 'Any allergies?',
      kind: 'text',
      required: true,
      answers: [],
    } as const;
    office = new Office({ services: [{ ...checkUp, intake: [allergies] }] });
    office.happens({
      kind: 'offer_made',
      times: office.putOnTable({ starts: [MONDAY + 24 * HOUR], origin: 'waitlist' }),
    });
    expect(office.hears('yes')).toContain('Any allergies?');
  }

  test('"please move it to Friday" answers no question about allergies', () => {
    asksAfterwards();
    office.free.add(FRIDAY);
    office.hears('please move it to Friday');
    expect(effects()).not.toContain('keep_answers');
    expect(lastSearch()).toMatchObject({ reason: 'change' });
    expect(office.hears('no')).not.toContain('Which');
  });

  test('what was asked before a visit is not asked after it', () => {
    asksAfterwards();
    office.now += 25 * HOUR;
    office.hears('penicillin');
    expect(effects()).not.toContain('keep_answers');
    expect(office.state.question).toBeUndefined();
  });

  test('who is called Germán wishes for no German', () => {
    office = new Office({ people: [{ id: maria.id }] });
    office.hears('can I come tomorrow?');
    expect(office.hears('Germán')).not.toContain('Deutsch');
    expect(effects()).toContain('name_contact');
  });

  test('a Spanish lesson is chosen by its word; "in Spanish, please" asks the same again in Spanish', () => {
    office = new Office({ services: kinds });
    office.hears('can I come next week?');
    expect(office.hears('in Spanish, please')).toMatch(/español[\s\S]*Check-up/);
    office.hears('Spanish');
    expect(lastSearch()).toMatchObject({ serviceId: 'svc_11' });
  });

  test('"May 4" is a day, and no fourth kind of visit', () => {
    office = new Office({ services: kinds });
    office.hears('can I come in?');
    office.hears('May 4');
    expect(effects()).not.toContain('find_times');
    office.hears('number 4');
    expect(lastSearch()).toMatchObject({ serviceId: 'svc_10' });
  });

  test('"no, rather in the afternoon" to "are you sure" keeps the visit and looks for an afternoon', () => {
    office.free.add(FRIDAY + 4 * HOUR);
    office.hasBooked(maria, 48);
    office.hears('cancel my appointment');
    office.hears('no, rather friday afternoon');
    expect(lastSearch()).toMatchObject({ reason: 'change', wishes: [{ from: FRIDAY + 2 * HOUR }] });
  });

  test('a visit of somebody who has none is told so, by name', () => {
    office = new Office({ people: [leo, mia] });
    office.hasBooked(leo, 48);
    expect(office.hears('please move Mia to Friday')).toBe("I don't see an upcoming visit for Mia.");
    expect(office.visits.size).toBe(1);
  });

  test('"Thursday for Mia" looks for Mia, though Leo has a visit', () => {
    office = new Office({ people: [leo, mia], free: [MONDAY + 72 * HOUR] });
    office.hasBooked(leo, 48);
    office.hears('Thursday for Mia');
    expect(lastSearch()).toMatchObject({ contactId: mia.id, reason: 'asked' });
  });

  test.each([
    ['please cancel my appointment, my car broke down', true],
    ['absagen bitte, ich bin krank', true],
    ['cancel K4', false],
    ['please cancel my appointment', false],
    ['hi, please cancel my appointment on Wednesday, thanks', false],
  ])('%p: their host reads why (%p)', (text, isTold) => {
    office.hasBooked(maria, 48);
    office.hears(text);
    office.hears('yes');
    const cancelled = office.asked.find(({ kind }) => kind === 'cancel_visit');
    expect(cancelled).toMatchObject({ kind: 'cancel_visit' });
    expect(cancelled !== undefined && 'words' in cancelled).toBe(isTold);
  });

  test('a list that was left for something else is asked again whole', () => {
    office = new Office({ people: [maria, leo] });
    office.hasBooked(maria, 24);
    office.hasBooked(leo, 48);
    expect(office.hears('please cancel my appointment')).toMatch(/Which one[\s\S]*Maria[\s\S]*Leo/);
    office.state = { ...office.state, unsure: 0 }; // a button of an older card was pressed in between
    expect(office.hears('hmm, the thing')).toMatch(/Which one[\s\S]*1\) Maria[\s\S]*2\) Leo/);
  });

  test('an entry that was decided since the list was read is not mistaken for another', () => {
    office = new Office({ people: [maria, leo] });
    const ofMaria = office.putOnTable({ starts: [MONDAY + 24 * HOUR], origin: 'member' });
    const ofLeo = office.putOnTable({
      starts: [MONDAY + 48 * HOUR, MONDAY + 50 * HOUR],
      origin: 'member',
      contactId: leo.id,
      person: 'Leo',
    });
    for (const times of [ofMaria, ofLeo]) office.happens({ kind: 'offer_made', times });
    expect(office.hears('yes')).toContain('Which one');
    office.happens({ kind: 'offer_ended', times: ofMaria, how: 'expired' });
    expect(office.hears('1')).toMatch(/Leo[\s\S]*1\)/);
    expect(office.visits.size).toBe(0);
  });
});
