import { type Fault, invalid } from '../../core/fault.ts';
import type { BookedBefore, Ended, Gone, NoSuchOption, NotFound, NotYours } from '../../core/offers/deciding.ts';
import type { MakeRefusal } from '../../core/offers/making.ts';
import { conflict, writeSlots } from '../appointments/refusals.ts';
import { faultOf } from '../refusals.ts';

type OfferRefusal = MakeRefusal | NotFound | NotYours | NoSuchOption | BookedBefore | Ended | Gone;

const ENDS = {
  expired: 'has expired',
  declined: 'was declined',
  countered: 'was answered with other times',
  cancelled: 'was taken back',
} as const;

/** Each refusal of an offer, in words. */
export function offerFault(refusal: OfferRefusal): Fault {
  switch (refusal.reason) {
    case 'not_found':
      return faultOf(refusal, 'offer');
    case 'unknown_service':
      return invalid('/meetingType', 'names no meeting type that is offered');
    case 'too_many_options':
      return invalid('/starts', `are too many: offer at most ${refusal.detail.most}`);
    case 'no_options':
      return invalid('/starts', 'is empty; offer at least one time');
    case 'expires_too_soon':
      return invalid('/expiresAt', 'lies in the past; an offer needs time to be read');
    case 'option_taken': {
      const { option, alternatives } = refusal.detail;
      return conflict('option_taken', `Time ${option} cannot be had; others near it are free.`, {
        ...{ option, alternatives: writeSlots(alternatives) },
      });
    }
    case 'not_yours_to_answer':
      return conflict('not_yours_to_answer', 'An offer is answered by the other side, and taken back by its own.');
    case 'no_such_option':
      return invalid('/option', 'is not one of the offered times');
    case 'booked_before':
      return conflict('booked_before', 'The offer was accepted before; its visit is booked.', {
        appointment: refusal.detail.visit.id,
      });
    case 'ended':
      return conflict('ended', `The offer ${ENDS[refusal.detail.how]}.`, { state: refusal.detail.how });
    case 'gone':
      return conflict('gone', 'Somebody else has that time by now; another of the offered times may still be free.');
  }
}
