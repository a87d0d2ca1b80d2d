import type { Connection } from 'mongoose';
import type { SeriesId } from '../../core/ids.ts';
import type { Clock } from '../../core/ports.ts';
import { isUnfinished } from '../../core/series/rules.ts';
import type { Series, SeriesStore } from '../../core/series/types.ts';
import { bindModel } from '../models/definition.ts';
import { type SeriesDocument, seriesModel } from '../models/series.ts';
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

const seriesOf = ({ _id: id, organisationId, version, status, body }: SeriesDocument): Series => ({
  ...body,
  id,
  organisationId,
  version,
  status,
});

/** The fields, and those that the sweeps look for: either set or taken off. */
function fieldsOf({ id: _id, organisationId: _organisation, version, status, ...body }: Series) {
  const isOpen = status === 'active' && body.end.kind === 'open';
  return { version, status, body: withoutAbsent(body), ...(isOpen ? { openUntil: body.madeUntil } : {}) };
}

const unfinishedOf = (series: Series) => (isUnfinished(series) ? { unfinishedSince: series.updatedAt } : {});

export function createSeriesStore({ connection, clock, relay }: Deps): SeriesStore {
  const model = bindModel(connection, seriesModel);

  const due = async (field: 'unfinishedSince' | 'openUntil', before: number, limit: number) => {
    const found = await model
      .find({ [field]: { $gt: 0, $lt: before } }, { organisationId: 1 })
      .sort({ [field]: 1 })
      .limit(limit)
      .lean<SeriesDocument[]>();
    return found.map(({ _id: id, organisationId }) => ({ id, organisationId }));
  };

  return {
    async find(organisationId, id) {
      const document = await createScope(model, organisationId).findOne({ _id: id });
      return document && seriesOf(document);
    },
    async list(organisationId, { contactIds, statuses }, page) {
      const limit = pageLimit(page);
      const found = await createScope(model, organisationId).find(
        {
          _id: { $gt: (page?.after ?? '') as SeriesId }, // a cursor of ours is the last one's id
          ...(contactIds === undefined ? {} : { 'body.booking.contactId': { $in: [...contactIds] } }),
          ...(statuses === undefined ? {} : { status: { $in: [...statuses] } }),
        },
        { sort: { _id: 1 }, limit: limit + 1 },
      );
      return pageOf(found, limit, seriesOf, ({ _id }) => _id);
    },
    async insert({ series, events }) {
      const { id: _id, organisationId } = series;
      const document = { _id, ...fieldsOf(series), ...unfinishedOf(series) };
      await createScope(model, organisationId).insert({ ...document, ...pendingOnInsert({ events }, clock.now()) });
      if (events.length > 0) relay.staged(organisationId, model.collection.collectionName);
    },
    async update({ series, events }) {
      const { id: _id, organisationId, version } = series;
      const fields = { ...fieldsOf(series), ...unfinishedOf(series) };
      const gone = (['openUntil', 'unfinishedSince'] as const).filter((field) => !(field in fields));
      const { modifiedCount } = await model.updateOne(
        { _id, organisationId: requireOrganisation(organisationId), version: version - 1 },
        {
          $set: fields,
          ...(gone.length === 0 ? {} : { $unset: Object.fromEntries(gone.map((field) => [field, 1])) }),
          ...pendingOnUpdate({ events }, clock.now()),
        },
      );
      if (modifiedCount === 0) return false;
      if (events.length > 0) relay.staged(organisationId, model.collection.collectionName);
      return true;
    },
    unfinished: (before, limit) => due('unfinishedSince', before, limit),
    open: (before, limit) => due('openUntil', before, limit),
  };
}
