import { describe, expect, test } from '@jest/globals';
import { gist, offer, say, single, visit, windowsOf } from './situations.ts';

const leo = visit({ code: 'B2', person: 'Leo', start: Date.parse('2026-03-06T16:00:00Z') });
const choice = { code: 'C3', kind: 'choice', person: 'Maria', choices: ['A1', 'B2'] } as const;

describe('accept', () => {
  test.each([
    '2',
    'b',
    'option 2',
    'the second one',
    '2nd',
    'number two',
    'Wednesday',
    '4pm',
    'Wednesday at 4',
    '#2 please',
  ])('%s takes the second option', (text) => {
    expect(gist(say(text, [offer()]))).toBe('accept B2 2');
  });

  test('"last" is the last option', () => {
    expect(gist(say("I'll take the last one", [offer()]))).toBe('accept B2 3');
  });

  test('a yes takes an offer of one', () => {
    expect(gist(say('yes please', [single()]))).toBe('accept B2 1');
  });

  test('a bare number no option has is an hour offered', () => {
    expect(gist(say('9', [offer()]))).toBe('accept B2 3');
  });

  test("a number that is one option's number and another option's hour is asked about", () => {
    const mixed = offer({ options: [Date.parse('2026-03-04T19:00:00Z'), Date.parse('2026-03-04T21:00:00Z')] });
    expect(say('2', [mixed]).unsure).toBe('ambiguous_option');
  });

  describe('of nine, eleven and three o\u2019clock on one day', () => {
    const times = offer({
      options: ['2026-03-03T14:00:00Z', '2026-03-03T16:00:00Z', '2026-03-03T20:00:00Z'].map((iso) => Date.parse(iso)),
    });
    const afternoon = [
      ['en', 'The one in the afternoon'],
      ['en', "let's do the one in the afternoon"],
      ['en', 'the first one in the afternoon'],
      ['en', 'the one after lunch'],
      ['en', 'the late one'],
      ['es', 'la de la tarde'],
      ['es', 'una por la tarde'],
      ['en', 'whichever one in the afternoon'],
      ['es', 'no puedo por la mañana, la de las tres'],
      ['fr', "celui d'après-midi"],
      ['fr', "celui de l'après-midi"],
      ['fr', "l'un de l'après-midi"],
      ['de', 'den am Nachmittag'],
      ['de', 'einen am Nachmittag'],
      ['de', 'den nachmittags'],
      ['de', 'den Nachmittagstermin'],
    ] as const;
    test.each(afternoon)('%s: "%s" takes the only one that is', (locale, text) => {
      expect(gist(say(text, [times], { locale }))).toBe('accept B2 3');
    });

    test.each(['the second one in the morning', 'the morning one at 11'])('"%s" takes the second', (text) => {
      expect(gist(say(text, [times]))).toBe('accept B2 2');
    });

    test('"the one in the morning" could be two', () => {
      expect(say('the one in the morning', [times]).unsure).toBe('ambiguous_option');
    });

    const oneOclock = [
      ['en', 'at one in the afternoon'],
      ['en', 'the one pm slot please'],
      ['es', 'la una de la tarde'],
      ['fr', "une heure de l'après-midi"],
      ['fr', 'plutôt à une heure'],
      ['de', 'lieber um ein Uhr'],
    ] as const;
    test.each(oneOclock)('%s: "%s" is one o\u2019clock, which none of them is', (locale, text) => {
      const understood = say(text, [times], { locale });
      expect(gist(understood)).toBe('counter B2');
      expect(understood.windows).toEqual([
        { from: Date.parse('2026-03-03T18:00:00Z'), to: Date.parse('2026-03-03T18:00:00Z') },
      ]);
    });
  });

  test('an answer to a choice is its place, and a verb of its own acts on the prompt named', () => {
    const open = [visit(), leo, choice];
    expect(gist(say('the second', open))).toBe('accept C3 2');
    expect(gist(say('B2', open))).toBe('accept C3 2');
    expect(gist(say('Leo', open))).toBe('accept C3 2');
    expect(gist(say("yes, Leo's", open))).toBe('confirm B2');
    expect(gist(say("cancel Leo's", open))).toBe('cancel B2');
  });
});

describe('one time turned down and another taken in one breath', () => {
  /** Tuesday at nine, Wednesday at eleven, Thursday at three. */
  const times = offer({
    options: ['2026-03-03T14:00:00Z', '2026-03-04T16:00:00Z', '2026-03-05T20:00:00Z'].map((iso) => Date.parse(iso)),
  });
  const SAID = {
    en: {
      down: ["can't do mornings", "I can't on Tuesday", 'not Tuesday', "Tuesday doesn't work", 'I work in the morning'],
      taken: ['the one at 3', '3pm', 'Thursday', 'the last one', 'the third', 'Thursday works'],
      but: 'but',
    },
    es: {
      down: ['no puedo por la mañana', 'el martes no puedo', 'el martes no', 'no me va el martes'],
      taken: ['la de las tres', 'el jueves', 'la última', 'la tercera', 'a las tres'],
      but: 'pero',
    },
    fr: {
      down: ['je ne peux pas le matin', 'pas mardi', 'mardi je ne peux pas', 'le matin je travaille'],
      taken: ['celui de 15h', 'jeudi', 'le dernier', 'le troisième'],
      but: 'mais',
    },
    de: {
      down: ['vormittags kann ich nicht', 'Dienstag geht nicht', 'nicht am Dienstag', 'am Vormittag arbeite ich'],
      taken: ['den um drei', 'Donnerstag', 'den letzten', 'den dritten'],
      but: 'aber',
    },
  } as const;

  test.each(['en', 'es', 'fr', 'de'] as const)('in %s takes the third or asks, and never loses the offer', (locale) => {
    const { down, taken, but } = SAID[locale];
    const texts = down.flatMap((no) =>
      taken.flatMap((yes) => [`${no}, ${yes}`, `${no}. ${yes}`, `${yes}, ${no}`, `${no} ${but} ${yes}`]),
    );
    const understood = texts.map((text) => ({ text, as: gist(say(text, [times], { locale })) }));
    expect(understood.filter(({ as }) => !/^(accept B2 3|counter B2|clarify B2)$/.test(as))).toEqual([]);
    expect(understood.filter(({ as }) => as !== 'accept B2 3').length).toBeLessThan(texts.length / 20);
  });

  test('the same one is asked about: "no puedo el martes, la segunda", which is on Tuesday', () => {
    const tuesday = offer({ options: [14, 16, 20].map((hour) => Date.parse(`2026-03-03T${hour}:00:00Z`)) });
    expect(say('no puedo el martes, la segunda', [tuesday], { locale: 'es' }).unsure).toBe('contradiction');
  });
});

describe('decline and counter', () => {
  test('a no to an offer declines it', () => {
    expect(gist(say('none of these work', [offer()]))).toBe('decline B2');
  });

  test.each([
    'no, but thursday works',
    'yes but can we do thursday',
    'mornings are better',
    'earlier if possible',
    'another day please',
  ])('%s is a counter', (text) => {
    expect(gist(say(text, [offer()]))).toBe('counter B2');
  });

  test.each([
    ['en', 'too early'],
    ['en', "that's too early for me"],
    ['en', 'sorry, too early for us'],
    ['es', 'demasiado temprano'],
    ['es', 'es muy temprano para mí'],
    ['fr', 'trop tôt'],
    ['fr', "c'est trop tôt pour moi"],
    ['de', 'zu früh'],
    ['de', 'das ist mir leider zu früh'],
  ] as const)('%s: "%s" wishes for a later time, whether one or several are offered', (locale, text) => {
    for (const times of [single(), offer()]) {
      const understood = say(text, [times], { locale });
      expect(gist(understood)).toBe('counter B2');
      expect(understood.windows).toBeUndefined();
    }
  });

  test('a no beside it declines all the same, and who comes early says no to nothing', () => {
    expect(gist(say('no, too early', [offer()]))).toBe('decline B2');
    expect(gist(say('ich komme etwas zu früh', [visit()], { locale: 'de' }))).not.toMatch(/reschedule|cancel/);
    expect(gist(say('llego demasiado temprano', [visit()], { locale: 'es' }))).not.toMatch(/reschedule|cancel/);
    expect(gist(say("j'arrive trop tôt", [visit()], { locale: 'fr' }))).not.toMatch(/reschedule|cancel/);
  });

  test.each([
    ['en', 'same day please'],
    ['en', 'can we do another time the same day?'],
    ['es', 'el mismo día por favor'],
    ['fr', 'le même jour svp'],
    ['de', 'am selben Tag bitte'],
  ] as const)('%s: "%s" keeps the day that was offered', (locale, text) => {
    const day = ['2026-03-06T05:00/2026-03-07T05:00'];
    const ofOneDay = offer({ options: ['2026-03-06T15:00:00Z', '2026-03-06T20:00:00Z'].map((iso) => Date.parse(iso)) });
    for (const times of [single(), ofOneDay]) {
      const understood = say(text, [times], { locale });
      expect([gist(understood), windowsOf(understood)]).toEqual(['counter B2', day]);
    }
  });

  test('refusing some of the options declines nothing', () => {
    expect(say("Tuesday doesn't work", [offer()]).unsure).toBe('partly_refused');
  });

  test('one option refused and another taken takes the other', () => {
    expect(gist(say("1 doesn't work but 2 does", [offer()]))).toBe('accept B2 2');
  });

  test('a no that had to be guessed from a typo declines nothing', () => {
    expect(say('nobne', [offer()]).intent).toBe('clarify');
  });
});

describe('confirm and reschedule', () => {
  test.each([
    'yes',
    'ok',
    'see you then',
    "I'll be there",
    'not a problem',
    "can't wait",
    "don't cancel, I'll be there",
    '👍🏽',
    'see you at 10',
    'yes thursday',
  ])('%s confirms the visit', (text) => {
    expect(gist(say(text, [visit()]))).toBe('confirm A1');
  });

  test('thanks alone is no yes', () => {
    expect(say('thanks', [visit()])).toMatchObject({ intent: 'clarify', prompt: 'A1', unsure: 'no_answer' });
  });

  test.each(['no', "can't come", 'something came up', '👎', "Thursday doesn't work", 'I need to reschedule'])(
    '%s is a no to the visit, not a cancelling',
    (text) => {
      expect(gist(say(text, [visit()]))).toBe('reschedule A1');
    },
  );

  test('with no prompt open, no prompt is answered', () => {
    expect(gist(say('I need to reschedule'))).toBe('reschedule');
  });

  test("an hour or a day that is not the visit's is asked about", () => {
    expect(say('see you at 11', [visit()]).unsure).toBe('time_mismatch');
    expect(say('see you friday', [visit()]).unsure).toBe('time_mismatch');
  });

  test('a number to a yes or no is asked about', () => {
    expect(say('2', [visit()]).unsure).toBe('number_to_yes_no');
  });
});

describe('cancel', () => {
  test.each([
    'cancel my appointment',
    'please cancel',
    "can't make it please cancel",
    'can you cancel it?',
    'I have to cancel, sorry',
    'I need my appointment cancelled',
  ])('%s says it outright', (text) => {
    expect(gist(say(text, [visit()]))).toBe('cancel A1');
  });

  test.each([
    'I might have to cancel',
    'how do I cancel?',
    'can I cancel?',
    'I could cancel',
    "if it rains I'll cancel",
    'thinking about cancelling',
    'did you cancel my visit?',
    'appointment canceled please?',
    'what is the cancellation fee',
    "I don't want to cancel",
    'cancel my friday appointment',
    'was going to cancel but I can come',
  ])('%s cancels nothing', (text) => {
    expect(say(text, [visit()]).intent).not.toBe('cancel');
  });

  test('only a visit can be cancelled, and of two visits one must be named', () => {
    expect(gist(say('cancel my appointment', [visit(), offer()]))).toBe('cancel A1');
    expect(gist(say('cancel my appointment', [visit(), leo]))).toBe('clarify');
    expect(gist(say("Please cancel Leo's visit", [visit(), leo]))).toBe('cancel B2');
  });
});

describe('requests that name themselves', () => {
  test('asking which times are free is availability, asking to be booked is book', () => {
    expect(say('any openings tomorrow?').intent).toBe('availability');
    expect(say('can you book me for tomorrow').intent).toBe('book');
  });

  test('the waiting list wins over a no or the word cancel beside it', () => {
    expect(say('no, but put me on the waitlist', [visit()]).intent).toBe('waitlist_join');
    expect(say('please cancel my waitlist spot', [visit()]).intent).toBe('waitlist_leave');
    expect(say('text me if you get a cancellation').intent).toBe('waitlist_join');
  });

  test('late wins over a yes beside it, and a range counts its larger number', () => {
    expect(say('yes but running 10-15 min late', [visit()])).toMatchObject({
      intent: 'late',
      prompt: 'A1',
      minutes: 15,
    });
    expect(say('half an hour late', [visit(), leo])).toMatchObject({ intent: 'late', prompt: null, minutes: 30 });
    expect(say('sorry for the late reply, yes', [visit()]).intent).toBe('confirm');
  });

  test('an answer outweighs the question beside it', () => {
    expect(say('Confirmed, thank you. Where should I park?', [visit()]).intent).toBe('confirm');
    expect(say('where should I park?', [visit()])).toMatchObject({ intent: 'question', prompt: null });
  });

  test('small talk with nothing open and an answer put off are other', () => {
    expect(say('thanks a lot!').intent).toBe('other');
    expect(say("I'll get back to you", [visit()]).intent).toBe('other');
  });
});

describe("while Leo's times are open", () => {
  test.each([
    ['en', 'now one for Mia as well'],
    ['en', 'and one for mia too please'],
    ['en', 'can I also get an appointment for Mia?'],
    ['es', 'ahora una para Mia también'],
    ['fr', 'maintenant un pour Mia aussi'],
    ['de', 'jetzt noch einen für Mia'],
    ['de', 'jetzt auch einen Termin für Mia'],
  ] as const)('%s: "%s" asks for a visit of its own', (locale, text) => {
    expect(gist(say(text, [offer()], { locale }))).toBe('book');
  });

  test.each(['yes for Mia', '2 for Mia', 'no for Mia', 'the second one for Mia too'])('"%s" is asked about', (text) => {
    expect(say(text, [offer()]).intent).toBe('clarify');
  });
});

describe('reactions and consent', () => {
  test.each([
    'Liked “Reply YES to confirm”',
    'Le gustó “Responda SÍ para confirmar”',
    'A adoré « Répondez OUI »',
    'Hat „Antworten Sie JA“ mit „Gefällt mir“ markiert',
    '👍 to "Reply YES to confirm"',
  ])('%s is a reaction, never its quoted words', (text) => {
    expect(gist(say(text, [visit()]))).toBe('reaction');
  });

  test.each(['STOP', 'stopall', ' Unsubscribe ', 'CANCEL', 'cancel.', 'End', 'quit', 'REVOKE', 'optout'])(
    '%s alone opts out, whatever is open',
    (text) => {
      expect(gist(say(text, [visit()]))).toBe('stop');
    },
  );

  test.each([
    'stop texting me',
    'wrong number',
    'take me off your list',
    'dejen de mandarme mensajes',
    'falsche Nummer',
  ])('%s is a wish to be left alone', (text) => {
    expect(gist(say(text, [visit()]))).toBe('stop');
  });

  test.each(["I'll stop by at 3", 'the bus stop is far, where do I park?', 'cancel please', "don't stop texting me"])(
    '%s is no opt-out',
    (text) => {
      expect(say(text, [visit()]).intent).not.toBe('stop');
    },
  );

  test('START, UNSTOP and a plain wish opt in again; HELP and its kin ask who we are', () => {
    for (const text of ['START', 'unstop.', 'you can text me again']) expect(gist(say(text))).toBe('start');
    for (const text of ['HELP', 'INFO', 'ayuda', 'Aide', 'HILFE']) expect(gist(say(text))).toBe('help');
  });
});

test.each(['¿tiene algo más tarde?', '¿hay algo más temprano?'])('%s asks for times', (text) => {
  expect(gist(say(text, [], { locale: 'es' }))).toBe('availability');
});

describe('which prompt', () => {
  test('a yes, a no or a number that fits several is asked about', () => {
    for (const text of ['yes', 'no', "can't come"])
      expect(say(text, [visit(), leo])).toMatchObject({ intent: 'clarify', prompt: null, unsure: 'ambiguous_prompt' });
    expect(say('1', [offer({ code: 'A1', person: 'Ana' }), offer()]).prompt).toBeNull();
  });

  test('its code, the name or a time that only one has finds it', () => {
    const open = [visit(), leo];
    expect(gist(say('YES B2', open))).toBe('confirm B2');
    expect(gist(say('yes for leo', open))).toBe('confirm B2');
    expect(gist(say('see you friday', open))).toBe('confirm B2');
  });

  test('an unknown code or option is asked about', () => {
    expect(say('yes Z9', [visit(), leo]).unsure).toBe('unknown_code');
    expect(say('option 7', [offer()])).toMatchObject({ prompt: 'B2', unsure: 'unknown_option' });
  });
});

describe('whoever thought better of it', () => {
  test.each([
    ['es', 'sí, quería cancelar pero cambié de idea'],
    ['es', 'quería cancelar pero he cambiado de idea'],
    ['en', 'I wanted to cancel but changed my mind'],
    ['de', 'wollte absagen, aber habe es mir anders überlegt'],
  ] as const)('%s: "%s" cancels nothing', (locale, text) => {
    expect(say(text, [visit()], { locale }).intent).not.toBe('cancel');
  });

  test('"please cancel, I changed my mind" does', () => {
    expect(gist(say('please cancel, I changed my mind', [visit()]))).toBe('cancel A1');
  });
});
