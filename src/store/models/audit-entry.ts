import type { AuditEntry } from '../../core/audit/types.ts';
import type { OrganisationId } from '../../core/ids.ts';
import type { Instant } from '../../core/time/types.ts';
import { declareModel, number, optionalText, plainData, text } from './definition.ts';

export interface AuditEntryDocument {
  /** The event's own id: added twice, it collides with itself. */
  _id: string;
  organisationId: OrganisationId;
  at: Instant;
  type: string;
  actorId?: string;
  subjectId: string;
  entry: AuditEntry;
}

export const auditEntryModel = declareModel<AuditEntryDocument>(
  'audit_entries',
  {
    _id: text,
    organisationId: text,
    at: number,
    type: text,
    actorId: optionalText,
    subjectId: text,
    entry: { ...plainData, required: true },
  },
  [
    { name: 'time', keys: { organisationId: 1, at: 1, _id: 1 } },
    { name: 'actor', keys: { organisationId: 1, actorId: 1, at: 1, _id: 1 } },
    { name: 'subject', keys: { organisationId: 1, subjectId: 1, at: 1, _id: 1 } },
    { name: 'type', keys: { organisationId: 1, type: 1, at: 1, _id: 1 } },
  ],
);
