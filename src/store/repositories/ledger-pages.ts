import type { Connection } from 'mongoose';
import type { OrganisationId } from '../../core/ids.ts';
import type { LedgerEntry, LedgerPage, LedgerPages, PageKey } from '../../core/ledger/types.ts';
import { nameKey } from '../../core/ledger/weeks.ts';
import type { Instant } from '../../core/time/types.ts';
import { readTogether } from '../../core/together.ts';
import { nativeCollection } from '../connection.ts';
import { bindModel } from '../models/definition.ts';
import { type LedgerPageDocument, ledgerPageModel } from '../models/ledger-page.ts';
import { pageLimit, pageOf } from '../pages.ts';
import { withoutAbsent } from '../plain.ts';
import { createScope, requireOrganisation } from '../scope.ts';
import { changesTogether, insertsTogether } from '../together.ts';

const idOf = (organisationId: OrganisationId, key: PageKey): string => `${organisationId}/${nameKey(key)}`;

const pageFrom = ({ resource, week, version, entries }: LedgerPageDocument): LedgerPage => ({
  resource,
  week,
  version,
  entries,
});

function firstHoldUntil(entries: readonly LedgerEntry[]): Instant | undefined {
  const untils = entries.flatMap(({ kind, until }) => (kind === 'hold' && until !== undefined ? [until] : []));
  return untils.length === 0 ? undefined : Math.min(...untils);
}

/**
 * The update that makes the new entries of the old: when none was taken off, only those that changed or were added,
 * each at its place; a page in demand is long, and most changes are one entry. The version in the filter says that the
 * old entries are what is stored.
 */
function entriesUpdate(before: readonly LedgerEntry[], entries: readonly LedgerEntry[]): Record<string, unknown> {
  if (before.some((entry, place) => entries[place]?.id !== entry.id)) return { entries: withoutAbsent(entries) };
  const changed = entries.flatMap((entry, place) =>
    entry === before[place] ? [] : [[`entries.${place}`, withoutAbsent(entry)]],
  );
  return Object.fromEntries(changed);
}

export function createLedgerPages({ connection }: { readonly connection: Connection }): LedgerPages {
  const model = bindModel(connection, ledgerPageModel);
  const insertOne = insertsTogether<LedgerPageDocument>(nativeCollection(connection, ledgerPageModel));
  const change = changesTogether(nativeCollection(connection, ledgerPageModel));

  async function insert(
    organisationId: OrganisationId,
    key: PageKey,
    entries: readonly LedgerEntry[],
  ): Promise<boolean> {
    const { resource, week } = key;
    const until = firstHoldUntil(entries);
    const hold = until === undefined ? {} : { firstHoldUntil: until };
    const page = { _id: idOf(organisationId, key), resource, week, version: 1, entries: withoutAbsent([...entries]) };
    return await insertOne({ ...page, ...hold, organisationId: requireOrganisation(organisationId) });
  }

  const read = readTogether<PageKey, LedgerPage>(async (organisationId, keys) => {
    const ids = [...new Set(keys.map((key) => idOf(organisationId, key)))];
    const found = await createScope(model, organisationId).find({ _id: { $in: ids } });
    const byId = new Map(found.map((document) => [document._id, pageFrom(document)]));
    return keys.map((key) => byId.get(idOf(organisationId, key)) ?? { ...key, version: 0, entries: [] });
  }, nameKey);

  return {
    read,
    async write(organisationId, before, entries) {
      if (before.version === 0) return insert(organisationId, before, entries);
      const until = firstHoldUntil(entries);
      return await change({
        filter: {
          _id: idOf(organisationId, before),
          organisationId: requireOrganisation(organisationId),
          version: before.version,
        },
        update: {
          $set: {
            ...entriesUpdate(before.entries, entries),
            ...(until === undefined ? {} : { firstHoldUntil: until }),
          },
          ...(until === undefined ? { $unset: { firstHoldUntil: 1 } } : {}),
          $inc: { version: 1 },
        },
      });
    },
    async list(organisationId, { first, last }, page) {
      const limit = pageLimit(page);
      const [week = first, id = ''] = page?.after?.split(' ') ?? [];
      const further = page?.after === undefined ? {} : { $or: [{ week: { $gt: week } }, { week, _id: { $gt: id } }] };
      const found = await createScope(model, organisationId).find(
        { $and: [{ week: { $gte: first, $lte: last } }, further] },
        { sort: { week: 1, _id: 1 }, limit: limit + 1 },
      );
      return pageOf(found, limit, pageFrom, (document) => `${document.week} ${document._id}`);
    },
    async runOut(before, limit) {
      const found = await model
        .find({ firstHoldUntil: { $gt: 0, $lte: before } }, { organisationId: 1, resource: 1, week: 1 })
        .sort({ firstHoldUntil: 1 })
        .limit(limit)
        .lean<LedgerPageDocument[]>();
      return found.map(({ organisationId, resource, week }) => ({ organisationId, resource, week }));
    },
  };
}
