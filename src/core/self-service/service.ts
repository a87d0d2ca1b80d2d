import type { IllegalMove } from '../appointments/moves.ts';
import type { ChangedMeanwhile, NotFound, RescheduleRefusal } from '../appointments/moving.ts';
import { checkCancel, checkReschedule, NO_REASON, type TooLate } from '../appointments/rules.ts';
import type { AppointmentService } from '../appointments/service.ts';
import type { Services } from '../appointments/services.ts';
import type { SlotSource } from '../appointments/slots.ts';
import type { Appointment, Appointments } from '../appointments/types.ts';
import type { Slot } from '../availability/types.ts';
import type { Actor } from '../events.ts';
import { Fault } from '../fault.ts';
import type { AppointmentId, OrganisationId } from '../ids.ts';
import type { Clock, EventConsumer, Ids, LinkSigner, Tokens } from '../ports.ts';
import { ok, type Result, refuse } from '../result.ts';
import { MINUTE, type Span } from '../time/types.ts';
import { isChangeable, isExpired, nameOfLink } from './rules.ts';
import type { ExpiredLink, MayChange, MoveWish, UnknownLink, VisitLinks, Visitor } from './types.ts';

interface Parts {
  readonly links: VisitLinks;
  readonly signer: LinkSigner;
  readonly tokens: Pick<Tokens, 'hash'>;
  readonly appointments: Appointments;
  readonly appointmentService: Pick<AppointmentService, 'reschedule' | 'cancel'>;
  readonly services: Pick<Services, 'find'>;
  readonly slots: SlotSource;
  readonly clock: Clock;
  readonly ids: Ids;
}

type Opened = Result<Appointment, UnknownLink | ExpiredLink>;
type Moved = Result<Appointment, UnknownLink | ExpiredLink | RescheduleRefusal>;
type Cancelled = Result<Appointment, UnknownLink | ExpiredLink | IllegalMove | TooLate | NotFound | ChangedMeanwhile>;

const OVER = refuse('not_possible');

/** A revocation that keeps coming between is no race any more. */
const TRIES = 5;

export function createSelfService(parts: Parts) {
  const { links, signer, tokens, appointments, appointmentService, services, slots, clock, ids } = parts;

  /** The token of the link in force; made when it is first asked for, and the same ever after. */
  async function tokenFor(organisationId: OrganisationId, appointmentId: AppointmentId): Promise<string> {
    for (let attempt = 0; attempt < TRIES; attempt += 1) {
      const generation = await links.generation(organisationId, appointmentId);
      const link = { organisationId, appointmentId, generation };
      const token = signer.sign(nameOfLink(link));
      if (await links.allow(link, tokens.hash(token))) return token;
    }
    throw new Fault('unavailable', 'The links of this appointment are being revoked: try again.');
  }

  async function open(token: string): Promise<Opened> {
    const link = await links.byToken(tokens.hash(token));
    const appointment = link && (await appointments.find(link.organisationId, link.appointmentId));
    if (appointment === undefined) return refuse('unknown_link');
    return isExpired(appointment, clock.now()) ? refuse('expired_link', { appointment }) : ok(appointment);
  }

  const actorOf = ({ contactId }: Appointment, from: Actor['from']): Actor => ({
    kind: 'contact',
    id: contactId,
    channel: 'page',
    ...(from === undefined ? {} : { from }),
  });

  return {
    tokenFor,
    open,
    /** What the contact may still do by themselves; who works for the organisation is asked about the rest. */
    async whatMayChange(appointment: Appointment): Promise<MayChange> {
      const service = await services.find(appointment.organisationId, appointment.serviceId);
      const now = clock.now();
      if (service === undefined || !isChangeable(appointment, now)) return { reschedule: OVER, cancel: OVER };
      const actor = actorOf(appointment, undefined);
      return {
        reschedule: checkReschedule(appointment, service.limits, actor, now),
        cancel: checkCancel(appointment, service.limits, actor, now),
      };
    },
    /** What it could be moved to; its own time is in nobody's way. Empty where the service is offered no more. */
    async timesFor(appointment: Appointment, span: Span): Promise<readonly Slot[]> {
      const { organisationId, id, visits, location, guests, taking } = appointment;
      const service = await services.find(organisationId, appointment.serviceId);
      if (!service?.isOffered) return [];
      const [first] = visits;
      const wish = {
        organisationId,
        service,
        guests: guests.length,
        location: location.type,
        durationMinutes: first === undefined ? undefined : (first.end - first.start) / MINUTE,
      };
      const found = await slots.find(wish, await slots.gather(wish, span), span, { taking, appointmentIds: [id] });
      return found.filter(
        ({ start }, index) => start !== appointment.start && start !== found[index - 1]?.start && start > clock.now(),
      );
    },
    /** Asked twice for the same time, the second answer is the same as the first. */
    async reschedule({ token, from }: Visitor, { start, sequence }: MoveWish): Promise<Moved> {
      for (let attempt = 1; ; attempt += 1) {
        const opened = await open(token);
        if (!opened.ok) return opened;
        const appointment = opened.value;
        const stands = appointment.start === start && appointment.status !== 'cancelled';
        if (stands) return ok(appointment);
        if (appointment.sequence !== sequence && appointment.status !== 'cancelled')
          return refuse('changed_meanwhile', { appointment });
        const { organisationId, id: appointmentId, version: ifVersion } = appointment;
        const actor = actorOf(appointment, from);
        const moved = await appointmentService.reschedule({ organisationId, appointmentId, start, actor, ifVersion });
        // A note or a fence changed it, or the twin of this very request did: it is looked at again.
        if (moved.ok || moved.reason !== 'changed_meanwhile' || attempt === TRIES) return moved;
      }
    },
    /** Cancelling what is cancelled answers as the first time. */
    async cancel({ token, from }: Visitor, reason: string): Promise<Cancelled> {
      const opened = await open(token);
      if (!opened.ok || opened.value.status === 'cancelled') return opened;
      const { organisationId, id: appointmentId } = opened.value;
      const actor = actorOf(opened.value, from);
      const request = { organisationId, appointmentId, actor, reason: reason === '' ? NO_REASON : reason };
      const cancelled = await appointmentService.cancel(request);
      if (cancelled.ok || cancelled.reason !== 'illegal_move') return cancelled;
      const now = await appointments.find(organisationId, appointmentId);
      return now?.status === 'cancelled' ? ok(now) : cancelled;
    },
    /** Every link that went out so far opens nothing any more; the next one asked for is another. */
    async revoke(organisationId: OrganisationId, appointmentId: AppointmentId, actor: Actor): Promise<void> {
      const generation = await links.generation(organisationId, appointmentId);
      await links.revoke(
        { organisationId, appointmentId, generation },
        {
          id: ids.next('event'),
          organisationId,
          at: clock.now(),
          actor,
          subject: { kind: 'visit_link', id: appointmentId },
          type: 'visit_links_revoked',
          after: { generation: generation + 1 },
        },
      );
    },
  };
}

export type SelfService = ReturnType<typeof createSelfService>;

/** Every visit has its link from the moment it is booked, whoever comes to ask for it later. */
export const createLinkConsumer = (selfService: Pick<SelfService, 'tokenFor'>): EventConsumer => ({
  name: 'visit-links',
  startsAt: 'beginning',
  inOrder: 'of_subject',
  async handle({ type, organisationId, subject }) {
    if (type !== 'appointment_requested' && type !== 'appointment_confirmed') return;
    // The subject of an appointment's event is its id.
    await selfService.tokenFor(organisationId, subject.id as AppointmentId);
  },
});
