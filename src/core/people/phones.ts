import {
  type CountryCode,
  isSupportedCountry,
  parsePhoneNumberFromString,
  validatePhoneNumberLength,
} from 'libphonenumber-js';
import { ok, type Result, refuse } from '../result.ts';
import type { PhoneNumber } from './types.ts';

export type PhoneRefusal = 'not_a_phone_number' | 'too_short' | 'too_long' | 'country_needed' | 'no_such_number';

/** Longer than any number with its spaces and brackets; what is longer is text, and is not searched for numbers. */
const LONGEST = 40;

/** `country` is the organisation's own, and reads numbers written without a country code. */
export function parsePhone(
  text: string,
  country: string | undefined,
): Result<PhoneNumber, { readonly ok: false; readonly reason: PhoneRefusal }> {
  const written = text.trim().replace(/^00(?=[1-9])/, '+');
  if (written.length > LONGEST || !/\d/.test(written) || !/^[+\d\s().\-/]+$/.test(written))
    return refuse('not_a_phone_number');
  const home = countryCode(country);
  if (!written.startsWith('+') && home === undefined) return refuse('country_needed');
  const parsed = home === undefined ? parsePhoneNumberFromString(written) : parsePhoneNumberFromString(written, home);
  // `number` is E.164 by the library's contract, which the brand stands for
  if (parsed?.isPossible()) return ok(parsed.number as string as PhoneNumber);
  // Asked only where there is something to say: it reads the number all over again, and every text begins with one.
  const length = home === undefined ? validatePhoneNumberLength(written) : validatePhoneNumberLength(written, home);
  if (length === 'TOO_SHORT') return refuse('too_short');
  if (length === 'TOO_LONG') return refuse('too_long');
  return refuse(parsed === undefined ? 'not_a_phone_number' : 'no_such_number');
}

const countryCode = (country: string | undefined): CountryCode | undefined =>
  country !== undefined && isSupportedCountry(country) ? country : undefined;

/** As people of that country write it: national at home, international elsewhere. */
export function showPhone(phone: PhoneNumber, country: string | undefined): string {
  const parsed = parsePhoneNumberFromString(phone);
  if (parsed === undefined) return phone;
  return parsed.country === country ? parsed.formatNational() : parsed.formatInternational();
}
