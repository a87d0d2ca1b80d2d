import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Body } from '../../../../src/bots/message.ts';
import { countSegments, renderSms, toCheapText } from '../../../../src/channels/sms/render.ts';

const text = (words: string): Body => ({ kind: 'text', text: words });

describe('what a text costs', () => {
  test.each([
    ['', 'gsm7', 0, 0],
    ['Hello', 'gsm7', 5, 1],
    ['a'.repeat(160), 'gsm7', 160, 1],
    ['a'.repeat(161), 'gsm7', 161, 2],
    ['a'.repeat(306), 'gsm7', 306, 2],
    ['a'.repeat(307), 'gsm7', 307, 3],
    ['€'.repeat(80), 'gsm7', 160, 1],
    ['€'.repeat(81), 'gsm7', 162, 2],
    ['Grüße à la señora ¿Ñ?', 'gsm7', 21, 1],
    ['Sí', 'ucs2', 2, 1],
    ['á'.repeat(70), 'ucs2', 70, 1],
    ['á'.repeat(71), 'ucs2', 71, 2],
    ['😀'.repeat(35), 'ucs2', 70, 1],
    ['😀'.repeat(36), 'ucs2', 72, 2],
  ] as const)('%#. %.12s... is %s of %i units in %i segments', (words, encoding, units, segments) => {
    expect(countSegments(words)).toEqual({ encoding, units, segments });
  });

  test('an escape and its letter are never parted by the end of a segment', () => {
    // 152 letters, then a euro that needs two septets of the one left: it goes over whole.
    expect(countSegments(`${'a'.repeat(152)}€${'a'.repeat(151)}`)).toMatchObject({ units: 305, segments: 2 });
    expect(countSegments(`${'a'.repeat(152)}€${'a'.repeat(152)}`)).toMatchObject({ units: 306, segments: 3 });
  });
});

describe('within GSM-7 where it can be', () => {
  test('typographic marks and no-break spaces become plain', () => {
    expect(toCheapText('“It’s 3:00 PM” – see you…')).toBe('"It\'s 3:00 PM" - see you...');
  });

  test('accents stay while they cost nothing, and go where they would cost a segment', () => {
    expect(toCheapText('Sí, María')).toBe('Sí, María');
    const long = `María, ${'la cita es a las tres. '.repeat(5)}`;
    expect(toCheapText(long)).toBe(long.replace('í', 'i'));
  });

  test('letters that have no plain form stay as they are', () => {
    const long = `Łukasz, 你好 ${'see you soon. '.repeat(10)}`;
    expect(toCheapText(long)).toBe(long);
  });
});

describe('a message as texts', () => {
  test('options are numbered, with the hint and the short link in the same text', () => {
    const options = ['Tue 10:00 AM EST', 'Wed 10:00 AM EST'].map((label) => ({
      label,
      action: { kind: 'keep', appointment: 'apt_1' } as never, // what a press does is no part of a text
    }));
    const body: Body = {
      kind: 'options',
      text: 'Times for Maria:',
      options,
      hint: 'Reply with a number.',
      buttons: [],
    };
    expect(renderSms(body, 'https://p.example/c/k3')).toEqual([
      'Times for Maria:\n1) Tue 10:00 AM EST\n2) Wed 10:00 AM EST\nReply with a number.\nhttps://p.example/c/k3',
    ]);
  });

  test('a long one is parted by meaning: the list stays whole', () => {
    const list = Array.from({ length: 5 }, (_, index) => ({
      label: `${'A long label '.repeat(8)}${index}`,
      action: { kind: 'keep', appointment: 'apt_1' } as never, // as above
    }));
    const lead = 'Please read this with care. '.repeat(10).trim();
    const texts = renderSms({ kind: 'options', text: lead, options: list, hint: 'Reply with a number.', buttons: [] });
    expect(texts[0]).toBe(lead);
    expect(texts[1]?.startsWith('1) A long label')).toBe(true);
    expect(texts[1]).toContain('5) A long label');
  });

  test('never inside a word or an address, and nothing is lost', () => {
    const words = fc.array(
      fc.oneof(fc.stringMatching(/^[a-zé.!?]{1,14}$/), fc.constant('https://p.example/c/abc?x=1')),
      {
        minLength: 1,
        maxLength: 400,
      },
    );
    fc.assert(
      fc.property(words, (said) => {
        const texts = renderSms(text(said.join(' ')));
        expect(texts.join(' ').split(/\s+/)).toEqual(said.map(toCheapText));
        for (const one of texts) expect(countSegments(one).segments).toBeLessThanOrEqual(4);
      }),
    );
  });

  test('what somebody pasted without a single space is cut all the same', () => {
    const texts = renderSms(text('€'.repeat(5000)));
    expect(texts.join('')).toBe('€'.repeat(5000));
    for (const one of texts) expect(countSegments(one).segments).toBeLessThanOrEqual(4);
  });

  test('an address is sent whole, however long', () => {
    const link = `https://p.example/${'x'.repeat(700)}`;
    expect(renderSms(text(`See ${link} now`))).toContain(link);
  });
});
