import type { Conversation } from '../../core/conversations/types.ts';
import type { Inbox } from '../../core/delivery/types.ts';
import type { Actor } from '../../core/events.ts';
import type { ConversationId, MemberId, OrganisationId } from '../../core/ids.ts';
import type { Ids } from '../../core/ports.ts';
import type { Happening } from '../dialogues/steps.ts';
import { cleanText } from '../turn.ts';
import type { Talk } from './talk.ts';

interface Parts {
  readonly talk: Talk;
  readonly inbox: Pick<Inbox, 'resolve' | 'tryAgain'>;
  readonly ids: Ids;
}

interface By {
  readonly actor: Actor;
  readonly takenOverBy?: MemberId;
}

/** What members do in a contact's conversation. */
export function createDesk({ talk, inbox, ids }: Parts) {
  async function tell(
    organisationId: OrganisationId,
    id: ConversationId,
    event: Happening,
    { actor, takenOverBy }: By,
  ): Promise<Conversation> {
    const cause = ids.next('turn');
    const { conversation } = await talk.take(id, {
      ...{ organisationId, cause, order: cause, actor, input: { kind: 'happened', event } },
      ...(takenOverBy === undefined ? {} : { takenOverBy }),
    });
    return conversation;
  }

  return {
    /** The assistant is silent from now on. */
    takeOver: (organisationId: OrganisationId, { id }: Conversation, takenOverBy: MemberId, actor: Actor) =>
      tell(organisationId, id, { kind: 'member_took_over' }, { actor, takenOverBy }),
    giveBack: (organisationId: OrganisationId, { id }: Conversation, actor: Actor) =>
      tell(organisationId, id, { kind: 'member_gave_back' }, { actor }),
    /** Somebody saw to it in some other way; a turn that failed is not tried any more. */
    async resolve(organisationId: OrganisationId, { id, need }: Conversation, actor: Actor): Promise<Conversation> {
      if (need?.turn !== undefined) await inbox.resolve(organisationId, need.turn);
      return await tell(organisationId, id, { kind: 'member_gave_back' }, { actor });
    },
    /** What was in its way is mended: the turn that failed comes once more. */
    async tryAgain(organisationId: OrganisationId, { id, need }: Conversation, actor: Actor): Promise<Conversation> {
      const after = await tell(organisationId, id, { kind: 'member_gave_back' }, { actor });
      if (need?.turn !== undefined) await inbox.tryAgain(organisationId, need.turn);
      return after;
    },
    /** A member writes as themselves. The same key says it once. */
    send: (
      organisationId: OrganisationId,
      { id }: Conversation,
      message: Omit<Parameters<Talk['write']>[1], 'organisationId'>,
    ): Promise<Conversation> => talk.write(id, { organisationId, ...message, text: cleanText(message.text) }),
  };
}

export type Desk = ReturnType<typeof createDesk>;
