import type { LocationType, ServiceRules } from '../availability/types.ts';
import type { Actor, DomainEvent, ServiceFields } from '../events.ts';
import type { MemberId, OrganisationId, ResourceId, ServiceId } from '../ids.ts';
import { differences } from '../kept.ts';
import type { Clock, Ids } from '../ports.ts';
import type { PoolId } from '../teams/types.ts';
import type { Zone } from '../time/types.ts';

/** Who has to be there: the ids behind the shapes of the slot engine. */
export type ServiceShape =
  | { readonly kind: 'one_on_one'; readonly hosts: readonly MemberId[] }
  | { readonly kind: 'group'; readonly hosts: readonly MemberId[] }
  | { readonly kind: 'collective'; readonly hosts: readonly MemberId[] }
  | {
      readonly kind: 'round_robin';
      /** Those of the pool, where one is named. */
      readonly hosts: readonly MemberId[];
      /** Absent: a pool of its own, in which all hosts share alike. */
      readonly poolId?: PoolId | undefined;
    }
  | {
      readonly kind: 'panel';
      readonly benches: readonly { readonly need: number; readonly hosts: readonly MemberId[] }[];
    }
  | { readonly kind: 'sequence'; readonly hosts: readonly MemberId[]; readonly steps: readonly HandoverStep[] }
  | { readonly kind: 'multi_day'; readonly hosts: readonly MemberId[]; readonly dayOffsets: readonly number[] };

export type AppointmentKind = ServiceShape['kind'];

/** The next visit of a sequence, handed over to other hosts after a gap. */
export interface HandoverStep {
  readonly serviceId: ServiceId;
  readonly hosts: readonly MemberId[];
  readonly durationMinutes?: number | undefined;
  readonly gapMinMinutes: number;
  readonly gapMaxMinutes: number;
  readonly optional?: boolean | undefined;
}

export interface RoomNeed {
  readonly need: 'one' | 'all';
  readonly resources: readonly ResourceId[];
  readonly locations?: readonly LocationType[] | undefined;
}

/** What a contact may still change. Members of the organisation are not bound by it. */
export interface ChangeLimits {
  /** Minutes before the start after which it is too late. */
  readonly rescheduleUntilMinutes: number;
  readonly mostReschedules: number;
  readonly cancelUntilMinutes: number;
}

export const standardServiceKeys = [
  'initial_consultation',
  'follow_up',
  'medication_review',
  'test_results_review',
  'urgent_visit',
  'routine_checkup',
  'video_call',
  'in_person_visit',
  'phone_call',
] as const;
type StandardServiceKey = (typeof standardServiceKeys)[number];

export interface Service {
  readonly id: ServiceId;
  readonly organisationId: OrganisationId;
  readonly version: number;
  /** Of those out of the box, so that words and routing can name them whatever they are called today. */
  readonly standard?: StandardServiceKey | undefined;
  readonly name: string;
  readonly isOffered: boolean;
  readonly rules: Omit<ServiceRules, 'id' | 'commitments'>;
  readonly shape: ServiceShape;
  readonly rooms: readonly RoomNeed[];
  readonly limits: ChangeLimits;
  /** Asked before a first visit of its kind is booked. */
  readonly intake?: readonly IntakeQuestion[] | undefined;
  /** A time wished for by the one who books is theirs if it is free: no member has to say yes. */
  readonly acceptsWishes?: boolean | undefined;
}

export interface IntakeQuestion {
  readonly name: string;
  readonly label: string;
  /** None: any words do. */
  readonly answers: readonly string[];
  readonly required: boolean;
}

export interface Services {
  find(organisationId: OrganisationId, id: ServiceId): Promise<Service | undefined>;
  list(organisationId: OrganisationId): Promise<readonly Service[]>;
  /** Version 1 is inserted, a later one replaces the version before it. False: it was changed meanwhile. */
  write(service: Service, events?: readonly DomainEvent[]): Promise<boolean>;
}

/** What a change of a service tells: nothing where nothing is different. */
export function serviceEvents(
  { ids, clock }: { readonly ids: Ids; readonly clock: Clock },
  actor: Actor,
  after: Service,
  before?: Service,
): readonly DomainEvent[] {
  const fieldsOf = ({ name, isOffered, rules, shape, rooms, limits, intake, acceptsWishes }: Service) => ({
    ...{ name, isOffered, rules, shape, rooms, limits },
    ...(intake === undefined ? {} : { intake }),
    ...(acceptsWishes === undefined ? {} : { acceptsWishes }),
  });
  const { organisationId, id } = after;
  const subject = { kind: 'service' as const, id };
  const event = { id: ids.next('event'), organisationId, at: clock.now(), actor, subject };
  if (before === undefined) return [{ ...event, type: 'service_added', after: fieldsOf(after) }];
  const difference = differences<Partial<ServiceFields>>(fieldsOf(before), fieldsOf(after));
  return difference === undefined ? [] : [{ ...event, type: 'service_changed', ...difference }];
}

interface StandardForm {
  readonly name: string;
  readonly durations: readonly number[];
  readonly locations: readonly LocationType[];
  readonly bufferAfterMinutes?: number;
  readonly noticeMinutes?: number;
}

const ANYWHERE = ['in_person', 'video', 'phone'] as const;
const SIX_HOURS = 6 * 60;
const DAY_BEFORE = 24 * 60;

const standardForms = {
  initial_consultation: {
    name: 'Initial consultation',
    durations: [45, 60],
    locations: ['in_person', 'video'],
    bufferAfterMinutes: 10,
  },
  follow_up: { name: 'Follow-up', durations: [20, 30], locations: ANYWHERE },
  medication_review: { name: 'Medication review', durations: [20], locations: ANYWHERE },
  test_results_review: { name: 'Test results review', durations: [15], locations: ['video', 'phone'] },
  urgent_visit: { name: 'Urgent visit', durations: [30], locations: ANYWHERE, noticeMinutes: 15 },
  routine_checkup: { name: 'Routine check-up', durations: [30], locations: ['in_person'] },
  video_call: { name: 'Video call', durations: [30, 15], locations: ['video'] },
  in_person_visit: { name: 'In-person visit', durations: [30], locations: ['in_person'], bufferAfterMinutes: 5 },
  phone_call: { name: 'Phone call', durations: [15, 30], locations: ['phone'] },
} as const satisfies Record<StandardServiceKey, StandardForm>;

/** What an organisation starts with; every field can be edited afterwards. */
export function standardServices(
  organisationId: OrganisationId,
  zone: Zone,
  hosts: readonly MemberId[],
  nextId: () => ServiceId,
): readonly Service[] {
  return standardServiceKeys.map((standard) => {
    const form: StandardForm = standardForms[standard];
    return {
      id: nextId(),
      organisationId,
      version: 1,
      standard,
      name: form.name,
      isOffered: true,
      rules: {
        zone,
        durations: form.durations,
        locations: form.locations,
        bufferAfterMinutes: form.bufferAfterMinutes,
        noticeMinutes: form.noticeMinutes ?? SIX_HOURS,
      },
      shape: { kind: 'one_on_one', hosts },
      rooms: [],
      limits: { rescheduleUntilMinutes: DAY_BEFORE, mostReschedules: 3, cancelUntilMinutes: 0 },
    };
  });
}
