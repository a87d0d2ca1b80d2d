import type { ContactId, OrganisationId } from '../../core/ids.ts';
import type { AddressStanding } from '../../core/people/types.ts';
import type { Instant } from '../../core/time/types.ts';
import { type PendingFields, pendingFields, pendingIndex } from '../pending.ts';
import { declareModel, number, optionalText, plainData, text } from './definition.ts';
import { type KeptDocument, keptFields } from './kept.ts';

export interface ContactDocument extends KeptDocument {
  /** Channel and address of each way to reach them. */
  identityKeys: string[];
  mergedInto?: string;
  createdAt: Instant;
}

export const contactModel = declareModel<ContactDocument>(
  'contacts',
  {
    ...keptFields,
    identityKeys: { type: [String], required: true },
    mergedInto: optionalText,
    createdAt: number,
  },
  [
    { name: 'list', keys: { organisationId: 1, _id: 1 } },
    // Whoever signs in names an address, not an organisation.
    { name: 'sign_in', keys: { identityKeys: 1 } },
    { name: 'identities', keys: { organisationId: 1, identityKeys: 1 } },
    { name: 'folded', keys: { organisationId: 1, mergedInto: 1 }, where: { mergedInto: { $exists: true } } },
    pendingIndex,
  ],
);

export interface AddressDocument extends PendingFields {
  /** Organisation, channel and address. */
  _id: string;
  organisationId: OrganisationId;
  /** Who is made from it while nobody is known under it. */
  firstContact?: ContactId;
  standing?: AddressStanding;
}

export const addressModel = declareModel<AddressDocument>(
  'addresses',
  { _id: text, organisationId: text, firstContact: optionalText, standing: plainData, ...pendingFields },
  [pendingIndex],
);
