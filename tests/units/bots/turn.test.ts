import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Action, decodeAction, encodeAction } from '../../../src/bots/action.ts';
import { asText } from '../../../src/bots/fallback.ts';
import type { Body, Choice } from '../../../src/bots/message.ts';
import { cleanName, cleanText } from '../../../src/bots/turn.ts';
import { named } from '../../support/office.ts';

describe('what a person wrote', () => {
  test('loses control characters and marks that make text run backwards', () => {
    expect(cleanText('yes\u0000\u001b[31m \u202eon\u2066\ufeff\r\n2\tplease')).toBe('yes[31m on\n2 please');
  });

  test('keeps accents, emoji and HTML: it is text, and each channel escapes for itself', () => {
    expect(cleanText('Sí 👍🏽 <script>alert(1)</script>')).toBe('Sí 👍🏽 <script>alert(1)</script>');
  });

  test('is cut where it is a book, and half a letter is no letter', () => {
    expect(cleanText('x'.repeat(1_000_000))).toHaveLength(3_200);
    expect(cleanText('ok \ud83d')).toBe('ok ');
  });

  test('as a name is one short line without web addresses', () => {
    expect(cleanName(' Maria\n\u202eRuiz ')).toBe('Maria Ruiz');
    expect(cleanName('Maria https://evil.example/x www.evil.example')).toBe('Maria');
    expect(cleanName('M'.repeat(500))).toHaveLength(80);
  });
});

describe('what a button carries', () => {
  const actions: Action[] = [
    { kind: 'accept', offer: named('ofr_1'), option: 2 },
    { kind: 'decline', offer: named('ofr_1') },
    { kind: 'suggest', offer: named('ofr_1') },
    { kind: 'confirm', appointment: named('apt_1') },
    { kind: 'change', appointment: named('apt_1') },
    { kind: 'cancel', appointment: named('apt_1') },
    { kind: 'cancel_yes', appointment: named('apt_1') },
    { kind: 'keep', appointment: named('apt_1') },
    { kind: 'pick', question: 'K4', entry: 3 },
    { kind: 'take_over', conversation: 'cnv_1' },
    { kind: 'give_back', conversation: 'cnv_1' },
  ];

  test.each(actions)('$kind comes back as it went out', (action) => {
    expect(decodeAction(encodeAction(action))).toEqual(action);
  });

  test.each([
    '',
    'accept',
    'accept:ofr_1',
    'accept:ofr_1:x',
    'accept:ofr_1:-1',
    'decline:ofr_1:2',
    'drop:ofr_1',
    'keep:a b',
    'accept:ofr_1:1:1',
  ])('%p is none of ours', (value) => expect(decodeAction(value)).toBeUndefined());

  test('nothing that comes over the network makes it throw, and what it reads is what it writes', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[a-z_]{3,10}:[\w-]{1,9}(:\d{1,3})?$/)), (value) => {
        const action = decodeAction(value);
        if (action !== undefined) expect(decodeAction(encodeAction(action))).toEqual(action);
      }),
    );
  });
});

describe('every body can be told in words', () => {
  const choice = (label: string): Choice => ({ label, action: { kind: 'keep', appointment: named('apt_1') } });

  test.each<[string, Body, string]>([
    ['text', { kind: 'text', text: 'Hello' }, 'Hello'],
    ['notice', { kind: 'notice', tone: 'good', text: 'Done' }, 'Done'],
    [
      'options',
      {
        kind: 'options',
        text: 'Which?',
        options: [choice('a'), choice('b')],
        hint: 'Reply 1 or 2.',
        buttons: [choice('none')],
      },
      'Which?\n1) a\n2) b\nReply 1 or 2.',
    ],
    [
      'appointment',
      {
        kind: 'appointment',
        text: 'Maria, Tue',
        person: 'Maria',
        service: 'x',
        host: 'y',
        when: 'z',
        buttons: [choice('Change')],
      },
      'Maria, Tue',
    ],
    [
      'picker',
      {
        kind: 'picker',
        text: 'Pick a time:',
        days: [
          { label: 'Tue', times: [choice('9:00'), choice('10:00')] },
          { label: 'Wed', times: [choice('9:00')] },
        ],
        hint: 'Reply with a number.',
      },
      'Pick a time:\nTue\n1) 9:00\n2) 10:00\nWed\n3) 9:00\nReply with a number.',
    ],
    [
      'form',
      {
        kind: 'form',
        form: 'f',
        text: 'Are you insured?',
        fields: [
          { name: 'insured', label: 'Are you insured?', kind: 'choice', answers: ['Yes', 'No'], required: true },
          { name: 'why', label: 'Why?', kind: 'text', answers: [], required: false },
        ],
        hint: '',
      },
      'Are you insured?\n1) Yes\n2) No',
    ],
    ['form of none', { kind: 'form', form: 'f', text: 'All done', fields: [], hint: '' }, 'All done'],
  ])('%s', (_, body, told) => expect(asText(body)).toBe(told));
});
