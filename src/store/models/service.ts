import type { Service } from '../../core/appointments/services.ts';
import type { OrganisationId, ServiceId } from '../../core/ids.ts';
import { declareModel, number, plainData, text } from './definition.ts';

export interface ServiceDocument {
  _id: ServiceId;
  organisationId: OrganisationId;
  version: number;
  /** What only core reads: it is never searched by its parts. */
  body: Omit<Service, 'id' | 'organisationId' | 'version'>;
}

export const serviceModel = declareModel<ServiceDocument>(
  'services',
  { _id: text, organisationId: text, version: number, body: { ...plainData, required: true } },
  [{ name: 'organisation', keys: { organisationId: 1, _id: 1 } }],
);
