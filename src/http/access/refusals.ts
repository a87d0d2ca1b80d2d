import type { ExceedsOwnAccess } from '../../core/api-keys/types.ts';
import { Fault, invalid } from '../../core/fault.ts';
import type { EditRefusal } from '../../core/kept.ts';
import type { InUse, UnknownRole, UnknownTeam } from '../../core/members/types.ts';
import { faultOf } from '../refusals.ts';

type AccessRefusal = EditRefusal | ExceedsOwnAccess | UnknownRole | UnknownTeam | InUse;

const NAMED = 3;

/** A few of them are enough to see what it is about. */
function nameSome(operations: readonly string[]): string {
  const more = operations.length - NAMED;
  return operations.slice(0, NAMED).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

export function accessFault(refusal: AccessRefusal, what: string): Fault {
  switch (refusal.reason) {
    case 'exceeds_own_access':
      return new Fault(
        'forbidden',
        `Nobody hands on more than they have; this goes beyond your own access by ${nameSome(refusal.detail.operations)}.`,
      );
    case 'unknown_role':
      return invalid('/role', 'names no role of this organisation');
    case 'unknown_team':
      return invalid('/teams', `names ${refusal.detail.team}, which is no team of this organisation`);
    case 'in_use':
      return new Fault('conflict', `This ${what} has ${refusal.detail.members} members: give them another first.`);
    default:
      return faultOf(refusal, what);
  }
}
