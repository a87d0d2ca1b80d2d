import type { Twilio } from 'twilio';
import { z } from 'zod';
import type { Message } from '../../bots/message.ts';
import type { LookupOutcome, SendOutcome, SendRequest, Transport } from '../../core/delivery/types.ts';
import type { OrganisationId } from '../../core/ids.ts';
import type { Clock } from '../../core/ports.ts';
import { type Instant, MINUTE } from '../../core/time/types.ts';
import { renderSms } from './render.ts';

interface SmsAccount {
  readonly accountSid: string;
  readonly authToken: string;
  /** A messaging service picks the number by itself and keeps to it per person. */
  readonly sender: { readonly messagingService: string } | { readonly from: string };
  /** Another address than Twilio's own, for a stand-in on loopback. */
  readonly apiUrl: string | undefined;
}

export interface SmsTransportParts {
  readonly account: SmsAccount;
  readonly clock: Clock;
  /** Where Twilio reports what became of a message. */
  readonly statusUrl: (organisationId: OrganisationId, key: string) => string;
  /** The short link to the message's card page, where it has one. */
  readonly cardLink: (message: Message) => string | undefined;
  /** The carrier knows of a STOP that we never saw (21610): the number is closed, and what waits for it is withdrawn. */
  readonly onOptedOut: (organisationId: OrganisationId, recipient: string) => Promise<void>;
}

const TWILIO_URL = 'https://api.twilio.com';
const ANSWER_WITHIN = 10_000;

/** Twilio's clock and ours need not agree to the second. */
const CLOCK_SKEW = MINUTE;
/** A long message sent again within it, to the same number in the same words, is the rest of a try that broke off. */
const SAME_TRY = 10 * MINUTE;
const NEWEST = 50;

/** The sending end of SMS: the official client behind an address that can be changed. */
export async function createSmsTransport(parts: SmsTransportParts): Promise<Transport> {
  const client = await connect(parts.account);

  async function send(request: SendRequest): Promise<SendOutcome> {
    const texts = textsOf(request, parts);
    // Only a message of several texts can break off in between; what is out already is not said twice.
    const done = texts.length > 1 ? await sentSince(client, request.recipient, parts.clock.now() - SAME_TRY) : [];
    let last: SendOutcome = { kind: 'refused', reason: 'nothing_to_say', permanent: true };
    for (const [body, before] of matchTexts(texts, done)) {
      last = before === undefined ? await sendOne(body, request) : { kind: 'sent', providerId: before };
      if (last.kind !== 'sent') break;
    }
    if (last.kind === 'refused' && last.reason === 'opted_out')
      await parts.onOptedOut(request.organisationId, request.recipient);
    return last;
  }

  async function sendOne(body: string, { organisationId, key, recipient, signal }: SendRequest): Promise<SendOutcome> {
    if (signal.aborted) return { kind: 'unknown', reason: 'aborted' };
    const { sender } = parts.account;
    const from = 'from' in sender ? { from: sender.from } : { messagingServiceSid: sender.messagingService };
    try {
      const statusCallback = parts.statusUrl(organisationId, key);
      const message = await client.messages.create({ to: recipient, body, statusCallback, ...from });
      return { kind: 'sent', providerId: message.sid };
    } catch (error) {
      return outcomeOf(error);
    }
  }

  /** Twilio keeps no key of ours with a message: it is found by its words, to that number, since that try. */
  async function lookup(request: SendRequest, since: Instant): Promise<LookupOutcome> {
    const texts = textsOf(request, parts);
    try {
      const sent = await sentSince(client, request.recipient, since - CLOCK_SKEW);
      const found = matchTexts(texts, sent).map(([, sid]) => sid);
      const last = found.at(-1);
      return last !== undefined && found.every((sid) => sid !== undefined)
        ? { kind: 'found', providerId: last }
        : { kind: 'not_found' };
    } catch {
      // Whatever kept us from asking, we do not know.
      return { kind: 'cannot_tell' };
    }
  }

  return { send, lookup };
}

function textsOf(request: SendRequest, { cardLink }: SmsTransportParts): readonly string[] {
  const message = request.payload as Message; // the outbox hands back what our own use-cases put in
  return renderSms(message.body, cardLink(message));
}

interface SentText {
  readonly sid: string;
  readonly body: string;
}

/** Each text with the sent one of the same words; two of the same words are matched by two. */
function matchTexts(
  texts: readonly string[],
  sent: readonly SentText[],
): readonly (readonly [body: string, sid: string | undefined])[] {
  const left = [...sent];
  return texts.map((body) => {
    const at = left.findIndex((one) => one.body === body);
    const [match] = at < 0 ? [] : left.splice(at, 1);
    return [body, match?.sid] as const;
  });
}

async function sentSince(client: Twilio, to: string, since: Instant): Promise<readonly SentText[]> {
  const newest = await client.messages.list({ to, limit: NEWEST, pageSize: NEWEST });
  return newest
    .filter(({ dateCreated, direction }) => direction !== 'inbound' && dateCreated.getTime() >= since)
    .map(({ sid, body }) => ({ sid, body }));
}

/** Loaded when the channel is set up: whoever has no account does not wait for the library at every start. */
async function connect({ accountSid, authToken, apiUrl }: SmsAccount): Promise<Twilio> {
  const { default: twilio } = await import('twilio');
  const httpClient = new twilio.RequestClient({ timeout: ANSWER_WITHIN });
  const { interceptors } = httpClient.axios;
  // The client has no setting for its address beyond Twilio's own regions.
  if (apiUrl !== undefined)
    interceptors.request.use((request) => {
      request.url = (request.url ?? '').replace(TWILIO_URL, apiUrl);
      return request;
    });
  interceptors.response.use((response) => {
    if (response.status === 429) throw new TooManyRequests(retryAfterOf(response));
    return response;
  });
  return twilio(accountSid, authToken, { httpClient });
}

/** The client's own exception leaves the headers out, and with them how long Twilio wants us to wait. */
class TooManyRequests extends Error {
  readonly retryAfter: number | undefined;

  constructor(retryAfter: number | undefined) {
    super('Twilio asks to be sent less');
    this.retryAfter = retryAfter;
  }
}

const withRetryAfter = z.object({ headers: z.object({ 'retry-after': z.coerce.number().positive() }) });

const retryAfterOf = (response: unknown): number | undefined => {
  const parsed = withRetryAfter.safeParse(response);
  return parsed.success ? parsed.data.headers['retry-after'] * 1000 : undefined;
};

/** Numbers that will never take a text, by Twilio's error codes. */
const DEAD_NUMBERS = new Set([21211, 21214, 21217, 21401, 21407, 21421, 21614]);
const OPTED_OUT = 21610;
/** Nothing of the request has left this machine. */
const NEVER_ARRIVED = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

const rest = z.object({ status: z.number(), code: z.number().optional() });
const network = z.object({ code: z.string() });

/** What Twilio's answer means for a message: refused for good, refused for now, or nobody can say. */
function outcomeOf(error: unknown): SendOutcome {
  if (error instanceof TooManyRequests) {
    const { retryAfter } = error;
    return {
      kind: 'refused',
      reason: 'too_many_requests',
      permanent: false,
      ...(retryAfter === undefined ? {} : { retryAfter }),
    };
  }
  const answer = rest.safeParse(error);
  if (answer.success) return outcomeOfAnswer(answer.data.status, answer.data.code);
  const cause = network.safeParse(error);
  if (cause.success && NEVER_ARRIVED.has(cause.data.code))
    return { kind: 'refused', reason: 'unreachable', permanent: false };
  return { kind: 'unknown', reason: cause.success ? cause.data.code.toLowerCase() : 'no_answer' };
}

function outcomeOfAnswer(status: number, code: number | undefined): SendOutcome {
  if (code === OPTED_OUT) return { kind: 'refused', reason: 'opted_out', permanent: true };
  if (code !== undefined && DEAD_NUMBERS.has(code))
    return { kind: 'refused', reason: 'not_a_reachable_number', permanent: true };
  // A wrong token is mended by whoever runs us; the messages wait for that.
  if (status === 401 || status === 403) return { kind: 'refused', reason: 'not_authorised', permanent: false };
  // Their fault may have come after the message was taken in.
  if (status >= 500) return { kind: 'unknown', reason: `status_${status}` };
  return { kind: 'refused', reason: code === undefined ? `status_${status}` : `twilio_${code}`, permanent: true };
}
