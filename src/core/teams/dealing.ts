/**
 * Visits dealt for real. A visit is counted before its time is taken, so that two bookings at once are never dealt from the
 * same counts; the assignment stands once an appointment names it. Whatever becomes of it - not placed, not
 * accepted, moved, cancelled, missed - is taken out of the counts once: on the page it was dealt on, which is read before the log is.
 */
import type { Deal, Dealer, VisitToDeal } from '../appointments/choice.ts';
import type { OwnTime, SlotSource } from '../appointments/slots.ts';
import type { AssignmentId, MemberId, OrganisationId } from '../ids.ts';
import type { Clock, Ids } from '../ports.ts';
import { ok, refuse } from '../result.ts';
import type { AssignmentLog, Counting, LoggedAssignment } from './counting.ts';
import type { KeptPool, Pools } from './pools.ts';
import { type PresenceQuestion, presencesAt } from './presences.ts';
import { periodAt } from './rules.ts';
import { type AssignmentRequest, assign, dealAgain, explain, giveBack, restore } from './service.ts';
import type { AssignedRecord, CountersPage, HostNumbers, ReturnReason } from './types.ts';

export interface Dealing extends Dealer {
  /** Who would get such a visit now, and the numbers that say why. */
  explain(pool: KeptPool, question: PresenceQuestion): Promise<readonly HostNumbers[]>;
  giveBack(organisationId: OrganisationId, assignment: AssignmentId, reason?: ReturnReason): Promise<void>;
  /** A visit marked as missed took place after all. */
  countAgain(organisationId: OrganisationId, assignment: AssignmentId): Promise<void>;
}

export interface DealingDeps {
  readonly pools: Pick<Pools, 'poolOf'>;
  readonly counting: Counting;
  readonly log: AssignmentLog;
  readonly slots: SlotSource;
  readonly clock: Clock;
  readonly ids: Ids;
}

/** A draw is the same however often it is asked for, so that what was explained is what is done. */
const seedOf = ({ wish, start }: Pick<PresenceQuestion, 'wish' | 'start'>): string => `${wish.service.id}/${start}`;

const isMarked = (page: CountersPage, kind: 'returned' | 'restored', assignment: AssignmentId): boolean =>
  page.unlogged.some((record) => record.kind === kind && record.assignment === assignment);

export function createDealing(deps: DealingDeps): Dealing {
  const { pools, counting, log, clock, ids } = deps;

  const placeOf = (organisationId: OrganisationId, pool: KeptPool) => ({
    organisationId,
    pool: pool.id,
    period: periodAt(pool, clock.now()),
  });

  /** Changes the page an assignment was dealt on; `change` is handed what page and log together know of it. */
  async function changeDealt(
    organisationId: OrganisationId,
    assignment: AssignmentId,
    change: (page: CountersPage, known: LoggedAssignment) => CountersPage,
  ): Promise<void> {
    const found = await log.find(organisationId, assignment);
    if (!found) return;
    const { pool, period } = found.record;
    const counted = await counting.step(
      { organisationId, pool, period },
      {
        look: async () => (await log.find(organisationId, assignment)) ?? found,
        take(page, logged) {
          const isReturned = logged.isReturned || isMarked(page, 'returned', assignment);
          const isRestored = logged.isRestored || isMarked(page, 'restored', assignment);
          return ok({ page: change(page, { ...logged, isReturned, isRestored }), answer: undefined });
        },
      },
    );
    if (counted.ok) await counted.value.logged;
  }

  const takeBack: Dealing['giveBack'] = (organisationId, assignment, reason = 'not_booked') =>
    changeDealt(organisationId, assignment, (page, { record, isReturned }) => {
      const returned = isReturned ? undefined : giveBack(page, record, reason, clock.now());
      return returned?.ok ? returned.value : page;
    });

  /** What was dealt for the visit before, if its host can keep it. */
  async function keptDeal(visit: VisitToDeal, free: readonly MemberId[]): Promise<Deal | undefined> {
    const { dealt, byHand, appointmentId, until, wish } = visit;
    if (dealt === undefined || byHand) return undefined;
    const known = await log.find(wish.organisationId, dealt);
    if (!known || known.isReturned || !free.includes(known.record.host)) return undefined;
    const isBound = appointmentId === undefined || known.appointmentId === appointmentId;
    if (!isBound && !(await log.bind(wish.organisationId, dealt, appointmentId, until))) return undefined;
    return { host: known.record.host, assignment: dealt, isNew: false };
  }

  /** What could not be placed, if it is to be exchanged on the same page; on another it is given back by itself. */
  async function recordToExchange(
    place: ReturnType<typeof placeOf>,
    before: Deal | undefined,
  ): Promise<AssignedRecord | undefined> {
    if (!before?.isNew) return undefined;
    const known = await log.find(place.organisationId, before.assignment);
    if (known?.record.pool === place.pool && known.record.period === place.period) return known.record;
    await takeBack(place.organisationId, before.assignment);
    return undefined;
  }

  async function dealNew(
    pool: KeptPool,
    visit: VisitToDeal,
    free: readonly MemberId[],
    before: Deal | undefined,
  ): ReturnType<Dealing['deal']> {
    const { wish, cast, slot, whyNot, taking, appointmentId, until, byHand, staysWith } = visit;
    const { organisationId, service } = wish;
    const own: OwnTime = { taking, appointmentIds: appointmentId === undefined ? [] : [appointmentId] };
    const question = { wish, cast, start: slot.start, free, whyNot, own };
    const request: AssignmentRequest = {
      assignment: ids.next('assignment'),
      at: clock.now(),
      presences: await presencesAt(deps, pool, question),
      seed: seedOf(question),
      byHand,
      staysWith,
      visit: { serviceId: service.id, start: slot.start, taking, appointmentId, until },
    };
    const place = placeOf(organisationId, pool);
    const exchanged = await recordToExchange(place, before);
    const counted = await counting.step(place, {
      look: async () => exchanged && !(await log.find(organisationId, exchanged.assignment))?.isReturned,
      take(page, isStanding) {
        const again = exchanged && isStanding ? dealAgain(pool, page, exchanged, request) : undefined;
        const dealt =
          again && (again.ok || again.reason !== 'already_given_back') ? again : assign(pool, page, request);
        return dealt.ok ? ok({ page: dealt.value.page, answer: dealt.value.record }) : refuse('nobody_free');
      },
    });
    if (!counted.ok) return counted;
    const { answer, logged } = counted.value;
    return ok({ host: answer.host, assignment: answer.assignment, isNew: true, logged });
  }

  return {
    poolOf: async (service) => (service.shape.kind === 'round_robin' ? pools.poolOf(service) : undefined),
    async deal(visit, without, before) {
      const { pool, slot } = visit;
      if (!pool) return ok(undefined);
      // A room was taken meanwhile; its host was not.
      if (before && !without.has(before.host)) return ok(before);
      const free = slot.hosts.filter((host) => !without.has(host));
      const kept = before ? undefined : await keptDeal(visit, free);
      if (kept) return ok(kept);
      return dealNew(pool, visit, free, before);
    },
    giveBack: takeBack,
    async giveUp(organisationId, assignment) {
      if (await log.giveUp(organisationId, assignment)) await takeBack(organisationId, assignment);
    },
    countAgain: (organisationId, assignment) =>
      changeDealt(organisationId, assignment, (page, { record, isReturned, isRestored }) => {
        const restored = isReturned && !isRestored ? restore(page, record, clock.now()) : undefined;
        return restored?.ok ? restored.value : page;
      }),
    async explain(pool, question) {
      const page = await counting.read(placeOf(question.wish.organisationId, pool));
      const presences = await presencesAt(deps, pool, question);
      return explain(pool, page, { presences, seed: seedOf(question) });
    },
  };
}
