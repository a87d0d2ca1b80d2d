import type { Service } from '../../core/appointments/services.ts';
import type { OrganisationId, ServiceId } from '../../core/ids.ts';
import { type PendingFields, pendingFields, pendingIndex } from '../pending.ts';
import { declareModel, number, plainData, text } from './definition.ts';

export interface ServiceDocument extends PendingFields {
  _id: ServiceId;
  organisationId: OrganisationId;
  version: number;
  /** What only core reads: it is never searched by its parts. */
  body: Omit<Service, 'id' | 'organisationId' | 'version'>;
}

export const serviceModel = declareModel<ServiceDocument>(
  'services',
  { _id: text, organisationId: text, version: number, body: { ...plainData, required: true }, ...pendingFields },
  [{ name: 'organisation', keys: { organisationId: 1, _id: 1 } }, pendingIndex],
);
