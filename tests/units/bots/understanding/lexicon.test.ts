import { describe, expect, test } from '@jest/globals';
import { german } from '../../../../src/bots/understanding/lexicon/de.ts';
import { english } from '../../../../src/bots/understanding/lexicon/en.ts';
import { spanish } from '../../../../src/bots/understanding/lexicon/es.ts';
import { french } from '../../../../src/bots/understanding/lexicon/fr.ts';
import { normalise } from '../../../../src/bots/understanding/normalise.ts';

const LEXICONS = { english, spanish, french, german };

const lines = (lexicon: typeof german): readonly (readonly [string, string])[] => [
  ...Object.entries(lexicon.numbered).flatMap(([concept, values]) =>
    Object.entries(values).map(([value, list]) => [`${concept} ${value}`, list] as const),
  ),
  ...Object.entries(lexicon.words),
];

describe.each(Object.entries(LEXICONS))('the %s lexicon', (_name, lexicon) => {
  test('sorts every phrase into one class only, so that its order decides nothing', () => {
    const classes = new Map<string, string>();
    const twice = lines(lexicon).flatMap(([concept, list]) =>
      list.split('|').flatMap((phrase) => {
        const key = normalise(phrase).replace(/['-]/g, ' ');
        const other = classes.get(key);
        classes.set(key, concept);
        return other === undefined ? [] : [`${phrase}: ${other} and ${concept}`];
      }),
    );
    expect(twice).toEqual([]);
  });

  test('names a class for every separable verb', () => {
    const concepts = new Set(['defer', 'notify', 'human', ...Object.keys(lexicon.words)]);
    for (const pair of (lexicon.separable ?? '').split('|').filter(Boolean))
      expect(concepts).toContain(pair.split('=')[1]);
  });
});
