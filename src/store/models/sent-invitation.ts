import type { SentToHost } from '../../core/ical/types.ts';
import type { AppointmentId, OrganisationId } from '../../core/ids.ts';
import { declareModel, number, plainData, text } from './definition.ts';

export interface SentInvitationDocument {
  /** Appointment and address. */
  _id: string;
  organisationId: OrganisationId;
  appointmentId: AppointmentId;
  address: string;
  sequence: number;
  visits: number;
  isCancelled: boolean;
  host?: SentToHost;
}

export const sentInvitationModel = declareModel<SentInvitationDocument>(
  'sent_invitations',
  {
    _id: text,
    organisationId: text,
    appointmentId: text,
    address: text,
    sequence: number,
    visits: number,
    isCancelled: { type: Boolean, required: true },
    host: plainData,
  },
  [{ name: 'appointments', keys: { organisationId: 1, appointmentId: 1 } }],
);
