import { describe, expect, test } from '@jest/globals';
import { oneLine } from '../../../src/http/forms.ts';

const name = oneLine(40);

describe('a name stands in one line, among words of ours', () => {
  test.each([
    ['  Maria   López ', 'Maria López'],
    ['Eve\r\nBcc: victim@example.com', 'Eve Bcc: victim@example.com'],
    ['Zoe\u2028Line', 'Zoe Line'],
    ['Ann\u0000\u0007 Bell', 'Ann Bell'],
    ['\u202Egnp.exe', 'gnp.exe'],
    ['A,B;C "D" <b>', 'A,B;C "D" <b>'],
    ['😀', '😀'],
  ])('%j is %j', (written, read) => {
    expect(name.parse(written)).toBe(read);
  });

  test.each(['', '   ', '\n', '\u200b\u200b', '\u202e', '\u0000'])('%j is no name', (written) => {
    expect(name.safeParse(written).error?.issues[0]?.message).toBe('must not be empty');
  });

  test('too long is said, not cut', () => {
    expect(name.safeParse('x'.repeat(41)).success).toBe(false);
  });
});
