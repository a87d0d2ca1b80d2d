import type { Clock, Ids, SecretKeyRing } from '../core/ports.ts';
import { createKeptAnswers } from './answers.ts';
import { connect } from './connection.ts';
import { createCursors } from './cursors.ts';
import { createDueTimes } from './due-times.ts';
import { createEventStream } from './events.ts';
import { createInbox } from './inbox.ts';
import { createLeases } from './leases.ts';
import { migrate } from './migrate.ts';
import { droppedIndexes, migrations } from './migrations.ts';
import { collections, pendingModels } from './models/all.ts';
import { createOutbox } from './outbox.ts';
import { createRelay } from './relay.ts';
import { createApiKeyShelf } from './repositories/api-keys.ts';
import { createAppointments } from './repositories/appointments.ts';
import { createAssignmentLog } from './repositories/assignments.ts';
import { createAuditLog } from './repositories/audit.ts';
import { createFeedShelf } from './repositories/calendar-feeds.ts';
import { createCalendarShelf } from './repositories/calendars.ts';
import { createCardLinks } from './repositories/card-links.ts';
import { createAddresses, createContactShelf } from './repositories/contacts.ts';
import { createConversations } from './repositories/conversations.ts';
import { createCounterPages } from './repositories/counter-pages.ts';
import { createLedgerPages } from './repositories/ledger-pages.ts';
import { createMemberShelf, createRoleShelf, createTeamShelf } from './repositories/members.ts';
import { createOfferShelf } from './repositories/offers.ts';
import { createOpenings } from './repositories/openings.ts';
import { createOrganisations } from './repositories/organisations.ts';
import { createPoolShelf } from './repositories/pools.ts';
import { createProgrammes } from './repositories/programmes.ts';
import { createSentInvitations } from './repositories/sent-invitations.ts';
import { createSeriesStore } from './repositories/series.ts';
import { createServices } from './repositories/services.ts';
import { createSessionShelf } from './repositories/sessions.ts';
import { createTemplateShelf } from './repositories/templates.ts';
import { createVisitLinks } from './repositories/visit-links.ts';
import { createWaitlistEntries } from './repositories/waitlist-entries.ts';
import { createWaitlistSettings } from './repositories/waitlist-settings.ts';
import { createSecrets } from './secrets.ts';
import { createUpkeep } from './upkeep.ts';

interface Deps {
  readonly uri: string;
  /** Ours; a test or the sandbox may turn it. */
  readonly clock: Clock;
  /** The machine's, for what measures whether processes live and for what is compared with the stamps of providers. */
  readonly machineClock: Clock;
  readonly ids: Ids;
  readonly keys: SecretKeyRing;
  /** Names this process among those that share the store. */
  readonly holder: string;
  /** Where everybody who shares the store can be seen from here: who of them is gone, and what they held is free at once. */
  readonly isGone?: (holder: string) => boolean;
  readonly leaseDuration?: number;
}

/** Connects, brings the store to the form this program expects, and hands out everything that is kept in it. */
export async function openStore(deps: Deps) {
  const connection = await connect(deps.uri);
  const { clock, machineClock, ids, keys, holder } = deps;
  try {
    const duration = deps.leaseDuration === undefined ? {} : { duration: deps.leaseDuration };
    const leases = createLeases({ connection, machineClock, holder, ...duration });
    if (deps.isGone !== undefined) await leases.endHoldsOf(deps.isGone);
    await migrate({ connection, leases, clock, collections, migrations, droppedIndexes });

    const { inbox, turnWork } = createInbox({ connection, clock, ids });
    const { outbox, messageWork } = createOutbox({ connection, clock, machineClock, ids });
    const { stream, append } = createEventStream({ connection, machineClock });
    const relay = createRelay({ connection, append, outbox, sources: pendingModels });
    const { cursorWork, deadLetters } = createCursors({ connection, clock, machineClock });
    const { dueTimes, dueWork } = createDueTimes({ connection, clock, machineClock });
    const { secrets, rotate } = createSecrets({ connection, clock, keys });
    return {
      inbox,
      outbox,
      stream,
      deadLetters,
      dueTimes,
      secrets,
      rotateSecrets: rotate,
      calendars: createCalendarShelf({ connection, clock, relay }),
      templates: createTemplateShelf({ connection, clock, relay }),
      organisations: createOrganisations({ connection, clock, ids, relay }),
      apiKeys: createApiKeyShelf({ connection, clock, relay }),
      members: createMemberShelf({ connection, clock, relay }),
      roles: createRoleShelf({ connection, clock, relay }),
      teams: createTeamShelf({ connection, clock, relay }),
      audit: createAuditLog({ connection }),
      answers: createKeptAnswers({ connection, clock, keys, ids }),
      sessions: createSessionShelf({ connection, clock, relay }),
      ledgerPages: createLedgerPages({ connection }),
      appointments: createAppointments({ connection, clock, relay }),
      services: createServices({ connection, clock, relay }),
      series: createSeriesStore({ connection, clock, relay }),
      programmes: createProgrammes({ connection, clock, relay }),
      waitlistEntries: createWaitlistEntries({ connection, clock, relay }),
      openings: createOpenings({ connection, clock, relay }),
      contacts: createContactShelf({ connection, clock, relay }),
      addresses: createAddresses({ connection, clock, relay }),
      conversations: createConversations({ connection, clock, relay }),
      cardLinks: createCardLinks({ connection }),
      offers: createOfferShelf({ connection, clock, relay }),
      waitlistSettings: createWaitlistSettings({ connection, clock, relay }),
      pools: createPoolShelf({ connection, clock, relay }),
      counterPages: createCounterPages({ connection }),
      assignments: createAssignmentLog({ connection }),
      visitLinks: createVisitLinks({ connection, clock, relay }),
      feeds: createFeedShelf({ connection, clock, relay }),
      sentInvitations: createSentInvitations({ connection }),
      /** What the workers of src/jobs need. */
      work: {
        leases,
        turns: turnWork,
        messages: messageWork,
        relay,
        cursors: cursorWork,
        due: dueWork,
        upkeep: createUpkeep({ connection, clock, machineClock }),
      },
      /** For agenda, which keeps its jobs on the same connection. */
      connection,
      /** Rejects when the store does not answer. */
      ping: async () => {
        await connection.db?.command({ ping: 1 });
      },
      close: () => connection.close(),
    };
  } catch (error) {
    await connection.close(true);
    throw error;
  }
}

export type Store = Awaited<ReturnType<typeof openStore>>;
