import type { Connection, QueryFilter } from 'mongoose';
import type { AssignmentId, OrganisationId } from '../../core/ids.ts';
import type { AssignmentLog, LoggedAssignment } from '../../core/teams/counting.ts';
import type { LogRecord } from '../../core/teams/types.ts';
import { duplicateIndex, insertedBefore } from '../connection.ts';
import { bindModel } from '../models/definition.ts';
import { type AssignmentDocument, assignmentModel } from '../models/pool.ts';
import { cursorAt, pageLimit, pageOf, placeOf } from '../pages.ts';
import { withoutAbsent } from '../plain.ts';
import { createScope, requireOrganisation } from '../scope.ts';

function documentOf(organisationId: OrganisationId, record: LogRecord): Omit<AssignmentDocument, 'organisationId'> {
  const { pool, period, sequence, kind, assignment, host, at } = record;
  const _id = `${organisationId}/${pool}/${period}/${sequence}`;
  const document = { _id, pool, period, kind, assignment, host, at, record: withoutAbsent(record) };
  if (record.kind !== 'assigned') return document;
  const { appointmentId, until } = record.visit;
  return { ...document, checkAt: until, ...(appointmentId === undefined ? {} : { appointmentId }) };
}

function assignmentFrom(documents: readonly AssignmentDocument[]): LoggedAssignment | undefined {
  const has = (kind: LogRecord['kind']) => documents.some((document) => document.kind === kind);
  for (const { record, appointmentId } of documents)
    if (record.kind === 'assigned')
      return { record, appointmentId, isReturned: has('returned'), isRestored: has('restored') };
  return undefined;
}

export function createAssignmentLog({ connection }: { readonly connection: Connection }): AssignmentLog {
  const model = bindModel(connection, assignmentModel);

  const dealOf = (organisationId: OrganisationId, assignment: AssignmentId): QueryFilter<AssignmentDocument> => ({
    organisationId: requireOrganisation(organisationId),
    assignment,
    kind: 'assigned',
  });

  return {
    async append(organisationId, records) {
      let rest = records.map((record) => ({
        ...documentOf(organisationId, record),
        organisationId: requireOrganisation(organisationId),
      }));
      while (rest.length > 0) {
        try {
          await model.insertMany(rest, { ordered: true, lean: true });
          return;
        } catch (error) {
          if (duplicateIndex(error) === undefined) throw error;
          // What is there already stays as it is; the others still have to come.
          rest = rest.slice(insertedBefore(error) + 1);
        }
      }
    },
    async find(organisationId, assignment) {
      return assignmentFrom(await createScope(model, organisationId).find({ assignment }));
    },
    async list(organisationId, pool, page) {
      const limit = pageLimit(page);
      const place = placeOf(page);
      const further =
        place === undefined ? {} : { $or: [{ at: { $lt: place.at } }, { at: place.at, _id: { $lt: place.id } }] };
      const found = await createScope(model, organisationId).find(
        { $and: [{ pool }, further] } as QueryFilter<AssignmentDocument>, // the cursor's halves are text until here
        { sort: { at: -1, _id: -1 }, limit: limit + 1 },
      );
      return pageOf(
        found,
        limit,
        ({ record }) => record,
        (document) => cursorAt(document.at, document._id),
      );
    },
    async ofPeriod({ organisationId, pool, period }, limit) {
      const found = await model
        .find({ organisationId: requireOrganisation(organisationId), pool, period }, { 'record.numbers': 0 })
        .sort({ at: -1 })
        .limit(limit)
        .lean<AssignmentDocument[]>();
      return found.map(({ record }) => (record.kind === 'assigned' ? { ...record, numbers: [] } : record));
    },
    async bind(organisationId, assignment, appointmentId, until) {
      const { modifiedCount } = await model.updateOne(
        {
          ...dealOf(organisationId, assignment),
          appointmentId: { $exists: false },
          isGivenUp: { $exists: false },
        },
        { $set: { appointmentId, checkAt: until } },
      );
      return modifiedCount === 1;
    },
    async giveUp(organisationId, assignment) {
      const { matchedCount } = await model.updateOne(
        { ...dealOf(organisationId, assignment), appointmentId: { $exists: false } },
        { $set: { isGivenUp: true } },
      );
      return matchedCount === 1;
    },
    async settle(organisationId, assignment, before) {
      await model.updateOne(
        { ...dealOf(organisationId, assignment), checkAt: { $lte: before } },
        { $unset: { checkAt: 1 } },
      );
    },
    async unsettled(before, limit) {
      const found = await model
        .find({ checkAt: { $gt: 0, $lte: before } }, { 'record.numbers': 0 })
        .sort({ checkAt: 1 })
        .limit(limit)
        .lean<AssignmentDocument[]>();
      return found.flatMap(({ organisationId, assignment, appointmentId, record }) =>
        record.kind === 'assigned' ? [{ organisationId, assignment, appointmentId, taking: record.visit.taking }] : [],
      );
    },
  };
}
