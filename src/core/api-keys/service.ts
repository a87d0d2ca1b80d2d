import { checkScopes, permitsGrant } from '../access/rules.ts';
import type { ApiKeyId } from '../access/types.ts';
import type { Actor, ApiKeyFields, DomainEvent } from '../events.ts';
import { differences, editKept } from '../kept.ts';
import type { Clock, Ids, Tokens } from '../ports.ts';
import { ok, refuse } from '../result.ts';
import { MINUTE } from '../time/types.ts';
import {
  checkExpiry,
  checkOverlap,
  DEFAULT_REQUESTS_PER_MINUTE,
  isInForce,
  keyNamedBy,
  opens,
  tokenOf,
  turnTokens,
} from './rules.ts';
import type { ApiKey, ApiKeyShelf, ApiKeys } from './types.ts';

interface Parts {
  readonly shelf: ApiKeyShelf;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly tokens: Tokens;
}

/** What an event tells of a key: never a hash. */
const fieldsOf = ({
  name,
  scopes,
  requestsPerMinute,
  expiresAt,
  revokedAt,
  tokens,
}: ApiKey): Partial<ApiKeyFields> => ({
  name,
  scopes,
  requestsPerMinute,
  ...(expiresAt === undefined ? {} : { expiresAt }),
  ...(revokedAt === undefined ? {} : { revokedAt }),
  ...(tokens[1]?.until === undefined ? {} : { overlapUntil: tokens[1].until }),
});

export function createApiKeys({ shelf, clock, ids, tokens }: Parts): ApiKeys {
  const eventAbout = (key: ApiKey, type: KeyEventType, actor: Actor, before?: ApiKey): DomainEvent => ({
    id: ids.next('event'),
    organisationId: key.organisationId,
    at: clock.now(),
    actor,
    subject: { kind: 'api_key', id: key.id },
    type,
    ...(before === undefined ? { after: fieldsOf(key) } : differences(fieldsOf(before), fieldsOf(key))),
  });

  return {
    list: shelf.list,
    get: shelf.find,
    async issue(organisationId, { name, scopes: asked, requestsPerMinute, expiresAt }, { access, actor }) {
      const now = clock.now();
      const scopes = checkScopes(asked);
      checkExpiry(expiresAt, now);
      const granted = permitsGrant(access, { kind: 'scopes', scopes });
      if (!granted.ok) return granted;
      const id: ApiKeyId = ids.next('api_key');
      const token = tokenOf(id, tokens.make());
      const key: ApiKey = {
        id,
        organisationId,
        version: 1,
        name,
        scopes,
        requestsPerMinute: requestsPerMinute ?? DEFAULT_REQUESTS_PER_MINUTE,
        createdAt: now,
        createdBy: actor,
        ...(expiresAt === undefined ? {} : { expiresAt }),
        tokens: [{ hash: tokens.hash(token) }],
      };
      await shelf.insert(key, eventAbout(key, 'api_key_issued', actor));
      return ok({ key, token });
    },
    async rotate(organisationId, id, { until = clock.now(), version }, { access, actor }) {
      checkOverlap(until, clock.now());
      const token = tokenOf(id, tokens.make());
      const turned = await editKept(shelf, { organisationId, id, version }, async (before) => {
        if (!isInForce(before, clock.now())) return refuse('revoked');
        // Who is handed the token holds what the key opens: the same rule as for making one.
        const granted = permitsGrant(access, { kind: 'scopes', scopes: before.scopes });
        if (!granted.ok) return granted;
        const key = {
          ...before,
          version: before.version + 1,
          tokens: turnTokens(before.tokens, tokens.hash(token), until),
        };
        return ok({ item: key, event: eventAbout(key, 'api_key_rotated', actor, before) });
      });
      return turned.ok ? ok({ key: turned.value, token }) : turned;
    },
    async revoke(organisationId, id, actor) {
      return await editKept<ApiKey, never>(shelf, { organisationId, id, version: undefined }, async (before) => {
        if (before.revokedAt !== undefined) return ok({ item: before, event: undefined });
        const key = { ...before, version: before.version + 1, revokedAt: clock.now(), tokens: [] };
        return ok({ item: key, event: eventAbout(key, 'api_key_revoked', actor, before) });
      });
    },
    async recognise(token) {
      const now = clock.now();
      // The key is found by what the token says it is; its hash decides.
      const key = await shelf.byId((keyNamedBy(token) ?? '') as ApiKeyId);
      if (key === undefined || !isInForce(key, now) || !opens(key, tokens.hash(token), now)) return undefined;
      if ((key.lastUsedAt ?? 0) <= now - MINUTE) await shelf.touch(key.organisationId, key.id, now);
      return key;
    },
  };
}

type KeyEventType = 'api_key_issued' | 'api_key_rotated' | 'api_key_revoked';
