import { type RequestHandler, Router } from 'express';
import type { Message } from './bots/message.ts';
import { guardConsent } from './bots/turns/gate.ts';
import { createSandboxMailTransport, createSandboxTransport, mailIdOf } from './channels/sandbox/api.ts';
import type { TextForm } from './channels/sandbox/render.ts';
import { systemClock } from './clock.ts';
import type { ConversationRoom } from './conversations.ts';
import type { Transport } from './core/delivery/types.ts';
import type { OrganisationId } from './core/ids.ts';
import type { Mail, MailMessage } from './core/ports.ts';
import { createClockTurning } from './core/sandbox/service.ts';
import { CLINIC } from './demo.ts';
import { createIds } from './ids.ts';
import type { SandboxDoorParts, SandboxParts } from './sandbox-door.ts';
import {
  createClockKeeper,
  createDueOutlook,
  createPlayedMails,
  createPlayedTexts,
} from './store/repositories/sandbox.ts';

/** How soon a process follows when another one turns the clock. */
const FOLLOW_EVERY = 1_000;

/** Loaded when the first text is sent or typed. */
async function loadTextForm(): Promise<TextForm> {
  const { renderSms, countSegments } = await import('./channels/sms/render.ts');
  return { render: renderSms, measure: countSegments };
}

/**
 * What stands where accounts would, outside production: texts and mails stay on this machine, a page plays whom they are for, and
 * the clock can be turned. Only what has to be there from the start is; the page is loaded when somebody opens it.
 */
export async function openSandbox({ config, store, clock, ids, log }: SandboxParts) {
  const { connection } = store;
  const texts = createPlayedTexts({ connection });
  const mails = createPlayedMails({ connection });
  const order = createIds(systemClock);
  let settle = async () => {};
  const turning = createClockTurning({
    ...{ clock, keeper: createClockKeeper({ connection }), outlook: createDueOutlook({ connection }) },
    settle: () => settle(),
  });
  await turning.follow();
  const following = setInterval(() => {
    turning.follow().catch((error: unknown) => log.warn({ err: error }, 'the clock could not be read from the store'));
  }, FOLLOW_EVERY);

  const listeners = new Set<() => void>();
  const onKept = () => {
    for (const listener of listeners) listener();
  };
  const isPlayed = config.twilio === undefined;
  let closeDoor = () => {};

  /** Of mails, only those with a calendar are about a visit; the address tells whether it is a visit of the clinic that is played. */
  async function organisationOf(to: string): Promise<OrganisationId | undefined> {
    const clinic = await store.organisations.bySlug(CLINIC.slug);
    if (clinic === undefined) return undefined;
    const address = to.toLowerCase();
    const contacts = await store.contacts.at(clinic.id, { channel: 'email', address });
    if (contacts.length > 0) return clinic.id;
    const members = await store.members.byEmail(address);
    return members.some(({ organisationId }) => organisationId === clinic.id) ? clinic.id : undefined;
  }

  async function keepMail({ to, subject, text, calendars = [] }: MailMessage): Promise<boolean> {
    const organisationId = calendars.length === 0 ? undefined : await organisationOf(to);
    if (organisationId === undefined) return false;
    const id = mailIdOf(JSON.stringify([to, subject, text, calendars]));
    const at = { at: clock.now(), order: order.next('message') };
    await mails.keep({ organisationId, id, ...at, to, subject, text, calendars });
    onKept();
    return true;
  }

  return {
    /** The workers of this process, if it has any, do what is due when the clock is turned. */
    settleWith(work: () => Promise<void>): void {
      settle = work;
    },
    /** Confirmations of visits lie in the mailbox of the page; any other mail goes the way that is given. */
    mailbox: (mail: Mail): Mail => ({
      async send(message) {
        if (!(await keepMail(message))) await mail.send(message);
      },
    }),
    /** By channel: for what has no account. */
    transports(people: ConversationRoom['people']): readonly (readonly [channel: string, transport: Transport])[] {
      const cardLink = ({ card }: Message) => (card === undefined ? undefined : `${config.publicUrl}/c/${card}`);
      const shared = { clock, order, cardLink, onKept };
      const phones = createSandboxTransport({ ...shared, texts, outbox: store.outbox, form: loadTextForm });
      const mailbox = createSandboxMailTransport({ ...shared, mails });
      return [
        ...(isPlayed ? [['sms', guardConsent('sms', phones, people)] as const] : []),
        ['email', guardConsent('email', mailbox, people)],
      ];
    },
    router(parts: Omit<SandboxDoorParts, keyof Made | keyof SandboxParts>): Router {
      const made: Made = {
        ...{ texts, mails, order, turning, onKept, form: loadTextForm },
        isPlayed,
        watch(listener) {
          listeners.add(listener);
          return () => listeners.delete(listener);
        },
      };
      const door = lazily(async () => {
        const { openDoor } = await import('./sandbox-door.ts');
        const opened = await openDoor({ ...parts, ...made, config, store, clock, ids, log });
        closeDoor = opened.close;
        return opened.router;
      });
      const home: RequestHandler = async (_req, res) => {
        const { sendHome } = await import('./http/sandbox/page.ts');
        sendHome(res);
      };
      return Router().get('/', home).use('/sandbox', door);
    },
    /** Before the server, which waits for its last request. */
    letGo: async () => closeDoor(),
    close: async () => clearInterval(following),
  };
}

type Made = Pick<SandboxDoorParts, 'texts' | 'mails' | 'order' | 'turning' | 'onKept' | 'form' | 'isPlayed' | 'watch'>;

export type Sandbox = Awaited<ReturnType<typeof openSandbox>>;

/** Loads what serves a request when the first one comes; where that failed, the next one tries again. */
function lazily(load: () => Promise<RequestHandler>): RequestHandler {
  let loading: Promise<RequestHandler> | undefined;
  return async (req, res, next) => {
    loading ??= load();
    const handler = await loading.catch((error: unknown) => {
      loading = undefined;
      throw error;
    });
    await handler(req, res, next);
  };
}
