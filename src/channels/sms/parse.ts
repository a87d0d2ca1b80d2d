import { z } from 'zod';
import { cleanText, type TextTurn } from '../../bots/turn.ts';
import { parsePhone } from '../../core/people/phones.ts';
import type { Instant } from '../../core/time/types.ts';
import type { FormParams } from './verify.ts';

const SID = /^(SM|MM)[0-9a-fA-F]{32}$/;

/** Only the fields we read; Twilio adds new ones without notice. */
const inbound = z.object({
  MessageSid: z.string().regex(SID),
  AccountSid: z.string(),
  From: z.string().max(64),
  To: z.string().max(64),
  Body: z.string().default(''),
  NumMedia: z.coerce.number().int().min(0).max(100).default(0),
  OptOutType: z.enum(['STOP', 'START', 'HELP']).optional(),
  MessagingServiceSid: z.string().max(64).optional(),
});

const status = z.object({
  MessageSid: z.string().regex(SID),
  AccountSid: z.string(),
  To: z.string().max(64),
  MessageStatus: z.string().max(32),
  ErrorCode: z.string().max(16).optional(),
});

export type Unsupported = {
  readonly kind: 'unsupported';
  readonly reason: 'malformed' | 'other_account' | 'not_a_phone_number';
};

interface FromPerson {
  readonly turn: TextTurn;
  /** Several numbers may send for one service; it names the organisation then. */
  readonly messagingService: string | undefined;
}

export type Inbound =
  | ({ readonly kind: 'text' } & FromPerson)
  /** With pictures or files; they are counted, not fetched. */
  | ({ readonly kind: 'media' } & FromPerson)
  /** Twilio has handled STOP, START or HELP by itself, and answered. */
  | ({ readonly kind: 'opt_out' } & FromPerson)
  | Unsupported;

const CARRIER_HANDLED = { STOP: 'stop', START: 'start', HELP: 'help' } as const;

/** A message to us. Twilio sends no time with it, so it is as old as its arrival. */
export function parseInbound(params: FormParams, accountSid: string, now: Instant): Inbound {
  const parsed = inbound.safeParse(params);
  if (!parsed.success) return { kind: 'unsupported', reason: 'malformed' };
  const { MessageSid, AccountSid, From, To, Body, NumMedia, OptOutType, MessagingServiceSid } = parsed.data;
  if (AccountSid !== accountSid) return { kind: 'unsupported', reason: 'other_account' };
  // Short codes, sender names and `whatsapp:` addresses are nobody we could know or answer by a text.
  const from = parsePhone(From, undefined);
  if (!from.ok) return { kind: 'unsupported', reason: 'not_a_phone_number' };
  const turn: TextTurn = {
    kind: 'text',
    providerId: MessageSid,
    channel: 'sms',
    from: from.value,
    to: To,
    at: now,
    text: cleanText(Body),
    attachments: NumMedia,
    ...(OptOutType === undefined ? {} : { carrierHandled: CARRIER_HANDLED[OptOutType] }),
  };
  const kind = OptOutType === undefined ? (NumMedia > 0 ? 'media' : 'text') : 'opt_out';
  return { kind, turn, messagingService: MessagingServiceSid };
}

export type StatusUpdate =
  | {
      readonly kind: 'status';
      readonly messageSid: string;
      readonly to: string;
      readonly status: 'sent' | 'delivered' | 'read' | 'failed';
      readonly errorCode: string | undefined;
    }
  /** Queued, accepted, sending: on its way, which we know. */
  | { readonly kind: 'on_its_way' }
  | Unsupported;

const STATUSES = new Map<string, Extract<StatusUpdate, { kind: 'status' }>['status']>([
  ['sent', 'sent'],
  ['delivered', 'delivered'],
  ['read', 'read'],
  ['undelivered', 'failed'],
  ['failed', 'failed'],
]);

export function parseStatus(params: FormParams, accountSid: string): StatusUpdate {
  const parsed = status.safeParse(params);
  if (!parsed.success) return { kind: 'unsupported', reason: 'malformed' };
  const { MessageSid, AccountSid, To, MessageStatus, ErrorCode } = parsed.data;
  if (AccountSid !== accountSid) return { kind: 'unsupported', reason: 'other_account' };
  const known = STATUSES.get(MessageStatus);
  if (known === undefined) return { kind: 'on_its_way' };
  return { kind: 'status', messageSid: MessageSid, to: To, status: known, errorCode: ErrorCode };
}
