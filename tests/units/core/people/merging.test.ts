import { describe, expect, test } from '@jest/globals';
import type { ContactId, OrganisationId } from '../../../../src/core/ids.ts';
import { consentGiven } from '../../../../src/core/people/consent.ts';
import { foldName, identityKey, isLikelySamePerson, mergeContacts } from '../../../../src/core/people/merging.ts';
import type { Contact } from '../../../../src/core/people/types.ts';
import type { Zone } from '../../../../src/core/time/types.ts';

const contact = (id: string, more: Partial<Contact> = {}): Contact => ({
  id: id as ContactId, // ids of a test
  organisationId: 'org_1' as OrganisationId,
  version: 1,
  locale: 'en',
  zone: 'Europe/Madrid' as Zone,
  identities: [{ channel: 'sms', address: '+34612345678' }],
  consent: [],
  createdAt: 10,
  ...more,
});
const news = (given: boolean, at: number) =>
  ({ channel: 'sms', purpose: 'marketing', given, at, source: 'booking_form', words: 'News by text' }) as const;

describe('families on one phone', () => {
  test('a mother and her son share a phone and stay two people', () => {
    expect(isLikelySamePerson(contact('a', { name: 'Maria' }), contact('b', { name: 'Leo' }))).toBe(false);
  });

  test('the same name on the same phone is likely the same person, accents and case aside', () => {
    expect(isLikelySamePerson(contact('a', { name: 'María Ruiz' }), contact('b', { name: 'maria  ruiz' }))).toBe(true);
  });

  test('the same name on another phone is not', () => {
    const other = contact('b', { name: 'Maria', identities: [{ channel: 'sms', address: '+34600000000' }] });
    expect(isLikelySamePerson(contact('a', { name: 'Maria' }), other)).toBe(false);
  });

  test('two turns of an unknown number reach for the same key', () => {
    expect(identityKey({ channel: 'sms', address: '+34612345678' })).toBe('sms:+34612345678');
  });
});

describe('folding two records into one', () => {
  test('the kept record wins, and ways to be reached are joined once each', () => {
    const email = { channel: 'email', address: 'maria@example.com' } as const;
    const merged = mergeContacts(
      contact('a', { name: 'Maria' }),
      contact('b', {
        name: 'M.',
        createdAt: 3,
        identities: [...contact('b').identities, email],
        preferredChannel: 'email',
      }),
      50,
    );
    expect(merged).toMatchObject({
      ok: true,
      value: {
        kept: { id: 'a', name: 'Maria', createdAt: 3, preferredChannel: 'email' },
        folded: { id: 'b', mergedInto: 'a' },
      },
    });
    expect(merged.ok && merged.value.kept.identities).toEqual([...contact('a').identities, email]);
  });

  test('a no said to one record outlives a later yes of the other, and the whole history stays', () => {
    const merged = mergeContacts(
      contact('a', { consent: [news(true, 9)] }),
      contact('b', { consent: [news(false, 5)] }),
      50,
    );
    const consent = merged.ok ? merged.value.kept.consent : [];
    expect(consentGiven(consent, 'sms', 'marketing')).toBe(false);
    expect(consent).toEqual(expect.arrayContaining([news(true, 9), news(false, 5)]));
  });

  test.each([
    ['same_contact', contact('a'), contact('a')],
    ['other_organisation', contact('a'), contact('b', { organisationId: 'org_2' as OrganisationId })],
    ['merged_before', contact('a'), contact('b', { mergedInto: 'c' as ContactId })],
  ])('is refused: %s', (reason, kept, other) => {
    expect(mergeContacts(kept, other, 50)).toEqual({ ok: false, reason });
  });
});

test('names are compared without case, accents and punctuation', () => {
  expect(foldName("  Zoë  O'Brien-Łuk ")).toBe('zoe o brien łuk');
});
