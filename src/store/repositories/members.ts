import type { Connection } from 'mongoose';
import type { Member, MemberShelf, Role, Team } from '../../core/members/types.ts';
import { bindModel } from '../models/definition.ts';
import { type MemberDocument, memberModel, type NamedDocument, roleModel, teamModel } from '../models/member.ts';
import { createScope } from '../scope.ts';
import { createShelf, type ShelfDeps } from './shelf.ts';

type Deps = ShelfDeps & { readonly connection: Connection };

export function createMemberShelf({ connection, ...deps }: Deps): MemberShelf {
  const model = bindModel(connection, memberModel);
  const fieldsOf = ({ email, role, teams }: Member) => ({ email, role, teams: [...teams] });
  const { find, list, insert, replace, remove, read, anywhere } = createShelf<Member, MemberDocument>(
    { model, fieldsOf },
    deps,
  );
  return {
    find,
    list,
    insert,
    replace,
    remove,
    byEmail: (email) => anywhere({ email, isRemoved: false }),
    async ofTeams(organisationId, teams) {
      return (await createScope(model, organisationId).find({ teams: { $in: [...teams] } })).map(read);
    },
    async ofRole(organisationId, role) {
      return (await createScope(model, organisationId).find({ role })).map(read);
    },
  };
}

const fieldsOf = ({ name }: { readonly name: string }) => ({ name });

export const createRoleShelf = ({ connection, ...deps }: Deps) =>
  createShelf<Role, NamedDocument>({ model: bindModel(connection, roleModel), fieldsOf }, deps);

export const createTeamShelf = ({ connection, ...deps }: Deps) =>
  createShelf<Team, NamedDocument>({ model: bindModel(connection, teamModel), fieldsOf }, deps);
