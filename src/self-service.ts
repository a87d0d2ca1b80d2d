import { createInvitationWords } from './bots/words/invitations.ts';
import { createHouseWords } from './bots/words/words.ts';
import { type ContactBook, createTelling } from './core/appointments/telling.ts';
import { createFeeds } from './core/ical/feeds.ts';
import { createInvitationConsumer } from './core/ical/invitations.ts';
import type { Clock, EventConsumer, Ids, Mail, SecretKeyRing } from './core/ports.ts';
import { createLinkConsumer, createSelfService } from './core/self-service/service.ts';
import type { Scheduling } from './scheduling.ts';
import type { Store } from './store/store.ts';
import { createLinkSigner, systemTokens } from './tokens.ts';

interface Parts {
  readonly store: Pick<
    Store,
    'organisations' | 'members' | 'appointments' | 'visitLinks' | 'feeds' | 'sentInvitations'
  >;
  /** Without one everybody is told of as somebody without a name or an address. */
  readonly contacts?: ContactBook;
  readonly scheduling: Pick<Scheduling, 'services' | 'slots' | 'appointments'>;
  readonly keys: SecretKeyRing;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly publicUrl: string;
}

const EMPTY_BOOK: ContactBook = { find: async () => undefined };

/** What people are shown of their visits outside a conversation: pages by a link, calendars, and mails with them. */
export function createVisitSharing(parts: Parts) {
  const { store, contacts = EMPTY_BOOK, scheduling, keys, clock, ids, publicUrl } = parts;
  const { organisations, members, appointments } = store;
  const { services, slots } = scheduling;
  const telling = createTelling({ organisations, members, services, contacts });
  const wordsOf = createHouseWords();
  const calendarWords = createInvitationWords(wordsOf);
  const selfService = createSelfService({
    links: store.visitLinks,
    signer: createLinkSigner(keys),
    tokens: systemTokens,
    appointmentService: scheduling.appointments,
    ...{ appointments, services, slots, clock, ids },
  });
  const feeds = createFeeds({
    shelf: store.feeds,
    words: calendarWords,
    tokens: systemTokens,
    ...{ appointments, members, telling, clock, ids },
  });
  return {
    telling,
    wordsOf,
    calendarWords,
    selfService,
    feeds,
    /** Without mail there is nobody to invite, and nothing waits for the day there is. */
    consumersWith: (mail: Mail | undefined, organiserAddress: string): readonly EventConsumer[] => [
      createLinkConsumer(selfService),
      ...(mail === undefined
        ? []
        : [
            createInvitationConsumer({
              ...{ appointments, telling, mail, clock, organiserAddress },
              words: calendarWords,
              sent: store.sentInvitations,
              async linkTo({ appointment: { organisationId, id } }) {
                return `${publicUrl}/schedule/manage/${await selfService.tokenFor(organisationId, id)}`;
              },
            }),
          ]),
    ],
  };
}

export type VisitSharing = ReturnType<typeof createVisitSharing>;
