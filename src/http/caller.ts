import { permits, reachOf } from '../core/access/rules.ts';
import type { Operation } from '../core/access/table.ts';
import type { Actor as Accessor, Target } from '../core/access/types.ts';
import type { Actor } from '../core/events.ts';
import { Fault } from '../core/fault.ts';
import type { MemberId, OrganisationId } from '../core/ids.ts';
import type { Session } from '../core/sessions/types.ts';

/** Who calls, as access sees them and as events name them. */
export interface Caller {
  readonly organisationId: OrganisationId;
  readonly access: Accessor;
  readonly actor: Actor;
  /** The one that is used, for somebody who signed in. */
  readonly session?: Session;
}

/** Goes on only where the table lets this caller do it to this; what is somebody else's is told as "not there". */
export function demand(caller: Caller, operation: Operation, target: Omit<Target, 'organisation'> = {}): void {
  const access = permits(caller.access, operation, { organisation: caller.organisationId, ...target });
  if (access.ok) return;
  switch (access.reason) {
    case 'role_lacks':
      throw new Fault('forbidden', `Your role does not include ${operation}.`);
    case 'scope_lacks':
      throw new Fault('forbidden', `The key's scopes do not include ${operation}.`);
    case 'other_organisation':
    case 'not_yours':
    case 'not_your_team':
      throw new Fault('not_found', 'There is no such thing, or it is not yours to see.');
  }
}

/** For lists: some of them at least must be within reach; which ones, `may` says item by item. */
export function demandSome(caller: Caller, operation: Operation): void {
  if (reachOf(caller.access, operation) === 'no') demand(caller, operation);
}

export const may = (caller: Caller, operation: Operation, target: Omit<Target, 'organisation'>): boolean =>
  permits(caller.access, operation, { organisation: caller.organisationId, ...target }).ok;

/** Whose things a list may show: everybody's, or those of these members. */
export function membersWithinReach({ access }: Caller, operation: Operation): 'all' | readonly MemberId[] {
  const reach = reachOf(access, operation);
  if (reach === 'all') return 'all';
  if (access.kind !== 'member' || reach === 'no') return [];
  return reach === 'own' ? [access.member] : [...new Set([access.member, ...(access.teammates ?? [])])];
}
