import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Service } from '../../../../src/bots/dialogues/types.ts';
import { countSegments } from '../../../../src/channels/sms/render.ts';
import { DAY } from '../../../../src/core/time/types.ts';
import { checkUp, leo, MONDAY, maria, named, Office, reading } from '../../../support/office.ts';

let office: Office;
const effects = () => office.asked.map(({ kind }) => kind);
const firstVisit: Service = {
  id: named('svc_checkup'),
  name: 'First visit',
  intake: [
    { name: 'reason', label: 'What brings you in?', kind: 'text', answers: [], required: true },
    { name: 'insured', label: 'Are you insured?', kind: 'choice', answers: ['Yes', 'No', 'Not sure'], required: true },
  ],
};

beforeEach(() => {
  office = new Office();
});

describe('booking from scratch', () => {
  test('"can I come in next week?" is answered with three times', () => {
    office.free.clear();
    for (const days of [7, 8, 9, 10]) office.free.add(MONDAY + days * DAY);
    expect(office.hears('can I come in next week?')).toBe(
      [
        'Here are times for Maria (Check-up):',
        '1) Mon, Mar 9 at 11:00 AM EDT',
        '2) Tue, Mar 10 at 11:00 AM EDT',
        '3) Wed, Mar 11 at 11:00 AM EDT',
        'Reply with a number, or tell me what suits you better.',
      ].join('\n'),
    );
    expect(office.hears('the second one pls')).toContain('Booked! Maria');
  });

  test('nothing free in that week: the nearest times, and it is said', () => {
    expect(office.hears('can I come in next week?')).toContain(
      'Nothing is free at that time. These times for Maria come closest:',
    );
  });

  test('asking again replaces the times offered before', () => {
    office.hears('I need an appointment');
    office.hears('can I come in next week?');
    expect(office.state.prompts).toHaveLength(1);
  });

  test('an unknown number is asked for the name first, and every text after it uses it', () => {
    office = new Office({ people: [{ id: maria.id }] });
    expect(office.hears('I need an appointment')).toContain("What's the name of the person the visit is for?");
    expect(office.hears("I'm Sofia Diaz")).toContain('Here are times for Sofia Diaz');
    expect(office.asked[0]).toMatchObject({ kind: 'name_contact', name: 'Sofia Diaz' });
  });

  test.each(['?', '12345', 'http://evil.example', 'what do you mean by that?'])(
    '%p is not taken for a name',
    (text) => {
      office = new Office({ people: [{ id: maria.id }] });
      office.hears('I need an appointment');
      office.hears(text);
      expect(effects()).not.toContain('name_contact');
    },
  );

  test('with several people on the phone asks for whom, by name or number', () => {
    for (const answer of ['Leo', '2', 'for leo please']) {
      office = new Office({ people: [maria, leo] });
      expect(office.hears('I need an appointment')).toBe(
        'Gladly! Who is the visit for?\n1) Maria\n2) Leo\nReply with the number or the text.',
      );
      expect(office.hears(answer)).toContain('Here are times for Leo');
    }
  });

  test('a name said at once is not asked for', () => {
    office = new Office({ people: [maria, leo] });
    expect(office.hears('can I book an appointment for Leo?')).toContain('Here are times for Leo');
  });

  test("one for Maria as well, while Leo's times are open: she gets her own, and his stay on the table", () => {
    office = new Office({ people: [maria, leo] });
    office.hears('can I book an appointment for Leo?');
    expect(office.hears('now one for Maria as well')).toContain('Here are times for Maria');
    expect(office.state.prompts).toMatchObject([{ times: { person: 'Leo' } }, { times: { person: 'Maria' } }]);
  });

  test('with several kinds of visit asks for the kind', () => {
    office = new Office({ services: [checkUp, { id: named('svc_2'), name: 'Medication review', intake: [] }] });
    expect(office.hears('I need an appointment')).toContain('What kind of visit would Maria like?\n1) Check-up');
    office.hears('medication');
    expect(office.asked.at(-1)).toMatchObject({ kind: 'find_times', serviceId: 'svc_2' });
  });

  test('a question in between is left for what was said instead', () => {
    office = new Office({ people: [maria, leo] });
    office.hasBooked(maria, 24);
    office.hears('I need an appointment');
    expect(office.hears('running 10 minutes late')).toContain('Maria will be about 10 minutes late');
  });

  test('where nobody may book by message a member is asked', () => {
    office = new Office({ services: [] });
    expect(office.hears('I need an appointment')).toContain('Someone will write to you here');
    expect(effects()).toEqual(['call_human']);
  });
});

describe('the questions before a first visit', () => {
  beforeEach(() => {
    office = new Office({ services: [firstVisit] });
    office.hears('I need an appointment');
  });

  test('come after the time was picked, one by one in words, and then it is booked with the answers', () => {
    expect(office.hears('1')).toBe("Almost done! For Maria's visit on Tue, Mar 3 at 10:00 AM EST: What brings you in?");
    expect(office.visits.size).toBe(0);
    expect(office.hears('my knee hurts')).toBe(
      'Thanks! Are you insured?\n1) Yes\n2) No\n3) Not sure\nReply with the number or the text.',
    );
    expect(office.hears('not sure')).toContain('Booked! Maria');
    expect(office.asked.at(-1)).toMatchObject({
      kind: 'accept_offer',
      answers: { reason: 'my knee hurts', insured: 'Not sure' },
    });
  });

  test('an answer that is none of the choices is asked again', () => {
    office.hears('1');
    office.hears('my knee hurts');
    expect(office.hears('purple')).toContain('Sorry, I need one of these answers. Are you insured?');
    expect(office.hears('1')).toContain('Booked! Maria');
  });

  test('a channel with forms brings all answers at once', () => {
    office.hears('1');
    const { body } = office.sent.at(-1) ?? {};
    const form = body?.kind === 'form' ? body.form : '';
    expect(body).toMatchObject({ kind: 'form', fields: [{ name: 'reason' }, { name: 'insured' }] });
    expect(office.take({ kind: 'filled', form, values: { reason: 'knee', insured: 'Yes' } })).toContain(
      'Booked! Maria',
    );
  });

  test('a form that misses an answer is asked for the rest', () => {
    office.hears('1');
    const { body } = office.sent.at(-1) ?? {};
    const form = body?.kind === 'form' ? body.form : '';
    expect(office.take({ kind: 'filled', form, values: { reason: 'knee' } })).toContain('Are you insured?');
    expect(office.take({ kind: 'filled', form: 'another', values: {} })).toBe('');
  });

  test('a time that is taken while they are answered is replaced by fresh ones', () => {
    office.hears('1');
    office.hears('my knee hurts');
    office.free.delete(MONDAY + DAY);
    expect(office.hears('yes')).toContain('Sorry, that time was just taken.');
    expect(office.visits.size).toBe(0);
  });

  test('a time that is gone already is said before any question', () => {
    office.free.delete(MONDAY + DAY);
    expect(office.hears('1')).toContain('Sorry, that time was just taken.');
  });
});

describe('the waitlist', () => {
  test('is joined and left in plain words', () => {
    expect(office.hears('put me on the waitlist please')).toContain('Maria is on the waitlist.');
    expect(office.hears('add me to the waitlist please')).toContain('on the waitlist already');
    expect(office.hears('take me off the waitlist')).toBe('Done, Maria is off the waitlist.');
    expect(office.hears('take me off the waitlist')).toContain("isn't on the waitlist");
  });

  test('with several people asks for whom before anybody leaves it', () => {
    office = new Office({ people: [maria, leo] });
    office.waitlist.add(leo.id);
    expect(office.hears('take me off the waitlist')).toContain('Who is the visit for?');
    expect(office.hears('Leo')).toBe('Done, Leo is off the waitlist.');
  });
});

describe('a house with nine kinds of visit', () => {
  const NAMES = [
    'Check-up',
    'Vaccination',
    'Eye test',
    'Blood test',
    'Travel advice',
    'Travel vaccination',
    'Skin check',
    'First consultation of a new patient',
    'Physiotherapy',
  ];
  const nine = NAMES.map((name, at): Service => ({ id: named(`svc_${at + 1}`), name, intake: [] }));
  const searched = () => office.asked.at(-1);
  beforeEach(() => {
    office = new Office({ services: nine });
  });

  test('lists four and something else, so that the text stays one text of few segments', () => {
    const asked = office.hears('I need an appointment');
    expect(asked.split('\n')).toEqual([
      'What kind of visit would Maria like?',
      '1) Check-up',
      '2) Vaccination',
      '3) Eye test',
      '4) Blood test',
      '5) Something else',
      'Reply with the number or the text.',
    ]);
    expect(countSegments(asked).segments).toBe(1);
  });

  test.each(['5', 'something else', 'none of these', 'Something else please'])(
    '"%s" shows the next, numbered anew',
    (text) => {
      office.hears('I need an appointment');
      const further = office.hears(text);
      expect(further).toMatch(
        /^Or one of these, for Maria\?\n1\) Travel advice\n2\) Travel vaccination[\s\S]*\n5\) Something else/,
      );
      office.hears('2');
      expect(searched()).toMatchObject({ kind: 'find_times', serviceId: 'svc_6' });
    },
  );

  test('after the last the first come again', () => {
    office.hears('I need an appointment');
    office.hears('5');
    expect(office.hears('5')).toMatch(/1\) Physiotherapy\n2\) Check-up/);
  });

  test.each([
    ['physiotherapy', 'svc_9'],
    ['it is for the travel vaccination', 'svc_6'],
    ['Vaccination', 'svc_2'],
    ['the skin check please', 'svc_7'],
  ])('"%s" is understood whether it is listed or not', (text, serviceId) => {
    office.hears('I need an appointment');
    office.hears(text);
    expect(searched()).toMatchObject({ kind: 'find_times', serviceId });
  });

  test('two kinds in one breath are asked about', () => {
    expect(office.hears('I need an appointment for a check-up or an eye test')).toMatch(/^What kind of visit/);
    office.hears('a travel vaccination please');
    expect(searched()).toMatchObject({ serviceId: 'svc_6' });
  });

  test('a button is about its own list, also when another was shown since', () => {
    office.hears('I need an appointment');
    office.hears('5');
    expect(office.presses({ kind: 'pick', question: 'service', entry: 2 })).toBe('');
    office.presses({ kind: 'pick', question: 'service-2', entry: 2 });
    expect(searched()).toMatchObject({ serviceId: 'svc_6' });
  });

  test.each([
    ['es', 'otra cosa', /^¿O alguna de estas/],
    ['fr', 'autre chose', /^Ou l'un de ceux-ci/],
    ['de', 'etwas anderes', /^Oder einer von diesen/],
  ] as const)('in %s "%s" shows the next', (locale, text, answer) => {
    office = new Office({ services: nine, reader: reading(locale, 'America/New_York') });
    office.hears({ es: 'quiero una cita', fr: 'je voudrais un rendez-vous', de: 'ich brauche einen Termin' }[locale]);
    expect(office.hears(text)).toMatch(answer);
  });
});
