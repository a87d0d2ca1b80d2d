// A stand-in of Twilio on loopback that speaks its protocol to the real client: the Messages API with its errors, signed webhooks
// and status callbacks, deliveries that come twice and out of order. It keeps what it was sent, and can be told to misbehave.
import { randomBytes } from 'node:crypto';
import type { Server } from 'node:http';
import express, { type Request, type RequestHandler, type Response } from 'express';
import twilio from 'twilio';

export interface TwilioMessage {
  readonly sid: string;
  readonly to: string;
  readonly from: string | null;
  readonly body: string;
  readonly statusCallback: string | undefined;
  readonly createdAt: number;
}

/** What goes wrong with the next call to the Messages API. */
export type Mishap =
  /** The connection ends before anything was taken in. */
  | 'lost_before'
  /** It ends after the message was taken in: nobody knows. */
  | 'lost_after'
  | 'server_error'
  | { readonly tooManyRequests: number };

interface Webhook {
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
}

interface TwilioParts {
  /** Where our webhooks really listen. */
  readonly target: () => string;
  /** What Twilio was told to call, and signs: another address when a proxy stands in front of us. */
  readonly publicUrl: string;
  readonly now: () => number;
}

const VERSION = '2010-04-01';

export class TwilioStandIn {
  readonly accountSid = `AC${randomBytes(16).toString('hex')}`;
  readonly authToken = randomBytes(16).toString('hex');
  readonly sent: TwilioMessage[] = [];
  /** To whom it was asked to send, whatever came of it. */
  readonly asked: string[] = [];
  /** Numbers that told the carrier STOP. */
  readonly optedOut = new Set<string>();
  readonly mishaps: Mishap[] = [];
  /** Told of each message as it is taken in. */
  onSent: (message: TwilioMessage) => void = () => {};
  private readonly parts: TwilioParts;
  private server: Server | undefined;

  constructor(parts: TwilioParts) {
    this.parts = parts;
  }

  async start(): Promise<void> {
    const app = express();
    const path = `/${VERSION}/Accounts/:account/Messages.json`;
    app.post(path, this.authenticate, express.urlencoded({ extended: false }), this.create);
    app.get(path, this.authenticate, this.list);
    const server = app.listen(0, '127.0.0.1');
    this.server = server;
    await new Promise((resolve) => server.once('listening', resolve));
  }

  async stop(): Promise<void> {
    const { server } = this;
    if (server === undefined) return;
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }

  get url(): string {
    const address = this.server?.address();
    if (address === null || typeof address !== 'object') throw new Error('the stand-in was not started');
    return `http://127.0.0.1:${address.port}`;
  }

  private readonly authenticate: RequestHandler = (req, res, next) => {
    const expected = `Basic ${Buffer.from(`${this.accountSid}:${this.authToken}`).toString('base64')}`;
    if (req.get('authorization') === expected && req.params.account === this.accountSid) next();
    else refuse(res, 401, 20003, 'Authenticate');
  };

  private readonly create: RequestHandler = (req, res) => {
    this.asked.push(req.body.To);
    const mishap = this.mishaps.shift();
    const refusal = refusalOf(mishap, req.body, this.optedOut);
    if (mishap === 'lost_before') res.socket?.destroy();
    else if (refusal !== undefined) refuse(res, ...refusal);
    else {
      const { To: to, Body: body, From, StatusCallback: statusCallback } = req.body;
      const sid = `SM${randomBytes(16).toString('hex')}`;
      const message = { sid, to, from: From ?? null, body, statusCallback, createdAt: this.parts.now() };
      this.sent.push(message);
      this.onSent(message);
      if (mishap === 'lost_after') res.socket?.destroy();
      else res.status(201).json(this.shown(message));
    }
  };

  private readonly list = (req: Request, res: Response): void => {
    const { To, PageSize = '50' } = req.query;
    const messages = this.sent
      .filter(({ to }) => To === undefined || to === To)
      .toReversed()
      .slice(0, Number(PageSize))
      .map((message) => this.shown(message));
    res.json({ messages, page: 0, page_size: Number(PageSize), next_page_uri: null, uri: req.originalUrl });
  };

  private shown({ sid, to, from, body, createdAt }: TwilioMessage): object {
    return {
      sid,
      to,
      from,
      body,
      account_sid: this.accountSid,
      status: 'queued',
      direction: 'outbound-api',
      date_created: new Date(createdAt).toUTCString(),
      date_updated: new Date(createdAt).toUTCString(),
      date_sent: null,
      num_segments: '1',
      num_media: '0',
      error_code: null,
      error_message: null,
      api_version: VERSION,
      uri: `/${VERSION}/Accounts/${this.accountSid}/Messages/${sid}.json`,
    };
  }

  /** A text as Twilio would bring it; the same object delivered again is the same text again. */
  text(from: string, to: string, body: string, more: Readonly<Record<string, string>> = {}): Webhook {
    const sid = `SM${randomBytes(16).toString('hex')}`;
    const params = {
      ToCountry: 'US',
      MessageSid: sid,
      SmsMessageSid: sid,
      SmsSid: sid,
      AccountSid: this.accountSid,
      From: from,
      To: to,
      Body: body,
      NumMedia: '0',
      NumSegments: '1',
      SmsStatus: 'received',
      ApiVersion: VERSION,
      ...more,
    };
    return { path: '/channels/sms', params };
  }

  /** What became of a message we sent, for the address we gave with it. */
  status({ sid, to, statusCallback }: TwilioMessage, status: string, errorCode?: string): Webhook {
    const path = (statusCallback ?? '').replace(this.parts.publicUrl, '');
    const error = errorCode === undefined ? {} : { ErrorCode: errorCode };
    const common = { MessageSid: sid, SmsSid: sid, AccountSid: this.accountSid, To: to, ApiVersion: VERSION };
    return { path, params: { ...common, MessageStatus: status, SmsStatus: status, ...error } };
  }

  /** Signs it for the public address and brings it to the real one. */
  async deliver({ path, params }: Webhook, signature?: string): Promise<{ status: number; body: string }> {
    const signed = signature ?? twilio.getExpectedTwilioSignature(this.authToken, this.parts.publicUrl + path, params);
    const answer = await fetch(this.parts.target() + path, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8', 'x-twilio-signature': signed },
      body: new URLSearchParams(params),
    });
    return { status: answer.status, body: await answer.text() };
  }

  /** Each one to three times, in an order of chance, all at once: as after an outage. */
  async deliverAsAfterAnOutage(webhooks: readonly Webhook[], chance: () => number): Promise<void> {
    const repeated = webhooks.flatMap((one) => Array.from({ length: 1 + Math.floor(chance() * 3) }, () => one));
    const shuffled = repeated.map((one) => ({ one, at: chance() })).toSorted((a, b) => a.at - b.at);
    await Promise.all(shuffled.map(({ one }) => this.deliver(one)));
  }
}

type Refusal = readonly [status: number, code: number, message: string, retryAfter?: number];

function refusalOf(
  mishap: Mishap | undefined,
  { To: to = '', Body: body = '', From, MessagingServiceSid }: Readonly<Record<string, string | undefined>>,
  optedOut: ReadonlySet<string>,
): Refusal | undefined {
  if (mishap === 'server_error') return [500, 20500, 'Internal Server Error'];
  if (typeof mishap === 'object') return [429, 20429, 'Too Many Requests', mishap.tooManyRequests];
  if (From === undefined && MessagingServiceSid === undefined)
    return [400, 21603, "A 'From' phone number is required."];
  if (body === '') return [400, 21602, 'Message body is required.'];
  if (body.length > 1600) return [400, 21617, 'The concatenated message body exceeds the 1600 character limit'];
  if (!/^\+[1-9]\d{7,14}$/.test(to)) return [400, 21211, `Invalid 'To' Phone Number: ${to}`];
  return optedOut.has(to) ? [400, 21610, 'Attempt to send to unsubscribed recipient'] : undefined;
}

function refuse(res: Response, status: number, code: number, message: string, retryAfter?: number): void {
  if (retryAfter !== undefined) res.setHeader('Retry-After', String(retryAfter));
  res.status(status).json({ code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status });
}
