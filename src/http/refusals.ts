import { Fault } from '../core/fault.ts';
import type { EditRefusal } from '../core/kept.ts';

/** What every stored thing may answer to a change, as a problem. */
export function faultOf(refusal: EditRefusal, what: string): Fault {
  switch (refusal.reason) {
    case 'not_found':
      return new Fault('not_found', `There is no such ${what}.`);
    case 'changed_meanwhile':
      return new Fault(
        'precondition_failed',
        `The ${what} has changed: read version ${refusal.detail.version} and make the change again.`,
      );
    case 'taken':
      return new Fault('conflict', `There is another ${what} with this name or address.`);
  }
}
