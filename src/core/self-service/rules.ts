import { holdsTime } from '../appointments/moves.ts';
import type { ToldAppointment, ToldVisit } from '../appointments/telling.ts';
import type { Appointment } from '../appointments/types.ts';
import { isWebAddress } from '../ical/rules.ts';
import { DAY, type Instant, MINUTE } from '../time/types.ts';
import type { VisitLink } from './types.ts';

/** Long enough to look up what was, short enough that a forwarded mail opens nothing next year. */
const OPEN_AFTER_END = 30 * DAY;

/** Counted from the visit as it stands, so that a link goes on working when the visit moves. */
export const isExpired = ({ end }: Appointment, now: Instant): boolean => now >= end + OPEN_AFTER_END;

/** What the token is made from; the same link gives the same token, so every message can carry it. */
export const nameOfLink = ({ organisationId, appointmentId, generation }: VisitLink): string =>
  `visit-link/${organisationId}/${appointmentId}/${generation}`;

/** When the button to join a video call is there. */
const JOIN_BEFORE = 15 * MINUTE;

export type Joining =
  | { readonly kind: 'open'; readonly link: string; readonly password?: string | undefined }
  | { readonly kind: 'opens_at'; readonly at: Instant }
  | { readonly kind: 'no_link_yet' };

const isOngoing = ({ status }: Appointment): boolean => status === 'confirmed' || status === 'in_progress';

/** Undefined: it is no video call, or there is none to come. */
export function joiningOf({ appointment, visits }: ToldAppointment, now: Instant): Joining | undefined {
  const { location } = appointment;
  if (location.type !== 'video' || !isOngoing(appointment)) return undefined;
  const next: ToldVisit | undefined = visits.find((visit) => now < visit.end);
  if (next === undefined) return undefined;
  if (now < next.start - JOIN_BEFORE) return { kind: 'opens_at', at: next.start - JOIN_BEFORE };
  if (!isWebAddress(location.link)) return { kind: 'no_link_yet' };
  return { kind: 'open', link: location.link, password: location.password };
}

/** Whether it may still be changed at all; how late and how often the service's own limits say. */
export const isChangeable = ({ status, start }: Appointment, now: Instant): boolean =>
  holdsTime(status) && (status === 'requested' || status === 'confirmed') && now < start;
