import type { OrganisationId } from '../../core/ids.ts';
import type { Programme } from '../../core/series/programmes.ts';
import type { ProgrammeId } from '../../core/series/types.ts';
import { type PendingFields, pendingFields, pendingIndex } from '../pending.ts';
import { declareModel, number, plainData, text } from './definition.ts';

export interface ProgrammeDocument extends PendingFields {
  _id: ProgrammeId;
  organisationId: OrganisationId;
  version: number;
  /** What only core reads: it is never searched by its parts. */
  body: Omit<Programme, 'id' | 'organisationId' | 'version'>;
}

export const programmeModel = declareModel<ProgrammeDocument>(
  'programmes',
  { _id: text, organisationId: text, version: number, body: { ...plainData, required: true }, ...pendingFields },
  [{ name: 'organisation', keys: { organisationId: 1, _id: 1 } }, pendingIndex],
);
