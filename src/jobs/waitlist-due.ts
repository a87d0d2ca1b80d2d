import { dueKinds } from '../core/waitlist/changes.ts';
import type { Waitlist } from '../core/waitlist/service.ts';
import type { EntryId, OpeningId } from '../core/waitlist/types.ts';
import type { DueHandler } from './engine/due-times.ts';

/** Offers that nobody answered, openings whose next may be asked by now, and people who waited long enough. */
export const waitlistDueHandlers = (
  waitlist: Pick<Waitlist, 'advance' | 'expire'>,
): readonly (readonly [kind: string, DueHandler])[] => [
  // The subject of a plan is the document it is about.
  [dueKinds.opening, ({ organisationId, subjectId }) => waitlist.advance(organisationId, subjectId as OpeningId)],
  [dueKinds.entry, ({ organisationId, subjectId }) => waitlist.expire(organisationId, subjectId as EntryId)],
];
