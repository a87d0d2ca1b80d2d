import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { languageOf, languageWished } from '../../../../src/bots/understanding/language.ts';

describe('the language somebody writes in', () => {
  test.each([
    ['es', 'Hola, ¿puedo ir la semana que viene?'],
    ['es', 'el martes a las 3 no puedo'],
    ['es', 'SI, EL MARTES POR FAVOR'],
    ['fr', 'Je voudrais un rendez-vous'],
    ['fr', 'non, plutôt jeudi'],
    ['de', 'Kann ich nächste Woche kommen?'],
    ['de', 'Ja gerne'],
    ['en', 'do you have anything on Thursday?'],
  ])('%s: "%s"', (language, text) => {
    expect(languageOf(text)).toBe(language);
  });

  test.each([
    ...['ok', '2', 'sí', 'oui', 'ja', 'no', 'gracias', 'merci', 'por favor', 'ciao', '👍', 'A4', '3/5', ''],
    ...['Maria', 'Ana de la Cruz', 'Jan van der Berg', 'Maria del Mar', 'Rosa Blanca', 'Dr. Ito'],
    ...['ok gracias', 'bonjour', 'adios amigo'],
  ])('"%s" could be anybody’s', (text) => {
    expect(languageOf(text)).toBeUndefined();
  });

  test('of more than three thousand replies none is taken for another language than it is written in', () => {
    const lines = readFileSync(new URL('replies.jsonl', import.meta.url), 'utf8')
      .trim()
      .split('\n');
    const replies: readonly { locale: string; text: string }[] = lines.map((line) => JSON.parse(line));
    // A reaction quotes us in the language of the telephone.
    const ownWords = replies.filter(({ text }) => !/[“„"«]/.test(text));
    const taken = ownWords.map(({ locale, text }) => ({ locale, text, as: languageOf(text) }));
    expect(taken.filter(({ locale, as }) => as !== undefined && as !== locale)).toEqual([]);
    const long = taken.filter(({ text }) => text.split(' ').length >= 4);
    expect(long.filter(({ as }) => as === undefined).length / long.length).toBeLessThan(0.1);
  });
});

describe('the language somebody asks for', () => {
  test.each([
    ['en', 'English please'],
    ['en', 'En inglés por favor'],
    ['en', 'Sorry, can you write to me in English?'],
    ['es', 'in Spanish'],
    ['es', '¿Pueden escribirme en español?'],
    ['fr', 'parlez-vous français ?'],
    ['de', 'Bitte auf Deutsch!'],
  ])('%s: "%s"', (language, text) => {
    expect(languageWished(text)).toBe(language);
  });

  test.each([
    'Does Dr. Ito speak Spanish?',
    'I have a Spanish class then',
    'my mother speaks only German, can she bring somebody?',
    'in the morning please',
    'I speak a little French',
  ])('"%s" asks for none', (text) => {
    expect(languageWished(text)).toBeUndefined();
  });
});
