import { createHash } from 'node:crypto';
import { tellInWords } from '../../bots/fallback.ts';
import type { Message } from '../../bots/message.ts';
import type { Outbox, Transport } from '../../core/delivery/types.ts';
import type { Clock, Ids } from '../../core/ports.ts';
import type { PlayedMails, PlayedTexts } from '../../core/sandbox/types.ts';
import { renderPlayed, type TextForm } from './render.ts';

export interface SandboxTransportParts {
  readonly texts: Pick<PlayedTexts, 'keep' | 'find'>;
  readonly outbox: Pick<Outbox, 'recordDelivery'>;
  readonly clock: Clock;
  /** Of the machine's time. */
  readonly order: Ids;
  /** Loaded when the first text is sent. */
  readonly form: () => Promise<TextForm>;
  readonly cardLink: (message: Message) => string | undefined;
  readonly onKept: () => void;
}

type MailTransportParts = Omit<SandboxTransportParts, 'texts' | 'form' | 'outbox'> & {
  readonly mails: Pick<PlayedMails, 'keep' | 'find'>;
};

const providerIdOf = (key: string): string => `sandbox/${key}`;

/** The sending end: what would go to the carrier is kept for the page that plays the phone, and reported as delivered. */
export function createSandboxTransport(parts: SandboxTransportParts): Transport {
  const { texts, outbox, clock, order, form, cardLink, onKept } = parts;
  return {
    async send({ organisationId, key, recipient, payload }) {
      const message = payload as Message; // the outbox hands back what our own use-cases put in
      const played = renderPlayed(message, cardLink(message), await form());
      if (played.pieces.length === 0) return { kind: 'refused', reason: 'nothing_to_say', permanent: true };
      await texts.keep({
        ...{ organisationId, key, phone: recipient, side: 'received', at: clock.now(), order: order.next('message') },
        ...played,
      });
      const providerId = providerIdOf(key);
      await outbox.recordDelivery({ organisationId, channel: 'sms', providerId, key, status: 'delivered' });
      onKept();
      return { kind: 'sent', providerId };
    },
    async lookup({ organisationId, key }) {
      const found = await texts.find(organisationId, key);
      return found === undefined ? { kind: 'not_found' } : { kind: 'found', providerId: providerIdOf(key) };
    },
  };
}

/** A mail told twice lies in the mailbox once. */
export const mailIdOf = (key: string): string => createHash('sha256').update(key).digest('hex').slice(0, 32);

/** What goes to somebody who is reached by mail alone: it lies in the mailbox of the page. */
export function createSandboxMailTransport({ mails, clock, order, cardLink, onKept }: MailTransportParts): Transport {
  return {
    async send({ organisationId, key, recipient, payload }) {
      const message = payload as Message; // as above
      const link = cardLink(message);
      const text = [...tellInWords(message.body), ...(link === undefined ? [] : [link])].join('\n\n');
      const at = { at: clock.now(), order: order.next('message') };
      const mail = { to: recipient, subject: 'About your visit', text, calendars: [] };
      await mails.keep({ organisationId, id: mailIdOf(key), ...at, ...mail });
      onKept();
      return { kind: 'sent', providerId: providerIdOf(key) };
    },
    async lookup({ organisationId, key }) {
      const found = await mails.find(organisationId, mailIdOf(key));
      return found === undefined ? { kind: 'not_found' } : { kind: 'found', providerId: providerIdOf(key) };
    },
  };
}
