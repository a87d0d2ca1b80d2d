import type { OrganisationId } from '../../core/ids.ts';
import { type PendingFields, pendingFields } from '../pending.ts';
import { number, plainData, text } from './definition.ts';

/** What a shelf keeps (core/kept.ts). Models add the fields they are searched by; the body holds the whole. */
export interface KeptDocument extends PendingFields {
  _id: string;
  organisationId: OrganisationId;
  version: number;
  /** It stays for the event of its removal, and so that old references lead somewhere. */
  isRemoved: boolean;
  body: object;
}

export const keptFields = {
  _id: text,
  organisationId: text,
  version: number,
  isRemoved: { type: Boolean, required: true },
  body: { ...plainData, required: true },
  ...pendingFields,
} as const;
