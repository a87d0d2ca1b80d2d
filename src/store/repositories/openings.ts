import type { Connection, QueryFilter } from 'mongoose';
import { Fault } from '../../core/fault.ts';
import type { Clock } from '../../core/ports.ts';
import type { Opening, OpeningId, OpeningStore } from '../../core/waitlist/types.ts';
import { duplicateIndex } from '../connection.ts';
import { bindModel } from '../models/definition.ts';
import { type OpeningDocument, openingModel } from '../models/waitlist.ts';
import { pageLimit, pageOf } from '../pages.ts';
import { pendingOnInsert, pendingOnUpdate } from '../pending.ts';
import { withoutAbsent } from '../plain.ts';
import type { Relay } from '../relay.ts';
import { createScope, requireOrganisation } from '../scope.ts';

interface Deps {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly relay: Pick<Relay, 'staged'>;
}

function openingOf(document: OpeningDocument): Opening {
  const { _id: id, organisationId, version, status, source, foundAt, body } = document;
  return { ...body, id, organisationId, version, status, source, foundAt };
}

function fieldsOf({ id: _id, organisationId: _o, version, status, source, foundAt, ...body }: Opening) {
  const offerIds = body.offers.map((offer) => offer.id);
  return { version, status, source, foundAt, offerIds, body: withoutAbsent(body) };
}

export function createOpenings({ connection, clock, relay }: Deps): OpeningStore {
  const model = bindModel(connection, openingModel);
  return {
    async find(organisationId, id) {
      const document = await createScope(model, organisationId).findOne({ _id: id });
      return document && openingOf(document);
    },
    async ofOffer(organisationId, id) {
      const document = await createScope(model, organisationId).findOne({ offerIds: id });
      return document && openingOf(document);
    },
    async list(organisationId, { statuses, within }, page) {
      const limit = pageLimit(page);
      const filter: QueryFilter<OpeningDocument> = {
        ...(page?.after === undefined ? {} : { _id: { $lt: page.after as OpeningId } }), // a cursor of ours is the last one's id
        ...(statuses === undefined ? {} : { status: { $in: [...statuses] } }),
        ...(within === undefined ? {} : { foundAt: { $gte: within.start, $lt: within.end } }),
      };
      const found = await createScope(model, organisationId).find(filter, { sort: { _id: -1 }, limit: limit + 1 });
      return pageOf(found, limit, openingOf, ({ _id }) => _id);
    },
    async insert({ opening, ...caused }) {
      const { id: _id, organisationId, source } = opening;
      const scope = createScope(model, organisationId);
      try {
        await scope.insert({ _id, ...fieldsOf(opening), ...pendingOnInsert(caused, clock.now()) });
      } catch (error) {
        if (duplicateIndex(error) === undefined) throw error;
        const before = await scope.findOne({ source });
        if (before === undefined) throw new Fault('internal', `The opening of ${source} is there and is not found.`);
        return openingOf(before);
      }
      relay.staged(organisationId, model.collection.collectionName);
      return opening;
    },
    async update({ opening, ...caused }) {
      const { id: _id, organisationId, version } = opening;
      const { modifiedCount } = await model.updateOne(
        { _id, organisationId: requireOrganisation(organisationId), version: version - 1 },
        { $set: fieldsOf(opening), ...pendingOnUpdate(caused, clock.now()) },
      );
      if (modifiedCount === 0) return false;
      if (caused.events.length > 0) relay.staged(organisationId, model.collection.collectionName);
      return true;
    },
  };
}
