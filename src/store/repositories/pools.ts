import type { Connection } from 'mongoose';
import type { KeptPool, PoolShelf } from '../../core/teams/pools.ts';
import { duplicateIndex } from '../connection.ts';
import { bindModel } from '../models/definition.ts';
import { type PoolDocument, poolModel } from '../models/pool.ts';
import { pageLimit, pageOf } from '../pages.ts';
import { withoutAbsent } from '../plain.ts';
import { createScope } from '../scope.ts';

const poolOf = ({ _id: id, organisationId, version, body }: PoolDocument): KeptPool => ({
  ...body,
  id,
  organisationId,
  version,
});

function bodyOf({ id: _id, organisationId: _organisation, version: _version, ...body }: KeptPool) {
  return withoutAbsent(body);
}

export function createPoolShelf({ connection }: { readonly connection: Connection }): PoolShelf {
  const model = bindModel(connection, poolModel);

  return {
    async list(organisationId, page) {
      const limit = pageLimit(page);
      const found = await createScope(model, organisationId).find(
        { _id: { $gt: page?.after ?? '' } },
        { sort: { _id: 1 }, limit: limit + 1 },
      );
      return pageOf(found, limit, poolOf, ({ _id }) => _id);
    },
    async find(organisationId, id) {
      const document = await createScope(model, organisationId).findOne({ _id: id });
      return document && poolOf(document);
    },
    async insert(pool) {
      const { id: _id, organisationId, version } = pool;
      try {
        await createScope(model, organisationId).insert({ _id, version, body: bodyOf(pool) });
        return true;
      } catch (error) {
        if (duplicateIndex(error) === undefined) throw error;
        return false;
      }
    },
    async replace(pool) {
      const { id: _id, organisationId, version } = pool;
      const scope = createScope(model, organisationId);
      const update = { $set: { version, body: bodyOf(pool) } };
      return (await scope.change({ _id, version: version - 1 }, update)) !== undefined;
    },
    async remove(organisationId, id, version) {
      return (await createScope(model, organisationId).remove({ _id: id, version })) > 0;
    },
  };
}
