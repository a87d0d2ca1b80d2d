import express, { type Request, type RequestHandler, type Router } from 'express';
import type { DeliveryReport, Inbox, Outbox } from '../../core/delivery/types.ts';
import { Fault } from '../../core/fault.ts';
import type { OrganisationId } from '../../core/ids.ts';
import { readKeyword } from '../../core/people/consent.ts';
import type { Clock, Log } from '../../core/ports.ts';
import { parseInbound, parseStatus, type Unsupported } from './parse.ts';
import { type FormParams, isSignedByTwilio } from './verify.ts';

export interface SmsWebhookParts {
  readonly accountSid: string;
  readonly authToken: string;
  /** What Twilio was told to call, e.g. `https://parley.example.com`; signatures are made over it. */
  readonly publicUrl: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly inbox: Pick<Inbox, 'store'>;
  readonly outbox: Pick<Outbox, 'recordDelivery'>;
  /** Whose number it is that was written to. */
  readonly organisationOf: (to: string, messagingService: string | undefined) => Promise<OrganisationId | undefined>;
  /** False when this sender has written more than anybody who wants to be answered. */
  readonly admits: (organisationId: OrganisationId, sender: string) => Promise<boolean>;
  readonly onOptedOut: (organisationId: OrganisationId, recipient: string) => Promise<void>;
  /** The carrier gave up on a text that Twilio had taken. */
  readonly onUndelivered: (report: DeliveryReport) => Promise<void>;
}

/** Twilio cuts a text at 1,600 letters and lists at most ten files: a form is never near this. */
const LARGEST_FORM = '64kb';

/** No answer in TwiML: replies go out through the API, so that the acknowledgement never waits for them. */
const NOTHING_TO_SAY = '<?xml version="1.0" encoding="UTF-8"?><Response/>';

const OPTED_OUT = '21610';

/** The receiving end of SMS, hung under `/channels/sms`: verify, parse, store, acknowledge. */
export function createSmsWebhooks(parts: SmsWebhookParts): Router {
  const router = express.Router();
  router.use(express.urlencoded({ extended: false, limit: LARGEST_FORM, parameterLimit: 200 }), verify(parts));
  router.post('/', takeMessage(parts));
  router.post('/status', takeStatus(parts));
  return router;
}

/** Where Twilio is asked to report; the organisation and our key come back with the report, under its signature. */
export function smsStatusUrl(publicUrl: string, organisationId: OrganisationId, key: string): string {
  const query = new URLSearchParams({ organisation: organisationId, key });
  return `${publicUrl}/channels/sms/status?${query}`;
}

const formOf = (req: Request): FormParams => req.body ?? {};

function verify({ authToken, publicUrl }: SmsWebhookParts): RequestHandler {
  return (req, _res, next) => {
    const signed = { url: publicUrl + req.originalUrl, params: formOf(req), signature: req.get('x-twilio-signature') };
    if (isSignedByTwilio(authToken, signed)) next();
    else next(new Fault('forbidden', 'The signature is not the one Twilio makes for this address and form.'));
  };
}

function takeMessage(parts: SmsWebhookParts): RequestHandler {
  return async (req, res) => {
    const inbound = parseInbound(formOf(req), parts.accountSid, parts.clock.now());
    if (inbound.kind === 'unsupported') ignore(inbound, parts.log);
    else await store(inbound, parts);
    res.type('text/xml').send(NOTHING_TO_SAY);
  };
}

/** On disk before it is acknowledged. What nobody here can answer is acknowledged too: Twilio would only bring it again. */
async function store(
  { turn, messagingService }: Exclude<ReturnType<typeof parseInbound>, Unsupported>,
  { organisationOf, admits, inbox, log }: SmsWebhookParts,
): Promise<void> {
  const organisationId = await organisationOf(turn.to, messagingService);
  if (organisationId === undefined) {
    log.warn({ providerId: turn.providerId }, 'a text came to a number of no organisation');
    return;
  }
  // A flood must not keep anybody from saying STOP, nor us from hearing what the carrier did. Both are taken in silence after the first
  // time; HELP, START and YES are answered each time, and two machines could talk for ever.
  const alwaysCounts = turn.carrierHandled !== undefined || readKeyword(turn.text) === 'stop';
  if (!alwaysCounts && !(await admits(organisationId, turn.from))) {
    log.warn({ organisationId, providerId: turn.providerId }, 'a sender of too many texts was not heard');
    return;
  }
  const { providerId, channel } = turn;
  await inbox.store({ organisationId, channel, providerId, conversationKey: turn.from, payload: turn });
}

function takeStatus(parts: SmsWebhookParts): RequestHandler {
  return async (req, res) => {
    const update = parseStatus(formOf(req), parts.accountSid);
    const { organisation, key } = req.query;
    if (update.kind === 'unsupported') ignore(update, parts.log);
    else if (update.kind === 'status' && typeof organisation === 'string') {
      const organisationId = organisation as OrganisationId; // under Twilio's signature: we wrote it into the address ourselves
      const report: DeliveryReport = {
        organisationId,
        channel: 'sms',
        providerId: update.messageSid,
        status: update.status,
        ...(typeof key === 'string' ? { key } : {}),
        ...(update.errorCode === undefined ? {} : { reason: `twilio_${update.errorCode}` }),
      };
      await parts.outbox.recordDelivery(report);
      // Whoever told the carrier STOP is not asked after.
      if (update.errorCode === OPTED_OUT) await parts.onOptedOut(organisationId, update.to);
      else if (update.status === 'failed') await parts.onUndelivered(report);
    }
    res.status(204).end();
  };
}

/** Never with the form itself: it holds a number and a text. */
const ignore = ({ reason }: Unsupported, log: Log): void =>
  log.warn({ reason }, 'a webhook of Twilio could not be used and was ignored');
