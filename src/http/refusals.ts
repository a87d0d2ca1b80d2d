import { Fault } from '../core/fault.ts';

type StoredRefusal =
  | { readonly ok: false; readonly reason: 'not_found' }
  | { readonly ok: false; readonly reason: 'changed_meanwhile'; readonly detail: { readonly version: number } };

/** What every stored thing may answer to a change, as a problem. */
export function faultOf(refusal: StoredRefusal, what: string): Fault {
  switch (refusal.reason) {
    case 'not_found':
      return new Fault('not_found', `There is no such ${what}.`);
    case 'changed_meanwhile':
      return new Fault(
        'precondition_failed',
        `The ${what} has changed: read version ${refusal.detail.version} and make the change again.`,
      );
  }
}
