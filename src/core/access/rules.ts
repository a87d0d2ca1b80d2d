/** Whether somebody may do something, and may let others do it; computed from the table and nothing else. */
import { Fault, type FieldError } from '../fault.ts';
import { ok, type Refusal, type Result, refuse } from '../result.ts';
import {
  isOperation,
  modeOf,
  type Operation,
  operations,
  type Reach,
  reaches,
  resourceOf,
  tableReach,
} from './table.ts';
import type { AccessDetail, AccessReason, Actor, KeyScope, MemberRole, Permission, Target } from './types.ts';

type Refused = Refusal<AccessReason, AccessDetail>;
export type Access = Result<AccessDetail, Refused>;

const isWithin = (reach: Reach, limit: Reach): boolean => reaches.indexOf(reach) <= reaches.indexOf(limit);

/** A program never hands out access, whatever its scopes say. */
const PEOPLE_ONLY: readonly string[] = ['api_keys', 'roles'];

/** A custom role may name an operation with several reaches; the widest counts. */
function customReach(permissions: readonly Permission[], operation: Operation): Reach {
  const named = reaches.filter((reach) => permissions.some((permission) => permission === `${operation}:${reach}`));
  return named.at(-1) ?? 'no';
}

function roleReach(role: MemberRole, operation: Operation): Reach {
  if (role === 'super_admin') return 'all';
  return typeof role === 'string' ? tableReach(role, operation) : customReach(role.permissions, operation);
}

function keyReach(scopes: readonly KeyScope[], operation: Operation): Reach {
  const resource = resourceOf(operation);
  const isInScope = scopes.some((scope) => scope === `${resource}:${modeOf(operation)}`);
  return isInScope && isOpenToKeys(operation) ? 'all' : 'no';
}

/** What no admin may do, no key of the organisation may do either. */
const isOpenToKeys = (operation: Operation): boolean =>
  !PEOPLE_ONLY.includes(resourceOf(operation)) && tableReach('admin', operation) !== 'no';

/** How far somebody reaches with an operation: what a list is narrowed to. */
export function reachOf(actor: Actor, operation: Operation): Reach {
  switch (actor.kind) {
    case 'member':
      return roleReach(actor.role, operation);
    case 'contact':
      return tableReach(actor.visit === undefined ? 'contact' : 'visit_link', operation);
    case 'api_key':
      return keyReach(actor.scopes, operation);
  }
}

/** The records that a contact is known under, the one that stands first. */
export const recordsOf = ({ contact, folded = [] }: Actor & { readonly kind: 'contact' }) => [contact, ...folded];

function owns(actor: Actor, target: Target): boolean {
  if (actor.kind === 'member') return target.members?.includes(actor.member) ?? false;
  if (actor.kind !== 'contact') return false;
  const isTheirs = target.contacts?.some((one) => recordsOf(actor).includes(one)) ?? false;
  return isTheirs && (actor.visit === undefined || actor.visit === target.appointment);
}

function sharesTeam(actor: Actor, target: Target): boolean {
  if (actor.kind !== 'member') return false;
  const isOfTeammate = actor.teammates?.some((mate) => target.members?.includes(mate)) ?? false;
  return isOfTeammate || actor.teams.some((team) => target.teams?.includes(team));
}

const crossesOrganisations = (actor: Actor): boolean => actor.kind === 'member' && actor.role === 'super_admin';

/** The one question every use-case asks before it acts. */
export function permits(actor: Actor, operation: Operation, target: Target): Access {
  const reach = reachOf(actor, operation);
  const detail = { operation, reach };
  if (actor.organisation !== target.organisation && !crossesOrganisations(actor))
    return refuse('other_organisation', detail);
  switch (reach) {
    case 'no':
      return refuse(actor.kind === 'api_key' ? 'scope_lacks' : 'role_lacks', detail);
    case 'all':
      return ok(detail);
    case 'team':
      return owns(actor, target) || sharesTeam(actor, target) ? ok(detail) : refuse('not_your_team', detail);
    case 'own':
      return owns(actor, target) ? ok(detail) : refuse('not_yours', detail);
  }
}

/** What somebody would be given: a role, or the scopes of a key. */
export type Grant =
  | { readonly kind: 'role'; readonly role: MemberRole }
  | { readonly kind: 'scopes'; readonly scopes: readonly KeyScope[] };

export type GrantRefused = Refusal<'exceeds_own_access', { readonly operations: readonly Operation[] }>;

const grantedReach = (grant: Grant, operation: Operation): Reach =>
  grant.kind === 'role' ? roleReach(grant.role, operation) : keyReach(grant.scopes, operation);

/**
 * Nobody hands on more than they have. To change or take away a role, ask for the old one as well as the new one:
 * otherwise somebody could demote those above them.
 */
export function permitsGrant(actor: Actor, grant: Grant): Result<Grant, GrantRefused> {
  const beyond = operations.filter((operation) => !isWithin(grantedReach(grant, operation), reachOf(actor, operation)));
  return beyond.length === 0 ? ok(grant) : refuse('exceeds_own_access', { operations: beyond });
}

/** More than there are operations, fewer than would take time to check. */
const MOST_NAMED = 200;

function permissionError(text: string): string | undefined {
  const cut = text.lastIndexOf(':');
  const operation = text.slice(0, cut);
  const reach = text.slice(cut + 1);
  if (!isOperation(operation)) return 'names no operation; write resource:action:reach, e.g. appointments:read:team';
  if (!reaches.some((known) => known === reach && known !== 'no')) return 'must end in own, team or all';
  if (tableReach('admin', operation) === 'no') return 'cannot be given to a role of an organisation';
  return undefined;
}

function scopeError(text: string): string | undefined {
  const covered = operations.filter((operation) => `${resourceOf(operation)}:${modeOf(operation)}` === text);
  if (covered.length === 0) return 'names no scope; write resource:read or resource:write, e.g. appointments:read';
  return covered.some(isOpenToKeys) ? undefined : 'cannot be given to a key; it is for people alone';
}

/** Throws `invalid_input` naming each text that cannot be used. */
function checkEach(texts: readonly string[], field: string, errorOf: (text: string) => string | undefined): void {
  const fields: FieldError[] = [];
  const say = (pointer: string, message: string) => fields.push({ pointer, message });
  if (texts.length === 0) say(`/${field}`, 'is empty; name at least one');
  if (texts.length > MOST_NAMED) say(`/${field}`, `names ${texts.length}; the most is ${MOST_NAMED}`);
  for (const [index, text] of texts.slice(0, MOST_NAMED).entries()) {
    const message = texts.indexOf(text) < index ? 'is listed twice; name it once' : errorOf(text);
    if (message !== undefined) say(`/${field}/${index}`, message);
  }
  if (fields.length > 0) throw new Fault('invalid_input', `The ${field} cannot be used as they are.`, { fields });
}

/** What a custom role may hold; a fault names each permission that it may not. */
export function checkPermissions(texts: readonly string[]): readonly Permission[] {
  checkEach(texts, 'permissions', permissionError);
  // Each of them was found well-formed above.
  return texts as readonly Permission[];
}

/** What a key may be given; a fault names each scope that it may not. */
export function checkScopes(texts: readonly string[]): readonly KeyScope[] {
  checkEach(texts, 'scopes', scopeError);
  // Each of them was found well-formed above.
  return texts as readonly KeyScope[];
}
