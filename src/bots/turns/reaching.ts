import type { Conversation } from '../../core/conversations/types.ts';
import type { ContactId, OrganisationId } from '../../core/ids.ts';
import { chooseIdentity } from '../../core/people/consent.ts';
import type { Contact, Identity } from '../../core/people/types.ts';
import type { TalkParts } from './types.ts';

interface Parts extends Pick<TalkParts, 'conversations' | 'people'> {
  readonly open: (organisationId: OrganisationId, identity: Identity) => Promise<Conversation>;
}

/** Where a person is written to. A phone that a family shares is the way to each of them. */
export function createReaching({ conversations, people, open }: Parts) {
  /** Who they are now, where their record was folded into another. */
  async function contactOf(organisationId: OrganisationId, id: ContactId): Promise<Contact | undefined> {
    const contact = await people.find(organisationId, id);
    return contact?.mergedInto === undefined ? contact : await people.find(organisationId, contact.mergedInto);
  }

  /** The one they were heard in last comes first. */
  async function conversationsOf(organisationId: OrganisationId, id: ContactId): Promise<readonly Conversation[]> {
    const contact = await contactOf(organisationId, id);
    const known = await Promise.all(
      (contact?.identities ?? []).map(({ channel, address }) =>
        conversations.byAddress(organisationId, channel, address),
      ),
    );
    return known.flatMap((one) => one ?? []).toSorted((a, b) => b.lastAt - a.lastAt);
  }

  return {
    conversationsOf,
    /** By the way they prefer, of those they may be written to on; begun where nothing was said yet. */
    async reach(organisationId: OrganisationId, id: ContactId): Promise<Conversation | 'no_address' | 'opted_out'> {
      const contact = await contactOf(organisationId, id);
      if (contact === undefined || contact.identities.length === 0) return 'no_address';
      const { identities, preferredChannel } = contact;
      const refusals = await Promise.all(
        identities.map((identity) => people.mayWrite(organisationId, identity, 'care')),
      );
      const isAllowed = (identity: Identity) => refusals[identities.indexOf(identity)] === undefined;
      const chosen = chooseIdentity(identities, preferredChannel, isAllowed);
      return chosen === undefined ? 'opted_out' : await open(organisationId, chosen);
    },
  };
}

export type Reaching = ReturnType<typeof createReaching>;
