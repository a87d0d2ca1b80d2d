import type { Appointment } from '../../core/appointments/types.ts';
import type { AppointmentId, MemberId, OrganisationId } from '../../core/ids.ts';
import type { TakingId } from '../../core/ledger/types.ts';
import type { Instant } from '../../core/time/types.ts';
import { type PendingFields, pendingFields, pendingIndex } from '../pending.ts';
import { declareModel, optionalNumber, optionalText, plainData, text } from './definition.ts';

/**
 * An appointment, or the mark that some takings of its id were struck off before one was written: both under the one
 * key, so that of an insert and a mark exactly one comes first. A mark has no fields of an appointment.
 */
export interface AppointmentDocument extends PendingFields, Partial<Omit<Appointment, 'id' | 'organisationId'>> {
  _id: AppointmentId;
  organisationId: OrganisationId;
  /** Everybody of all visits, for the calendar of one. */
  hostIds?: MemberId[];
  voidTakings?: TakingId[];
  voidedAt?: Instant;
}

const optionalList = { type: [plainData], default: undefined };

export const appointmentModel = declareModel<AppointmentDocument>(
  'appointments',
  {
    _id: text,
    organisationId: text,
    version: optionalNumber,
    uid: optionalText,
    sequence: optionalNumber,
    status: optionalText,
    kind: optionalText,
    serviceId: optionalText,
    title: optionalText,
    zone: optionalText,
    start: optionalNumber,
    end: optionalNumber,
    visits: optionalList,
    taking: optionalText,
    assignment: optionalText,
    claims: optionalList,
    contactId: optionalText,
    guests: optionalList,
    location: plainData,
    series: plainData,
    formerTimes: optionalList,
    cancellation: plainData,
    attendance: plainData,
    outcome: optionalText,
    notes: optionalList,
    history: optionalList,
    createdAt: optionalNumber,
    updatedAt: optionalNumber,
    hostIds: { type: [String], default: undefined },
    voidTakings: { type: [String], default: undefined },
    voidedAt: optionalNumber,
    ...pendingFields,
  },
  [
    { name: 'times', keys: { organisationId: 1, start: 1, _id: 1 } },
    { name: 'contacts', keys: { organisationId: 1, contactId: 1, start: 1, _id: 1 } },
    { name: 'hosts', keys: { organisationId: 1, hostIds: 1, start: 1, _id: 1 } },
    { name: 'series', keys: { organisationId: 1, 'series.seriesId': 1, start: 1, _id: 1 } },
    { name: 'marks', keys: { voidedAt: 1 }, where: { voidedAt: { $gt: 0 } } },
    pendingIndex,
  ],
);
