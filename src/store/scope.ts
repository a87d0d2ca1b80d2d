import type { Model, QueryFilter, UpdateQuery } from 'mongoose';
import { Fault } from '../core/fault.ts';
import type { OrganisationId } from '../core/ids.ts';

export interface Owned {
  _id: string;
  organisationId: OrganisationId;
}

/** A filter that cannot name an organisation: the scope does. */
export type OwnFilter<Document extends Owned> = Omit<QueryFilter<Document>, 'organisationId'>;

interface FindOptions {
  readonly sort?: Readonly<Record<string, 1 | -1>>;
  readonly limit?: number;
}

interface Scope<Document extends Owned> {
  find(filter: OwnFilter<Document>, options?: FindOptions): Promise<Document[]>;
  findOne(filter: OwnFilter<Document>, options?: FindOptions): Promise<Document | undefined>;
  insert(document: Omit<Document, 'organisationId'>): Promise<void>;
  /** The document as it is after the change; undefined when the filter, and so the compare-and-set, matched nothing. */
  change(filter: OwnFilter<Document>, update: UpdateQuery<Document>): Promise<Document | undefined>;
  remove(filter: OwnFilter<Document>): Promise<number>;
}

/** Refuses to begin without an organisation; whoever forgot it must not see everybody's. */
export function requireOrganisation(organisationId: OrganisationId | undefined): OrganisationId {
  if (typeof organisationId !== 'string' || organisationId === '')
    throw new Fault('internal', 'A repository was asked for without an organisation');
  return organisationId;
}

/** One organisation's part of a collection: what leaves it is plain data, and what belongs to others is not there. */
export function createScope<Document extends Owned>(
  model: Model<Document>,
  organisation: OrganisationId,
): Scope<Document> {
  const organisationId = requireOrganisation(organisation);
  // Written last, it wins over whatever a filter of the wrong type brings along; the sum of both is a filter of the document.
  const within = (filter: OwnFilter<Document>) => ({ ...filter, organisationId }) as QueryFilter<Document>;
  return {
    async find(filter, { sort = {}, limit = 0 } = {}) {
      return await model.find(within(filter)).sort(sort).limit(limit).lean<Document[]>();
    },
    async findOne(filter, { sort = {} } = {}) {
      return (await model.findOne(within(filter)).sort(sort).lean<Document>()) ?? undefined;
    },
    async insert(document) {
      await model.insertMany([{ ...document, organisationId }], { lean: true });
    },
    async change(filter, update) {
      const changed = await model
        .findOneAndUpdate(within(filter), update, { returnDocument: 'after' })
        .lean<Document>();
      return changed ?? undefined;
    },
    async remove(filter) {
      return (await model.deleteMany(within(filter))).deletedCount;
    },
  };
}
