import type { Router } from 'express';
import { guardConsent } from './bots/turns/gate.ts';
import { createSmsTransport } from './channels/sms/api.ts';
import { createSmsWebhooks, type SmsWebhookParts, smsStatusUrl } from './channels/sms/index.ts';
import { systemClock } from './clock.ts';
import type { Config } from './config.ts';
import type { ConversationRoom } from './conversations.ts';
import type { Transport } from './core/delivery/types.ts';
import { Fault } from './core/fault.ts';
import type { OrganisationId } from './core/ids.ts';
import type { Organisations } from './core/organisations/types.ts';
import type { Clock, Log } from './core/ports.ts';
import { MINUTE } from './core/time/types.ts';
import { createPace } from './http/pace.ts';
import type { Store } from './store/store.ts';

export interface SmsParts {
  readonly config: Pick<Config, 'publicUrl'>;
  readonly account: NonNullable<Config['twilio']>;
  readonly store: Pick<Store, 'inbox' | 'outbox' | 'organisations'>;
  readonly people: ConversationRoom['people'];
  readonly clock: Clock;
  readonly log: Log;
}

/** More than anybody writes who waits for answers; what a loop or a flood sends beyond it is not heard. */
const TEXTS_PER_MINUTE = 30;

/** The carrier knows of a STOP that we never saw. */
const closeAddress =
  (people: ConversationRoom['people']) =>
  (organisationId: OrganisationId, address: string): Promise<void> =>
    people.optOut(
      organisationId,
      { channel: 'sms', address },
      { source: 'carrier', words: '', actor: { kind: 'system', channel: 'sms' } },
    );

/** What sends texts: Twilio, behind the last look at consent. */
export async function createSmsSender({ config, account, people }: Omit<SmsParts, 'clock'>): Promise<Transport> {
  const { publicUrl } = config;
  const transport = await createSmsTransport({
    account,
    // Compared with Twilio's own stamps, which no turned clock moves.
    clock: systemClock,
    statusUrl: (organisationId, key) => smsStatusUrl(publicUrl, organisationId, key),
    cardLink: ({ card }) => (card === undefined ? undefined : `${publicUrl}/c/${card}`),
    onOptedOut: closeAddress(people),
  });
  return guardConsent('sms', transport, people);
}

/** Says of a sender whether they are heard, or write more than anybody does. */
export function createSenderPace(clock: Clock): (organisationId: OrganisationId, sender: string) => Promise<boolean> {
  const pace = createPace(clock, MINUTE);
  return async (_organisationId, sender) => {
    try {
      pace.take(sender, TEXTS_PER_MINUTE);
      return true;
    } catch (error) {
      if (error instanceof Fault && error.code === 'too_many_requests') return false;
      throw error;
    }
  };
}

/** What hears texts; to be hung under `/channels/sms`. */
export function createSmsReceiver(parts: SmsParts & Pick<SmsWebhookParts, 'onUndelivered'>): Router {
  const { config, account, store, people, clock, log, onUndelivered } = parts;
  const organisation = createOwner(account.organisation, store.organisations);
  return createSmsWebhooks({
    ...account,
    ...{ publicUrl: config.publicUrl, clock, log, inbox: store.inbox, outbox: store.outbox },
    organisationOf: async (to, messagingService) => {
      const { sender } = account;
      const isOurs = 'from' in sender ? to === sender.from : messagingService === sender.messagingService;
      return isOurs ? await organisation() : undefined;
    },
    admits: createSenderPace(clock),
    onOptedOut: closeAddress(people),
    onUndelivered,
  });
}

/** Whose number it is: the one that is named, or the only one there is. Found once, it stays. */
function createOwner(slug: string | undefined, organisations: Pick<Organisations, 'bySlug' | 'list'>) {
  let known: OrganisationId | undefined;
  return async (): Promise<OrganisationId | undefined> => {
    if (known !== undefined) return known;
    if (slug !== undefined) known = (await organisations.bySlug(slug))?.id;
    else {
      const { items } = await organisations.list({ limit: 2 });
      // Of several nobody can say whose it is, and today's only one may have company tomorrow.
      return items.length === 1 ? items[0]?.id : undefined;
    }
    return known;
  };
}
