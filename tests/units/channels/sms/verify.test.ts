import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import twilio from 'twilio';
import { isSignedByTwilio, signatureOf } from '../../../../src/channels/sms/verify.ts';

const TOKEN = '12345678901234567890123456789012';
const URL = 'https://parley.example.com/channels/sms';
const params = { From: '+14155550123', To: '+14155550100', Body: 'Grüße & "2" + 50%' };

describe('the signature of Twilio', () => {
  test('is the one the official client computes, for any form and query', () => {
    const form = fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.array(fc.string(), { minLength: 1 })));
    fc.assert(
      fc.property(form, fc.webPath(), fc.webQueryParameters(), (fields, path, query) => {
        const url = `https://parley.example.com${path}?${query}`;
        expect(signatureOf(TOKEN, url, fields)).toBe(twilio.getExpectedTwilioSignature(TOKEN, url, fields));
      }),
    );
  });

  test('is accepted where the official client accepts it: with and without a port, with a query', () => {
    for (const signed of [URL, 'https://parley.example.com:443/channels/sms', `${URL}?key=a%2Fb&x='`]) {
      const signature = twilio.getExpectedTwilioSignature(TOKEN, signed, params);
      for (const url of [signed, signed.replace(':443', '')]) {
        expect(twilio.validateRequest(TOKEN, signature, url, params)).toBe(true);
        expect(isSignedByTwilio(TOKEN, { url, params, signature })).toBe(true);
      }
    }
  });

  test.each([
    ['no signature', { signature: undefined }],
    ['an empty one', { signature: '' }],
    ['a shorter one', { signature: 'AAAA' }],
    ['another form', { params: { ...params, Body: '1' } }],
    ['a field more', { params: { ...params, Extra: '', Another: 'x' } }],
    ['another address', { url: 'https://evil.example/channels/sms' }],
    ['another path', { url: 'https://parley.example.com/channels/sms/status' }],
    ['another query', { url: `${URL}?key=b` }],
    ['plain http', { url: 'http://parley.example.com/channels/sms' }],
  ])('%s is refused', (_, changed) => {
    const signature = signatureOf(TOKEN, URL, params);
    expect(isSignedByTwilio(TOKEN, { url: URL, params, signature })).toBe(true);
    expect(isSignedByTwilio(TOKEN, { url: URL, params, signature, ...changed })).toBe(false);
  });

  test('of another account’s token is refused', () => {
    expect(isSignedByTwilio('another token', { url: URL, params, signature: signatureOf(TOKEN, URL, params) })).toBe(
      false,
    );
  });
});
