import { createAnnouncer } from './bots/turns/announcer.ts';
import { createDesk } from './bots/turns/desk.ts';
import { createReaching, type SendsBy } from './bots/turns/reaching.ts';
import { createTalk } from './bots/turns/talk.ts';
import { createTurnHandler } from './bots/turns/turn-handler.ts';
import { createHouseWords } from './bots/words/words.ts';
import { createOffers } from './core/offers/service.ts';
import { createPeople } from './core/people/service.ts';
import type { Clock, Ids } from './core/ports.ts';
import { TURN_TRIES } from './jobs/engine/pumps.ts';
import { offerExpiry } from './jobs/offer-expiry.handler.ts';
import type { Scheduling } from './scheduling.ts';
import type { Store } from './store/store.ts';

export interface ConversationDeps {
  readonly store: Store;
  readonly scheduling: Pick<Scheduling, 'appointments' | 'slots' | 'services' | 'waitlist'>;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly sendsBy: SendsBy;
  readonly onFault: (error: unknown) => void;
}

/** People, offers and the conversations in which they are settled, on the store; whatever channel they come by. */
export function createConversations({ store, scheduling, clock, ids, sendsBy, onFault }: ConversationDeps) {
  const { contacts, addresses, organisations, outbox, inbox, appointments, conversations, cardLinks, members } = store;
  const { appointments: appointmentService, slots, services, waitlist } = scheduling;
  const { waitlistEntries, openings } = store;
  const people = createPeople({ shelf: contacts, addresses, organisations, outbox, clock, ids });
  const offers = createOffers({
    ...{ appointmentService, appointments, services, slots, clock, ids },
    shelf: store.offers,
    dueTimes: store.dueTimes,
  });
  const wordsOf = createHouseWords();
  const talk = createTalk({
    ...{ conversations, cards: cardLinks, people, offers, appointments, appointmentService, services },
    ...{ organisations, waitlist, waitlistEntries, openings, clock, ids },
    ...{ series: store.series, programmes: store.programmes },
    members: { get: members.find },
    wordsOf,
  });
  const reaching = createReaching({ conversations, people, open: talk.open, sendsBy });
  const announcer = createAnnouncer({
    ...{ conversations, people, offers, appointments, waitlist, reaching, inbox, outbox, clock },
    series: store.series,
  });
  return {
    people,
    offers,
    talk,
    desk: createDesk({ talk, inbox, ids }),
    announcer,
    reaching,
    conversations,
    cards: cardLinks,
    wordsOf,
    turnHandler: createTurnHandler({ talk, offers, appointments, openings, clock, tries: TURN_TRIES.limit, onFault }),
    consumers: [announcer.consumer],
    dueHandlers: new Map([offerExpiry(offers)]),
  };
}

export type ConversationRoom = ReturnType<typeof createConversations>;
