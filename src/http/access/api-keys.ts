import { z } from 'zod';
import type { ApiKey, ApiKeys, IssuedKey } from '../../core/api-keys/types.ts';
import { Fault } from '../../core/fault.ts';
import { type Caller, demand } from '../caller.ts';
import { instant, pageOf, pageQuery, write } from '../forms.ts';
import { faultOf } from '../refusals.ts';
import { type Answer, type Route, route } from '../route.ts';
import { apiKey, apiKeyId, issuedKey, keyTerms } from './forms.ts';
import { accessFault } from './refusals.ts';

/** Everything but the hashes. */
const shownOf = ({ id, name, scopes, requestsPerMinute, createdAt, version, tokens, ...times }: ApiKey) => ({
  id,
  name,
  scopes,
  requestsPerMinute,
  createdAt,
  version,
  expiresAt: times.expiresAt,
  revokedAt: times.revokedAt,
  lastUsedAt: times.lastUsedAt,
  overlapUntil: tokens[1]?.until,
});

const answer = (status: number, key: ApiKey): Answer => ({
  status,
  body: write(apiKey, shownOf(key)),
  version: key.version,
});
const answerIssued = (status: number, { key, token }: IssuedKey): Answer => ({
  status,
  body: write(issuedKey, { ...shownOf(key), token }),
  version: key.version,
});

export function apiKeyRoutes({ apiKeys }: { readonly apiKeys: ApiKeys }): readonly Route<Caller>[] {
  const tag = 'API keys';
  const params = z.object({ apiKeyId });
  return [
    route({
      method: 'get',
      path: '/api-keys',
      id: 'listApiKeys',
      summary: 'The keys of the organisation, those that were revoked too',
      tag,
      query: z.strictObject(pageQuery),
      answers: { 200: { description: 'A page of keys', schema: pageOf(apiKey) } },
      async handle({ query, caller }) {
        demand(caller, 'api_keys:read');
        const { items, next } = await apiKeys.list(caller.organisationId, query);
        return { status: 200, body: { items: items.map((key) => write(apiKey, shownOf(key))), next } };
      },
    }),
    route({
      method: 'post',
      path: '/api-keys',
      id: 'issueApiKey',
      summary: 'Makes a key; its token is in this answer and nowhere else',
      tag,
      body: keyTerms,
      answers: { 201: { description: 'The key with its token', schema: issuedKey } },
      async handle({ body, caller }) {
        demand(caller, 'api_keys:create');
        const issued = await apiKeys.issue(caller.organisationId, body, caller);
        if (!issued.ok) throw accessFault(issued, 'key');
        return answerIssued(201, issued.value);
      },
    }),
    route({
      method: 'get',
      path: '/api-keys/{apiKeyId}',
      id: 'getApiKey',
      summary: 'One key: what it may do and when it was last used',
      tag,
      params,
      answers: { 200: { description: 'The key', schema: apiKey } },
      async handle({ params, caller }) {
        demand(caller, 'api_keys:read');
        const found = await apiKeys.get(caller.organisationId, params.apiKeyId);
        if (found === undefined) throw new Fault('not_found', 'There is no such key.');
        return answer(200, found);
      },
    }),
    route({
      method: 'post',
      path: '/api-keys/{apiKeyId}/rotate',
      id: 'rotateApiKey',
      summary: 'Makes a new token; the former one works on until `overlapUntil`',
      tag,
      params,
      body: z.strictObject({ overlapUntil: instant.optional() }),
      answers: { 200: { description: 'The key with its new token', schema: issuedKey } },
      async handle({ params, body, ifMatch, caller }) {
        demand(caller, 'api_keys:rotate');
        const overlap = { until: body.overlapUntil, version: ifMatch };
        const rotated = await apiKeys.rotate(caller.organisationId, params.apiKeyId, overlap, caller);
        if (rotated.ok) return answerIssued(200, rotated.value);
        if (rotated.reason === 'revoked') throw new Fault('conflict', 'This key is over: make a new one.');
        throw accessFault(rotated, 'key');
      },
    }),
    route({
      method: 'delete',
      path: '/api-keys/{apiKeyId}',
      id: 'revokeApiKey',
      summary: 'Ends a key at once; it stays on the list as revoked',
      tag,
      params,
      answers: { 204: { description: 'It opens nothing any more' } },
      async handle({ params, caller }) {
        demand(caller, 'api_keys:delete');
        const revoked = await apiKeys.revoke(caller.organisationId, params.apiKeyId, caller.actor);
        if (!revoked.ok) throw faultOf(revoked, 'key');
        return { status: 204 };
      },
    }),
  ];
}
