import type { AppointmentId, OrganisationId } from '../ids.ts';
import type { PageDesk } from '../ledger/desk.ts';
import { dropTaking, firmClaims, restoreClaims } from '../ledger/rules.ts';
import type { Claim, LedgerEntry, LedgerPage, LedgerPages, PageKey, TakingId } from '../ledger/types.ts';
import { nameKey, pagesOf, weekOf } from '../ledger/weeks.ts';
import type { Clock } from '../ports.ts';
import { DAY, type Span } from '../time/types.ts';
import { holdsTime } from './moves.ts';
import { type Appointment, type Appointments, appointmentStatuses } from './types.ts';

/** What was found when the two truths were compared; all but the first two are 0 in normal life. */
export interface MendingReport {
  readonly pages: number;
  readonly appointments: number;
  /** Holds that ran out although their appointment stands: made firm. */
  readonly firmed: number;
  /** Time of appointments that was missing on the ledger: written again. */
  readonly restored: number;
  /** Time on the ledger that no appointment stands behind: given back. */
  readonly freed: number;
  /** Appointments whose time is somebody else's: nothing was changed, people have to decide. */
  readonly clashes: readonly AppointmentId[];
}

export interface MendingDeps {
  readonly pages: LedgerPages;
  readonly desk: PageDesk;
  readonly appointments: Appointments;
  readonly clock: Clock;
}

const standsBehind = (appointment: Appointment | undefined, taking: TakingId): boolean =>
  appointment?.taking === taking && holdsTime(appointment.status);

type Mended = 'fine' | 'firmed' | 'restored' | 'freed' | 'clash';

/**
 * The appointment is the truth about the visit, the ledger the truth about time. Pages are read before the appointments
 * they name: whatever is firm on a page was written on its appointment before, so a taking the appointment does not
 * name any more is stale, never new.
 */
export async function mendLedger(
  deps: MendingDeps,
  organisationId: OrganisationId,
  span: Span,
): Promise<MendingReport> {
  const counts = { fine: 0, firmed: 0, restored: 0, freed: 0, clash: 0 } satisfies Record<Mended, number>;
  const clashes = new Set<AppointmentId>();
  let pages = 0;
  let appointments = 0;
  for await (const page of walkPages(deps, organisationId, span)) {
    pages += 1;
    for (const mended of await mendPage(deps, organisationId, page)) counts[mended] += 1;
  }
  for await (const appointment of walkAppointments(deps, organisationId, span)) {
    appointments += 1;
    for (const mended of await mendAppointment(deps, appointment)) {
      counts[mended] += 1;
      if (mended === 'clash') clashes.add(appointment.id);
    }
  }
  const { firmed, restored, freed } = counts;
  return { pages, appointments, firmed, restored, freed, clashes: [...clashes] };
}

async function* walkPages(
  { pages }: MendingDeps,
  organisationId: OrganisationId,
  { start, end }: Span,
): AsyncGenerator<LedgerPage> {
  const weeks = { first: weekOf(start), last: weekOf(end) };
  let after: string | undefined;
  do {
    const found = await pages.list(organisationId, weeks, { after });
    yield* found.items;
    after = found.next;
  } while (after !== undefined);
}

async function* walkAppointments(
  { appointments }: MendingDeps,
  organisationId: OrganisationId,
  within: Span,
): AsyncGenerator<Appointment> {
  const statuses = appointmentStatuses.filter(holdsTime);
  let after: string | undefined;
  do {
    const found = await appointments.list(organisationId, { statuses, within }, { after });
    yield* found.items;
    after = found.next;
  } while (after !== undefined);
}

/** A live hold is somebody at work. */
const isSettledOnPage = ({ kind, until = 0 }: LedgerEntry, now: number): boolean => kind !== 'hold' || until <= now;

async function mendPage(
  deps: MendingDeps,
  organisationId: OrganisationId,
  page: LedgerPage,
): Promise<readonly Mended[]> {
  const now = deps.clock.now();
  const takings = new Map<TakingId, LedgerEntry>();
  for (const entry of page.entries)
    if (entry.appointmentId !== undefined && isSettledOnPage(entry, now)) takings.set(entry.taking, entry);
  const mended: Mended[] = [];
  for (const [taking, { kind, appointmentId }] of takings) {
    if (appointmentId === undefined) continue;
    const stands = standsBehind(await deps.appointments.find(organisationId, appointmentId), taking);
    if (stands && kind !== 'hold') continue;
    // Of a hold that ran out the desk itself asks the appointment, with a fence, before anything else is done to the
    // page.
    const done = await deps.desk.change(organisationId, page, (entries) => ({
      entries: stands || kind === 'hold' ? entries : dropTaking(entries, taking),
      answer: undefined,
    }));
    if (done.written) mended.push(stands ? 'firmed' : 'freed');
  }
  return mended;
}

function sharesOf({ claims }: Appointment): readonly { readonly key: PageKey; readonly claims: readonly Claim[] }[] {
  const shares = new Map<string, { key: PageKey; claims: Claim[] }>();
  for (const claim of claims)
    for (const key of pagesOf(claim)) {
      const share = shares.get(nameKey(key)) ?? { key, claims: [] };
      share.claims.push(claim);
      shares.set(nameKey(key), share);
    }
  return [...shares.values()];
}

async function mendAppointment(deps: MendingDeps, appointment: Appointment): Promise<readonly Mended[]> {
  const { organisationId, id, taking } = appointment;
  const shares = sharesOf(appointment);
  const pages = await deps.pages.read(
    organisationId,
    shares.map(({ key }) => key),
  );
  const owner = { id: taking, organisationId, appointmentId: id };
  const mended: Mended[] = [];
  for (const [index, { key, claims }] of shares.entries()) {
    const entries = pages[index]?.entries ?? [];
    if (firmClaims(entries, owner, claims, undefined) !== undefined) continue;
    // It may have moved or ended since it was read.
    if (!standsBehind(await deps.appointments.find(organisationId, id), taking)) return mended;
    const done = await deps.desk.change(organisationId, key, (current) => {
      const restored = restoreClaims(current, owner, claims);
      return { entries: restored ?? current, answer: restored !== undefined };
    });
    if (!done.written) continue;
    mended.push(done.answer ? 'restored' : 'clash');
    if (standsBehind(await deps.appointments.find(organisationId, id), taking)) continue;
    await deps.desk.change(organisationId, key, (current) => ({
      entries: dropTaking(current, taking),
      answer: undefined,
    }));
  }
  return mended;
}

/** How far around now the job looks: what is over for longer than a week, or lies beyond two years, is left alone. */
export const MENDING_REACH: { readonly before: number; readonly after: number } = {
  before: 7 * DAY,
  after: 2 * 366 * DAY,
};
