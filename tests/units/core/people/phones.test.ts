import { describe, expect, test } from '@jest/globals';
import { parsePhone, showPhone } from '../../../../src/core/people/phones.ts';
import type { PhoneNumber } from '../../../../src/core/people/types.ts';

describe('a phone number as people write it', () => {
  test.each([
    ['(415) 555-2671', 'US', '+14155552671'],
    ['+44 20 7946 0958', 'US', '+442079460958'],
    ['0044 20 7946 0958', 'US', '+442079460958'],
    ['030 901820', 'DE', '+4930901820'],
    ['+34 612 34 56 78', undefined, '+34612345678'],
  ])('%s read in %s is %s', (text, country, number) => {
    expect(parsePhone(text, country)).toEqual({ ok: true, value: number });
  });

  test.each([
    ['call me', 'US', 'not_a_phone_number'],
    ['<b>4155552671</b>', 'US', 'not_a_phone_number'],
    ['9'.repeat(5000), 'US', 'not_a_phone_number'],
    ['12', 'US', 'too_short'],
    ['+1 415 555 2671 99999', 'US', 'too_long'],
    ['415 555 2671', undefined, 'country_needed'],
    ['415 555 2671', 'Nowhere', 'country_needed'],
  ])('%.20s read in %s is refused: %s', (text, country, reason) => {
    expect(parsePhone(text, country)).toEqual({ ok: false, reason });
  });

  test('it is shown national at home and international elsewhere', () => {
    const phone = '+14155552671' as PhoneNumber; // E.164
    expect(showPhone(phone, 'US')).toBe('(415) 555-2671');
    expect(showPhone(phone, 'DE')).toBe('+1 415 555 2671');
  });
});
