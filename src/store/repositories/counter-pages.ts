import type { Connection } from 'mongoose';
import type { CounterPages, PagePlace } from '../../core/teams/counting.ts';
import { emptyPage } from '../../core/teams/service.ts';
import type { CountersPage } from '../../core/teams/types.ts';
import { duplicateIndex, nativeCollection } from '../connection.ts';
import { bindModel } from '../models/definition.ts';
import { type CounterPageDocument, counterPageModel } from '../models/pool.ts';
import { withoutAbsent } from '../plain.ts';
import { createScope, requireOrganisation } from '../scope.ts';
import { changesTogether } from '../together.ts';

// The organisation stands in front: whoever guesses another's pool id finds no page of it.
const idOf = ({ organisationId, pool, period }: PagePlace): string => `${organisationId}/${pool}/${period}`;

const pageFrom = ({ pool, period, version, sequence, counters, unlogged }: CounterPageDocument): CountersPage => ({
  pool,
  period,
  version,
  sequence,
  counters,
  unlogged,
});

function fieldsOf({ version, sequence, counters, unlogged }: CountersPage) {
  const [first] = unlogged;
  const since = first === undefined ? {} : { unloggedSince: first.at };
  return { version, sequence, counters, unlogged: withoutAbsent([...unlogged]), ...since };
}

export function createCounterPages({ connection }: { readonly connection: Connection }): CounterPages {
  const model = bindModel(connection, counterPageModel);
  const change = changesTogether(nativeCollection(connection, counterPageModel));

  return {
    async read(place) {
      const document = await createScope(model, place.organisationId).findOne({ _id: idOf(place) });
      return document ? pageFrom(document) : emptyPage(place.pool, place.period);
    },
    async write(organisationId, page) {
      const { pool, period, version } = page;
      const _id = idOf({ organisationId, pool, period });
      if (version === 1) {
        try {
          await createScope(model, organisationId).insert({ _id, pool, period, ...fieldsOf(page) });
          return true;
        } catch (error) {
          if (duplicateIndex(error) === undefined) throw error;
          return false;
        }
      }
      return await change({
        filter: { _id, organisationId: requireOrganisation(organisationId), version: version - 1 },
        update: { $set: fieldsOf(page) },
      });
    },
    async takeOff(place, sequences) {
      await model.updateOne(
        { _id: idOf(place), organisationId: requireOrganisation(place.organisationId) },
        { $pull: { unlogged: { sequence: { $in: [...sequences] } } } },
      );
    },
    async markLogged(place) {
      const _id = idOf(place);
      const organisationId = requireOrganisation(place.organisationId);
      // Only while it is empty: a writer in between has put its own record and time there.
      await model.updateOne(
        { _id, organisationId, 'unlogged.0': { $exists: false } },
        { $unset: { unloggedSince: 1 } },
      );
    },
    async unlogged(before, limit) {
      const found = await model
        .find({ unloggedSince: { $gt: 0, $lt: before } }, { organisationId: 1, pool: 1, period: 1 })
        .sort({ unloggedSince: 1 })
        .limit(limit)
        .lean<CounterPageDocument[]>();
      return found.map(({ organisationId, pool, period }) => ({ organisationId, pool, period }));
    },
  };
}
