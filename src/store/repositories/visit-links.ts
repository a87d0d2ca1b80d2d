import type { Connection } from 'mongoose';
import type { AppointmentId } from '../../core/ids.ts';
import type { VisitLink, VisitLinks } from '../../core/self-service/types.ts';
import { readTogether } from '../../core/together.ts';
import { duplicateIndex } from '../connection.ts';
import { gathered } from '../gathered.ts';
import { bindModel } from '../models/definition.ts';
import { type VisitLinkDocument, visitLinkModel } from '../models/visit-link.ts';
import { pendingOnUpdate } from '../pending.ts';
import { createScope, requireOrganisation } from '../scope.ts';
import type { ShelfDeps } from './shelf.ts';

const FIRST_GENERATION = 1;

interface Allowance {
  readonly link: VisitLink;
  readonly tokenHash: string;
}

export function createVisitLinks({
  connection,
  clock,
  relay,
}: ShelfDeps & { readonly connection: Connection }): VisitLinks {
  const model = bindModel(connection, visitLinkModel);
  const filterOf = ({ organisationId, appointmentId, generation }: VisitLink) => ({
    _id: appointmentId,
    organisationId: requireOrganisation(organisationId),
    generation,
  });

  /** False: the document is there, with another generation than the filter names. */
  async function upsert(link: VisitLink, update: object): Promise<boolean> {
    const once = () => model.updateOne(filterOf(link), update, { upsert: true });
    try {
      await once();
      return true;
    } catch (error) {
      if (duplicateIndex(error) === undefined) throw error;
    }
    // Two may also have made the same document at once; then it is there the second time.
    return (await model.updateOne(filterOf(link), update)).matchedCount === 1;
  }

  const allow = ({ link, tokenHash }: Allowance) => upsert(link, { $addToSet: { tokenHashes: tokenHash } });
  const allowTogether = gathered(async (allowances: readonly Allowance[]): Promise<readonly boolean[]> => {
    if (allowances.length > 1) {
      const updates = allowances.map(({ link, tokenHash }) => ({
        updateOne: { filter: filterOf(link), update: { $addToSet: { tokenHashes: tokenHash } }, upsert: true },
      }));
      try {
        await model.bulkWrite(updates, { ordered: false });
        return allowances.map(() => true);
      } catch (error) {
        if (duplicateIndex(error) === undefined) throw error;
      }
    }
    // Each by itself, where it is alone or one of them met another generation: allowing twice changes nothing.
    return await Promise.all(allowances.map(allow));
  });

  const generations = readTogether<AppointmentId, number | undefined>(async (organisationId, ids) => {
    const found = await createScope(model, organisationId).find({ _id: { $in: [...new Set(ids)] } });
    const byId = new Map(found.map(({ _id, generation }) => [_id, generation]));
    return ids.map((id) => byId.get(id));
  });

  return {
    generation: async (organisationId, appointmentId) =>
      (await generations(organisationId, [appointmentId])).at(0) ?? FIRST_GENERATION,
    allow: (link, tokenHash) => allowTogether({ link, tokenHash }),
    async byToken(tokenHash) {
      const found = await model.findOne({ tokenHashes: tokenHash }).lean<VisitLinkDocument>();
      if (!found) return undefined;
      const { _id: appointmentId, organisationId, generation } = found;
      return { organisationId, appointmentId, generation };
    },
    async revoke(link, event) {
      const { organisationId, appointmentId, generation } = link;
      // Where no link was ever made there is still a generation to end: somebody may be making one right now.
      if (!(await upsert(link, { $setOnInsert: { tokenHashes: [] } }))) return false;
      const revoked = await createScope(model, organisationId).change(
        { _id: appointmentId, generation },
        {
          $set: { generation: generation + 1, tokenHashes: [] },
          ...pendingOnUpdate({ events: [event] }, clock.now()),
        },
      );
      if (revoked !== undefined) relay.staged(organisationId, model.collection.collectionName);
      return revoked !== undefined;
    },
  };
}
