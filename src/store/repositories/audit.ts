import type { Connection } from 'mongoose';
import type { AuditEntry, AuditFilter, AuditLog } from '../../core/audit/types.ts';
import type { PageRequest } from '../../core/ports.ts';
import { nativeCollection } from '../connection.ts';
import { type AuditEntryDocument, auditEntryModel } from '../models/audit-entry.ts';
import { bindModel } from '../models/definition.ts';
import { cursorAt, pageLimit, pageOf, placeOf } from '../pages.ts';
import { withoutAbsent } from '../plain.ts';
import { createScope, requireOrganisation } from '../scope.ts';
import { insertsTogether } from '../together.ts';

const entryOf = ({ entry }: AuditEntryDocument): AuditEntry => entry;
/** Older than the entry a cursor names. */
function olderThan(page: PageRequest | undefined) {
  const place = placeOf(page);
  return place === undefined ? {} : { $or: [{ at: { $lt: place.at } }, { at: place.at, _id: { $lt: place.id } }] };
}

function conditionsOf({ actor, subject, type, from, to, members }: AuditFilter) {
  const time = { ...(from === undefined ? {} : { $gte: from }), ...(to === undefined ? {} : { $lt: to }) };
  const within =
    members === 'all' ? [] : [{ $or: [{ actorId: { $in: [...members] } }, { subjectId: { $in: [...members] } }] }];
  return {
    ...(actor === undefined ? {} : { actorId: actor }),
    ...(subject === undefined ? {} : { subjectId: subject }),
    ...(type === undefined ? {} : { type }),
    ...(Object.keys(time).length === 0 ? {} : { at: time }),
    within,
  };
}

export function createAuditLog({ connection }: { readonly connection: Connection }): AuditLog {
  const model = bindModel(connection, auditEntryModel);
  const insert = insertsTogether<AuditEntryDocument>(nativeCollection(connection, auditEntryModel));
  return {
    async add(entry) {
      const { id, organisationId, at, type, actor, subject } = entry;
      const document = {
        _id: id as string, // a document's id is a plain string to the driver
        at,
        type,
        ...(actor.id === undefined ? {} : { actorId: actor.id }),
        subjectId: subject.id,
        entry: withoutAbsent(entry),
      };
      // Told before, it is there already.
      await insert({ ...document, organisationId: requireOrganisation(organisationId) });
    },
    async list(organisationId, filter, page) {
      const limit = pageLimit(page);
      const { within, ...plain } = conditionsOf(filter);
      const conditions = [...within, olderThan(page)].filter((part) => Object.keys(part).length > 0);
      const found = await createScope(model, organisationId).find(
        { ...plain, ...(conditions.length === 0 ? {} : { $and: conditions }) },
        { sort: { at: -1, _id: -1 }, limit: limit + 1 },
      );
      return pageOf(found, limit, entryOf, ({ at, _id }) => cursorAt(at, _id));
    },
    async forget(organisationId, before, limit) {
      const scope = createScope(model, organisationId);
      const old = await scope.find({ at: { $lt: before } }, { sort: { at: 1 }, limit });
      return old.length === 0 ? 0 : await scope.remove({ _id: { $in: old.map(({ _id }) => _id) } });
    },
  };
}
