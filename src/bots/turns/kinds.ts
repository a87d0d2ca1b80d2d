import type { AppointmentStatus } from '../../core/appointments/types.ts';
import type { OrganisationId } from '../../core/ids.ts';
import { DAY, HOUR, type Instant } from '../../core/time/types.ts';
import type { Service } from '../dialogues/types.ts';
import type { TalkParts } from './types.ts';

type Parts = Pick<TalkParts, 'services' | 'appointments' | 'clock'>;

/** A list of so many needs no order but its own. */
const FEW = 5;
/** What most come for is read off the visits ahead, so many at most, and hardly changes within an hour. */
const LOOKS_AHEAD = 28 * DAY;
const MOST_READ = 200;
const STANDING: readonly AppointmentStatus[] = ['requested', 'confirmed'];
/** So many houses write at once. */
const MOST_KEPT = 1_000;
const KEPT_FOR = HOUR;

interface Counted {
  readonly at: Instant;
  readonly visits: ReadonlyMap<string, number>;
}

/** The kinds of visit a contact may book: where there are many, what most come for first. */
export function createKinds({ services, appointments, clock }: Parts) {
  const known = new Map<OrganisationId, Counted>();

  async function visitsOf(organisationId: OrganisationId): Promise<Counted['visits']> {
    const now = clock.now();
    const before = known.get(organisationId);
    if (before !== undefined && Math.abs(now - before.at) < KEPT_FOR) return before.visits;
    const filter = { within: { start: now, end: now + LOOKS_AHEAD }, statuses: STANDING };
    const { items } = await appointments.list(organisationId, filter, { limit: MOST_READ });
    const visits = new Map<string, number>();
    for (const { serviceId } of items) visits.set(serviceId, (visits.get(serviceId) ?? 0) + 1);
    if (known.size >= MOST_KEPT) known.clear();
    known.set(organisationId, { at: now, visits });
    return visits;
  }

  return async function kindsOf(organisationId: OrganisationId): Promise<readonly Service[]> {
    const all = await services.list(organisationId);
    const offered = all
      .filter(({ isOffered }) => isOffered)
      .map(({ id, name, intake = [] }) => ({
        id,
        name,
        intake: intake.map((question) => ({
          ...question,
          kind: question.answers.length > 0 ? ('choice' as const) : ('text' as const),
        })),
      }));
    if (offered.length <= FEW) return offered;
    const visits = await visitsOf(organisationId);
    return offered.toSorted((a, b) => (visits.get(b.id) ?? 0) - (visits.get(a.id) ?? 0));
  };
}
