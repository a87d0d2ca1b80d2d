import { describe, expect, test } from '@jest/globals';
import { tellMember } from '../../../../src/bots/dialogues/desk.ts';
import { pickFrom } from '../../../../src/bots/dialogues/picking.ts';
import { asText } from '../../../../src/bots/fallback.ts';
import { createWords } from '../../../../src/bots/words/words.ts';
import { ito, MONDAY, maria, named, Office } from '../../../support/office.ts';

describe('an entry of a list named in a few words', () => {
  const people = ['María Ruiz', 'Leo Ruiz', 'Ana-Sofía Lang'];
  test.each([
    ['1', 1],
    ['2.', 2],
    ['option 3', 3],
    ['b', 2],
    ['leo', 2],
    ['MARIA', 1],
    ['for Leo please', 2],
    ['Leo Ruiz', 2],
    ['ana sofia', 3],
    ['Ruiz', undefined],
    ['4', undefined],
    ['0', undefined],
    ['Peter', undefined],
    ['Leo or Maria', undefined],
    ['', undefined],
    ['👍', undefined],
  ])('%p is entry %p', (text, entry) => expect(pickFrom(text, people)).toBe(entry));

  test('answers that begin alike are told apart by their own words', () => {
    expect(pickFrom('not sure', ['Yes', 'No', 'Not sure'])).toBe(3);
    expect(pickFrom('no', ['Yes', 'No', 'Not sure'])).toBe(2);
  });
});

describe('what a member is told after a press', () => {
  const words = createWords()(ito);
  test('what was booked, for whom and when', () => {
    const visit = new Office().hasBooked(maria, 24);
    expect(asText(tellMember({ kind: 'booked', visit }, words, MONDAY))).toBe(
      'Booked: Maria, Check-up, Tue, Mar 3 at 10:00 AM EST.',
    );
  });

  test('that the contact hears of their no', () => {
    expect(asText(tellMember({ kind: 'refused', person: 'Maria' }, words, MONDAY))).toContain('Maria will be told');
  });

  test('that they have the conversation, with one press to give it back', () => {
    expect(tellMember({ kind: 'taken', person: undefined, conversation: 'cnv_1' }, words, MONDAY)).toMatchObject({
      text: 'You have the conversation with (new contact). The assistant is silent.',
      options: [{ action: { kind: 'give_back', conversation: named('cnv_1') } }],
    });
    expect(asText(tellMember({ kind: 'given', person: 'Maria', conversation: 'cnv_1' }, words, MONDAY))).toContain(
      'The assistant is back',
    );
  });
});
