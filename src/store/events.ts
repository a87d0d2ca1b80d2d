import type { Connection } from 'mongoose';
import type { DomainEvent, StreamedEvent } from '../core/events.ts';
import type { OrganisationId } from '../core/ids.ts';
import type { Clock, EventStream } from '../core/ports.ts';
import { duplicateIndex, insertedBefore } from './connection.ts';
import { gathered } from './gathered.ts';
import { bindModel } from './models/definition.ts';
import { type StreamedEventDocument, streamedEventModel, streamHeadModel } from './models/event.ts';

/** The writing side of the stream; only the relay has it. */
export interface StreamAppend {
  /** In the order given, without a gap; an event that is there already keeps its place. */
  append(organisationId: OrganisationId, events: readonly DomainEvent[]): Promise<void>;
}

const streamed = ({ event, position }: StreamedEventDocument): StreamedEvent => ({ ...event, position });

/** Organisations whose last position is kept in mind. */
const MOST_REMEMBERED = 10_000;

interface Stretch {
  readonly organisationId: OrganisationId;
  readonly after: number;
  readonly limit: number;
}

export function createEventStream({ connection, machineClock }: { connection: Connection; machineClock: Clock }) {
  const model = bindModel(connection, streamedEventModel);
  const heads = bindModel(connection, streamHeadModel);

  async function lastPosition(organisationId: OrganisationId): Promise<number> {
    const last = await model.findOne({ organisationId }, { position: 1 }).sort({ position: -1 }).lean();
    return last?.position ?? 0;
  }

  /** How many of the events are dealt with: inserted, or found to be there already. */
  async function insertAfter(last: number, organisationId: OrganisationId, events: readonly DomainEvent[]) {
    const documents = events.map((event, index) => ({
      _id: event.id as string, // a document's id is a plain string to the driver
      organisationId,
      position: last + 1 + index,
      subjectId: event.subject.id,
      event,
    }));
    try {
      await model.insertMany(documents, { ordered: true, lean: true });
      return events.length;
    } catch (error) {
      const refusedBy = duplicateIndex(error);
      if (refusedBy === undefined) throw error;
      // Either this event is in the stream already, or another relay took the position: then this one has its turn again.
      return insertedBefore(error) + (refusedBy === '_id_' ? 1 : 0);
    }
  }

  const known = new Map<OrganisationId, number>();
  function remember(organisationId: OrganisationId, position: number): void {
    if (known.size >= MOST_REMEMBERED) known.clear();
    known.set(organisationId, position);
  }

  const append: StreamAppend['append'] = async (organisationId, events) => {
    // Remembered it saves a question; where it is not true any more the unique position refuses, and it is asked for.
    let last = known.get(organisationId);
    let rest = events;
    while (rest.length > 0) {
      const after = last ?? (await lastPosition(organisationId));
      const done = await insertAfter(after, organisationId, rest);
      last = done === rest.length && done === events.length ? after + done : undefined;
      rest = rest.slice(done);
    }
    const position = last ?? (await lastPosition(organisationId));
    remember(organisationId, position);
    await heads.updateOne(
      { _id: organisationId },
      { $max: { position, at: machineClock.now() }, $setOnInsert: { organisationId } },
      { upsert: true },
    );
  };

  /** Those who follow the stream are woken together and mostly stand at the same place: what they ask alike is asked once. */
  const readOnce = gathered(async (reads: readonly Stretch[]) => {
    const nameOf = ({ organisationId, after, limit }: Stretch) => `${organisationId}/${after}/${limit}`;
    const different = [...new Map(reads.map((one) => [nameOf(one), one])).values()];
    const found = await Promise.all(
      different.map(async ({ organisationId, after, limit }) => {
        const documents = await model
          .find({ organisationId, position: { $gt: after } })
          .sort({ position: 1 })
          .limit(limit)
          .lean<StreamedEventDocument[]>();
        return documents.map(streamed);
      }),
    );
    const byName = new Map(different.map((one, index) => [nameOf(one), found[index] ?? []]));
    return reads.map((one) => byName.get(nameOf(one)) ?? []);
  });

  const stream: EventStream = {
    read: (organisationId, after, limit) => readOnce({ organisationId, after, limit }),
    async ofSubject(organisationId, subjectId) {
      const documents = await model
        .find({ organisationId, subjectId })
        .sort({ position: 1 })
        .lean<StreamedEventDocument[]>();
      return documents.map(streamed);
    },
  };
  return { stream, append };
}
