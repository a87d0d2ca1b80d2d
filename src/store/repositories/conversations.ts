import type { Connection } from 'mongoose';
import {
  ANSWERED_KEPT,
  type Conversation,
  type Conversations,
  type ThreadEntry,
} from '../../core/conversations/types.ts';
import type { ConversationId } from '../../core/ids.ts';
import type { Identity } from '../../core/people/types.ts';
import type { Clock } from '../../core/ports.ts';
import { readTogether } from '../../core/together.ts';
import { duplicateIndex, nativeCollection } from '../connection.ts';
import {
  type ConversationDocument,
  conversationModel,
  type ThreadEntryDocument,
  threadEntryModel,
} from '../models/conversation.ts';
import { bindModel } from '../models/definition.ts';
import { cursorAt, pageLimit, pageOf, placeOf } from '../pages.ts';
import { pendingOnUpdate } from '../pending.ts';
import { withoutAbsent } from '../plain.ts';
import type { Relay } from '../relay.ts';
import { createScope, requireOrganisation } from '../scope.ts';
import { changesTogether, updatesTogether } from '../together.ts';

interface Deps {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly relay: Pick<Relay, 'staged'>;
}

function conversationOf(document: ConversationDocument): Conversation {
  const { _id: id, needSince: _n, pendingEvents: _e, pendingMessages: _m, pendingSince: _s, ...fields } = document;
  return { ...fields, id };
}

function entryOf({ _id, ...entry }: ThreadEntryDocument): ThreadEntry {
  return { ...entry, key: _id.slice(entry.conversationId.length + 1) };
}

/** The fields an advance may change; what it leaves out goes. */
function changeOf({ dialogue, handler, lastAt, memberId, need, version }: Conversation, cause: string) {
  const kept = withoutAbsent({ dialogue, handler, lastAt, memberId, need, needSince: need?.since, version });
  const absent = [
    ...(memberId === undefined ? ['memberId'] : []),
    ...(need === undefined ? ['need', 'needSince'] : []),
  ];
  return {
    $set: kept,
    ...(absent.length === 0 ? {} : { $unset: Object.fromEntries(absent.map((name) => [name, ''])) }),
    $push: { answered: { $each: [cause], $slice: -ANSWERED_KEPT } },
  };
}

/** A list of short functions that share two collections, and so longer than most. */
export function createConversations({ connection, clock, relay }: Deps): Conversations {
  const model = bindModel(connection, conversationModel);
  const entries = bindModel(connection, threadEntryModel);

  const findMany = readTogether<ConversationId, Conversation | undefined>(async (organisationId, ids) => {
    const found = await createScope(model, organisationId).find({ _id: { $in: [...new Set(ids)] } });
    const byId = new Map(found.map((document) => [document._id, conversationOf(document)]));
    return ids.map((id) => byId.get(id));
  });

  const findAt = readTogether<Identity, Conversation | undefined>(async (organisationId, places) => {
    const found = await createScope(model, organisationId).find({
      channel: { $in: [...new Set(places.map(({ channel }) => channel))] },
      address: { $in: [...new Set(places.map(({ address }) => address))] },
    });
    const known = new Map(found.map((document) => [`${document.channel}/${document.address}`, document]));
    return places.map(({ channel, address }) => {
      const document = known.get(`${channel}/${address}`);
      return document && conversationOf(document);
    });
  });

  const byAddress: Conversations['byAddress'] = async (organisationId, channel, address) =>
    (await findAt(organisationId, [{ channel, address }])).at(0);

  const advanceOne = changesTogether(nativeCollection(connection, conversationModel));
  const writeEntry = updatesTogether(nativeCollection(connection, threadEntryModel));

  return {
    async find(organisationId, id) {
      return (await findMany(organisationId, [id])).at(0);
    },
    byAddress,
    async open(conversation) {
      const { id: _id, organisationId, channel, address } = conversation;
      const { id: _, organisationId: __, answered, ...fields } = conversation;
      try {
        await createScope(model, organisationId).insert({ _id, ...withoutAbsent(fields), answered: [...answered] });
        return conversation;
      } catch (error) {
        if (duplicateIndex(error) === undefined) throw error;
        return (await byAddress(organisationId, channel, address)) ?? conversation;
      }
    },
    async list(organisationId, { contactIds, inNeed }, page) {
      const limit = pageLimit(page);
      const place = placeOf(page);
      // A cursor of ours is the last one's time and id.
      const last = place && { lastAt: place.at, _id: place.id as ConversationId };
      const found = await createScope(model, organisationId).find(
        {
          ...(contactIds === undefined ? {} : { contactId: { $in: [...contactIds] } }),
          ...(inNeed ? { needSince: { $gt: 0 } } : {}),
          ...(last === undefined
            ? {}
            : { $or: [{ lastAt: { $lt: last.lastAt } }, { lastAt: last.lastAt, _id: { $lt: last._id } }] }),
        },
        { sort: { lastAt: -1, _id: -1 }, limit: limit + 1 },
      );
      return pageOf(found, limit, conversationOf, ({ lastAt, _id }) => cursorAt(lastAt, _id));
    },
    async advance({ conversation, cause, messages, events }) {
      const { id: _id, organisationId, version } = conversation;
      const { $push, ...change } = changeOf(conversation, cause);
      const { $push: pushed = {}, ...pending } = pendingOnUpdate({ events, messages }, clock.now());
      const isWritten = await advanceOne({
        filter: { _id, organisationId: requireOrganisation(organisationId), version: version - 1 },
        update: { ...change, ...pending, $push: { ...$push, ...pushed } },
      });
      if (!isWritten) return false;
      if (messages.length + events.length > 0) relay.staged(organisationId, model.collection.collectionName);
      return true;
    },
    async write(news) {
      await Promise.all(
        news.map(({ key, ...entry }) =>
          writeEntry({
            filter: { _id: `${entry.conversationId}/${key}` },
            update: { $set: { ...withoutAbsent(entry), organisationId: requireOrganisation(entry.organisationId) } },
            upsert: true,
          }),
        ),
      );
    },
    async thread(organisationId, conversationId, page) {
      const limit = pageLimit(page);
      const before = page?.after === undefined ? {} : { order: { $lt: page.after } };
      const found = await createScope(entries, organisationId).find(
        { conversationId, ...before },
        { sort: { order: -1 }, limit: limit + 1 },
      );
      return pageOf(found, limit, entryOf, ({ order }) => order);
    },
  };
}
