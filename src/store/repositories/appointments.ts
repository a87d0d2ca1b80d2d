import type { Connection, QueryFilter } from 'mongoose';
import { hostsOf } from '../../core/appointments/changes.ts';
import type { Appointment, AppointmentFilter, Appointments } from '../../core/appointments/types.ts';
import type { AppointmentId, ContactId, OrganisationId } from '../../core/ids.ts';
import type { Clock } from '../../core/ports.ts';
import type { Instant } from '../../core/time/types.ts';
import { readTogether } from '../../core/together.ts';
import { duplicateIndex, nativeCollection } from '../connection.ts';
import { type AppointmentDocument, appointmentModel } from '../models/appointment.ts';
import { bindModel } from '../models/definition.ts';
import { cursorAt, pageLimit, pageOf, placeOf } from '../pages.ts';
import { pendingOnInsert, pendingOnUpdate } from '../pending.ts';
import { withoutAbsent } from '../plain.ts';
import type { Relay } from '../relay.ts';
import { createScope, requireOrganisation } from '../scope.ts';
import { changesTogether, insertsTogether } from '../together.ts';

interface Deps {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly relay: Pick<Relay, 'staged'>;
}

interface Ahead {
  readonly contactId: ContactId;
  readonly from: Instant;
}

const MOST_AHEAD = 20;

/** Undefined: a mark, and no appointment. */
function appointmentOf(document: AppointmentDocument): Appointment | undefined {
  if (document.version === undefined) return undefined;
  const { _id: id, hostIds: _hosts, pendingEvents: _e, pendingMessages: _m, pendingSince: _s, ...fields } = document;
  // Whatever has a version was written by `insert` below, with every field of an appointment.
  return { ...fields, id } as Appointment;
}

function fieldsOf({ id: _id, organisationId: _organisation, ...appointment }: Appointment) {
  return { ...withoutAbsent(appointment), hostIds: hostsOf(appointment.visits) };
}

/** Marks have no start, so that none is ever listed. */
function queryOf({
  contactIds,
  hostIds,
  serviceId,
  seriesId,
  statuses,
  within,
}: AppointmentFilter): QueryFilter<AppointmentDocument> {
  return {
    start: within === undefined ? { $gt: 0 } : { $gte: within.start, $lt: within.end },
    ...(contactIds === undefined ? {} : { contactId: { $in: [...contactIds] } }),
    ...(hostIds === undefined ? {} : { hostIds: { $in: [...hostIds] } }),
    ...(serviceId === undefined ? {} : { serviceId }),
    ...(seriesId === undefined ? {} : { 'series.seriesId': seriesId }),
    ...(statuses === undefined ? {} : { status: { $in: [...statuses] } }),
  };
}

export function createAppointments({ connection, clock, relay }: Deps): Appointments {
  const model = bindModel(connection, appointmentModel);
  const scopeOf = (organisationId: OrganisationId) => createScope(model, organisationId);

  const findMany = readTogether<AppointmentId, Appointment | undefined>(async (organisationId, ids) => {
    const found = await scopeOf(organisationId).find({ _id: { $in: [...new Set(ids)] } });
    const byId = new Map(found.map((document) => [document._id, appointmentOf(document)]));
    return ids.map((id) => byId.get(id));
  });

  /** Most have one or two ahead; where all together have so many that not all was found, each is read by itself. */
  const readAhead = readTogether<Ahead, readonly Appointment[]>(async (organisationId, asked) => {
    const find = async (ofThem: readonly Ahead[], limit: number) => {
      const contactId = { $in: [...new Set(ofThem.map((one) => one.contactId))] };
      const start = { $gte: Math.min(...ofThem.map(({ from }) => from)) };
      const statuses = ['requested', 'confirmed'] as const;
      const found = await scopeOf(organisationId).find(
        { contactId, start, status: { $in: [...statuses] } },
        { sort: { start: 1, _id: 1 }, limit },
      );
      return found.map(appointmentOf).filter((one) => one !== undefined);
    };
    const limit = asked.length * MOST_AHEAD;
    const found = await find(asked, limit);
    if (found.length === limit && asked.length > 1)
      return await Promise.all(asked.map((one) => find([one], MOST_AHEAD)));
    return asked.map(({ contactId, from }) =>
      found.filter((one) => one.contactId === contactId && one.start >= from).slice(0, MOST_AHEAD),
    );
  });

  const insertOne = insertsTogether<Omit<AppointmentDocument, 'version'>>(
    nativeCollection(connection, appointmentModel),
  );

  const changeOne = changesTogether(nativeCollection(connection, appointmentModel));

  return {
    async find(organisationId, id) {
      return (await findMany(organisationId, [id])).at(0);
    },
    async list(organisationId, filter, page) {
      const limit = pageLimit(page);
      const place = placeOf(page);
      const further =
        place === undefined ? {} : { $or: [{ start: { $gt: place.at } }, { start: place.at, _id: { $gt: place.id } }] };
      const found = await scopeOf(organisationId).find(
        { $and: [queryOf(filter), further] } as QueryFilter<AppointmentDocument>, // the cursor's halves are text until here
        { sort: { start: 1, _id: 1 }, limit: limit + 1 },
      );
      const { items, ...next } = pageOf(found, limit, appointmentOf, ({ start = 0, _id }) => cursorAt(start, _id));
      return { items: items.filter((item) => item !== undefined), ...next };
    },
    ahead: async (organisationId, contactId, from) =>
      (await readAhead(organisationId, [{ contactId, from }])).at(0) ?? [],
    async insert({ appointment, events }) {
      const { id: _id, organisationId, taking } = appointment;
      const document = { ...fieldsOf(appointment), ...pendingOnInsert({ events }, clock.now()) };
      if (!(await insertOne({ _id, organisationId: requireOrganisation(organisationId), ...document }))) {
        // There is an appointment, or a mark; over a mark that does not name this taking it may still be written.
        const { modifiedCount } = await model.updateOne(
          { _id, organisationId, voidedAt: { $gt: 0 }, version: { $exists: false }, voidTakings: { $ne: taking } },
          { $set: document, $unset: { voidedAt: 1, voidTakings: 1 } },
        );
        if (modifiedCount === 0) return false;
      }
      relay.staged(organisationId, model.collection.collectionName);
      return true;
    },
    async update({ appointment, events }) {
      const { id: _id, organisationId, version } = appointment;
      const isWritten = await changeOne({
        filter: { _id, organisationId: requireOrganisation(organisationId), version: version - 1 },
        update: { $set: fieldsOf(appointment), ...pendingOnUpdate({ events }, clock.now()) },
      });
      if (!isWritten) return false;
      relay.staged(organisationId, model.collection.collectionName);
      return true;
    },
    async voidTaking(organisationId, id, taking, at) {
      try {
        await model.updateOne(
          { _id: id, organisationId: requireOrganisation(organisationId), version: { $exists: false } },
          { $addToSet: { voidTakings: taking }, $set: { voidedAt: at } },
          { upsert: true },
        );
        return true;
      } catch (error) {
        if (duplicateIndex(error) === undefined) throw error;
        // Either an appointment stands under the id, or two marks were made at once and the other one came first.
        const mark = await scopeOf(organisationId).findOne({ _id: id, version: { $exists: false } });
        return mark ? this.voidTaking(organisationId, id, taking, at) : false;
      }
    },
    async clearVoid(before) {
      return (await model.deleteMany({ voidedAt: { $gt: 0, $lt: before }, version: { $exists: false } })).deletedCount;
    },
    async fence(organisationId, id, version) {
      const { modifiedCount } = await model.updateOne(
        { _id: id, organisationId: requireOrganisation(organisationId), version },
        { $inc: { version: 1 } },
      );
      return modifiedCount === 1;
    },
  };
}
