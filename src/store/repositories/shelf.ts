import type { Document as Fields } from 'mongodb';
import type { Model, QueryFilter } from 'mongoose';
import type { DomainEvent } from '../../core/events.ts';
import type { Kept, Shelf } from '../../core/kept.ts';
import type { Clock } from '../../core/ports.ts';
import { readTogether } from '../../core/together.ts';
import { duplicateIndex, nativeOf } from '../connection.ts';
import type { KeptDocument } from '../models/kept.ts';
import { pageLimit, pageOf } from '../pages.ts';
import { pendingOnInsert, pendingOnUpdate } from '../pending.ts';
import { withoutAbsent } from '../plain.ts';
import type { Relay } from '../relay.ts';
import { createScope, type OwnFilter, requireOrganisation } from '../scope.ts';
import { changesTogether } from '../together.ts';

export interface ShelfDeps {
  readonly clock: Clock;
  readonly relay: Pick<Relay, 'staged'>;
}

/** How an item lies in its documents: what it is searched by stands beside the body. */
interface Layout<Item, Document extends KeptDocument> {
  readonly model: Model<Document>;
  readonly fieldsOf: (item: Item) => Omit<Document, keyof KeptDocument>;
  readonly itemOf?: (item: Item, document: Document) => Item;
}

/** Mongoose's types cannot see that a kept document has the fields of one while the document is a type parameter. */
const asFilter = <Document extends KeptDocument>(filter: object) => filter as OwnFilter<Document>;

export function createShelf<Item extends Kept<string>, Document extends KeptDocument>(
  { model, fieldsOf, itemOf = (item) => item }: Layout<Item, Document>,
  { clock, relay }: ShelfDeps,
) {
  const read = (document: Document): Item => {
    const { _id: id, organisationId, version, body } = document;
    // The body is an item without its identity; both together are the item.
    return itemOf({ ...body, id, organisationId, version } as unknown as Item, document);
  };

  const contentOf = (item: Item) => {
    const { id: _, organisationId: __, version, ...body } = item;
    return { version, body: withoutAbsent(body), ...withoutAbsent(fieldsOf(item)) };
  };

  const change = changesTogether(nativeOf<Fields>(model));

  /** Compare-and-set on the version; whoever comes late changes nothing. */
  async function write(item: Item, more: object, event: DomainEvent | undefined): Promise<boolean> {
    const organisationId = requireOrganisation(item.organisationId);
    return await change({
      filter: { _id: item.id, organisationId, version: item.version - 1, isRemoved: false },
      update: {
        $set: { ...contentOf(item), ...more },
        ...pendingOnUpdate({ events: event === undefined ? [] : [event] }, clock.now()),
      },
    });
  }

  const readMany = readTogether<string, Item | undefined>(async (organisationId, ids) => {
    const filter = asFilter<Document>({ _id: { $in: [...new Set(ids)] }, isRemoved: false });
    const found = await createScope(model, organisationId).find(filter);
    const byId = new Map<string, Item>(found.map((document) => [document._id, read(document)]));
    return ids.map((id) => byId.get(id));
  });

  const shelf: Shelf<Item> = {
    async find(organisationId, id) {
      return (await readMany(organisationId, [id])).at(0);
    },
    async list(organisationId, page) {
      const limit = pageLimit(page);
      const found = await createScope(model, organisationId).find(
        asFilter({ _id: { $gt: page?.after ?? '' }, isRemoved: false }),
        { sort: { _id: 1 }, limit: limit + 1 },
      );
      return pageOf(found, limit, read, ({ _id }) => _id);
    },
    async insert(item, event) {
      const document = {
        _id: item.id,
        isRemoved: false,
        ...contentOf(item),
        ...pendingOnInsert({ events: [event] }, clock.now()),
      } as unknown as Omit<Document, 'organisationId'>; // contentOf gives it the fields it still lacks
      try {
        await createScope(model, item.organisationId).insert(document);
      } catch (error) {
        if (duplicateIndex(error)) return 'taken';
        throw error;
      }
      relay.staged(item.organisationId, model.collection.collectionName);
      return 'written';
    },
    async replace(item, event) {
      try {
        if (!(await write(item, {}, event))) return 'changed_meanwhile';
      } catch (error) {
        if (duplicateIndex(error)) return 'taken';
        throw error;
      }
      relay.staged(item.organisationId, model.collection.collectionName);
      return 'written';
    },
    async remove(item, event) {
      const isRemoved = await write(item, { isRemoved: true }, event);
      if (isRemoved) relay.staged(item.organisationId, model.collection.collectionName);
      return isRemoved;
    },
  };

  return {
    ...shelf,
    read,
    /** Above organisations, for what is looked up before anybody knows which one it is. */
    async anywhere(filter: QueryFilter<Document>): Promise<readonly Item[]> {
      return (await model.find(filter).lean<Document[]>()).map(read);
    },
  };
}
