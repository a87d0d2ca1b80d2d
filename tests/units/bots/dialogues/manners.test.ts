import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Understood } from '../../../../src/bots/understanding/types.ts';
import { HOUR } from '../../../../src/core/time/types.ts';
import { MONDAY, maria, Office, reading } from '../../../support/office.ts';

let office: Office;
const effects = () => office.asked.map(({ kind }) => kind);
const offerTwo = () =>
  office.happens({
    kind: 'offer_made',
    times: office.putOnTable({ starts: [MONDAY + 24 * HOUR, MONDAY + 48 * HOUR], origin: 'member' }),
  });

beforeEach(() => {
  office = new Office();
});

describe('consent comes before anything else', () => {
  test('STOP opts out with one confirmation, whatever is open', () => {
    offerTwo();
    expect(office.hears('STOP')).toBe(
      "Hill Clinic: you won't get any more texts from us. Reply START if you change your mind.",
    );
    expect(effects()).toEqual(['opt_out']);
    expect(office.sent.at(-1)).toMatchObject({ answersConsent: true });
    expect(office.hears('stop')).toBe('');
  });

  test('CANCEL alone is the carrier’s opt-out word, even with a visit open', () => {
    const visit = office.hasBooked(maria, 24);
    office.happens({ kind: 'confirmation_due', visit });
    office.hears('Cancel.');
    expect(effects()).toEqual(['opt_out']);
    expect(office.visits.size).toBe(1);
  });

  test('no confirmation of ours when the carrier has sent its own', () => {
    expect(office.hears('STOP', { carrierHandled: 'stop' })).toBe('');
    expect(effects()).toEqual(['opt_out']);
  });

  test.each(['stop texting me', 'wrong number', 'take me off your list'])(
    '%p is a plain wish to be left alone, and the confirmation says how it was understood',
    (text) => {
      expect(office.hears(text)).toContain("we understood that you don't want our texts");
      expect(office.asked).toMatchObject([{ kind: 'opt_out', source: 'plain_wish', words: text }]);
    },
  );

  test('who is opted out gets no answer', () => {
    office.hears('STOP');
    expect(office.hears('can I come in next week?')).toBe('');
    expect(effects()).toEqual(['opt_out']);
  });

  test('YES of an opted-out number opts in and asks the open question again before it counts', () => {
    offerTwo();
    office.hears('STOP');
    const reply = office.hears('YES');
    expect(reply).toContain('Hill Clinic: welcome back!');
    expect(reply).toContain('Which time is best for Maria?\n1) Tue, Mar 3');
    expect(office.visits.size).toBe(0);
    expect(office.hears('1')).toContain('Booked! Maria');
  });

  test('START opts back in', () => {
    office.hears('STOP');
    expect(office.hears('start')).toContain('welcome back');
    expect(effects()).toEqual(['opt_out', 'opt_in']);
  });

  test.each([
    ['HELP', 'en'],
    ['ayuda', 'es'],
    ['AIDE', 'fr'],
    ['Hilfe', 'de'],
  ] as const)('%s says who we are and how to stop, in %s', (text, locale) => {
    office = new Office({ reader: reading(locale, 'Europe/Paris') });
    const reply = office.hears(text);
    expect(reply).toContain('Hill Clinic');
    expect(reply).toContain('(415) 555-0100');
    expect(reply).toContain('STOP');
  });
});

describe('when it is not clear', () => {
  test('one short question back, then a member, with a kind word', () => {
    expect(office.hears('purple elephants')).toContain("Sorry, I didn't get that.");
    expect(office.hears('purple elephants')).toContain("I've asked a colleague to help");
    expect(office.asked).toMatchObject([{ kind: 'call_human', reason: 'unsure' }]);
    expect(office.sent.at(-1)).toMatchObject({
      to: { kind: 'desk' },
      body: {
        text: 'Maria needs a person: the assistant failed to understand twice in a row',
        options: [{ label: 'Answer myself', action: { kind: 'take_over' } }],
      },
    });
  });

  test('something understood in between starts the count anew', () => {
    office.hears('purple elephants');
    office.hears('thanks!');
    expect(office.hears('purple elephants')).toContain("Sorry, I didn't get that.");
  });

  test('while a member is on the way, what is not understood gets no more questions, and what is gets its answer', () => {
    office.hears('purple elephants');
    office.hears('purple elephants');
    expect(office.hears('purple elephants')).toBe('');
    expect(office.hears('can I come in next week?')).toContain('come closest');
  });

  test('unclear about an offer: its times are shown again', () => {
    offerTwo();
    expect(office.hears('either works')).toContain('Which time is best for Maria?\n1) Tue, Mar 3');
    expect(effects()).toEqual(['look_again']);
  });

  test('"I might have to cancel" loses nothing', () => {
    const visit = office.hasBooked(maria, 24);
    office.happens({ kind: 'confirmation_due', visit });
    expect(office.hears('I might have to cancel')).toContain('Just to be sure: can Maria come on');
    expect(effects()).toEqual([]);
  });
});

describe('rules first, AI second, and AI never acts on its own', () => {
  const suggests = (intent: Understood['intent'], more: Partial<Understood> = {}): { understood: Understood } => ({
    understood: { intent, prompt: null, option: null, why: 'suggested', ...more },
  });

  test('it fills in what the rules are unsure about', () => {
    expect(office.hears('purple elephants', suggests('book'))).toContain('Here are times for Maria');
  });

  test('rules first: it never overrules them', () => {
    offerTwo();
    expect(office.hears('2', suggests('accept', { prompt: office.state.prompts[0]?.code ?? '', option: 1 }))).toContain(
      'Wed, Mar 4',
    );
  });

  test.each(['stop', 'decline'] as const)('it cannot %s for anybody', (intent) => {
    offerTwo();
    office.hears('purple elephants', suggests(intent, { prompt: office.state.prompts[0]?.code ?? '' }));
    expect(effects()).toEqual(['look_again']);
  });

  test("what it says is checked like a user's click: an option or a prompt that is not there changes nothing", () => {
    offerTwo();
    const prompt = office.state.prompts[0]?.code ?? '';
    for (const more of [
      { prompt, option: 9 },
      { prompt: 'Z9', option: 1 },
    ])
      expect(office.hears('purple elephants', suggests('accept', more))).not.toContain('Booked');
    expect(office.visits.size).toBe(0);
  });

  test('it cannot answer "are you sure"', () => {
    const visit = office.hasBooked(maria, 24);
    office.presses({ kind: 'cancel', appointment: visit.id });
    const prompt = office.state.prompts[0]?.code ?? '';
    office.hears('purple elephants', suggests('cancel', { prompt }));
    expect(office.visits.size).toBe(1);
  });
});

describe('a person instead of the assistant', () => {
  test('a question goes to the team, and the patient is told', () => {
    expect(office.hears('do i need to bring anything?')).toContain("I've passed it to our team");
    expect(office.asked).toMatchObject([{ kind: 'call_human', reason: 'question' }]);
  });

  test('the assistant is silent while a member writes, and says when it is back', () => {
    offerTwo();
    office.happens({ kind: 'member_took_over' });
    expect(office.hears('2')).toBe('');
    expect(effects()).toEqual([]);
    expect(office.happens({ kind: 'member_gave_back' })).toBe("It's the assistant again. How can I help?");
    expect(office.hears('2')).toContain('Booked! Maria');
  });

  test('STOP works even then', () => {
    office.happens({ kind: 'member_took_over' });
    expect(office.hears('STOP')).not.toBe('');
    expect(effects()).toEqual(['opt_out']);
  });

  test('a turn that failed for the last time ends with a member and a word, never in silence', () => {
    expect(office.happens({ kind: 'turn_failed' })).toContain("I've asked a colleague to help");
    expect(office.state.handler).toBe('waiting');
  });
});

describe('small things', () => {
  test('a tapback is no answer, whatever it quotes', () => {
    const visit = office.hasBooked(maria, 24);
    office.happens({ kind: 'confirmation_due', visit });
    const before = office.state;
    expect(office.hears('Loved “Reply YES to confirm or NO to change.”')).toBe('');
    expect(office.state).toEqual(before);
  });

  test('thanks get a word back', () => expect(office.hears('thx a lot!')).toBe("You're welcome!"));

  test('"I’ll get back to you" is given its time', () => {
    offerTwo();
    expect(office.hears("I'll check my calendar and let you know")).toBe('Of course, take your time.');
    expect(office.state.prompts).toHaveLength(1);
  });

  test('a picture without words is declined politely', () => {
    expect(office.hears('', { attachments: 1 })).toContain("I can't open pictures or files here");
    expect(office.hears('')).toBe('');
  });
});
