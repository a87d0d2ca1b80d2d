import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { Connection } from 'mongoose';
import { Fault, invalid } from '../core/fault.ts';
import type { OrganisationId } from '../core/ids.ts';
import type { Clock, SecretKey, SecretKeyRing, Secrets } from '../core/ports.ts';
import { bindModel } from './models/definition.ts';
import { type SecretDocument, secretModel } from './models/secret.ts';

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

const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12; // NIST SP 800-38D recommends 96 bits; chance is safe up to 2^32 secrets per key
const KEY_BYTES = 32;
const BATCH = 100;
const NAME = /^[a-z0-9_.:-]{1,120}$/;

/** Bound into the box: moved to another organisation or name, it does not open. */
const boundTo = (organisationId: OrganisationId, name: string) => Buffer.from(JSON.stringify([organisationId, name]));

function lock(key: SecretKey, bound: Buffer, text: string): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, key.bytes, nonce).setAAD(bound);
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return [nonce, sealed, cipher.getAuthTag()].map((part) => part.toString('base64')).join('.');
}

function unlock(key: SecretKey, bound: Buffer, box: string): string {
  const [nonce = '', sealed = '', tag = ''] = box.split('.');
  try {
    const decipher = createDecipheriv(CIPHER, key.bytes, Buffer.from(nonce, 'base64'))
      .setAAD(bound)
      .setAuthTag(Buffer.from(tag, 'base64'));
    return Buffer.concat([decipher.update(Buffer.from(sealed, 'base64')), decipher.final()]).toString('utf8');
  } catch (cause) {
    throw new Fault('internal', 'A stored secret was changed or belongs elsewhere: set it anew', { cause });
  }
}

export function createSecrets({ connection, clock, keys }: Deps) {
  const model = bindModel(connection, secretModel);
  const ring = new Map([keys.current, ...keys.previous].map((key) => [key.id, key]));
  for (const { id, bytes } of ring.values())
    if (bytes.length !== KEY_BYTES)
      throw new Fault('misconfigured', `Secret key ${id} has ${bytes.length} bytes instead of ${KEY_BYTES}`);

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
