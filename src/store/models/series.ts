import type { OrganisationId, SeriesId } from '../../core/ids.ts';
import type { Series, SeriesStatus } from '../../core/series/types.ts';
import type { Instant } from '../../core/time/types.ts';
import { type PendingFields, pendingFields, pendingIndex } from '../pending.ts';
import { declareModel, number, optionalNumber, plainData, text } from './definition.ts';

export interface SeriesDocument extends PendingFields {
  _id: SeriesId;
  organisationId: OrganisationId;
  version: number;
  status: SeriesStatus;
  /** Since when something of it is under way; absent when nothing is. */
  unfinishedSince?: Instant;
  /** How far an active open series was made; absent for all others. */
  openUntil?: Instant;
  body: Omit<Series, 'id' | 'organisationId' | 'version' | 'status'>;
}

export const seriesModel = declareModel<SeriesDocument>(
  'series',
  {
    _id: text,
    organisationId: text,
    version: number,
    status: text,
    unfinishedSince: optionalNumber,
    openUntil: optionalNumber,
    body: { ...plainData, required: true },
    ...pendingFields,
  },
  [
    { name: 'organisation', keys: { organisationId: 1, _id: 1 } },
    { name: 'contacts', keys: { organisationId: 1, 'body.booking.contactId': 1, _id: 1 } },
    { name: 'unfinished', keys: { unfinishedSince: 1 }, where: { unfinishedSince: { $gt: 0 } } },
    { name: 'open', keys: { openUntil: 1 }, where: { openUntil: { $gt: 0 } } },
    pendingIndex,
  ],
);
