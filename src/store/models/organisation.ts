import type { OrganisationId } from '../../core/ids.ts';
import type { OrganisationSettings } from '../../core/organisations/types.ts';
import type { Instant } from '../../core/time/types.ts';
import { type PendingFields, pendingFields, pendingIndex } from '../pending.ts';
import { declareModel, number, optionalNumber, optionalText, plainData, text } from './definition.ts';

export interface OrganisationDocument extends PendingFields {
  /** The organisation's id, once more as `organisationId`: every document names its organisation, this one too. */
  _id: OrganisationId;
  organisationId: OrganisationId;
  /** The word in its public addresses. */
  slug: string;
  name: string;
  zone: string;
  language: string;
  createdAt: Instant;
  version: number;
  /** Of these, what is absent is the default. */
  auditDays?: number;
  quietHours?: OrganisationSettings['quietHours'];
  holdOffers?: OrganisationSettings['holdOffers'];
  wording?: OrganisationSettings['wording'];
}

export const organisationModel = declareModel<OrganisationDocument>(
  'organisations',
  {
    _id: text,
    organisationId: text,
    slug: text,
    name: text,
    zone: text,
    language: text,
    createdAt: number,
    version: number,
    auditDays: optionalNumber,
    quietHours: plainData,
    holdOffers: optionalText,
    wording: plainData,
    ...pendingFields,
  },
  [{ name: 'slug', keys: { slug: 1 }, unique: true }, pendingIndex],
);
