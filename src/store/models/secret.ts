import type { OrganisationId } from '../../core/ids.ts';
import type { Instant } from '../../core/time/types.ts';
import { declareModel, number, text } from './definition.ts';

export interface SecretDocument {
  /** Organisation and name. */
  _id: string;
  organisationId: OrganisationId;
  name: string;
  keyId: string;
  /** Nonce, cipher text and tag, each in base64, parted by dots. */
  box: string;
  changedAt: Instant;
}

export const secretModel = declareModel<SecretDocument>(
  'secrets',
  { _id: text, organisationId: text, name: text, keyId: text, box: text, changedAt: number },
  [{ name: 'key', keys: { keyId: 1 } }],
);
