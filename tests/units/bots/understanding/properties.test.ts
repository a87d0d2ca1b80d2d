import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { LONGEST_READ } from '../../../../src/bots/understanding/normalise.ts';
import type { Intent, Locale, Prompt } from '../../../../src/bots/understanding/types.ts';
import { workOf } from '../../../support/work.ts';
import { gist, offer, say, single, visit, windowsOf } from './situations.ts';

const LOSSES: readonly Intent[] = ['cancel', 'decline', 'stop'];

interface Sample {
  readonly text: string;
  readonly locale: Locale;
  readonly prompts: readonly Prompt[];
}

const answers = (prompts: readonly Prompt[], locale: Locale, ...texts: readonly string[]): readonly Sample[] =>
  texts.map((text) => ({ text, locale, prompts }));

const SAMPLES: readonly Sample[] = [
  ...answers(
    [visit()],
    'en',
    'yes',
    "I'll be there",
    "can't come",
    'can we do friday at 3',
    'please cancel my appointment',
    'maybe',
    'running 10 min late',
  ),
  ...answers(
    [visit()],
    'es',
    'sí',
    'no puedo ir',
    'quiero cancelar la cita',
    'mejor el viernes por la mañana',
    'llego 10 minutos tarde',
  ),
  ...answers(
    [visit()],
    'fr',
    'oui',
    'je ne peux pas venir',
    'je dois annuler',
    'plutôt vendredi matin',
    "j'aurai 10 minutes de retard",
  ),
  ...answers(
    [visit()],
    'de',
    'ja',
    'ich kann nicht kommen',
    'ich möchte absagen',
    'lieber Freitag Vormittag',
    'komme 10 Minuten zu spät',
  ),
  ...answers(
    [offer()],
    'en',
    '2',
    'the second one',
    'wednesday',
    'none of these work',
    'thursday after 3',
    'any of them',
  ),
  ...answers([offer()], 'de', 'der zweite', 'keiner passt', 'lieber Donnerstag um 10'),
  ...answers([single()], 'en', 'yes', 'no', 'an hour later'),
];

const COURTESIES: Readonly<Record<Locale, readonly string[]>> = {
  en: ['please', 'thanks', 'thank you!', 'sorry'],
  es: ['por favor', 'gracias', 'muchas gracias'],
  fr: ['svp', 'merci', 'merci beaucoup'],
  de: ['bitte', 'danke', 'vielen Dank'],
};
const GREETINGS: Readonly<Record<Locale, readonly string[]>> = {
  en: ['Hi', 'Hello', 'Good morning'],
  es: ['Hola', 'Buenos días'],
  fr: ['Bonjour', 'Bonsoir'],
  de: ['Hallo', 'Guten Tag'],
};

/** Replies that give nothing up, whole and in words, to be put together at random. */
const SPLICED = [
  'yes that works',
  'see you thursday at 10',
  'running 10 min late',
  'can we move it to friday after 3?',
  'the second one please',
  'how about next week',
  'where do I park?',
  'thanks a lot',
  'let me check my calendar',
  'sí, confirmo',
  '¿puede ser el viernes por la tarde?',
  'llego un poco tarde',
  'oui, à demain',
  'plutôt jeudi matin',
  'je serai là',
  'ja, passt',
  'lieber Dienstag um halb vier',
  'wir kommen gern',
];

const meaningOf = ({ text, locale, prompts }: Sample) => {
  const understood = say(text, prompts, { locale });
  return { gist: gist(understood), windows: windowsOf(understood), minutes: understood.minutes };
};

const sample = fc.constantFrom(...SAMPLES);
/** What stands around a reply: a greeting before it, thanks, a sign or a mark after it, in any case. */
const dressed = fc.record({
  sample,
  greeting: fc.nat({ max: 3 }),
  courtesy: fc.nat({ max: 4 }),
  tail: fc.constantFrom('', '.', '!', '!!', ' 😊', ' ❤️', '\n'),
  upper: fc.boolean(),
});

describe('what stands around a reply never changes its meaning', () => {
  test('greetings, courtesy, case, marks and emoji', () => {
    fc.assert(
      fc.property(dressed, ({ sample: bare, greeting, courtesy, tail, upper }) => {
        const hello = GREETINGS[bare.locale][greeting];
        const thanks = COURTESIES[bare.locale][courtesy];
        const text = `${hello ? `${hello}, ` : ''}${bare.text}${thanks ? `, ${thanks}` : ''}${tail}`;
        expect(meaningOf({ ...bare, text: upper ? text.toUpperCase() : text })).toEqual(meaningOf(bare));
      }),
      { numRuns: 600 },
    );
  });

  test('an option is the same by number, letter, word and place', () => {
    const forms = [
      ['1', 'a', 'option 1', 'the first one', 'la primera', 'le premier', 'der erste', '#1', '1️⃣'],
      ['2', 'b', 'option 2', 'the second one', 'la segunda', 'le deuxième', 'der zweite', '#2', '2️⃣'],
      ['3', 'c', 'option 3', 'the third one', 'la tercera', 'le troisième', 'der dritte', '#3', '3️⃣'],
    ] as const;
    for (const [index, same] of forms.entries())
      for (const form of same) expect(`${form}: ${gist(say(form, [offer()]))}`).toBe(`${form}: accept B2 ${index + 1}`);
  });

  test('the same reply in another zone gives the same times on that wall', () => {
    const zones = ['America/Los_Angeles', 'America/New_York', 'Europe/Berlin', 'Asia/Tokyo', 'Pacific/Auckland'];
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.constantFrom('book me for march 20 at 3pm', 'book me for march 20'),
        (zone, text) => {
          const [window] = say(text, [], { zone }).windows ?? [];
          const local = new Intl.DateTimeFormat('en-GB', {
            timeZone: zone,
            day: 'numeric',
            hour: '2-digit',
            hourCycle: 'h23',
          }).format(window?.from);
          expect(local).toBe(text.endsWith('3pm') ? '20, 15' : '20, 00');
        },
      ),
    );
  });
});

describe('nothing is lost on a guess', () => {
  test('a doubt beside it keeps every reply from losing anything', () => {
    const doubts: Readonly<Record<Locale, readonly string[]>> = {
      en: ['maybe', 'I might', 'perhaps'],
      es: ['quizás', 'a lo mejor'],
      fr: ['peut-être', 'je pense'],
      de: ['vielleicht', 'eventuell'],
    };
    fc.assert(
      fc.property(sample, fc.nat({ max: 2 }), (bare, which) => {
        const doubt = doubts[bare.locale][which] ?? doubts[bare.locale][0];
        expect(LOSSES).not.toContain(say(`${doubt} ${bare.text}`, bare.prompts, { locale: bare.locale }).intent);
      }),
    );
  });

  test('words of no refusal, in any order and language, lose nothing', () => {
    const words =
      'tomorrow friday morning please thanks ok yes time doctor child appointment when where at 3 10 late after before the my is are can come works mañana viernes gracias cita hora llego puedo por favor sí demain vendredi merci rendez-vous heure je peux oui après morgen Freitag danke Termin Uhr ich kann ja nach text call list number option second first 👍 ? ! , . - " stopover canceled?'.split(
        ' ',
      );
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...words), { maxLength: 9 }),
        fc.constantFrom(visit(), offer(), single()),
        (chosen, prompt) => {
          expect(LOSSES).not.toContain(say(chosen.join(' '), [prompt]).intent);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  test('splices of real replies lose nothing unless one of them said so outright', () => {
    const pieces = SPLICED.flatMap((text) => text.split(' '));
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.constantFrom(...SPLICED), fc.constantFrom(...pieces)), { minLength: 1, maxLength: 6 }),
        fc.constantFrom(' ', ', ', '. ', '? ', '\n', ' - '),
        fc.constantFrom<readonly Prompt[]>([], [visit()], [offer()], [single()], [visit(), offer()]),
        fc.constantFrom<Locale>('en', 'es', 'fr', 'de'),
        (chosen, glue, prompts, locale) => {
          expect(LOSSES).not.toContain(say(chosen.join(glue), prompts, { locale }).intent);
        },
      ),
      { numRuns: 4_000 },
    );
  });

  test.each<[string, Locale]>([
    ["I don't want to cancel", 'en'],
    ['I would cancel but I really need this', 'en'],
    ['I need to cancel my gym membership. yes I will be there', 'en'],
    ['nothing to cancel here', 'en'],
    ['no la cancele', 'es'],
    ['no quiero anular la cita', 'es'],
    ['no me la cancelen', 'es'],
    ['je ne veux surtout pas annuler', 'fr'],
    ["pas besoin d'annuler", 'fr'],
    ['sagen Sie bitte nicht ab', 'de'],
    ['absagen möchte ich nicht', 'de'],
    ['ich würde ja absagen, aber es ist dringend', 'de'],
    ['please stop by the house', 'en'],
    ['you have the wrong time', 'en'],
  ])('%s (%s) loses no visit', (text, locale) => {
    expect(LOSSES).not.toContain(say(text, [visit()], { locale }).intent);
  });

  test.each<[string, Locale]>([
    ['no rush', 'en'],
    ['no answer yet from my boss', 'en'],
    ["can't decide between them", 'en'],
    ["couldn't be better", 'en'],
    ["I don't see any times", 'en'],
    ['not the second', 'en'],
    ['no puedo decidir', 'es'],
    ["je n'ai pas de préférence", 'fr'],
    ["je n'ai rien reçu", 'fr'],
    ['habe noch nichts erhalten', 'de'],
  ])('%s (%s) declines no offer', (text, locale) => {
    expect(LOSSES).not.toContain(say(text, [offer()], { locale }).intent);
  });

  test('random text in which no such word can hide loses nothing', () => {
    const outright = /stop|cancel|anul|annul|sag|storn|end|quit|revoke|optout|unsub|off|n|👎|❌|🚫|✖|🙅|❎|⛔/iu;
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 80 }), fc.constantFrom(visit(), offer()), (text, prompt) => {
        fc.pre(!outright.test(text.normalize('NFKD')));
        expect(LOSSES).not.toContain(say(text, [prompt]).intent);
      }),
      { numRuns: 500 },
    );
  });

  test('one letter astray never turns a harmless word into a loss', () => {
    const harmless = [
      'channel',
      'council',
      'counsel',
      'cancer',
      'stoop',
      'step',
      'stroll',
      'quiet',
      'quite',
      'hope',
      'note',
      'know',
      'canal',
      'casual',
    ];
    for (const word of harmless)
      for (const prompt of [visit(), offer()]) expect(LOSSES).not.toContain(say(word, [prompt]).intent);
  });
});

describe('hostile texts', () => {
  const hostile: Readonly<Record<string, string>> = {
    'a megabyte of one letter': 'a'.repeat(1_000_000),
    'a megabyte of words': 'yes tomorrow or '.repeat(62_500),
    'ten thousand digits': '1'.repeat(10_000),
    'numbers and dashes': '10-'.repeat(5_000),
    'nothing but quotes': '"'.repeat(5_000),
    'nothing but apostrophes': "a'b'".repeat(5_000),
    'unknown words': 'zqxjkvbw '.repeat(2_000),
    'a megabyte of combining marks': `e${'\u0301'.repeat(500_000)}`,
    'marks under every letter': 'y\u0323\u0301e\u0323\u0301s\u0323\u0301 '.repeat(20_000),
    'letters written from right to left': '\u202e\u05d0\u05d1\u05d2 \u0645\u0631\u062d\u0628\u0627 '.repeat(20_000),
    'a flood of emoji': '👨‍👩‍👧‍👦👍🏽🙏'.repeat(20_000),
    'quarters of quarters': 'quarter to half past '.repeat(5_000),
    'times without end': '10:30 or 3pm or '.repeat(10_000),
    'refusals without end': "no not don't can't never ".repeat(10_000),
    'half a surrogate pair': '\ud800 yes \udc00',
  };

  test.each(Object.entries(hostile))('%s is read in bounded time', (_name, text) => {
    const read = () => expect(say(text, [visit()]).intent).toBeDefined();
    // Generous for a busy machine; a runaway expression takes minutes.
    expect(workOf(read, 1_000)).toBeLessThan(1_000);
  });

  test('what nobody sees changes nothing', () => {
    expect(gist(say('\u202eyes\u200d\u0000\u200f', [visit()]))).toBe('confirm A1');
    expect(gist(say('c\u200ba\u00adncel my appointment', [visit()]))).toBe('cancel A1');
  });

  test('only the beginning of a long text is read', () => {
    expect(gist(say(`yes${' '.repeat(LONGEST_READ)}please cancel my appointment`, [visit()]))).toBe('confirm A1');
  });

  test('any text at all gives an answer', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        expect(say(text, [visit(), offer()]).why).not.toBe('');
      }),
      { numRuns: 500 },
    );
  });
});
