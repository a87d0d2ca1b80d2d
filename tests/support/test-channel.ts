// A channel as another one would be written: signed JSON in, buttons on what goes out. It shows that the contract holds without
// anything of SMS in core or bots. The provider is in this process and can be told to lose an answer.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import express from 'express';
import { z } from 'zod';
import { type Action, decodeAction, encodeAction } from '../../src/bots/action.ts';
import { asText } from '../../src/bots/fallback.ts';
import type { Choice, Message } from '../../src/bots/message.ts';
import { cleanText, type Turn } from '../../src/bots/turn.ts';
import type { Inbox, SendRequest, Transport } from '../../src/core/delivery/types.ts';
import type { OrganisationId } from '../../src/core/ids.ts';
import type { Clock } from '../../src/core/ports.ts';

const SECRET = 'the secret of the test channel';
const signed = (body: string): string => createHmac('sha256', SECRET).update(body).digest('hex');

const form = z.object({
  id: z.string().max(80),
  from: z.string().max(80),
  text: z.string().optional(),
  press: z.string().max(200).optional(),
});

interface Said {
  readonly key: string;
  readonly to: string;
  readonly text: string;
  readonly choices: readonly Choice[];
}

interface Parts {
  readonly inbox: Pick<Inbox, 'store'>;
  readonly clock: Clock;
  readonly organisationId: OrganisationId;
}

const choicesOf = ({ body }: Message): readonly Choice[] => {
  if (body.kind === 'options') return [...body.options, ...body.buttons];
  return body.kind === 'appointment' ? body.buttons : [];
};

export class TestChannel {
  readonly said: Said[] = [];
  losesNextAnswer = false;
  losesNextText = false;
  private server: Server | undefined;
  private url = '';

  async listen({ inbox, clock, organisationId }: Parts): Promise<void> {
    const app = express();
    app.post('/', express.text({ type: '*/*', limit: '64kb' }), async (req, res) => {
      const body = String(req.body);
      const given = Buffer.from(req.get('x-signature') ?? '');
      const wanted = Buffer.from(signed(body));
      if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return void res.status(403).end();
      const turn = parse(body, clock.now());
      if (turn !== undefined) {
        const { providerId, channel, from } = turn;
        await inbox.store({ organisationId, channel, providerId, conversationKey: from, payload: turn });
      }
      res.status(204).end();
    });
    app.use(((error: { status?: number }, _req, res, _next) => {
      res.status(error.status ?? 500).end();
    }) satisfies express.ErrorRequestHandler);
    this.server = createServer(app);
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    const address = this.server.address();
    if (address === null || typeof address === 'string') throw new Error('the channel has no port');
    this.url = `http://127.0.0.1:${address.port}/`;
  }

  async bring(body: object, signature?: string): Promise<number> {
    const text = JSON.stringify(body);
    const headers = { 'x-signature': signature ?? signed(text) };
    return (await fetch(this.url, { method: 'POST', body: text, headers })).status;
  }

  readonly transport: Transport = {
    send: async ({ key, recipient, payload }: SendRequest) => {
      const isTaken = !this.losesNextText;
      this.losesNextText = false;
      if (!isTaken) return { kind: 'unknown', reason: 'no answer' };
      const message = payload as Message; // the outbox hands back what our own use-cases put in
      this.said.push({ key, to: recipient, text: asText(message.body), choices: choicesOf(message) });
      const isLost = this.losesNextAnswer;
      this.losesNextAnswer = false;
      return isLost ? { kind: 'unknown', reason: 'no answer' } : { kind: 'sent', providerId: key };
    },
    lookup: async ({ key }) =>
      this.said.some((one) => one.key === key) ? { kind: 'found', providerId: key } : { kind: 'not_found' },
  };

  /** The newest button of such a kind. */
  button(isMeant: (action: Action) => boolean): string {
    const found = this.said.flatMap(({ choices }) => choices).findLast(({ action }) => isMeant(action));
    if (found === undefined) throw new Error('there is no such button');
    return encodeAction(found.action);
  }

  async close(): Promise<void> {
    const closed = this.server && once(this.server, 'close');
    this.server?.close();
    this.server?.closeAllConnections();
    await closed;
  }
}

/** Undefined: nothing we know. */
function parse(body: string, at: number): Turn | undefined {
  const read = form.safeParse(JSON.parse(body));
  if (!read.success) return undefined;
  const { id, from, text, press } = read.data;
  const origin = { providerId: id, channel: 'chat', from, to: 'house', at } as const;
  const action = press === undefined ? undefined : decodeAction(press);
  if (action !== undefined) return { ...origin, kind: 'press', action };
  return text === undefined ? undefined : { ...origin, kind: 'text', text: cleanText(text), attachments: 0 };
}
