import type { Router } from 'express';
import { createAccess } from './access.ts';
import type { Config } from './config.ts';
import type { ConversationRoom } from './conversations.ts';
import { createCalendars } from './core/calendars/service.ts';
import type { Clock, Ids, Mail } from './core/ports.ts';
import { createTemplateLibrary } from './core/templates/library.ts';
import { createApi } from './http/api.ts';
import { createFeedRouter } from './http/calendar/feeds.ts';
import { createCardPages } from './http/pages/card.ts';
import { createSelfServicePages } from './http/self-service/pages.ts';
import type { Scheduling } from './scheduling.ts';
import type { VisitSharing } from './self-service.ts';
import type { Store } from './store/store.ts';

export interface WebParts {
  readonly config: Pick<Config, 'publicUrl' | 'isProduction'>;
  readonly store: Store;
  readonly scheduling: Scheduling;
  readonly conversations: ConversationRoom;
  readonly sharing: VisitSharing;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly mail: Mail;
}

/** What a web process serves, and where each part hangs. */
export function createWeb(parts: WebParts): readonly (readonly [path: string, router: Router])[] {
  const { config, store, scheduling, conversations: room, sharing, clock, ids, mail } = parts;
  const { publicUrl, isProduction } = config;
  const calendars = createCalendars({ shelf: store.calendars, ids, clock });
  const templates = createTemplateLibrary({
    shelf: store.templates,
    calendars: store.calendars,
    taken: scheduling.ledger,
    clock,
    ids,
  });
  const api = createApi({
    ...createAccess({ store, calendars, clock, ids, mail, publicUrl }),
    answers: store.answers,
    audit: store.audit,
    calendars,
    templates,
    taken: scheduling.ledger,
    services: scheduling.services,
    slots: scheduling.slots,
    pools: scheduling.pools,
    assignments: store.assignments,
    dealing: scheduling.dealing,
    handOverVisit: scheduling.handOverVisit,
    appointments: store.appointments,
    appointmentService: scheduling.appointments,
    series: store.series,
    seriesService: scheduling.series,
    programmes: store.programmes,
    waitlist: scheduling.waitlist,
    waitlistEntries: store.waitlistEntries,
    openings: store.openings,
    people: room.people,
    offers: room.offers,
    conversations: room.conversations,
    reaching: room.reaching,
    desk: room.desk,
    outbox: store.outbox,
    ...sharing,
    ids,
    clock,
    publicUrl,
    isProduction,
  });
  const cards = createCardPages({
    ...{
      cards: room.cards,
      conversations: room.conversations,
      talk: room.talk,
      offers: room.offers,
      people: room.people,
      wordsOf: room.wordsOf,
    },
    ...{ appointments: store.appointments, openings: store.openings, organisations: store.organisations },
    ...{ clock, ids, publicUrl },
  });
  return [
    ['/c', cards],
    ['/', api],
    ['/', createFeedRouter({ ...sharing, clock })],
    ['/schedule', createSelfServicePages({ ...sharing, clock, publicUrl })],
  ];
}
