import type { AppointmentId, OrganisationId } from '../../core/ids.ts';
import { declareModel, number, text } from './definition.ts';

export interface SentInvitationDocument {
  /** Appointment and address. */
  _id: string;
  organisationId: OrganisationId;
  appointmentId: AppointmentId;
  address: string;
  sequence: number;
  visits: number;
  isCancelled: boolean;
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
  },
  [{ name: 'appointments', keys: { organisationId: 1, appointmentId: 1 } }],
);
