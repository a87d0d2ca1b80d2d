import { describe, expect, test } from '@jest/globals';
import {
  chooseIdentity,
  consentEntries,
  consentGiven,
  decideConsent,
  readKeyword,
  refusalToSend,
  standingAfterCarrierRefusal,
} from '../../../../src/core/people/consent.ts';
import type { AddressStanding, ConsentEntry, Identity } from '../../../../src/core/people/types.ts';

const out: AddressStanding = { state: 'opted_out', since: 1, source: 'keyword' };
const open: AddressStanding = { state: 'open', since: 1, source: 'keyword' };
const entry = (given: boolean, at: number, purpose: ConsentEntry['purpose'] = 'marketing'): ConsentEntry => ({
  channel: 'sms',
  purpose,
  given,
  at,
  source: 'booking_form',
  words: 'Text me news',
});

describe('the STOP family', () => {
  test.each([
    'STOP',
    'stop',
    ' Stop ',
    'STOPALL',
    'unsubscribe',
    'CANCEL',
    'Cancel.',
    'end',
    'QUIT',
    'revoke',
    'OptOut',
  ])('%p alone opts out, whatever its case and with outer spaces or a full stop', (text) =>
    expect(readKeyword(text)).toBe('stop'),
  );

  test.each(['Please cancel my appointment', 'stop by at 3?', 'STOP!', 'cancel it', 'the end', '"STOP"', 'stop..', ''])(
    '%p is no opt-out keyword, because the word does not stand alone',
    (text) => expect(readKeyword(text)).toBeUndefined(),
  );

  test('STOP is confirmed once', () => {
    expect(decideConsent({ keyword: 'stop' }, open)).toEqual({ kind: 'opt_out', source: 'keyword', confirm: true });
    expect(decideConsent({ keyword: 'stop' }, out)).toMatchObject({ kind: 'opt_out', confirm: false });
  });

  test("STOP is not confirmed by us when Twilio's OptOutType says that the carrier has", () => {
    expect(decideConsent({ keyword: 'stop', carrierHandled: 'stop' }, open)).toMatchObject({ confirm: false });
  });

  test('a plain wish to be left alone opts out, and is confirmed', () => {
    expect(decideConsent({ keyword: undefined, wish: 'stop' }, open)).toEqual({
      kind: 'opt_out',
      source: 'plain_wish',
      confirm: true,
    });
  });

  test('a number that is opted out gets no answer to anything else it writes', () => {
    expect(decideConsent({ keyword: undefined }, out)).toEqual({ kind: 'keep_silent' });
  });
});

describe('coming back', () => {
  test.each(['START', 'unstop', 'Start.'])('%p opts in', (text) => expect(readKeyword(text)).toBe('start'));

  test.each(['YES', 'sí', 'si', 'oui', 'ja'])(
    'a %p from an opted-out number opts in and asks again before it counts as an answer',
    (text) => {
      const keyword = readKeyword(text);
      expect(decideConsent({ keyword }, out)).toEqual({ kind: 'opt_in', confirm: true, repeatQuestions: true });
    },
  );

  test('a YES from a number that is open is an answer like any other', () => {
    expect(decideConsent({ keyword: 'yes' }, open)).toEqual({ kind: 'pass' });
    expect(decideConsent({ keyword: 'yes' }, undefined)).toEqual({ kind: 'pass' });
  });

  test('opting in restores care and never marketing', () => {
    const entries = consentEntries({ channel: 'sms', given: true, source: 'keyword', words: 'START', at: 5 });
    expect(entries.map(({ purpose }) => purpose)).toEqual(['care']);
  });
});

test.each(['HELP', 'info', 'Ayuda', 'AIDE', 'hilfe'])('%p asks who we are and how to stop', (text) => {
  expect(decideConsent({ keyword: readKeyword(text) }, open)).toEqual({ kind: 'help', answer: true });
});

describe('what may be sent', () => {
  test('a booked visit is confirmed without a yes of its own, news are not', () => {
    expect(refusalToSend([], undefined, 'sms', 'care')).toBeUndefined();
    expect(refusalToSend([], undefined, 'sms', 'marketing')).toBe('no_consent_to_marketing');
  });

  test('opting out of news does not silence the confirmation of a visit', () => {
    const history = [entry(true, 1), entry(false, 2)];
    expect(refusalToSend(history, open, 'sms', 'marketing')).toBe('purpose_refused');
    expect(refusalToSend(history, open, 'sms', 'care')).toBeUndefined();
  });

  test('STOP silences both purposes', () => {
    expect(refusalToSend([entry(true, 1)], out, 'sms', 'marketing')).toBe('address_opted_out');
    expect(refusalToSend([], out, 'sms', 'care')).toBe('address_opted_out');
  });

  test('the newest entry of a channel and purpose counts, and the older ones stay', () => {
    const history = [entry(false, 2), entry(true, 1), entry(true, 3)];
    expect(consentGiven(history, 'sms', 'marketing')).toBe(true);
    expect(consentGiven(history, 'email', 'marketing')).toBeUndefined();
  });

  test('a refusal by the carrier (21610) closes the number, and another channel serves only where it is allowed', () => {
    const standing = standingAfterCarrierRefusal(9);
    expect(refusalToSend([], standing, 'sms', 'care')).toBe('address_opted_out');
    const ways: Identity[] = [
      { channel: 'sms', address: '+14155550123' },
      { channel: 'email', address: 'maria@example.com' },
    ];
    const emailRefused = [{ ...entry(false, 1, 'care'), channel: 'email' as const }];
    const allowed = (history: ConsentEntry[]) => (identity: Identity) =>
      refusalToSend(history, identity.channel === 'sms' ? standing : undefined, identity.channel, 'care') === undefined;
    expect(chooseIdentity(ways, 'sms', allowed([]))).toEqual(ways[1]);
    expect(chooseIdentity(ways, 'sms', allowed(emailRefused))).toBeUndefined();
  });
});
