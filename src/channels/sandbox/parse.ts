import { z } from 'zod';
import { cleanText, type TextTurn } from '../../bots/turn.ts';
import { parsePhone } from '../../core/people/phones.ts';
import type { Instant } from '../../core/time/types.ts';

const typed = z.object({
  kind: z.literal('text'),
  /** Made in the browser: what is sent again after a lost answer is the same text. */
  id: z.uuid('must be a UUID that the page made for this text'),
  from: z.string().max(64),
  text: z.string('must be the text that was typed').min(1, 'must not be empty').max(20_000),
});

export type Typed =
  | { readonly kind: 'text'; readonly turn: TextTurn }
  /** A kind of thing that phones of later pages may send. */
  | { readonly kind: 'unsupported' }
  | { readonly kind: 'malformed'; readonly field: string; readonly message: string };

/** Whom a played phone writes to; no carrier knows it. */
export const HOUSE_NUMBER = 'sandbox';

/** What somebody typed on a phone of the page. */
export function parseTyped(body: unknown, now: Instant): Typed {
  const kind = z.looseObject({ kind: z.string() }).safeParse(body);
  if (kind.success && kind.data.kind !== 'text') return { kind: 'unsupported' };
  const parsed = typed.safeParse(body);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return { kind: 'malformed', field: `/${issue?.path.join('/') ?? ''}`, message: issue?.message ?? 'cannot be used' };
  }
  const { id, from, text } = parsed.data;
  const phone = parsePhone(from, undefined);
  if (!phone.ok)
    return { kind: 'malformed', field: '/from', message: 'must be a phone number with its country code, +14155550123' };
  const turn: TextTurn = {
    kind: 'text',
    providerId: `sandbox/${id}`,
    channel: 'sms',
    from: phone.value,
    to: HOUSE_NUMBER,
    at: now,
    text: cleanText(text),
    attachments: 0,
  };
  return { kind: 'text', turn };
}
