import type { Model, QueryFilter, UpdateQuery } from 'mongoose';
import type { DomainEvent } from '../../core/events.ts';
import type { OrganisationId } from '../../core/ids.ts';
import { readTogether } from '../../core/together.ts';
import { duplicateIndex } from '../connection.ts';
import { type PendingFields, pendingOnInsert, pendingOnUpdate } from '../pending.ts';
import { withoutAbsent } from '../plain.ts';
import { createScope, requireOrganisation } from '../scope.ts';
import type { ShelfDeps } from './shelf.ts';

interface Identity<Id extends string> {
  readonly id: Id;
  readonly organisationId: OrganisationId;
  readonly version: number;
}

interface VersionedDocument<Id extends string, Body> extends PendingFields {
  _id: Id;
  organisationId: OrganisationId;
  version: number;
  body: Body;
}

/**
 * Things an organisation edits as a whole (services, programmes): found by id, listed together, replaced if nobody was
 * faster.
 */
export function createVersioned<Id extends string, Item extends Identity<Id>>(
  model: Model<VersionedDocument<Id, Omit<Item, keyof Identity<Id>>>>,
  { clock, relay }: ShelfDeps,
) {
  type Document = VersionedDocument<Id, Omit<Item, keyof Identity<Id>>>;

  // The body is an item without its identity; both together are the item.
  const itemOf = ({ _id: id, organisationId, version, body }: Document): Item =>
    ({ ...body, id, organisationId, version }) as unknown as Item;

  const read = readTogether<Id, Item | undefined>(async (organisationId, ids) => {
    const filter = { _id: { $in: [...new Set(ids)] } } as QueryFilter<Document>; // mongoose cannot see through the type parameter
    const found = await createScope<Document>(model, organisationId).find(filter);
    const byId = new Map(found.map((document) => [document._id, itemOf(document)]));
    return ids.map((id) => byId.get(id));
  });

  const readAll = readTogether<'all', readonly Item[]>(async (organisationId, asked) => {
    const everything = {} as QueryFilter<Document>;
    const documents = await createScope<Document>(model, organisationId).find(everything, { sort: { _id: 1 } });
    const items = documents.map(itemOf);
    return asked.map(() => items);
  });

  return {
    async find(organisationId: OrganisationId, id: Id): Promise<Item | undefined> {
      return (await read(organisationId, [id])).at(0);
    },
    async list(organisationId: OrganisationId): Promise<readonly Item[]> {
      return (await readAll(organisationId, ['all'])).at(0) ?? [];
    },
    async write(item: Item, events: readonly DomainEvent[] = []): Promise<boolean> {
      const { id, organisationId, version, ...rest } = item;
      const body = withoutAbsent(rest);
      if (version === 1) {
        try {
          const pending = pendingOnInsert({ events }, clock.now());
          const document = { _id: id, organisationId: requireOrganisation(organisationId), version, body, ...pending };
          await model.insertMany([document], { lean: true });
          if (events.length > 0) relay.staged(organisationId, model.collection.collectionName);
          return true;
        } catch (error) {
          if (duplicateIndex(error) !== undefined) return false;
          throw error;
        }
      }
      const filter = { _id: id, organisationId: requireOrganisation(organisationId), version: version - 1 };
      const update = { $set: { body, version }, ...pendingOnUpdate({ events }, clock.now()) };
      // As above: the fields are the document's own.
      const { modifiedCount } = await model.updateOne(filter as QueryFilter<Document>, update as UpdateQuery<Document>);
      if (modifiedCount === 1 && events.length > 0) relay.staged(organisationId, model.collection.collectionName);
      return modifiedCount === 1;
    },
  };
}
