import { describe, expect, test } from '@jest/globals';
import { parseInbound, parseStatus } from '../../../../src/channels/sms/parse.ts';

const ACCOUNT = `AC${'0'.repeat(32)}`;
const SID = `SM${'a'.repeat(32)}`;
const params = {
  MessageSid: SID,
  AccountSid: ACCOUNT,
  From: '+14155552671',
  To: '+14155550100',
  Body: '2',
  NumMedia: '0',
};

describe('an inbound text', () => {
  test('becomes a turn with the provider’s id', () => {
    expect(parseInbound(params, ACCOUNT, 99)).toEqual({
      kind: 'text',
      messagingService: undefined,
      turn: {
        kind: 'text',
        providerId: SID,
        channel: 'sms',
        from: '+14155552671',
        to: '+14155550100',
        at: 99,
        text: '2',
        attachments: 0,
      },
    });
  });

  test('a picture is counted, not fetched', () => {
    expect(parseInbound({ ...params, Body: '', NumMedia: '2' }, ACCOUNT, 0)).toMatchObject({
      kind: 'media',
      turn: { attachments: 2, text: '' },
    });
  });

  test.each(['STOP', 'START', 'HELP'])('OptOutType %s says that the carrier has answered', (OptOutType) => {
    expect(parseInbound({ ...params, Body: OptOutType, OptOutType }, ACCOUNT, 0)).toMatchObject({
      kind: 'opt_out',
      turn: { carrierHandled: OptOutType.toLowerCase() },
    });
  });

  test('control characters and text running backwards are taken out, HTML stays what it is: text', () => {
    const Body = '\u0000yes\u202e <b>2</b>\r\nthanks\u0007';
    expect(parseInbound({ ...params, Body }, ACCOUNT, 0)).toMatchObject({ turn: { text: 'yes <b>2</b>\nthanks' } });
  });

  test('a text of a megabyte is cut', () => {
    const parsed = parseInbound({ ...params, Body: 'x'.repeat(1_000_000) }, ACCOUNT, 0);
    expect(parsed.kind === 'text' && parsed.turn.text.length).toBe(3_200);
  });

  test.each([
    ['malformed', { MessageSid: 'SM1' }],
    ['malformed', { MessageSid: undefined }],
    ['malformed', { Body: ['1', '2'] }],
    ['malformed', { NumMedia: 'many' }],
    ['malformed', { OptOutType: 'MAYBE' }],
    ['other_account', { AccountSid: `AC${'1'.repeat(32)}` }],
    ['not_a_phone_number', { From: '72645' }],
    ['not_a_phone_number', { From: 'whatsapp:+14155552671' }],
    ['not_a_phone_number', { From: 'BANK' }],
  ])('is unsupported: %s', (reason, changed) => {
    expect(parseInbound({ ...params, ...changed }, ACCOUNT, 0)).toEqual({ kind: 'unsupported', reason });
  });
});

describe('a status callback', () => {
  const update = { MessageSid: SID, AccountSid: ACCOUNT, To: '+14155552671', MessageStatus: 'delivered' };

  test.each([
    ['sent', 'sent'],
    ['delivered', 'delivered'],
    ['read', 'read'],
    ['undelivered', 'failed'],
    ['failed', 'failed'],
  ])('%s is %s', (MessageStatus, status) => {
    expect(parseStatus({ ...update, MessageStatus, ErrorCode: '30003' }, ACCOUNT)).toEqual({
      kind: 'status',
      messageSid: SID,
      to: '+14155552671',
      status,
      errorCode: '30003',
    });
  });

  test.each(['queued', 'accepted', 'sending', 'something new'])('%s says nothing we need', (MessageStatus) => {
    expect(parseStatus({ ...update, MessageStatus }, ACCOUNT)).toEqual({ kind: 'on_its_way' });
  });

  test('of another account, or without an id, is unsupported', () => {
    expect(parseStatus({ ...update, AccountSid: 'AC' }, ACCOUNT)).toEqual({
      kind: 'unsupported',
      reason: 'other_account',
    });
    expect(parseStatus({}, ACCOUNT)).toEqual({ kind: 'unsupported', reason: 'malformed' });
  });
});
