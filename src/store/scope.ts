import type { Filter } from 'mongodb';
import type { Model, QueryFilter, UpdateQuery } from 'mongoose';
import { Fault } from '../core/fault.ts';
import type { OrganisationId } from '../core/ids.ts';
import { nativeOf } from './connection.ts';

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

/** A field nobody declared is an error: in a filter it would find nothing, in silence. */
function refuseUndeclared(filter: object, isDeclared: (field: string) => boolean): void {
  for (const [name, value] of Object.entries(filter)) {
    if (name.startsWith('$')) {
      for (const part of Array.isArray(value) ? value : []) refuseUndeclared(part, isDeclared);
    } else if (!isDeclared(name.split('.')[0] ?? name))
      throw new Fault('internal', `A filter names ${name}, which no model declares there`);
  }
}

/** One organisation's part of a collection: what leaves it is plain data, and what belongs to others is not there. */
export function createScope<Document extends Owned>(
  model: Model<Document>,
  organisation: OrganisationId,
): Scope<Document> {
  const organisationId = requireOrganisation(organisation);
  // Written last, it wins over whatever a filter of the wrong type brings along; the sum of both is a filter of the document.
  const within = (filter: OwnFilter<Document>) => ({ ...filter, organisationId }) as QueryFilter<Document>;
  const isDeclared = (field: string) => model.schema.pathType(field) !== 'adhocOrUndefined';
  // Reads go past mongoose: plain data in, plain data out, and most of what a turn does is reading.
  const read = (filter: OwnFilter<Document>, { sort = {}, limit = 0 }: FindOptions) => {
    refuseUndeclared(filter, isDeclared);
    return nativeOf<Document>(model).find<Document>(within(filter) as Filter<Document>, { sort: { ...sort }, limit });
  };
  return {
    find: async (filter, options = {}) => await read(filter, options).toArray(),
    async findOne(filter, { sort = {} } = {}) {
      return (await read(filter, { sort, limit: 1 }).toArray()).at(0);
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
