import type { Conversation } from '../../core/conversations/types.ts';
import type { ContactId, OrganisationId } from '../../core/ids.ts';
import { chooseIdentity } from '../../core/people/consent.ts';
import type { ChannelName, Identity } from '../../core/people/types.ts';
import type { TalkParts } from './types.ts';

interface Parts extends Pick<TalkParts, 'conversations' | 'people'> {
  readonly open: (organisationId: OrganisationId, identity: Identity) => Promise<Conversation>;
  readonly sendsBy: SendsBy;
}

/** Whether there is anything here that sends on a channel: what is written on another one is never read. */
export type SendsBy = (channel: ChannelName) => boolean;

/** Where a person is written to. A phone that a family shares is the way to each of them. */
export function createReaching({ conversations, people, open, sendsBy }: Parts) {
  const reachable = (identities: readonly Identity[]): readonly Identity[] =>
    identities.filter(({ channel }) => sendsBy(channel));

  /** The one they were heard in last comes first. */
  async function conversationsOf(organisationId: OrganisationId, id: ContactId): Promise<readonly Conversation[]> {
    const contact = await people.current(organisationId, id);
    const known = await Promise.all(
      reachable(contact?.identities ?? []).map(({ channel, address }) =>
        conversations.byAddress(organisationId, channel, address),
      ),
    );
    return known.flatMap((one) => one ?? []).toSorted((a, b) => b.lastAt - a.lastAt);
  }

  return {
    conversationsOf,
    sendsBy,
    /** By the way they prefer, of those that can be sent by and they may be written to on; begun where nothing was said yet. */
    async reach(organisationId: OrganisationId, id: ContactId): Promise<Conversation | 'no_address' | 'opted_out'> {
      const contact = await people.current(organisationId, id);
      const identities = reachable(contact?.identities ?? []);
      if (contact === undefined || identities.length === 0) return 'no_address';
      const refusals = await Promise.all(
        identities.map((identity) => people.mayWrite(organisationId, identity, 'care')),
      );
      const isAllowed = (identity: Identity) => refusals[identities.indexOf(identity)] === undefined;
      const chosen = chooseIdentity(identities, contact.preferredChannel, isAllowed);
      return chosen === undefined ? 'opted_out' : await open(organisationId, chosen);
    },
  };
}

export type Reaching = ReturnType<typeof createReaching>;
