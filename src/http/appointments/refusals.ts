import type { NotOver } from '../../core/appointments/changes.ts';
import type { SeatsTaken } from '../../core/appointments/editing.ts';
import type { IllegalMove } from '../../core/appointments/moves.ts';
import type { ChangedMeanwhile, NotFound } from '../../core/appointments/moving.ts';
import type { TooLate, TooOften } from '../../core/appointments/rules.ts';
import type { TimeRefusal } from '../../core/appointments/taking.ts';
import type { Slot } from '../../core/availability/types.ts';
import { Fault, invalid } from '../../core/fault.ts';
import type { Instant } from '../../core/time/types.ts';
import { instant, write } from '../forms.ts';
import { slot } from '../scheduling/forms.ts';

type VisitRefusal = TimeRefusal | NotFound | ChangedMeanwhile | IllegalMove | TooLate | TooOften | NotOver | SeatsTaken;

export const conflict = (reason: string, sentence: string, facts: Readonly<Record<string, unknown>> = {}): Fault =>
  new Fault('conflict', sentence, { refusal: { reason, facts } });

export const writeSlots = (slots: readonly Slot[]) => slots.map((one) => write(slot, one));
const writeInstant = (when: Instant): string => write(instant, when);

const countOf = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

/** Longer than most: each refusal of booking and of a visit's life, in words. */
export function visitFault(refusal: VisitRefusal): Fault {
  switch (refusal.reason) {
    case 'not_found':
      return new Fault('not_found', 'There is no such appointment.');
    case 'unknown_service':
      return invalid('/meetingType', 'names no meeting type that is offered');
    case 'too_many_guests':
      return invalid('/guests', `are too many: this meeting type takes ${countOf(refusal.detail.most, 'guest')}`);
    case 'seats_taken':
      return conflict(
        'seats_taken',
        'The session has not as many seats left: bring fewer guests, or book another one.',
      );
    case 'slot_taken':
      return conflict('slot_taken', 'Somebody else has this time; others near it are free.', {
        alternatives: writeSlots(refusal.detail.alternatives),
      });
    case 'not_offered': {
      const { because, sentence, alternatives } = refusal.detail;
      return conflict('not_offered', sentence, { because, alternatives: writeSlots(alternatives) });
    }
    case 'illegal_move': {
      const { status, asked, allowed } = refusal.detail;
      const next = allowed.length === 0 ? 'nothing more can happen to it' : `what can happen is: ${allowed.join(', ')}`;
      return conflict('illegal_move', `The appointment is ${status}, so ${asked} is not possible; ${next}.`, {
        ...{ status, asked, allowed },
      });
    }
    case 'too_late': {
      const until = writeInstant(refusal.detail.until);
      return conflict('too_late', `This could be changed until ${until}; call the organisation.`, { until });
    }
    case 'too_often':
      return conflict('too_often', `It was moved ${countOf(refusal.detail.most, 'time')}, which is the most.`, {
        ...refusal.detail,
      });
    case 'not_completed':
      return conflict('not_completed', 'What came of a visit can be said once it is completed.');
    case 'changed_meanwhile': {
      const { version } = refusal.detail.appointment;
      const sentence = `The appointment has changed: read version ${version} and make the change again.`;
      return new Fault('precondition_failed', sentence, {
        refusal: { reason: 'changed_meanwhile', facts: { version } },
      });
    }
  }
}
