import express, { Router } from 'express';
import type { Desk } from '../bots/turns/desk.ts';
import type { Reaching } from '../bots/turns/reaching.ts';
import type { WordsOf } from '../bots/words/words.ts';
import type { KeptAnswers } from '../core/answers/types.ts';
import type { ApiKeys } from '../core/api-keys/types.ts';
import type { AppointmentService } from '../core/appointments/service.ts';
import type { Services } from '../core/appointments/services.ts';
import type { SlotSource } from '../core/appointments/slots.ts';
import type { Telling } from '../core/appointments/telling.ts';
import type { Appointments } from '../core/appointments/types.ts';
import type { AuditLog } from '../core/audit/types.ts';
import type { Calendars } from '../core/calendars/types.ts';
import type { Conversations } from '../core/conversations/types.ts';
import type { Outbox } from '../core/delivery/types.ts';
import type { Feeds } from '../core/ical/feeds.ts';
import type { AddressProof } from '../core/members/addresses.ts';
import type { Members, Roles, Teams } from '../core/members/types.ts';
import type { Organisations } from '../core/organisations/types.ts';
import type { Clock, Ids } from '../core/ports.ts';
import type { SelfService } from '../core/self-service/service.ts';
import type { Programmes } from '../core/series/programmes.ts';
import type { SeriesService } from '../core/series/service.ts';
import type { SeriesStore } from '../core/series/types.ts';
import type { Sessions } from '../core/sessions/types.ts';
import type { TemplateLibrary, TimeTaken } from '../core/templates/library.ts';
import { MINUTE } from '../core/time/types.ts';
import type { Waitlist } from '../core/waitlist/service.ts';
import type { EntryStore, OpeningStore } from '../core/waitlist/types.ts';
import { apiKeyRoutes } from './access/api-keys.ts';
import { auditRoutes } from './access/audit.ts';
import { memberRoutes } from './access/members.ts';
import { organisationRoutes } from './access/organisations.ts';
import { roleRoutes } from './access/roles.ts';
import { sessionRoutes, signInRoutes } from './access/sessions.ts';
import { teamRoutes } from './access/teams.ts';
import { admitVisitor, createAdmission, sessionCookie, type Visitor } from './admission.ts';
import { appointmentRoutes } from './appointments/appointments.ts';
import { moveRoutes } from './appointments/moves.ts';
import { programmeRoutes } from './appointments/programmes.ts';
import { seriesRoutes } from './appointments/series.ts';
import { providerScheduleRoutes } from './booking/provider-schedules.ts';
import { templateRoutes } from './booking/templates.ts';
import { feedRoutes } from './calendar/feeds.ts';
import { servePrint } from './calendar/print.ts';
import type { Caller } from './caller.ts';
import { contactRoutes } from './conversations/contacts.ts';
import { conversationRoutes } from './conversations/conversations.ts';
import { type OfferParts, offerRoutes } from './conversations/offers.ts';
import { createAnswerOnce } from './once.ts';
import { describeRoutes } from './openapi.ts';
import { createPace, type Pace } from './pace.ts';
import { serveDocs } from './pages/docs.ts';
import type { ApiDocument } from './pages/document.ts';
import { createAssets } from './pages/page.ts';
import { createSignInPages } from './pages/sign-in.ts';
import { mountRoutes, type Route } from './route.ts';
import { availabilityRoutes } from './scheduling/availability.ts';
import { meetingTypeRoutes } from './scheduling/meeting-types.ts';
import { overrideRoutes } from './scheduling/overrides.ts';
import { type PoolParts, poolRoutes } from './scheduling/pools.ts';
import { resourceRoutes } from './scheduling/resources.ts';
import { slotRoutes } from './scheduling/slots.ts';
import { visitLinkRoutes } from './self-service/links.ts';
import { createVisitsPage } from './self-service/visits.ts';
import { entryRoutes } from './waitlist/entries.ts';
import { offerRoutes as waitlistOfferRoutes } from './waitlist/offers.ts';
import { openingRoutes } from './waitlist/openings.ts';

export interface ApiParts extends PoolParts, Pick<OfferParts, 'people' | 'offers'> {
  readonly reaching: Reaching;
  readonly conversations: Conversations;
  readonly desk: Desk;
  readonly outbox: Pick<Outbox, 'find'>;
  readonly organisations: Organisations;
  readonly members: Members;
  readonly roles: Roles;
  readonly teams: Teams;
  readonly apiKeys: ApiKeys;
  readonly sessions: Sessions;
  readonly addressProof: AddressProof;
  readonly answers: KeptAnswers;
  readonly audit: AuditLog;
  readonly calendars: Calendars;
  readonly templates: TemplateLibrary;
  readonly taken: TimeTaken;
  readonly services: Services;
  readonly slots: SlotSource;
  readonly appointments: Appointments;
  readonly appointmentService: AppointmentService;
  readonly series: SeriesStore;
  readonly seriesService: SeriesService;
  readonly programmes: Programmes;
  readonly waitlist: Waitlist;
  readonly waitlistEntries: EntryStore;
  readonly openings: OpeningStore;
  readonly telling: Telling;
  readonly wordsOf: WordsOf;
  readonly feeds: Feeds;
  readonly selfService: SelfService;
  readonly ids: Ids;
  readonly clock: Clock;
  readonly publicUrl: string;
  readonly isProduction: boolean;
}

/** Of the interface, not of the program: it grows when something is added that callers can see. */
const API_VERSION = '1.0.0';
const LARGEST_BODY = '1mb';
const LINK_WINDOW = 15 * MINUTE;

/** Every operation of the API; a route that is not in here does not exist. */
function listRoutes(parts: ApiParts, linkPace: Pace) {
  const sessionParts = { ...parts, linkPace };
  const forVisitors: readonly Route<Visitor>[] = signInRoutes(sessionParts);
  const forCallers: readonly Route<Caller>[] = [
    ...organisationRoutes(parts),
    ...memberRoutes(parts),
    ...roleRoutes(parts),
    ...teamRoutes(parts),
    ...apiKeyRoutes(parts),
    ...auditRoutes(parts),
    ...sessionRoutes(sessionParts),
    ...availabilityRoutes(parts),
    ...overrideRoutes(parts),
    ...resourceRoutes(parts),
    ...meetingTypeRoutes(parts),
    ...slotRoutes(parts),
    ...poolRoutes(parts),
    ...providerScheduleRoutes(parts),
    ...templateRoutes(parts),
    ...appointmentRoutes(parts),
    ...moveRoutes(parts),
    ...visitLinkRoutes(parts),
    ...feedRoutes(parts),
    ...seriesRoutes(parts),
    ...programmeRoutes(parts),
    ...entryRoutes(parts),
    ...waitlistOfferRoutes(parts),
    ...openingRoutes(parts),
    ...offerRoutes(parts),
    ...conversationRoutes(parts),
    ...contactRoutes(parts),
  ];
  return { forVisitors, forCallers };
}

/** What is booked is reached without a version too, under `/api/booking`. */
const isOfBooking = ({ path }: Route<never>): boolean => path.startsWith('/booking/');

function onFirstUse<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** Where somebody goes who signed in. */
const HOMES = { member: '/docs', contact: '/visits' } as const;

/**
 * Everything under `/api/v1` and `/api/booking`, its description for people under `/docs`, and signing in for browsers:
 * to be hung at the root.
 */
export function createApi(parts: ApiParts): Router {
  const linkPace = createPace(parts.clock, LINK_WINDOW);
  const { forVisitors, forCallers } = listRoutes(parts, linkPace);
  const pace = createPace(parts.clock, MINUTE);
  // Few read it, and it takes longer to write than all else of a start.
  const document = onFirstUse(() =>
    describeRoutes(
      { forVisitors, forCallers },
      API_VERSION,
      `${parts.publicUrl}/api/v1`,
      sessionCookie(parts.isProduction),
    ),
  );

  const api = Router();
  api.get('/openapi.json', (_req, res) => {
    res.set('Cache-Control', 'public, max-age=300').json(document());
  });
  const readBody = express.json({ limit: LARGEST_BODY });
  const mounting = { admit: createAdmission({ ...parts, pace }), answerOnce: createAnswerOnce(parts) };
  api.use(
    readBody,
    mountRoutes(forVisitors, { admit: admitVisitor(parts.publicUrl) }),
    mountRoutes(forCallers, mounting),
  );
  const root = Router();
  root.use('/api/v1', api).use('/api', readBody, mountRoutes(forCallers.filter(isOfBooking), mounting));
  // Its own JSON, read back as what it says it is.
  root.get(
    '/docs',
    serveDocs(() => JSON.parse(JSON.stringify(document())) as ApiDocument),
  );
  root.use('/sign-in', createSignInPages({ ...parts, linkPace, homes: HOMES }));
  root.get('/calendar/print', servePrint({ ...parts, admit: mounting.admit }));
  root.use('/visits', createVisitsPage({ ...parts, admit: mounting.admit }));
  root.use('/assets', createAssets());
  return root;
}
