import type { AnyBulkWriteOperation, Collection } from 'mongodb';
import type { Connection } from 'mongoose';
import type { Lane, Outbox } from '../core/delivery/types.ts';
import type { RelayWork } from '../core/delivery/work.ts';
import type { OrganisationId } from '../core/ids.ts';
import { nativeCollection } from './connection.ts';
import type { StreamAppend } from './events.ts';
import type { PendingFields } from './pending.ts';
import { createSignal } from './signal.ts';

interface PendingDocument extends PendingFields {
  _id: string;
  organisationId: OrganisationId;
}

interface Deps {
  readonly connection: Connection;
  readonly append: StreamAppend['append'];
  readonly outbox: Pick<Outbox, 'enqueue'>;
  /** Where documents stage what they cause; of them the relay knows the pending fields alone. */
  readonly sources: readonly { readonly collection: string }[];
}

export interface Relay extends RelayWork {
  /** To be called after an update that staged something, so that it is carried on at once. */
  staged(organisationId: OrganisationId, collection: string): void;
}

const BATCH = 100;

const laneOf = (organisationId: OrganisationId): Lane => ({ id: `relay/${organisationId}`, organisationId });

/** While the lists are as long as they were read the fields go whole. */
const takingOffWhole = ({
  _id,
  pendingEvents = [],
  pendingMessages = [],
}: PendingDocument): AnyBulkWriteOperation<PendingDocument> => ({
  updateOne: {
    filter: {
      _id,
      // Either list may be missing; a list that was empty when it was read has to be so still.
      [`pendingEvents.${pendingEvents.length}`]: { $exists: false },
      [`pendingMessages.${pendingMessages.length}`]: { $exists: false },
    },
    update: { $unset: { pendingEvents: '', pendingMessages: '', pendingSince: '' } },
  },
});

/** What was staged meanwhile stays: only what was read goes. */
const takingOffRead = ({
  _id,
  pendingEvents = [],
  pendingMessages = [],
}: PendingDocument): AnyBulkWriteOperation<PendingDocument> => ({
  updateOne: {
    filter: { _id, pendingSince: { $gt: 0 } },
    update: {
      $pull: {
        pendingEvents: { id: { $in: pendingEvents.map(({ id }) => id) } },
        pendingMessages: { key: { $in: pendingMessages.map(({ key }) => key) } },
      },
    },
  },
});

export function createRelay({ connection, append, outbox, sources }: Deps): Relay {
  const collections = sources.map((source) => nativeCollection<PendingDocument>(connection, source));
  /** Where to look, by organisation; nothing, where nobody said, and then everywhere. */
  const noted = new Map<OrganisationId, Set<string> | 'everywhere'>();
  const staged = createSignal<Lane>();
  const streamed = createSignal<OrganisationId>();

  const waitingIn = (source: Collection<PendingDocument>, organisationId: OrganisationId) =>
    source
      .find({ organisationId, pendingSince: { $gt: 0 } })
      .project<PendingDocument>({ organisationId: 1, pendingEvents: 1, pendingMessages: 1 })
      .sort({ pendingSince: 1 })
      .limit(BATCH)
      .toArray();

  /** In all collections by one question, for it is asked every second. */
  function lookEverywhere() {
    // The comparison with the empty text lets the index serve this, whose first field it is.
    const pending = { organisationId: { $gt: '' }, pendingSince: { $gt: 0 } };
    const look = [{ $match: pending }, { $group: { _id: '$organisationId' } }];
    const [first, ...others] = collections;
    if (first === undefined) return [];
    const elsewhere = others.map(({ collectionName: coll }) => ({ $unionWith: { coll, pipeline: look } }));
    return first.aggregate<{ readonly _id: OrganisationId }>([...look, ...elsewhere, { $group: { _id: '$_id' } }]);
  }

  async function carryOn(organisationId: OrganisationId, documents: readonly PendingDocument[]): Promise<void> {
    // Messages first: somebody waits for them.
    await outbox.enqueue(documents.flatMap(({ pendingMessages = [] }) => pendingMessages));
    const events = documents.flatMap(({ pendingEvents = [] }) => pendingEvents);
    if (events.length === 0) return;
    await append(organisationId, events);
    streamed.emit(organisationId);
  }

  async function takeOff(source: Collection<PendingDocument>, documents: readonly PendingDocument[]): Promise<void> {
    if (documents.length === 0) return;
    const { matchedCount } = await source.bulkWrite(documents.map(takingOffWhole), { ordered: false });
    if (matchedCount < documents.length) await source.bulkWrite(documents.map(takingOffRead), { ordered: false });
  }

  function note(organisationId: OrganisationId, collection: string): void {
    const known = noted.get(organisationId);
    if (known === 'everywhere') return;
    if (known === undefined) noted.set(organisationId, new Set([collection]));
    else known.add(collection);
  }

  return {
    staged(organisationId, collection) {
      note(organisationId, collection);
      staged.emit(laneOf(organisationId));
    },
    onStaged: staged.subscribe,
    onStreamed: streamed.subscribe,
    async *dueLanes() {
      for await (const { _id: organisationId } of lookEverywhere()) {
        noted.set(organisationId, 'everywhere');
        yield laneOf(organisationId);
      }
    },
    async relay(organisationId) {
      const where = noted.get(organisationId) ?? 'everywhere';
      // Taken before it is looked at: what is staged from now on is noted anew, and looked at next.
      noted.delete(organisationId);
      const places = collections.filter(({ collectionName }) => where === 'everywhere' || where.has(collectionName));
      const found = await Promise.all(
        places.map(async (source) => ({ source, documents: await waitingIn(source, organisationId) })),
      );
      await carryOn(
        organisationId,
        found.flatMap(({ documents }) => documents),
      );
      await Promise.all(found.map(({ source, documents }) => takeOff(source, documents)));
      for (const { source, documents } of found)
        if (documents.length === BATCH) note(organisationId, source.collectionName);
      const handled = found.reduce((sum, { documents }) => sum + documents.length, 0);
      return { handled, more: noted.has(organisationId) };
    },
  };
}
