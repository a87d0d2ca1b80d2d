import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { oursIn, wordingProblem } from '../../../../src/bots/words/wording.ts';
import { createWords, type Reader } from '../../../../src/bots/words/words.ts';
import type { Locale } from '../../../../src/core/people/types.ts';

const reader = (locale: Locale, zone: string): Reader => ({ locale, zone: zone as Reader['zone'] }); // zones known to exist
const words = createWords();
const now = Date.UTC(2026, 2, 1);
const visit = Date.UTC(2026, 2, 3, 20);

describe('a time in words', () => {
  test.each([
    ['en', 'America/New_York', 'Tue, Mar 3 at 3:00 PM EST'],
    ['en', 'Europe/Madrid', 'Tue, Mar 3 at 9:00 PM CET'],
    ['en', 'Asia/Kolkata', 'Wed, Mar 4 at 1:30 AM IST'],
    ['es', 'Europe/Madrid', 'mar, 3 mar a las 21:00 CET'],
    ['es', 'America/New_York', 'mar, 3 mar a las 15:00 EST'],
    ['fr', 'Europe/Paris', 'mar. 3 mars à 21:00 CET'],
    ['de', 'Europe/Berlin', 'Di., 3. März um 21:00 MEZ'],
    ['en', 'America/Sao_Paulo', 'Tue, Mar 3 at 5:00 PM GMT-3'],
  ] as const)('in %s and %s it is "%s"', (locale, zone, said) => {
    expect(words(reader(locale, zone)).when(visit, now)).toBe(said);
  });

  test('a date far away says its year', () => {
    expect(words(reader('en', 'America/New_York')).when(Date.UTC(2027, 2, 3, 20), now)).toBe(
      'Wed, Mar 3, 2027 at 3:00 PM EST',
    );
  });

  test('the two hours that the end of summer time doubles have different names', () => {
    const { when } = words(reader('en', 'America/New_York'));
    expect(when(Date.UTC(2026, 10, 1, 5, 30), now)).toBe('Sun, Nov 1 at 1:30 AM EDT');
    expect(when(Date.UTC(2026, 10, 1, 6, 30), now)).toBe('Sun, Nov 1 at 1:30 AM EST');
  });
});

describe('sentences', () => {
  test.each([
    ['en', 1, 'about 1 minute late'],
    ['en', 15, 'about 15 minutes late'],
    ['es', 1, 'alrededor de 1 minuto tarde'],
    ['fr', 1, '1 minute de retard'],
    ['de', 10, 'um etwa 10 Minuten verspätet'],
  ] as const)('in %s, %i late is in the right plural', (locale, count, part) => {
    expect(words(reader(locale, 'UTC')).say('late.told', { host: 'Dr. Ito', name: 'Leo', count })).toContain(part);
  });

  test('names are told as they are written, markup or not: each channel escapes for itself', () => {
    expect(words(reader('en', 'UTC')).say('offer.again', { name: "O'Brien <b>" })).toBe(
      "Which time is best for O'Brien <b>?",
    );
  });

  test('a name cannot smuggle in a sentence or a value of ours', () => {
    const name = '$t(consent.help) {{organisation}}';
    expect(words(reader('en', 'UTC')).say('offer.again', { name })).toBe(`Which time is best for ${name}?`);
  });

  test.each(['en', 'es', 'fr', 'de'])('no template of ours ever says "Reply CANCEL" (%s)', (locale) => {
    const file = new URL(`../../../../src/bots/words/${locale}.json`, import.meta.url);
    expect(readFileSync(file, 'utf8')).not.toMatch(/\b(STOPALL|UNSUBSCRIBE|CANCEL|END|QUIT|REVOKE|OPTOUT)\b/);
  });

  test('a sentence that lacks a value is a fault, not a text with braces in it', () => {
    expect(() => words(reader('en', 'UTC')).say('offer.again')).toThrow(/placeholder is missing/);
  });
});

describe("an organisation's own wording", () => {
  test('replaces the sentence it names and leaves the others', () => {
    const own = createWords([{ language: 'en', sentence: 'small.thanks', text: 'Any time, dear!' }]);
    expect(own(reader('en', 'UTC')).say('small.thanks')).toBe('Any time, dear!');
    expect(own(reader('de', 'UTC')).say('small.thanks')).toBe('Gern geschehen!');
    expect(words(reader('en', 'UTC')).say('small.thanks')).toBe("You're welcome!");
  });

  test.each([
    ['small.nothing', 'x', 'sentence', /names no sentence that can be changed: small\.nothing/],
    ['nodot', 'x', 'sentence', /names no sentence/],
    ['time.when', '{{day}}, {{time}}', 'sentence', /names no sentence/],
    ['offer.hint', 'x', 'sentence', /say offer\.hint_one and offer\.hint_other/],
    ['offer.again', 'Which time, {{nme}}?', 'text', /nobody fills in: nme; it can have {{name}}/],
    ['small.thanks', 'Any time, {{name}}!', 'text', /nobody fills in: name; it can have none/],
    ['offer.again', '$t(consent.help)', 'text', /nobody fills in: \$t/],
    ['offer.again', 'Which time?', 'text', /does not say {{name}}/],
    ['invite.new', 'Yours at {{organisation}}', 'text', /does not say {{when}}/],
    ['offer.again', '  ', 'text', /must not be empty/],
    ['offer.again', 'x'.repeat(481), 'text', /at most 480/],
    ['visit.ask', '{{name}}, {{when}}: reply CANCEL', 'text', /asks for CANCEL/],
  ] as const)('%s as "%.30s" is refused and says why', (sentence, text, field, message) => {
    const problem = wordingProblem({ language: 'en', sentence, text });
    expect(problem).toEqual({ field, message: expect.stringMatching(message) });
  });

  test('a sentence with the placeholders of ours is taken, and so is every one of ours', () => {
    expect(wordingProblem({ language: 'fr', sentence: 'offer.again', text: 'Et pour {{name}} ?' })).toBeUndefined();
    expect(oursIn('de').filter((ours) => wordingProblem(ours) !== undefined)).toEqual([]);
  });
});
