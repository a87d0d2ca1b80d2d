import type { ContactId, OrganisationId, ServiceId } from '../../core/ids.ts';
import type { Instant } from '../../core/time/types.ts';
import type {
  EntryId,
  EntryState,
  Opening,
  OpeningId,
  WaitlistEntry,
  WaitlistOfferId,
  WaitlistSettings,
} from '../../core/waitlist/types.ts';
import { type PendingFields, pendingFields, pendingIndex } from '../pending.ts';
import { declareModel, number, plainData, text } from './definition.ts';

export interface WaitlistEntryDocument extends PendingFields {
  _id: EntryId;
  organisationId: OrganisationId;
  version: number;
  state: EntryState;
  contactId: ContactId;
  serviceId: ServiceId;
  /** Place of its priority: the lowest is served first. */
  rank: number;
  since: Instant;
  body: Omit<WaitlistEntry, 'id' | 'organisationId' | 'version' | 'state' | 'contactId' | 'serviceId'>;
}

export const waitlistEntryModel = declareModel<WaitlistEntryDocument>(
  'waitlist_entries',
  {
    _id: text,
    organisationId: text,
    version: number,
    state: text,
    contactId: text,
    serviceId: text,
    rank: number,
    since: number,
    body: { ...plainData, required: true },
    ...pendingFields,
  },
  [
    { name: 'list', keys: { organisationId: 1, _id: 1 } },
    { name: 'contacts', keys: { organisationId: 1, contactId: 1, _id: 1 } },
    { name: 'waiting', keys: { organisationId: 1, rank: 1, since: 1, _id: 1 }, where: { state: 'waiting' } },
    pendingIndex,
  ],
);

export interface OpeningDocument extends PendingFields {
  _id: OpeningId;
  organisationId: OrganisationId;
  version: number;
  status: Opening['status'];
  source: string;
  foundAt: Instant;
  offerIds: WaitlistOfferId[];
  body: Omit<Opening, 'id' | 'organisationId' | 'version' | 'status' | 'source' | 'foundAt'>;
}

export const openingModel = declareModel<OpeningDocument>(
  'openings',
  {
    _id: text,
    organisationId: text,
    version: number,
    status: text,
    source: text,
    foundAt: number,
    offerIds: { type: [String], required: true },
    body: { ...plainData, required: true },
    ...pendingFields,
  },
  [
    { name: 'source', keys: { organisationId: 1, source: 1 }, unique: true },
    { name: 'list', keys: { organisationId: 1, _id: -1 } },
    { name: 'offers', keys: { organisationId: 1, offerIds: 1 } },
    pendingIndex,
  ],
);

export interface WaitlistSettingsDocument extends PendingFields {
  _id: OrganisationId;
  organisationId: OrganisationId;
  version: number;
  body: Omit<WaitlistSettings, 'id' | 'organisationId' | 'version'>;
}

export const waitlistSettingsModel = declareModel<WaitlistSettingsDocument>(
  'waitlist_settings',
  { _id: text, organisationId: text, version: number, body: { ...plainData, required: true }, ...pendingFields },
  [pendingIndex],
);
