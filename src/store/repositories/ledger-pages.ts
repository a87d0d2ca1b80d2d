import type { Connection } from 'mongoose';
import type { OrganisationId } from '../../core/ids.ts';
import type { LedgerEntry, LedgerPage, LedgerPages, PageKey } from '../../core/ledger/types.ts';
import { nameKey } from '../../core/ledger/weeks.ts';
import type { Instant } from '../../core/time/types.ts';
import { duplicateIndex } from '../connection.ts';
import { bindModel } from '../models/definition.ts';
import { type LedgerPageDocument, ledgerPageModel } from '../models/ledger-page.ts';
import { pageLimit, pageOf } from '../pages.ts';
import { withoutAbsent } from '../plain.ts';
import { createScope, requireOrganisation } from '../scope.ts';

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

export function createLedgerPages({ connection }: { readonly connection: Connection }): LedgerPages {
  const model = bindModel(connection, ledgerPageModel);

  async function insert(
    organisationId: OrganisationId,
    page: LedgerPage,
    until: Instant | undefined,
  ): Promise<boolean> {
    const { resource, week } = page;
    const entries = withoutAbsent([...page.entries]);
    const document = { _id: idOf(organisationId, page), resource, week, version: 1, entries };
    try {
      await createScope(model, organisationId).insert(
        until === undefined ? document : { ...document, firstHoldUntil: until },
      );
      return true;
    } catch (error) {
      if (duplicateIndex(error) !== undefined) return false;
      throw error;
    }
  }

  return {
    async read(organisationId, keys) {
      const ids = keys.map((key) => idOf(organisationId, key));
      const found = await createScope(model, organisationId).find({ _id: { $in: ids } });
      const byId = new Map(found.map((document) => [document._id, document]));
      return keys.map((key) => {
        const document = byId.get(idOf(organisationId, key));
        return document ? pageFrom(document) : { ...key, version: 0, entries: [] };
      });
    },
    async write(organisationId, page) {
      const until = firstHoldUntil(page.entries);
      if (page.version === 0) return insert(organisationId, page, until);
      const entries = withoutAbsent([...page.entries]);
      // Counted, not read back: a page in demand is long, and who wrote it knows it.
      const { modifiedCount } = await model.updateOne(
        { _id: idOf(organisationId, page), organisationId: requireOrganisation(organisationId), version: page.version },
        {
          $set: { entries, ...(until === undefined ? {} : { firstHoldUntil: until }) },
          ...(until === undefined ? { $unset: { firstHoldUntil: 1 } } : {}),
          $inc: { version: 1 },
        },
      );
      return modifiedCount === 1;
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
