import type { AppointmentId, OrganisationId } from '../../core/ids.ts';
import { type PendingFields, pendingFields, pendingIndex } from '../pending.ts';
import { declareModel, number, text } from './definition.ts';

export interface VisitLinkDocument extends PendingFields {
  _id: AppointmentId;
  organisationId: OrganisationId;
  generation: number;
  /** More than one after the keys were rotated: a link that went out before goes on working. */
  tokenHashes: string[];
}

export const visitLinkModel = declareModel<VisitLinkDocument>(
  'visit_links',
  {
    _id: text,
    organisationId: text,
    generation: number,
    tokenHashes: { type: [String], required: true },
    ...pendingFields,
  },
  [{ name: 'tokens', keys: { tokenHashes: 1 } }, pendingIndex],
);
