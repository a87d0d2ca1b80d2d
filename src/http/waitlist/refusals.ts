import { Fault, invalid } from '../../core/fault.ts';
import type { AcceptRefusal } from '../../core/waitlist/answering.ts';
import type { CloseRefusal, DeclineRefusal, EntryRefusal, JoinRefusal } from '../../core/waitlist/service.ts';
import { conflict, writeSlots } from '../appointments/refusals.ts';
import { faultOf } from '../refusals.ts';

type WaitlistRefusal = JoinRefusal | EntryRefusal | AcceptRefusal | DeclineRefusal | CloseRefusal;

export function waitlistFault(refusal: WaitlistRefusal, what: 'entry' | 'offer' | 'opening'): Fault {
  switch (refusal.reason) {
    case 'not_found':
    case 'changed_meanwhile':
      return faultOf(refusal, what);
    case 'unknown_service':
      return invalid('/meetingType', 'names no meeting type that is offered');
    case 'expired':
      return invalid('/expiresAt', 'must lie ahead');
    case 'entry_over':
      return conflict('entry_over', `They wait no more: the entry is ${refusal.detail.state}.`, refusal.detail);
    case 'taken':
      return conflict('taken', 'Somebody else said yes first; the place on the waitlist is kept.');
    case 'offer_over':
      return conflict(
        'offer_over',
        `This offer can be answered no more: it is ${refusal.detail.state}.`,
        refusal.detail,
      );
    case 'time_gone':
      return conflict('time_gone', 'The time could not be kept; the place on the waitlist is.', {
        alternatives: writeSlots(refusal.detail.alternatives),
      });
    case 'not_open':
      return conflict('not_open', `This opening is ${refusal.detail.status}.`, refusal.detail);
    case 'being_filled':
      return new Fault('conflict', 'Somebody is saying yes at this moment.', {
        refusal: { reason: 'being_filled' },
        retryAfter: 1,
      });
  }
}
