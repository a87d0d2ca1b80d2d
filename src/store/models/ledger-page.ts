import type { OrganisationId } from '../../core/ids.ts';
import type { IsoWeek, LedgerEntry, LedgerResource } from '../../core/ledger/types.ts';
import type { Instant } from '../../core/time/types.ts';
import { declareModel, number, optionalNumber, plainData, text } from './definition.ts';

export interface LedgerPageDocument {
  /** Organisation, resource and week: one page of each, by the unique key every collection has. */
  _id: string;
  organisationId: OrganisationId;
  resource: LedgerResource;
  week: IsoWeek;
  version: number;
  entries: LedgerEntry[];
  /** When the first of its holds runs out; absent when it has none. */
  firstHoldUntil?: Instant;
}

export const ledgerPageModel = declareModel<LedgerPageDocument>(
  'ledger_pages',
  {
    _id: text,
    organisationId: text,
    resource: text,
    week: text,
    version: number,
    entries: { type: [plainData], required: true },
    firstHoldUntil: optionalNumber,
  },
  [
    { name: 'weeks', keys: { organisationId: 1, week: 1, _id: 1 } },
    { name: 'holds', keys: { firstHoldUntil: 1 }, where: { firstHoldUntil: { $gt: 0 } } },
  ],
);
