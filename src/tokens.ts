import { createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import type { LinkSigner, SecretKeyRing, Tokens } from './core/ports.ts';

export const systemTokens: Tokens = {
  make: () => randomBytes(32).toString('base64url'),
  hash: (token) => createHash('sha256').update(token).digest('base64url'),
};

/** With a key of its own, derived from the current one: what signs links must not be what locks secrets. */
export function createLinkSigner({ current }: SecretKeyRing): LinkSigner {
  const key = Buffer.from(hkdfSync('sha256', current.bytes, '', 'parley/links', 32));
  return { sign: (text) => createHmac('sha256', key).update(text).digest('base64url') };
}
