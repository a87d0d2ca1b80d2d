import type { ApiKeyId } from '../core/access/types.ts';
import { MOST_REQUESTS_PER_MINUTE } from '../core/api-keys/rules.ts';
import type { IssuedKey } from '../core/api-keys/types.ts';
import {
  type Command,
  done,
  findOrganisation,
  type Given,
  needName,
  noOrganisation,
  ORGANISATION,
  operatorOf,
  readAll,
  refused,
  table,
} from './command.ts';

const REASONS: Readonly<Record<string, string>> = {
  not_found: 'There is no such key.',
  revoked: 'This key is over: issue a new one.',
  changed_meanwhile: 'Somebody changed it at the same moment: look, and try again.',
};

/** `undefined` where it is not said, `invalid` where it is no instant. */
function instantOf(given: Given, option: string): number | undefined | 'invalid' {
  const text = given.text(option);
  if (text === undefined) return undefined;
  const instant = Date.parse(text);
  return Number.isNaN(instant) ? 'invalid' : instant;
}

const noInstant = (option: string) => refused(`--${option} must be an instant such as 2026-03-03T15:00:00Z`);

const told = ({ key: { tokens: _, ...key }, token }: IssuedKey) =>
  done({ ...key, token }, `${key.id}\n${token}\nThe token is told this once: put it where the program finds it.`);

export const keyCommands: readonly Command[] = [
  {
    name: 'key list',
    summary: 'Shows the API keys of an organisation',
    options: ORGANISATION,
    async run(given, desk) {
      const organisation = await findOrganisation(given, desk);
      if (organisation === undefined) return noOrganisation(given);
      const all = await readAll((page) => desk.apiKeys.list(organisation.id, page));
      const shown = all.map(({ tokens: _, ...key }) => key);
      const rows = shown.map(({ id, name, scopes, revokedAt }) => [
        id,
        name,
        scopes.join(','),
        revokedAt ? 'revoked' : '',
      ]);
      return done(shown, table([['ID', 'NAME', 'SCOPES', ''], ...rows]));
    },
  },
  {
    name: 'key issue',
    summary: 'Makes an API key and tells its token',
    options: {
      ...ORGANISATION,
      name: { what: 'what it is for', isRequired: true },
      scopes: { what: 'resource:read and resource:write, parted by commas', isRequired: true },
      limit: { what: `requests a minute, 1 to ${MOST_REQUESTS_PER_MINUTE}` },
      expires: { what: 'when it ends, e.g. 2027-01-01T00:00:00Z' },
    },
    async run(given, desk) {
      const organisation = await findOrganisation(given, desk);
      if (organisation === undefined) return noOrganisation(given);
      const expiresAt = instantOf(given, 'expires');
      if (expiresAt === 'invalid') return noInstant('expires');
      const limit = given.text('limit');
      const requestsPerMinute = limit === undefined ? undefined : Number(limit);
      if (limit !== undefined && !(/^[1-9]\d{0,3}$/.test(limit) && Number(limit) <= MOST_REQUESTS_PER_MINUTE))
        return refused(`--limit must be a whole number from 1 to ${MOST_REQUESTS_PER_MINUTE}`);
      const scopes = given
        .need('scopes')
        .split(',')
        .map((scope) => scope.trim());
      const terms = { name: needName(given), scopes, requestsPerMinute, expiresAt };
      const issued = await desk.apiKeys.issue(organisation.id, terms, operatorOf(organisation));
      return issued.ok ? told(issued.value) : refused('This cannot be handed out.', issued.detail.operations);
    },
  },
  {
    name: 'key rotate',
    summary: 'Makes a new token; the former one works on until --overlap-until',
    takes: 'KEY',
    options: { ...ORGANISATION, 'overlap-until': { what: 'e.g. 2026-03-03T15:00:00Z; at once where it is left out' } },
    async run(given, desk) {
      const organisation = await findOrganisation(given, desk);
      if (organisation === undefined) return noOrganisation(given);
      const until = instantOf(given, 'overlap-until');
      if (until === 'invalid') return noInstant('overlap-until');
      const id = given.subject as ApiKeyId; // it is found or it is not
      const overlap = { until, version: undefined };
      const rotated = await desk.apiKeys.rotate(organisation.id, id, overlap, operatorOf(organisation));
      return rotated.ok ? told(rotated.value) : refused(REASONS[rotated.reason] ?? rotated.reason);
    },
  },
  {
    name: 'key revoke',
    summary: 'Ends a key at once',
    takes: 'KEY',
    options: ORGANISATION,
    async run(given, desk) {
      const organisation = await findOrganisation(given, desk);
      if (organisation === undefined) return noOrganisation(given);
      const id = given.subject as ApiKeyId; // it is found or it is not
      const revoked = await desk.apiKeys.revoke(organisation.id, id, operatorOf(organisation).actor);
      if (!revoked.ok) return refused(REASONS[revoked.reason] ?? revoked.reason);
      return done({ id, revokedAt: revoked.value.revokedAt }, `${id} opens nothing any more.`);
    },
  },
];
