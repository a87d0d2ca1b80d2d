import type { OrganisationId } from '../../core/ids.ts';
import type { Instant } from '../../core/time/types.ts';
import { declareModel, number, optionalText, text } from './definition.ts';

export interface LeaseDocument {
  /** The lane's id. */
  _id: string;
  organisationId: OrganisationId;
  holder: string;
  /** 0 when nobody holds it. */
  until: Instant;
  fence: number;
  /** Somebody asked for it while it was held. */
  wanted: boolean;
  usedAt: Instant;
  /** Names the request that got it last, which asked for many at once. */
  claim?: string;
  /** Whether the hold before that one ran out without being given back. */
  tookOver?: boolean;
}

export const leaseModel = declareModel<LeaseDocument>(
  'leases',
  {
    _id: text,
    organisationId: text,
    // Not `required`: a hold that was given back names nobody.
    holder: { type: String, default: '' },
    until: number,
    fence: number,
    wanted: { type: Boolean, required: true },
    usedAt: number,
    claim: optionalText,
    tookOver: { type: Boolean },
  },
  [{ name: 'used', keys: { usedAt: 1 } }],
);
