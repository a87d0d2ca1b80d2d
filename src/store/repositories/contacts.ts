import type { Connection } from 'mongoose';
import type { ContactId, OrganisationId } from '../../core/ids.ts';
import { identityKey } from '../../core/people/merging.ts';
import type { Addresses, AddressStanding, Contact, ContactShelf, Identity } from '../../core/people/types.ts';
import { readTogether } from '../../core/together.ts';
import { duplicateIndex } from '../connection.ts';
import { type AddressDocument, addressModel, type ContactDocument, contactModel } from '../models/contact.ts';
import { bindModel } from '../models/definition.ts';
import { pendingOnUpdate } from '../pending.ts';
import { createScope, requireOrganisation } from '../scope.ts';
import { createShelf, type ShelfDeps } from './shelf.ts';

type Deps = ShelfDeps & { readonly connection: Connection };

export function createContactShelf({ connection, ...deps }: Deps): ContactShelf {
  const model = bindModel(connection, contactModel);
  const fieldsOf = ({ identities, mergedInto, createdAt }: Contact) => ({
    identityKeys: identities.map(identityKey),
    createdAt,
    ...(mergedInto === undefined ? {} : { mergedInto }),
  });
  const { find, list, insert, replace, remove, read, anywhere } = createShelf<Contact, ContactDocument>(
    { model, fieldsOf },
    deps,
  );
  const findAt = readTogether<string, readonly Contact[]>(async (organisationId, keys) => {
    const found = (await createScope(model, organisationId).find({ identityKeys: { $in: [...new Set(keys)] } }))
      .filter(({ isRemoved, mergedInto }) => !isRemoved && mergedInto === undefined)
      .toSorted((a, b) => a.createdAt - b.createdAt || (a._id < b._id ? -1 : 1));
    return keys.map((key) => found.filter(({ identityKeys }) => identityKeys.includes(key)).map(read));
  });

  const findFolded = readTogether<ContactId, readonly Contact[]>(async (organisationId, ids) => {
    const found = await createScope(model, organisationId).find({ mergedInto: { $in: [...new Set(ids)] } });
    return ids.map((id) => found.filter(({ mergedInto }) => mergedInto === id).map(read));
  });

  return {
    find,
    list,
    insert,
    replace,
    remove,
    at: async (organisationId, identity) => (await findAt(organisationId, [identityKey(identity)])).flat(),
    foldedInto: async (organisationId, ids) => (await findFolded(organisationId, ids)).flat(),
    async byEmail(address) {
      const known = await anywhere({ identityKeys: identityKey({ channel: 'email', address }), isRemoved: false });
      return known.filter(({ mergedInto }) => mergedInto === undefined);
    },
  };
}

export function createAddresses({ connection, clock, relay }: Deps): Addresses {
  const model = bindModel(connection, addressModel);
  const idOf = (organisationId: OrganisationId, identity: Identity): string =>
    `${requireOrganisation(organisationId)}/${identityKey(identity)}`;

  /** Of two that make the same document at once one is refused, and finds it there the second time. */
  async function upsert(_id: string, update: object): Promise<AddressDocument> {
    const once = () =>
      model.findOneAndUpdate({ _id }, update, { upsert: true, returnDocument: 'after' }).lean<AddressDocument>();
    const document = await once().catch((error: unknown) => {
      if (duplicateIndex(error) === undefined) throw error;
      return once();
    });
    return document as AddressDocument; // an upsert always leaves one
  }

  const standings = readTogether<string, AddressStanding | undefined>(async (organisationId, ids) => {
    const found = await createScope(model, organisationId).find({ _id: { $in: [...new Set(ids)] } });
    const byId = new Map(found.map(({ _id, standing }) => [_id, standing]));
    return ids.map((id) => byId.get(id));
  });

  return {
    async claimFirst(organisationId, identity, { proposed, insteadOf }) {
      const _id = idOf(organisationId, identity);
      const claim = () => upsert(_id, { $setOnInsert: { organisationId, firstContact: proposed } });
      const { firstContact } = await claim();
      if (firstContact !== undefined && firstContact !== insteadOf) return firstContact;
      // The address is known without anybody, or the one it was claimed for is gone: one of those who ask takes their place.
      await model.updateOne({ _id, firstContact: firstContact ?? null }, { $set: { firstContact: proposed } });
      return (await claim()).firstContact ?? proposed;
    },
    async standing(organisationId, identity) {
      return (await standings(organisationId, [idOf(organisationId, identity)])).at(0);
    },
    async setStanding(organisationId, identity, standing, event) {
      await upsert(idOf(organisationId, identity), {
        $set: { standing },
        $setOnInsert: { organisationId },
        ...pendingOnUpdate({ events: [event] }, clock.now()),
      });
      relay.staged(organisationId, model.collection.collectionName);
    },
  };
}
