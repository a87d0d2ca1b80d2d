import { hostsOf } from '../appointments/changes.ts';
import type { FreedRest } from '../appointments/freeing.ts';
import type { StreamedEvent } from '../events.ts';
import type { AppointmentId } from '../ids.ts';
import type { EventConsumer } from '../ports.ts';
import { MINUTE } from '../time/types.ts';
import { changeOpening, SYSTEM, settingsOf } from './changes.ts';
import { type HoursDeps, openedBy, openedByService } from './hours.ts';
import { advance } from './offering.ts';
import { piecesOf, restOf, wantedPieces } from './rules.ts';
import type { FreedTime, Opening, OpeningId } from './types.ts';

export interface FindingDeps extends HoursDeps {
  /** Gives back what is left of a visit nobody came to. */
  readonly freeRest: FreedRest;
}

const MOST_WAITING = 500;

/** What the event freed, of what is still to come. */
async function freedBy(deps: FindingDeps, event: StreamedEvent): Promise<readonly FreedTime[]> {
  const { organisationId } = event;
  switch (event.type) {
    case 'appointment_cancelled': {
      // The subject of an appointment's event is its id.
      const visit = await deps.appointments.find(organisationId, event.subject.id as AppointmentId);
      return (visit?.visits ?? []).map(({ start, end, hosts }) => ({
        ...{ start, end, hosts, cause: 'cancelled', notFor: visit?.contactId },
      }));
    }
    case 'appointment_rescheduled': {
      const { start, end, hosts } = event.before ?? {};
      const visit = await deps.appointments.find(organisationId, event.subject.id as AppointmentId);
      if (start === undefined || end === undefined || hosts === undefined) return [];
      return [{ start, end, hosts, cause: 'rescheduled', notFor: visit?.contactId }];
    }
    case 'appointment_changed': {
      if ((event.after?.guests ?? 0) >= (event.before?.guests ?? 0)) return [];
      const visit = await deps.appointments.find(organisationId, event.subject.id as AppointmentId);
      // Only in a session somebody who stays at home leaves a seat to others.
      if (!visit?.claims.some(({ seats }) => seats !== undefined)) return [];
      const { contactId: notFor } = visit;
      return visit.visits.map(({ start, end, hosts }) => ({ start, end, hosts, cause: 'fewer_guests', notFor }));
    }
    case 'appointment_missed': {
      const visit = await deps.appointments.find(organisationId, event.subject.id as AppointmentId);
      const { longBlockMinutes } = await settingsOf(deps, organisationId);
      const now = deps.clock.now();
      if (visit?.status !== 'no_show' || visit.end - now < longBlockMinutes * MINUTE) return [];
      const { start, end, contactId: notFor } = visit;
      return [{ start: Math.max(start, now), end, hosts: hostsOf(visit.visits), cause: 'missed', notFor }];
    }
    case 'opening_filled': {
      const opening = await deps.openings.find(organisationId, event.subject.id as OpeningId);
      if (!opening?.fill) return [];
      const { hosts, notFor, fill } = opening;
      return restOf(opening, fill).map((span) => ({ ...span, hosts, notFor, cause: 'rest' }));
    }
    case 'calendar_added':
    case 'calendar_changed':
    case 'override_added':
    case 'override_removed':
    case 'template_applied': {
      const opened = await openedBy(deps, event);
      if (opened === undefined) return [];
      return opened.spans.map((span) => ({ ...span, cause: 'new_hours', hosts: [opened.host] }));
    }
    case 'service_changed': {
      const opened = await openedByService(deps, event);
      return opened.flatMap(({ host, spans }) => spans.map((span) => ({ ...span, cause: 'new_hours', hosts: [host] })));
    }
    default:
      return [];
  }
}

async function keepOpenings(deps: FindingDeps, event: StreamedEvent, freed: readonly FreedTime[]): Promise<void> {
  const { organisationId } = event;
  if (freed.length === 0) return;
  const { isOn, leadMinutes } = await settingsOf(deps, organisationId);
  if (!isOn) return;
  const now = deps.clock.now();
  const pieces = freed.flatMap((one) => piecesOf(one, now + leadMinutes * MINUTE));
  const services = await deps.services.list(organisationId);
  const serviceIds = services.map((service) => service.id);
  const waiting = await deps.entries.waiting(organisationId, serviceIds, MOST_WAITING);
  const wanted = wantedPieces(pieces, waiting, now);
  if (wanted.length === 0) return;
  if (event.type === 'appointment_missed') {
    // A visit is kept whole in the ledger, and its time given away, only where somebody waits for it.
    const isFree = await deps.freeRest(organisationId, event.subject.id as AppointmentId);
    if (!isFree) return;
  }
  for (const [index, piece] of pieces.entries()) {
    if (!wanted.includes(piece)) continue;
    const opening: Opening = {
      ...piece,
      ...{ id: deps.ids.next('opening'), organisationId, version: 0, source: `${event.id}/${index}` },
      ...{ status: 'open', offers: [], foundAt: now, updatedAt: now },
    };
    const { start, end, hosts, cause } = piece;
    const after = { start, end, hosts, cause, status: 'open' };
    const kept = await deps.openings.insert(
      changeOpening(deps, opening, { type: 'opening_found', actor: SYSTEM, after }),
    );
    await advance(deps, organisationId, kept.id);
  }
}

/** Finds openings in what happens. What fell free before it first looked is not offered any more. */
export const createOpeningConsumer = (deps: FindingDeps): EventConsumer => ({
  name: 'waitlist',
  startsAt: 'now',
  async handle(event) {
    await keepOpenings(deps, event, await freedBy(deps, event));
  },
});
