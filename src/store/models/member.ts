import { pendingIndex } from '../pending.ts';
import { declareModel, text } from './definition.ts';
import { type KeptDocument, keptFields } from './kept.ts';

export interface MemberDocument extends KeptDocument {
  email: string;
  role: string;
  teams: string[];
}

export const memberModel = declareModel<MemberDocument>(
  'members',
  { ...keptFields, email: text, role: text, teams: { type: [String], required: true } },
  [
    { name: 'email', keys: { organisationId: 1, email: 1 }, unique: true },
    // Whoever signs in names an address, not an organisation.
    { name: 'sign_in', keys: { email: 1 } },
    { name: 'list', keys: { organisationId: 1, _id: 1 } },
    { name: 'teams', keys: { organisationId: 1, teams: 1 } },
    { name: 'role', keys: { organisationId: 1, role: 1 } },
    pendingIndex,
  ],
);

export interface NamedDocument extends KeptDocument {
  name: string;
}

const nameIndex = {
  name: 'name',
  keys: { organisationId: 1, name: 1 },
  unique: true,
  where: { isRemoved: false },
} as const;
const listIndex = { name: 'list', keys: { organisationId: 1, _id: 1 } } as const;

export const roleModel = declareModel<NamedDocument>('roles', { ...keptFields, name: text }, [
  nameIndex,
  listIndex,
  pendingIndex,
]);

export const teamModel = declareModel<NamedDocument>('teams', { ...keptFields, name: text }, [
  nameIndex,
  listIndex,
  pendingIndex,
]);
