/**
 * The words of this room.
 *
 * - link: an address by which a contact sees and changes one appointment without signing in
 * - generation: the links of an appointment that are worth something; revoking them begins the next one
 */

import type { TooLate, TooOften } from '../appointments/rules.ts';
import type { Appointment } from '../appointments/types.ts';
import type { Actor, DomainEvent } from '../events.ts';
import type { AppointmentId, OrganisationId } from '../ids.ts';
import type { Refusal, Result } from '../result.ts';
import type { Instant } from '../time/types.ts';

export interface VisitLink {
  readonly organisationId: OrganisationId;
  readonly appointmentId: AppointmentId;
  /** From 1. */
  readonly generation: number;
}

/** Of the tokens only hashes are kept. */
export interface VisitLinks {
  /** The generation in force. */
  generation(organisationId: OrganisationId, appointmentId: AppointmentId): Promise<number>;
  /** From now on the token opens the appointment; asked again it changes nothing. False: the generation is over. */
  allow(link: VisitLink, tokenHash: string): Promise<boolean>;
  /** Above organisations, for a token names none. */
  byToken(tokenHash: string): Promise<VisitLink | undefined>;
  /** Begins the next generation. False: it has begun already. */
  revoke(link: VisitLink, event: DomainEvent): Promise<boolean>;
}

/** Somebody who holds a link. */
export interface Visitor {
  readonly token: string;
  readonly from: Actor['from'];
}

export interface MoveWish {
  readonly start: Instant;
  /** SEQUENCE of the appointment as they saw it: a time that was changed since is not changed again unseen. */
  readonly sequence: number;
}

/** Never made, revoked, or of an appointment that is gone: nobody is told which. */
export type UnknownLink = Refusal<'unknown_link'>;
export type ExpiredLink = Refusal<'expired_link', { readonly appointment: Appointment }>;

/** It has begun, it is over, or its service is gone. */
type NotPossible = Refusal<'not_possible'>;

export interface MayChange {
  readonly reschedule: Result<undefined, TooLate | TooOften | NotPossible>;
  readonly cancel: Result<undefined, TooLate | NotPossible>;
}
