import type { AppointmentService } from '../appointments/service.ts';
import type { Services } from '../appointments/services.ts';
import type { SlotSource } from '../appointments/slots.ts';
import type { Appointments } from '../appointments/types.ts';
import type { Actor, DomainEvent, OpeningFields } from '../events.ts';
import type { OrganisationId } from '../ids.ts';
import { differences } from '../kept.ts';
import type { Organisations } from '../organisations/types.ts';
import { DEFAULT_QUIET_HOURS } from '../people/quiet-hours.ts';
import type { Clock, DuePlan, DueTimes, Ids } from '../ports.ts';
import type { Instant } from '../time/types.ts';
import { defaultSettings } from './rules.ts';
import type {
  EntryChange,
  EntryId,
  EntryStore,
  Opening,
  OpeningChange,
  OpeningStore,
  SettingsStore,
  WaitlistEntry,
  WaitlistOffer,
  WaitlistSettings,
} from './types.ts';

export interface WaitlistDeps {
  readonly entries: EntryStore;
  readonly openings: OpeningStore;
  readonly settings: SettingsStore;
  readonly organisations: Pick<Organisations, 'get'>;
  readonly services: Pick<Services, 'find' | 'list'>;
  readonly slots: SlotSource;
  readonly appointments: Pick<Appointments, 'find'>;
  readonly appointmentService: Pick<AppointmentService, 'book' | 'hold' | 'release'>;
  readonly dueTimes: Pick<DueTimes, 'plan'>;
  readonly ids: Ids;
  readonly clock: Clock;
}

export const SYSTEM: Actor = { kind: 'system', channel: 'system' };

/** What is planned of the waitlist, by the kind its handler is found by. */
export const dueKinds = { opening: 'waitlist-opening', entry: 'waitlist-entry' } as const;

/** Quiet hours are those of the house, until the waitlist is given its own. */
export async function settingsOf(
  { settings, organisations }: Pick<WaitlistDeps, 'settings' | 'organisations'>,
  organisationId: OrganisationId,
): Promise<WaitlistSettings> {
  const kept = await settings.find(organisationId, organisationId);
  if (kept !== undefined) return kept;
  const house = await organisations.get(organisationId);
  return defaultSettings(organisationId, house?.quietHours ?? DEFAULT_QUIET_HOURS);
}

export const planOpening = (
  { organisationId, id }: Pick<Opening, 'organisationId' | 'id'>,
  dueAt: Instant,
): DuePlan => ({
  organisationId,
  key: `${dueKinds.opening}/${id}`,
  kind: dueKinds.opening,
  subjectId: id,
  dueAt,
});

export const planEntry = ({ organisationId, id, expiresAt }: WaitlistEntry): DuePlan => ({
  organisationId,
  key: `${dueKinds.entry}/${id}`,
  kind: dueKinds.entry,
  subjectId: id,
  dueAt: expiresAt,
});

type OpeningEvent = Extract<DomainEvent, { subject: { kind: 'opening' } }>;
type EntryEvent = Extract<DomainEvent, { subject: { kind: 'waitlist_entry' } }>;

const told = ({ id, entryId, contactId, state, start, answerBy }: WaitlistOffer): OpeningFields['offers'][number] => ({
  ...{ id, entryId, contactId, state, start, answerBy },
});

/** The next version of the opening, with the event that tells of it and of the offers that changed with it. */
export function changeOpening(
  { ids, clock }: Pick<WaitlistDeps, 'ids' | 'clock'>,
  opening: Opening,
  event?: {
    readonly type: OpeningEvent['type'];
    readonly actor: Actor;
    readonly after?: Partial<OpeningFields>;
    readonly offers?: readonly WaitlistOffer[];
  },
): OpeningChange {
  const { organisationId, id, version } = opening;
  const now = clock.now();
  const next = { ...opening, version: version + 1, updatedAt: now };
  if (!event) return { opening: next, events: [] };
  const { type, actor, after, offers = [] } = event;
  const fields = { ...after, ...(offers.length === 0 ? {} : { offers: offers.map(told) }) };
  const subject = { kind: 'opening', id } as const;
  const about = { id: ids.next('event'), organisationId, at: now, actor, subject };
  return { opening: next, events: [{ ...about, type, after: fields }] };
}

export function changeEntry(
  { ids, clock }: Pick<WaitlistDeps, 'ids' | 'clock'>,
  entry: WaitlistEntry,
  event?: { readonly type: EntryEvent['type']; readonly actor: Actor; readonly from?: WaitlistEntry },
): EntryChange {
  const { organisationId, id, version, contactId, serviceId, appointmentId } = entry;
  const now = clock.now();
  const next = { ...entry, version: version + 1, updatedAt: now };
  if (!event) return { entry: next, events: [] };
  const { from, ...told } = event;
  const difference =
    from === undefined ? { after: termsOf(entry) } : (differences(termsOf(from), termsOf(entry)) ?? {});
  const after = {
    contactId,
    serviceId,
    ...difference.after,
    ...(appointmentId === undefined ? {} : { appointmentId }),
  };
  const subject = { kind: 'waitlist_entry', id } as const;
  const about = { id: ids.next('event'), organisationId, at: now, subject };
  return { entry: next, events: [{ ...about, ...difference, after, ...told }] };
}

/** Where they are reached stands in the entry alone. */
const termsOf = ({ priority, state, hosts, dates, parts, location, expiresAt }: WaitlistEntry) => ({
  ...{ priority, state, dates, parts, location: location.type, expiresAt },
  ...(hosts === undefined ? {} : { hosts }),
});

const ruledBy = ({ id: _, organisationId: _of, version: _version, ...terms }: WaitlistSettings) => terms;

/** What a change of the settings tells: nothing where nothing is different. */
export function settingsEvents(
  { ids, clock }: Pick<WaitlistDeps, 'ids' | 'clock'>,
  actor: Actor,
  before: WaitlistSettings,
  after: WaitlistSettings,
): readonly DomainEvent[] {
  const difference = differences(ruledBy(before), ruledBy(after));
  if (difference === undefined) return [];
  const { id, organisationId } = after;
  const subject = { kind: 'organisation' as const, id };
  const event = { id: ids.next('event'), organisationId, at: clock.now(), actor, subject };
  return [{ ...event, type: 'waitlist_settings_changed', ...difference }];
}

const TRIES = 10;

/** Changes the entry as it stands then; `undefined` from `change` leaves it. False: there was nothing to change. */
export async function editEntry(
  deps: WaitlistDeps,
  organisationId: OrganisationId,
  id: EntryId,
  change: (entry: WaitlistEntry) => EntryChange | undefined,
): Promise<boolean> {
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const entry = await deps.entries.find(organisationId, id);
    const changed = entry && change(entry);
    if (!changed) return false;
    if (await deps.entries.update(changed)) return true;
  }
  return false;
}

/** They may be offered something else from now on. Left undone by a crash, the reservation runs out. */
export async function unreserve(deps: WaitlistDeps, { organisationId }: Opening, offers: readonly WaitlistOffer[]) {
  for (const offer of offers)
    await editEntry(deps, organisationId, offer.entryId, (entry) =>
      entry.reserved?.offerId === offer.id ? changeEntry(deps, { ...entry, reserved: undefined }) : undefined,
    );
}
