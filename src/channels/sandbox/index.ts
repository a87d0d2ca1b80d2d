import express, { type RequestHandler, type Router } from 'express';
import type { TextTurn } from '../../bots/turn.ts';
import type { Inbox } from '../../core/delivery/types.ts';
import { Fault, invalid } from '../../core/fault.ts';
import type { OrganisationId } from '../../core/ids.ts';
import { readKeyword } from '../../core/people/consent.ts';
import type { Clock, Ids } from '../../core/ports.ts';
import type { PlayedTexts } from '../../core/sandbox/types.ts';
import { parseTyped } from './parse.ts';
import type { TextForm } from './render.ts';
import { type Stranger, strangerIn } from './verify.ts';

export interface SandboxPhoneParts {
  readonly inbox: Pick<Inbox, 'store'>;
  readonly texts: Pick<PlayedTexts, 'keep'>;
  readonly clock: Clock;
  /** Of the machine's time. */
  readonly order: Ids;
  readonly form: () => Promise<TextForm>;
  readonly organisation: () => Promise<OrganisationId>;
  readonly admits: (organisationId: OrganisationId, sender: string) => Promise<boolean>;
  readonly onKept: () => void;
}

const LARGEST_BODY = '64kb';

const REASONS: Readonly<Record<Stranger, string>> = {
  not_this_machine:
    'The sandbox answers only a browser on the machine it runs on: open it there, without a proxy in between.',
  other_host: 'The sandbox answers only to localhost, 127.0.0.1 and [::1]: open it under one of these names.',
  other_page:
    "This did not come from the sandbox's own page. A program sends the header Origin with the address it calls.",
};

/** Stands before everything that is under `/sandbox`. */
export const guardSandbox: RequestHandler = (req, _res, next) => {
  const stranger = strangerIn({
    method: req.method,
    host: req.get('host'),
    origin: req.get('origin'),
    fetchSite: req.get('sec-fetch-site'),
    isForwarded: ['forwarded', 'x-forwarded-for', 'x-forwarded-host'].some((name) => req.get(name) !== undefined),
    remoteAddress: req.socket.remoteAddress,
  });
  next(stranger === undefined ? undefined : new Fault('forbidden', REASONS[stranger]));
};

/** The receiving end: parse, store, acknowledge; to be hung behind the guard. What was typed stays on the phone. */
export function createSandboxPhone(parts: SandboxPhoneParts): Router {
  const { inbox, texts, clock, order, form, organisation, admits, onKept } = parts;
  const router = express.Router();

  async function store(turn: TextTurn): Promise<void> {
    const organisationId = await organisation();
    const { providerId, channel, from, text } = turn;
    // As for every sender: STOP always gets through.
    if (readKeyword(text) !== 'stop' && !(await admits(organisationId, from)))
      throw new Fault('too_many_requests', 'This phone has written too much within a minute: wait a little.');
    const { measure } = await form();
    await texts.keep({
      ...{ organisationId, key: providerId, phone: from, side: 'sent', at: clock.now(), order: order.next('message') },
      ...{ pieces: [{ text, ...measure(text) }], choices: [] },
    });
    await inbox.store({ organisationId, channel, providerId, conversationKey: from, payload: turn });
    onKept();
  }

  router.post('/', express.json({ limit: LARGEST_BODY }), async (req, res) => {
    const parsed = parseTyped(req.body, clock.now());
    if (parsed.kind === 'malformed') throw invalid(parsed.field, parsed.message);
    if (parsed.kind === 'text') await store(parsed.turn);
    res.status(202).json({ isHeard: parsed.kind === 'text' });
  });
  return router;
}
