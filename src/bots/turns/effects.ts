import { isWaitlistOffer } from '../../core/waitlist/rules.ts';
import type { KeyedEffect, Outcome } from '../dialogues/effects.ts';
import { createLook } from './looking.ts';
import { createOfferEffects } from './offers.ts';
import type { Telling } from './telling.ts';
import type { Setting, TalkParts } from './types.ts';
import { createVisitEffects } from './visits.ts';
import { createWaitingEffects } from './waiting.ts';

/**
 * Carries out what a dialogue wants done, by the use-cases of core. Each may be asked for again after a crash, under the same key: the
 * documents it changes know what was done to them and by what.
 */
export function createEffects(parts: TalkParts, telling: Telling) {
  const { people } = parts;
  const onOffers = createOfferEffects(parts, telling);
  const onWaiting = createWaitingEffects(parts, telling);
  const look = createLook(parts, telling);
  const onVisits = createVisitEffects(parts, telling);

  return async function carryOut(of: KeyedEffect, setting: Setting): Promise<Outcome> {
    const { conversation, actor, knownAs, known } = setting;
    const { organisationId, channel, address } = conversation;
    switch (of.kind) {
      case 'accept_offer':
      case 'decline_offer':
      case 'counter_offer':
      case 'hold_option': {
        const { offer } = of;
        return isWaitlistOffer(offer)
          ? await onWaiting.answer(of, offer, setting)
          : await onOffers.carryOut(of, offer, setting);
      }
      case 'look_again':
        return isWaitlistOffer(of.offer)
          ? await look.atOpening(of, of.offer, setting)
          : await look.atOffer(of, of.offer, setting);
      case 'keep_answers':
        return await onOffers.answerAfterwards(of, setting);
      case 'find_times':
        return await onOffers.find(of, setting);
      case 'confirm_visit':
      case 'cancel_visit':
      case 'report_late':
        return await onVisits(of, setting);
      case 'join_waitlist':
        return await onWaiting.join(of, setting);
      case 'leave_waitlist':
        return await onWaiting.leave(of, setting);
      case 'name_contact':
        if (!knownAs.has(of.contactId)) return { kind: 'unknown_subject', of };
        await people.name(organisationId, of.contactId, of.name, actor);
        known.people.set(of.contactId, of.name);
        return { kind: 'done', of };
      case 'keep_language':
        await people.change(organisationId, of.contactId, { locale: of.locale }, undefined, actor);
        return { kind: 'done', of };
      case 'opt_out':
        await people.optOut(organisationId, { channel, address }, { source: of.source, words: of.words, actor });
        return { kind: 'done', of };
      case 'opt_in':
        await people.optIn(organisationId, { channel, address }, { source: 'keyword', words: of.words, actor });
        return { kind: 'done', of };
      case 'call_human':
        // Written with the conversation itself, where everybody sees who waits (talk.ts).
        return { kind: 'done', of };
    }
  };
}
