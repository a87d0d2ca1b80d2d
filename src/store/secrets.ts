import type { Connection } from 'mongoose';
import { Fault, invalid } from '../core/fault.ts';
import type { OrganisationId } from '../core/ids.ts';
import type { Clock, SecretKeyRing, Secrets } from '../core/ports.ts';
import { bindModel } from './models/definition.ts';
import { type SecretDocument, secretModel } from './models/secret.ts';
import { lock, openRing, unlock } from './seal.ts';

interface Deps {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly keys: SecretKeyRing;
}

export interface Rotation {
  readonly rotated: number;
  /** The ring lacks the key, or the box was tampered with: put the key back, or set these secrets anew. */
  readonly unreadable: number;
}

const BATCH = 100;
const NAME = /^[a-z0-9_.:-]{1,120}$/;

/** Bound into the box: moved to another organisation or name, it does not open. */
const boundTo = (organisationId: OrganisationId, name: string) => Buffer.from(JSON.stringify([organisationId, name]));

/** A list of short functions that share one collection, and so longer than most. */
export function createSecrets({ connection, clock, keys }: Deps) {
  const model = bindModel(connection, secretModel);
  const ring = openRing(keys);

  const secretId = (organisationId: OrganisationId, name: string): string => {
    if (!NAME.test(name)) throw invalid('/name', 'must be 1 to 120 small letters, digits or any of _ . : -');
    return `${organisationId}/${name}`;
  };

  const secrets: Secrets = {
    async put(organisationId, name, text) {
      const _id = secretId(organisationId, name);
      const box = lock(keys.current, boundTo(organisationId, name), text);
      await model.updateOne(
        { _id },
        { $set: { organisationId, name, keyId: keys.current.id, box, changedAt: clock.now() } },
        { upsert: true },
      );
    },
    async get(organisationId, name) {
      const found = await model.findOne({ _id: secretId(organisationId, name), organisationId }).lean();
      if (!found) return undefined;
      const key = ring.get(found.keyId);
      if (!key)
        throw new Fault('misconfigured', `A secret is locked with key ${found.keyId}, which is not in the key ring`);
      return unlock(key, boundTo(organisationId, name), found.box);
    },
    async remove(organisationId, name) {
      const { deletedCount } = await model.deleteOne({ _id: secretId(organisationId, name), organisationId });
      return deletedCount > 0;
    },
  };

  async function relock({ _id, organisationId, name, keyId, box }: SecretDocument) {
    const key = ring.get(keyId);
    if (!key) return 'unreadable';
    const bound = boundTo(organisationId, name);
    let text: string;
    try {
      text = unlock(key, bound, box);
    } catch {
      return 'unreadable';
    }
    const anew = { keyId: keys.current.id, box: lock(keys.current, bound, text) };
    const { matchedCount } = await model.updateOne({ _id, box }, { $set: anew });
    return matchedCount > 0 ? 'rotated' : 'changed meanwhile';
  }

  /**
   * Locks everything anew with the current key, batch by batch; stopped half-way it goes on where it was, for what is left still
   * names an older key. Until it is done the older keys have to stay in the ring. A secret set meanwhile wins.
   */
  async function rotate(): Promise<Rotation> {
    let rotated = 0;
    let unreadable = 0;
    for (let after = ''; ; ) {
      const batch = await model
        .find({ _id: { $gt: after }, keyId: { $ne: keys.current.id } })
        .sort({ _id: 1 })
        .limit(BATCH)
        .lean();
      for (const secret of batch) {
        const outcome = await relock(secret);
        if (outcome === 'rotated') rotated += 1;
        if (outcome === 'unreadable') unreadable += 1;
      }
      const last = batch.at(-1);
      if (!last) return { rotated, unreadable };
      after = last._id;
    }
  }

  return { secrets, rotate };
}
