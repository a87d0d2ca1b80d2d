import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { Fault } from '../core/fault.ts';
import type { SecretKey, SecretKeyRing } from '../core/ports.ts';

const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12; // NIST SP 800-38D recommends 96 bits; chance is safe up to 2^32 secrets per key
const KEY_BYTES = 32;

/** A box is bound to what it belongs to: moved elsewhere, it does not open. */
export function lock(key: SecretKey, bound: Buffer, text: string): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, key.bytes, nonce).setAAD(bound);
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return [nonce, sealed, cipher.getAuthTag()].map((part) => part.toString('base64')).join('.');
}

export function unlock(key: SecretKey, bound: Buffer, box: string): string {
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

/** The keys by their ids. */
export function openRing({ current, previous }: SecretKeyRing): ReadonlyMap<string, SecretKey> {
  const ring = new Map([current, ...previous].map((key) => [key.id, key]));
  for (const { id, bytes } of ring.values())
    if (bytes.length !== KEY_BYTES)
      throw new Fault('misconfigured', `Secret key ${id} has ${bytes.length} bytes instead of ${KEY_BYTES}`);
  return ring;
}
