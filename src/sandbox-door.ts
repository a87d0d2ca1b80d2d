import { Router } from 'express';
import { createSandboxPhone, guardSandbox } from './channels/sandbox/index.ts';
import type { TextForm } from './channels/sandbox/render.ts';
import type { TurnableClock } from './clock.ts';
import type { Config } from './config.ts';
import type { ConversationRoom } from './conversations.ts';
import { createCalendars } from './core/calendars/service.ts';
import { Fault } from './core/fault.ts';
import { createMembers } from './core/members/service.ts';
import type { Ids, Log, Unsubscribe } from './core/ports.ts';
import type { ClockTurning } from './core/sandbox/service.ts';
import type { PlayedMails, PlayedTexts } from './core/sandbox/types.ts';
import { CLINIC, GRACE, seedPatients } from './demo.ts';
import { createLive } from './http/sandbox/live.ts';
import { drawRegions } from './http/sandbox/page.ts';
import { createSandboxPage } from './http/sandbox/router.ts';
import { type Cast, createScenes } from './http/sandbox/scene.ts';
import type { Scheduling } from './scheduling.ts';
import { createSenderPace } from './sms.ts';
import type { Store } from './store/store.ts';

export interface SandboxParts {
  readonly config: Pick<Config, 'publicUrl' | 'twilio'>;
  readonly store: Store;
  readonly clock: TurnableClock;
  readonly ids: Ids;
  readonly log: Log;
}

export interface SandboxDoorParts extends SandboxParts {
  readonly scheduling: Scheduling;
  readonly conversations: ConversationRoom;
  readonly texts: PlayedTexts;
  readonly mails: PlayedMails;
  readonly order: Ids;
  readonly turning: ClockTurning;
  readonly form: () => Promise<TextForm>;
  readonly onKept: () => void;
  readonly watch: (listener: () => void) => Unsubscribe;
  readonly isPlayed: boolean;
}

async function findCast(store: Store): Promise<Cast> {
  const organisation = await store.organisations.bySlug(CLINIC.slug);
  const member = (await store.members.byEmail(GRACE)).find((one) => one.organisationId === organisation?.id);
  const services = organisation === undefined ? [] : await store.services.list(organisation.id);
  const service =
    services.find(({ standard, isOffered }) => standard === 'routine_checkup' && isOffered) ?? services[0];
  if (organisation === undefined || member === undefined || service === undefined)
    throw new Fault(
      'not_found',
      'The sandbox plays the demo organisation, which this store does not have: start with an empty DATA_DIR.',
    );
  return { organisation, member, serviceId: service.id };
}

/** Everything behind `/sandbox`. */
export async function openDoor(parts: SandboxDoorParts) {
  const { store, scheduling, conversations: room, clock, ids, order, log, texts, mails, turning } = parts;
  const cast = await findCast(store);
  const { id: organisationId } = cast.organisation;
  await seedPatients(room.people, organisationId);
  const { people, offers, conversations, desk, talk, reaching } = room;
  const { appointments, outbox, organisations, roles, teams, waitlistEntries } = store;
  const gather = createScenes({
    ...{ cast, people, offers, appointments, conversations, outbox, texts, mails, clock, turning },
    ...{ waitlistEntries, services: scheduling.services, telling: talk.telling, isPlayed: parts.isPlayed },
  });
  const watch = (listener: () => void): Unsubscribe => {
    const ends = [parts.watch(listener), store.work.relay.onStreamed(listener), outbox.onEnqueued(listener)];
    return () => {
      for (const end of ends) end();
    };
  };
  const live = createLive({ draw: async (phone) => drawRegions(await gather(phone)), watch, log });
  const calendars = createCalendars({ shelf: store.calendars, ids, clock });
  const page = createSandboxPage({
    ...{ gather, live, turning, mails, member: cast.member },
    members: createMembers({ shelf: store.members, roles, teams, calendars, clock, ids }),
    api: { people, offers, conversations, desk, outbox, appointments, organisations, reaching, ids },
  });
  const phone = createSandboxPhone({
    ...{ inbox: store.inbox, texts, clock, order, form: parts.form, onKept: parts.onKept },
    organisation: async () => organisationId,
    admits: createSenderPace(clock),
  });
  const router = Router();
  router.use(guardSandbox);
  if (parts.isPlayed) router.use('/texts', phone);
  router.use(page);
  return { router, close: live.close };
}
