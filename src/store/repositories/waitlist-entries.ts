import type { Connection, QueryFilter } from 'mongoose';
import type { Clock } from '../../core/ports.ts';
import { type EntryId, type EntryStore, priorities, type WaitlistEntry } from '../../core/waitlist/types.ts';
import { bindModel } from '../models/definition.ts';
import { type WaitlistEntryDocument, waitlistEntryModel } from '../models/waitlist.ts';
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

function entryOf(document: WaitlistEntryDocument): WaitlistEntry {
  const { _id: id, organisationId, version, state, contactId, serviceId, body } = document;
  return { ...body, id, organisationId, version, state, contactId, serviceId };
}

function fieldsOf({ id: _id, organisationId: _o, version, state, contactId, serviceId, ...body }: WaitlistEntry) {
  const rank = priorities.indexOf(body.priority);
  return { version, state, contactId, serviceId, rank, since: body.createdAt, body: withoutAbsent(body) };
}

export function createWaitlistEntries({ connection, clock, relay }: Deps): EntryStore {
  const model = bindModel(connection, waitlistEntryModel);
  return {
    async find(organisationId, id) {
      const document = await createScope(model, organisationId).findOne({ _id: id });
      return document && entryOf(document);
    },
    async list(organisationId, { contactIds, serviceIds, states }, page) {
      const limit = pageLimit(page);
      const filter: QueryFilter<WaitlistEntryDocument> = {
        _id: { $gt: (page?.after ?? '') as EntryId }, // a cursor of ours is the last one's id
        ...(contactIds === undefined ? {} : { contactId: { $in: [...contactIds] } }),
        ...(serviceIds === undefined ? {} : { serviceId: { $in: [...serviceIds] } }),
        ...(states === undefined ? {} : { state: { $in: [...states] } }),
      };
      const found = await createScope(model, organisationId).find(filter, { sort: { _id: 1 }, limit: limit + 1 });
      return pageOf(found, limit, entryOf, ({ _id }) => _id);
    },
    async waiting(organisationId, serviceIds, limit) {
      const found = await createScope(model, organisationId).find(
        { state: 'waiting', serviceId: { $in: [...serviceIds] } },
        { sort: { rank: 1, since: 1, _id: 1 }, limit },
      );
      return found.map(entryOf);
    },
    async insert({ entry, events }) {
      const { id: _id, organisationId } = entry;
      const document = { _id, ...fieldsOf(entry), ...pendingOnInsert({ events }, clock.now()) };
      await createScope(model, organisationId).insert(document);
      relay.staged(organisationId, model.collection.collectionName);
    },
    async update({ entry, events }) {
      const { id: _id, organisationId, version } = entry;
      const { modifiedCount } = await model.updateOne(
        { _id, organisationId: requireOrganisation(organisationId), version: version - 1 },
        { $set: fieldsOf(entry), ...pendingOnUpdate({ events }, clock.now()) },
      );
      if (modifiedCount === 0) return false;
      if (events.length > 0) relay.staged(organisationId, model.collection.collectionName);
      return true;
    },
  };
}
