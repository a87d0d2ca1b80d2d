/** Templates, visits and dates in few words: what the tests of this room share. */
import type { Commitment, WallSpan } from '../../../../src/core/availability/types.ts';
import type { Actor } from '../../../../src/core/events.ts';
import type { AppointmentId, ServiceId } from '../../../../src/core/ids.ts';
import { type ApplicationRequest, type Existing, planApplication } from '../../../../src/core/templates/plan.ts';
import { makeTemplate } from '../../../../src/core/templates/service.ts';
import type {
  ApplicationId,
  ApplicationPlan,
  Pattern,
  Template,
  TemplateDay,
  TemplateId,
  TemplateSlot,
} from '../../../../src/core/templates/types.ts';
import { dayOfDate } from '../../../../src/core/time/dates.ts';
import { DAY, type LocalDate, MINUTE, type Zone } from '../../../../src/core/time/types.ts';
import { firstInstantAt } from '../../../../src/core/time/wall.ts';

// The casts give plain texts the names the compiler knows them by.
export const on = (date: string) => date as LocalDate;
export const service = (name: string) => name as ServiceId;
export const templateNamed = (name: string) => name as TemplateId;
export const go = (name: string) => name as ApplicationId;
export const newYork = 'America/New_York' as Zone;
export const hand = { at: 1_000, by: { kind: 'member', id: 'mem_ines', channel: 'hub' } satisfies Actor };

/** `9:30` or `9` as minutes since midnight. */
export const clock = (text: string): number => {
  const [hours = 0, minutes = 0] = text.split(':').map(Number);
  return hours * 60 + minutes;
};
/** `9-12:30` */
export const span = (text: string): WallSpan => {
  const [from = '', to = ''] = text.split('-');
  return { from: clock(from), to: clock(to) };
};

export const slot = (id: string, times: string, ...services: string[]): TemplateSlot => ({
  id,
  ...span(times),
  serviceIds: services.map(service),
  colour: 'blue',
});

export const dayOf = (parts: Partial<TemplateDay>): TemplateDay => ({ working: [], slots: [], blocked: [], ...parts });
export const daily = (parts: Partial<TemplateDay>): Pattern => ({ kind: 'day', day: dayOf(parts) });
export const template = (pattern: Pattern): Template =>
  makeTemplate(templateNamed('clinic'), 'Clinic day', pattern, hand);

export const visit = (date: string, times: string, name: string, zone = newYork): Commitment => {
  const midnight = dayOfDate(on(date)) * DAY;
  const { from, to } = span(times);
  const start = firstInstantAt(zone, midnight + from * MINUTE);
  const end = firstInstantAt(zone, midnight + to * MINUTE);
  return {
    start,
    end,
    bufferedStart: start,
    bufferedEnd: end,
    kind: 'appointment',
    serviceId: service(name),
    appointmentId: `apt_${name}` as AppointmentId,
  };
};

const nothing: Existing = { zone: newYork, commitments: [], overrides: [], applied: [] };

export function lay(
  what: Template,
  dates: readonly string[],
  existing: Partial<Existing> = {},
  request: Partial<ApplicationRequest> = {},
): ApplicationPlan {
  const policy = { appointments: 'around', appliedBefore: 'replace' } as const;
  return planApplication(
    what,
    { application: go('first'), dates: dates.map(on), today: on('2026-01-01'), policy, ...request },
    { ...nothing, ...existing },
  );
}
