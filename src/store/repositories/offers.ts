import type { Connection } from 'mongoose';
import type { KeptOffer, OfferShelf } from '../../core/offers/types.ts';
import { bindModel } from '../models/definition.ts';
import { type OfferDocument, offerModel } from '../models/offer.ts';
import { pageLimit, pageOf } from '../pages.ts';
import { createScope } from '../scope.ts';
import { createShelf, type ShelfDeps } from './shelf.ts';

export function createOfferShelf({ connection, ...deps }: ShelfDeps & { readonly connection: Connection }): OfferShelf {
  const model = bindModel(connection, offerModel);
  const fieldsOf = ({ cause, conversationId, contactId, memberId, state }: KeptOffer) => ({
    ...{ cause, conversationId, contactId, memberId },
    // What it is searched by; the whole of it stands in the body.
    state: state.kind,
  });
  const { find, insert, replace, read } = createShelf<KeptOffer, OfferDocument>({ model, fieldsOf }, deps);
  return {
    find,
    insert,
    replace,
    async byCause(organisationId, cause) {
      const found = await createScope(model, organisationId).findOne({ cause });
      return found && read(found);
    },
    async list(organisationId, { contactIds, conversationId, memberIds, state }, page) {
      const limit = pageLimit(page);
      const found = await createScope(model, organisationId).find(
        {
          ...(contactIds === undefined ? {} : { contactId: { $in: [...contactIds] } }),
          ...(conversationId === undefined ? {} : { conversationId }),
          ...(memberIds === undefined ? {} : { memberId: { $in: [...memberIds] } }),
          ...(state === undefined ? {} : { state }),
          ...(page?.after === undefined ? {} : { _id: { $lt: page.after } }),
        },
        { sort: { _id: -1 }, limit: limit + 1 },
      );
      return pageOf(found, limit, read, ({ _id }) => _id);
    },
  };
}
