import type { Connection } from 'mongoose';
import type { ApiKey, ApiKeyShelf } from '../../core/api-keys/types.ts';
import { type ApiKeyDocument, apiKeyModel } from '../models/api-key.ts';
import { bindModel } from '../models/definition.ts';
import { createScope } from '../scope.ts';
import { createShelf, type ShelfDeps } from './shelf.ts';

export function createApiKeyShelf({
  connection,
  ...deps
}: ShelfDeps & { readonly connection: Connection }): ApiKeyShelf {
  const model = bindModel(connection, apiKeyModel);
  const { find, list, insert, replace, remove, anywhere } = createShelf<ApiKey, ApiKeyDocument>(
    {
      model,
      fieldsOf: () => ({}), // the time of its last use is written by `touch` alone
      itemOf: (key, { lastUsedAt }) => (lastUsedAt === undefined ? key : { ...key, lastUsedAt }),
    },
    deps,
  );
  return {
    find,
    list,
    insert,
    replace,
    remove,
    async byId(id) {
      return (await anywhere({ _id: id, isRemoved: false })).at(0);
    },
    async touch(organisationId, id, at) {
      await createScope(model, organisationId).change({ _id: id }, { $max: { lastUsedAt: at } });
    },
  };
}
