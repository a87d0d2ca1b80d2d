import type { Outbox } from '../delivery/types.ts';
import type { Actor, ContactFields, DomainEvent } from '../events.ts';
import type { ContactId, OrganisationId } from '../ids.ts';
import { differences, type EditRefusal, editKept } from '../kept.ts';
import type { Organisations } from '../organisations/types.ts';
import type { Clock, Ids } from '../ports.ts';
import { ok, type Refusal, type Result, refuse } from '../result.ts';
import type { Zone } from '../time/types.ts';
import { consentEntries, consentGiven, refusalToSend, type SendRefusal } from './consent.ts';
import { followFolds, followMerges, identityKey, type MergeRefusal, mergeContacts } from './merging.ts';
import {
  type Addresses,
  type ChannelName,
  type ConsentEntry,
  type ConsentSource,
  type Contact,
  type ContactShelf,
  type Identity,
  LOCALES,
  type Locale,
  type Purpose,
} from './types.ts';

interface Parts {
  readonly shelf: ContactShelf;
  readonly addresses: Addresses;
  readonly organisations: Pick<Organisations, 'get'>;
  readonly outbox: Pick<Outbox, 'withdrawRecipient'>;
  readonly clock: Clock;
  readonly ids: Ids;
}

export interface ContactTerms {
  readonly name?: string | undefined;
  readonly locale: Locale;
  readonly zone: Zone;
  readonly identities: readonly Identity[];
  readonly preferredChannel?: ChannelName | undefined;
}

interface ConsentWord {
  readonly source: ConsentSource;
  /** The words the person wrote or was shown. */
  readonly words: string;
  readonly actor: Actor;
}

type Changed = Promise<Result<Contact, EditRefusal>>;

/** The language of a BCP 47 tag, where we speak it. */
export const localeOf = (tag: string): Locale =>
  LOCALES.find((locale) => tag === locale || tag.startsWith(`${locale}-`)) ?? 'en';

const fieldsOf = ({
  name,
  locale,
  zone,
  preferredChannel,
  identities,
  mergedInto,
}: Contact): Partial<ContactFields> => ({
  locale,
  zone,
  identities: identities.length,
  ...(name === undefined ? {} : { name }),
  ...(preferredChannel === undefined ? {} : { preferredChannel }),
  ...(mergedInto === undefined ? {} : { mergedInto }),
});

/** Who books here, how they are reached, and what they allowed. A list of short use-cases, and so longer than most. */
export function createPeople({ shelf, addresses, organisations, outbox, clock, ids }: Parts) {
  const eventAbout = (contact: Pick<Contact, 'id' | 'organisationId'>, actor: Actor) => ({
    id: ids.next('event'),
    organisationId: contact.organisationId,
    at: clock.now(),
    actor,
    subject: { kind: 'contact' as const, id: contact.id },
  });

  /** Nothing is written where nothing differs. */
  const edited = (
    before: Contact,
    change: Partial<Contact>,
    actor: Actor,
    type: 'contact_changed' | 'contact_merged' = 'contact_changed',
  ): { readonly item: Contact; readonly event: DomainEvent | undefined } => {
    const item: Contact = { ...before, ...change, version: before.version + 1 };
    if (differences(before, { ...item, version: before.version }) === undefined)
      return { item: before, event: undefined };
    return { item, event: { ...eventAbout(before, actor), type, ...differences(fieldsOf(before), fieldsOf(item)) } };
  };

  const edit = (
    organisationId: OrganisationId,
    id: ContactId,
    actor: Actor,
    change: (before: Contact) => Partial<Contact>,
    version?: number,
  ): Changed =>
    editKept<Contact>(shelf, { organisationId, id, version }, async (before) =>
      ok(edited(before, change(before), actor)),
    );

  async function insert(contact: Contact, actor: Actor): Promise<'written' | 'taken'> {
    return await shelf.insert(contact, {
      ...eventAbout(contact, actor),
      type: 'contact_added',
      after: fieldsOf(contact),
    });
  }

  /** Of an address nobody is known under. Two at once are told the same id, and one of them writes it. */
  async function makeFrom(organisationId: OrganisationId, identity: Identity, actor: Actor): Promise<Contact> {
    const organisation = await organisations.get(organisationId);
    let insteadOf: ContactId | undefined;
    for (;;) {
      const id = await addresses.claimFirst(organisationId, identity, { proposed: ids.next('contact'), insteadOf });
      const contact: Contact = {
        id,
        organisationId,
        version: 1,
        locale: localeOf(organisation?.language ?? 'en'),
        zone: (organisation?.zone ?? 'UTC') as Zone, // checked when the organisation was made
        identities: [identity],
        consent: [],
        createdAt: clock.now(),
      };
      if ((await insert(contact, actor)) === 'written') return contact;
      const found = await shelf.find(organisationId, id);
      const holdsIt = found?.identities.some((one) => identityKey(one) === identityKey(identity));
      if (found !== undefined && holdsIt && found.mergedInto === undefined) return found;
      // The first one was removed, merged away or changed numbers since; the next to write is somebody new.
      insteadOf = id;
    }
  }

  async function writeConsent(contact: Contact, entries: readonly ConsentEntry[], actor: Actor): Changed {
    return await editKept<Contact>(
      shelf,
      { organisationId: contact.organisationId, id: contact.id, version: undefined },
      async (before) => {
        const news = entries.filter(
          ({ channel, purpose, given }) => consentGiven(before.consent, channel, purpose) !== given,
        );
        const [first] = news;
        if (first === undefined) return ok({ item: before, event: undefined });
        const item = { ...before, version: before.version + 1, consent: [...before.consent, ...news] };
        const after = {
          channel: first.channel,
          purpose: news.map(({ purpose }) => purpose).join(' '),
          standing: String(first.given),
        };
        return ok({ item, event: { ...eventAbout(before, actor), type: 'consent_changed', after } });
      },
    );
  }

  /** Done twice it is done once: what stands already is left as it is. */
  async function setStanding(
    organisationId: OrganisationId,
    identity: Identity,
    state: 'open' | 'opted_out',
    { source, words, actor }: ConsentWord,
  ): Promise<void> {
    const people = await shelf.at(organisationId, identity);
    const before = await addresses.standing(organisationId, identity);
    const at = clock.now();
    if ((before?.state ?? 'open') !== state)
      await addresses.setStanding(
        organisationId,
        identity,
        { state, since: at, source },
        {
          ...eventAbout({ organisationId, id: people[0]?.id ?? ids.next('contact') }, actor),
          type: 'address_changed',
          after: { channel: identity.channel, standing: state },
        },
      );
    const entries = consentEntries({ channel: identity.channel, given: state === 'open', source, words, at });
    for (const contact of people) await writeConsent(contact, entries, actor);
  }

  const current = (organisationId: OrganisationId, contactId: ContactId): Promise<Contact | undefined> =>
    followMerges((id) => shelf.find(organisationId, id), contactId);

  const foldedInto = (organisationId: OrganisationId, ids: readonly ContactId[]): Promise<readonly Contact[]> =>
    followFolds((latest) => shelf.foldedInto(organisationId, latest), ids);

  return {
    find: shelf.find,
    list: shelf.list,
    current,
    /** Each names the one of these that it belongs to now. */
    foldedInto,
    /** Every record of the person that any of them names, the one that stands first. */
    async recordsOf(organisationId: OrganisationId, id: ContactId): Promise<readonly ContactId[]> {
      const standing = (await current(organisationId, id))?.id ?? id;
      return [standing, ...(await foldedInto(organisationId, [standing])).map((one) => one.id)];
    },
    standing: addresses.standing,
    known: shelf.at,
    /** Who writes from the address, whoever they are: never nobody. */
    async at(organisationId: OrganisationId, identity: Identity, actor: Actor): Promise<[Contact, ...Contact[]]> {
      const [first, ...others] = await shelf.at(organisationId, identity);
      return first === undefined ? [await makeFrom(organisationId, identity, actor)] : [first, ...others];
    },
    /** Under an id given by callers that may ask twice: the second time they get the contact of the first. */
    async add(organisationId: OrganisationId, terms: ContactTerms, actor: Actor, given?: ContactId): Promise<Contact> {
      const before = given && (await shelf.find(organisationId, given));
      if (before) return before;
      const { name, preferredChannel, ...rest } = terms;
      const contact: Contact = {
        ...rest,
        ...(name === undefined ? {} : { name }),
        ...(preferredChannel === undefined ? {} : { preferredChannel }),
        id: given ?? ids.next('contact'),
        organisationId,
        version: 1,
        consent: [],
        createdAt: clock.now(),
      };
      await insert(contact, actor);
      return contact;
    },
    change(
      organisationId: OrganisationId,
      id: ContactId,
      terms: { readonly [Name in keyof ContactTerms]?: ContactTerms[Name] | undefined },
      version: number | undefined,
      actor: Actor,
    ): Changed {
      // What is not named stays as it is.
      const named = Object.fromEntries(Object.entries(terms).filter(([, value]) => value !== undefined));
      return edit(organisationId, id, actor, () => named, version);
    },
    async remove(organisationId: OrganisationId, id: ContactId, actor: Actor): Promise<boolean> {
      const found = await shelf.find(organisationId, id);
      if (found === undefined) return false;
      const event = { ...eventAbout(found, actor), type: 'contact_removed' as const, before: fieldsOf(found) };
      return await shelf.remove({ ...found, version: found.version + 1 }, event);
    },
    /** The kept record is written first: stopped between the two, the merge is simply made again. */
    async merge(
      organisationId: OrganisationId,
      keptId: ContactId,
      otherId: ContactId,
      actor: Actor,
    ): Promise<Result<Contact, EditRefusal | Refusal<MergeRefusal>>> {
      const other = await shelf.find(organisationId, otherId);
      if (other === undefined) return refuse('not_found');
      const merged = await editKept<Contact, Refusal<MergeRefusal>>(
        shelf,
        { organisationId, id: keptId, version: undefined },
        async (before) => {
          const both = mergeContacts(before, other, clock.now());
          return both.ok ? ok(edited(before, both.value.kept, actor, 'contact_merged')) : both;
        },
      );
      if (!merged.ok) return merged;
      const folded = await edit(organisationId, otherId, actor, () => ({ mergedInto: keptId }));
      return folded.ok ? merged : folded;
    },
    name: (organisationId: OrganisationId, id: ContactId, name: string, actor: Actor): Changed =>
      edit(organisationId, id, actor, () => ({ name })),
    /** Said by one person, about one channel and purpose. */
    async recordConsent(
      organisationId: OrganisationId,
      id: ContactId,
      entry: Omit<ConsentEntry, 'at'>,
      actor: Actor,
    ): Changed {
      const contact = await shelf.find(organisationId, id);
      if (contact === undefined) return refuse('not_found');
      return await writeConsent(contact, [{ ...entry, at: clock.now() }], actor);
    },
    /** Said by an address, for everybody who shares it: nothing more goes there, and what waited is withdrawn. */
    async optOut(organisationId: OrganisationId, identity: Identity, word: ConsentWord): Promise<void> {
      await setStanding(organisationId, identity, 'opted_out', word);
      await outbox.withdrawRecipient(organisationId, identity.channel, identity.address, 'opted out');
    },
    optIn: (organisationId: OrganisationId, identity: Identity, word: ConsentWord): Promise<void> =>
      setStanding(organisationId, identity, 'open', word),
    /** Asked at the last moment before something is sent. On a shared address one who agreed is enough for care. */
    async mayWrite(
      organisationId: OrganisationId,
      identity: Identity,
      purpose: Purpose,
    ): Promise<SendRefusal | undefined> {
      const [standing, people] = await Promise.all([
        addresses.standing(organisationId, identity),
        shelf.at(organisationId, identity),
      ]);
      const refusals = people.map(({ consent }) => refusalToSend(consent, standing, identity.channel, purpose));
      if (people.length === 0) return refusalToSend([], standing, identity.channel, purpose);
      return refusals.includes(undefined) ? undefined : refusals[0];
    },
  };
}

export type People = ReturnType<typeof createPeople>;
