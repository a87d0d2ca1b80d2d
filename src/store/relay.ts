import type { AnyBulkWriteOperation, Collection } from 'mongodb';
import type { Connection } from 'mongoose';
import type { Lane, Outbox } from '../core/delivery/types.ts';
import type { RelayWork } from '../core/delivery/work.ts';
import type { OrganisationId } from '../core/ids.ts';
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
  staged(organisationId: OrganisationId): void;
}

const BATCH = 100;

const laneOf = (organisationId: OrganisationId): Lane => ({ id: `relay/${organisationId}`, organisationId });

/**
 * Takes off what was carried on, and nothing that was staged meanwhile: while the lists are as long as they were read the fields
 * go whole; else only what was read goes.
 */
const takingOff = ({
  _id,
  pendingEvents = [],
  pendingMessages = [],
}: PendingDocument): AnyBulkWriteOperation<PendingDocument>[] => [
  {
    updateOne: {
      filter: {
        _id,
        // Either list may be missing; a list that was empty when it was read has to be so still.
        [`pendingEvents.${pendingEvents.length}`]: { $exists: false },
        [`pendingMessages.${pendingMessages.length}`]: { $exists: false },
      },
      update: { $unset: { pendingEvents: '', pendingMessages: '', pendingSince: '' } },
    },
  },
  {
    updateOne: {
      filter: { _id, pendingSince: { $gt: 0 } },
      update: {
        $pull: {
          pendingEvents: { id: { $in: pendingEvents.map(({ id }) => id) } },
          pendingMessages: { key: { $in: pendingMessages.map(({ key }) => key) } },
        },
      },
    },
  },
];

export function createRelay({ connection, append, outbox, sources }: Deps): Relay {
  const collections = sources.map(({ collection }) => connection.collection<PendingDocument>(collection));
  const staged = createSignal<Lane>();
  const streamed = createSignal<OrganisationId>();

  async function relayFrom(source: Collection<PendingDocument>, organisationId: OrganisationId): Promise<number> {
    const documents = await source
      .find({ organisationId, pendingSince: { $gt: 0 } })
      .project<PendingDocument>({ organisationId: 1, pendingEvents: 1, pendingMessages: 1 })
      .sort({ pendingSince: 1 })
      .limit(BATCH)
      .toArray();
    if (documents.length === 0) return 0;
    const events = documents.flatMap(({ pendingEvents = [] }) => pendingEvents);
    const messages = documents.flatMap(({ pendingMessages = [] }) => pendingMessages);
    await outbox.enqueue(messages);
    if (events.length > 0) {
      await append(organisationId, events);
      streamed.emit(organisationId);
    }
    await source.bulkWrite(documents.flatMap(takingOff), { ordered: true });
    return documents.length;
  }

  return {
    staged: (organisationId) => staged.emit(laneOf(organisationId)),
    onStaged: staged.subscribe,
    onStreamed: streamed.subscribe,
    async *dueLanes() {
      for (const source of collections) {
        // The comparison with the empty text lets the index serve this, whose first field it is.
        const pending = { organisationId: { $gt: '' as OrganisationId }, pendingSince: { $gt: 0 } };
        for (const organisationId of await source.distinct('organisationId', pending)) yield laneOf(organisationId);
      }
    },
    async relay(organisationId) {
      let count = 0;
      for (const source of collections) count += await relayFrom(source, organisationId);
      return count;
    },
  };
}
