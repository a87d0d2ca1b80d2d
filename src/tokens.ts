import { createHash, randomBytes } from 'node:crypto';
import type { Tokens } from './core/ports.ts';

export const systemTokens: Tokens = {
  make: () => randomBytes(32).toString('base64url'),
  hash: (token) => createHash('sha256').update(token).digest('base64url'),
};
