import { explainSlots, listSlots, slotsAt } from '../availability/engine.ts';
import type { Commitment, EmptyReason, Slot, SlotList, SlotQuery } from '../availability/types.ts';
import { Fault } from '../fault.ts';
import type { AppointmentId, MemberId } from '../ids.ts';
import type { Ledger, LedgerEntry, LedgerResource, TakingId } from '../ledger/types.ts';
import type { Clock } from '../ports.ts';
import { ok, type Refusal, type Result } from '../result.ts';
import { DAY, type Instant, MINUTE, type Span, type Zone } from '../time/types.ts';
import type { Cast } from './claims.ts';
import type { HoursSource } from './hours.ts';
import { hostsAsked, queryOf, type Wish } from './query.ts';
import type { Service, Services } from './services.ts';

/** How the ledger would stand if the asker had its way. */
export interface OwnTime {
  /** What must not stand in its own way: a hold that is being accepted, appointments that are being moved. */
  readonly taking?: TakingId | undefined;
  readonly appointmentIds?: readonly AppointmentId[] | undefined;
  /** By resource, what shall be taken as well: the earlier occurrences of a series. */
  readonly together?: ReadonlyMap<string, readonly Commitment[]> | undefined;
}

const isOwn = ({ taking, appointmentIds = [] }: OwnTime, entry: LedgerEntry): boolean =>
  entry.taking === taking || (entry.appointmentId !== undefined && appointmentIds.includes(entry.appointmentId));

/** What the ledger said of one start at one moment. */
export interface Look {
  /** The slot that begins exactly then, or why there is none. */
  readonly found: Result<Slot, Refusal<EmptyReason, string>>;
  /** Why each of these hosts who take turns, asked alone, cannot be had then; who can is left out. */
  whyNot(hosts: readonly MemberId[]): ReadonlyMap<MemberId, EmptyReason>;
}

export interface SlotSource {
  /** Everybody and everything the wish may need, with their calendars around the span. */
  gather(wish: Wish, span: Span): Promise<Cast>;
  /** The slot that begins exactly then, as the ledger stands now, or why there is none. */
  at(wish: Wish, cast: Cast, start: Instant, own?: OwnTime): Promise<Result<Slot, Refusal<EmptyReason, string>>>;
  /** The same, for who asks further about it: the ledger is read once. */
  look(wish: Wish, cast: Cast, start: Instant, own?: OwnTime): Promise<Look>;
  /** Slots that begin within the span, ascending. */
  find(wish: Wish, cast: Cast, span: Span, own?: OwnTime): Promise<readonly Slot[]>;
  /** The same, and for every day of the reader's zone without any, why. */
  explain(wish: Wish, cast: Cast, span: Span, zone: Zone): Promise<SlotList>;
  /** The nearest other times, nearest first. */
  nearest(wish: Wish, around: Instant, count: number, own?: OwnTime): Promise<readonly Slot[]>;
}

export interface SlotSourceDeps {
  readonly ledger: Ledger;
  readonly services: Services;
  readonly hours: HoursSource;
  readonly clock: Clock;
}

const hasWeekLimit = (service: Service, cast: Cast): boolean =>
  (service.rules.maxPerWeek ?? service.rules.maxPerWeekPerHost) !== undefined ||
  [...cast.hosts.values()].some((host) => host.defaults?.maxPerWeek !== undefined);

/** How long after its first start the last visit of an appointment may still begin or last. */
function reachOf({ shape, rules }: Service): number {
  const longest = Math.max(...rules.durations) * MINUTE;
  if (shape.kind === 'multi_day') return Math.max(0, ...shape.dayOffsets) * DAY + longest;
  if (shape.kind !== 'sequence') return longest;
  return shape.steps.reduce(
    (sum, step) => sum + step.gapMaxMinutes * MINUTE + (step.durationMinutes ?? 120) * MINUTE,
    longest,
  );
}

/** What the ledger has to say about starts in the span: the days around it, or whole weeks where a week is counted. */
function spanOfCommitments(wish: Wish, cast: Cast, span: Span): Span {
  const around = hasWeekLimit(wish.service, cast) ? 8 * DAY : DAY;
  return { start: span.start - around, end: span.end + reachOf(wish.service) + around };
}

function slotAt(query: SlotQuery, start: Instant): Look['found'] {
  const found = slotsAt(query, start);
  if (!found.ok) return found;
  const [slot] = found.value;
  if (slot === undefined) throw new Fault('internal', 'The slot engine agreed to a start and named no slot.');
  return ok(slot);
}

function reasonsAgainst(
  query: SlotQuery,
  start: Instant,
  hosts: readonly MemberId[],
): ReadonlyMap<MemberId, EmptyReason> {
  if (query.shape.kind !== 'round_robin') return new Map();
  const asked = new Set(hosts);
  const reasons = query.shape.hosts.flatMap((host): [MemberId, EmptyReason][] => {
    if (!asked.has(host.id)) return [];
    const alone = slotsAt({ ...query, shape: { kind: 'round_robin', hosts: [host] } }, start);
    return alone.ok ? [] : [[host.id, alone.reason]];
  });
  return new Map(reasons);
}

const ALTERNATIVES_BEFORE = 3 * DAY;
const ALTERNATIVES_AFTER = 14 * DAY;

export function createSlotSource({ ledger, services, hours, clock }: SlotSourceDeps): SlotSource {
  async function gather(wish: Wish, { start, end }: Span): Promise<Cast> {
    const { organisationId, service } = wish;
    const span = { start, end: end + reachOf(service) };
    const steps = service.shape.kind === 'sequence' ? service.shape.steps.map((step) => step.serviceId) : [];
    const further = await Promise.all([...new Set(steps)].map((id) => services.find(organisationId, id)));
    const all = [service, ...further.filter((found) => found !== undefined)];
    const rooms = [...new Set(all.flatMap((one) => one.rooms.flatMap((room) => room.resources)))];
    const [hosts, resources] = await Promise.all([
      hours.hosts(organisationId, [...new Set(hostsAsked(wish))], span),
      rooms.length === 0 ? [] : hours.resources(organisationId, rooms, span),
    ]);
    return {
      services: new Map(all.map((one) => [one.id, one])),
      hosts: new Map(hosts.map((host) => [host.id, host])),
      resources: new Map(resources.map((resource) => [resource.id, resource])),
    };
  }

  async function ask(wish: Wish, cast: Cast, span: Span, own: OwnTime = {}): Promise<SlotQuery> {
    const limited = [...cast.services.values()].filter(
      ({ rules }) => (rules.maxPerDay ?? rules.maxPerWeek) !== undefined,
    );
    const wanted: LedgerResource[] = [
      ...[...cast.hosts.values()].map((host) => host.id),
      ...[...cast.resources.values()].map((resource) => resource.id),
      ...limited.map((service) => service.id),
    ];
    const read = await ledger.read(wish.organisationId, wanted, spanOfCommitments(wish, cast, span));
    const taken = new Map<string, readonly Commitment[]>(
      wanted.map((resource, index) => {
        const others = (read[index] ?? []).filter((entry) => !isOwn(own, entry));
        return [resource, [...others, ...(own.together?.get(resource) ?? [])]];
      }),
    );
    return queryOf(wish, cast, span, taken, clock.now());
  }

  const find: SlotSource['find'] = async (wish, cast, span, own) => listSlots(await ask(wish, cast, span, own));

  return {
    gather,
    at: async (wish, cast, start, own) => slotAt(await ask(wish, cast, { start, end: start + 1 }, own), start),
    async look(wish, cast, start, own) {
      const query = await ask(wish, cast, { start, end: start + 1 }, own);
      return { found: slotAt(query, start), whyNot: (hosts) => reasonsAgainst(query, start, hosts) };
    },
    find,
    explain: async (wish, cast, span, zone) => explainSlots({ ...(await ask(wish, cast, span)), zone }),
    async nearest(wish, around, count, own) {
      const now = clock.now();
      const span = {
        start: Math.max(now, around - ALTERNATIVES_BEFORE),
        end: Math.max(now, around) + ALTERNATIVES_AFTER,
      };
      const slots = await find(wish, await gather(wish, span), span, own);
      return [...slots]
        .sort((a, b) => Math.abs(a.start - around) - Math.abs(b.start - around) || a.start - b.start)
        .filter((slot, index, all) => slot.start !== all[index - 1]?.start)
        .slice(0, count);
    },
  };
}
