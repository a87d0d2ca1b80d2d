/** How organisations, members, roles, teams and keys look in JSON. */
import { z } from 'zod';
import { wordingProblem } from '../../bots/words/wording.ts';
import { DEFAULT_REQUESTS_PER_MINUTE, MOST_REQUESTS_PER_MINUTE } from '../../core/api-keys/rules.ts';
import { tableRoles } from '../../core/members/types.ts';
import { LOCALES } from '../../core/people/types.ts';
import { id, instant, oneLine, zone } from '../forms.ts';
import { memberId } from '../scheduling/forms.ts';

export const organisationId = id<'organisation'>('org');
export const teamId = id<'team'>('tea');
export const roleId = id<'role'>('rol');
export const apiKeyId = id<'api_key'>('key');

const name = oneLine(120);
const languageTag = z
  .string()
  .regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'must be a language tag such as en or fr-CA')
  .max(35);

/** Addresses differ in case to nobody but machines. */
export const email = z
  .codec(z.email('must be a mail address such as ines@example.com').max(254), z.string(), {
    decode: (text) => text.toLowerCase(),
    encode: (text) => text,
  })
  .meta({ override: { type: 'string', format: 'email', maxLength: 254, examples: ['ines@example.com'] } });

/** Checked by the same rule that holds our own sentences together, so that sending one never fails. */
const ownSentence = z
  .strictObject({
    language: z.enum(LOCALES),
    sentence: z
      .string()
      .max(60)
      .meta({ examples: ['offer.declined'] }),
    text: z.string().max(480),
  })
  .check(({ value: { language, sentence, text }, issues }) => {
    const problem = wordingProblem({ language, sentence, text });
    if (problem === undefined) return;
    issues.push({ code: 'custom', path: [problem.field], input: text, message: problem.message });
  });

const wallMinute = z.int().min(0).max(1_440, 'are minutes after midnight, at most 1440');
const quietHours = z
  .strictObject({ from: wallMinute, to: wallMinute })
  .meta({ description: "Minutes after midnight on the reader's wall, e.g. 1260 to 480; the same twice: none" });

const settings = {
  auditDays: z
    .int()
    .min(30, 'must be at least 30')
    .max(3_650)
    .meta({ description: 'How many days the audit log goes back' }),
  quietHours,
  holdOffers: z
    .enum(['none', 'until_expiry'])
    .meta({ description: 'Whether times that a member offers are held, where the offer itself does not say' }),
  wording: z
    .array(ownSentence)
    .max(400)
    .refine(isSaidOnce, 'has the same sentence twice in one language')
    .meta({ description: 'Sentences of your own in place of ours; a list replaces the list before it' }),
};

function isSaidOnce(wording: readonly { readonly language: string; readonly sentence: string }[]): boolean {
  return new Set(wording.map(({ language, sentence }) => `${language} ${sentence}`)).size === wording.length;
}

export const organisation = z
  .object({
    id: organisationId,
    slug: z.string(),
    name: z.string(),
    zone: z.string(),
    language: z.string(),
    ...settings,
    createdAt: instant,
    version: z.int(),
  })
  .meta({ id: 'Organisation', description: 'Who people book with' });

export const newOrganisation = z.strictObject({
  slug: z
    .string()
    .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'must be small letters, digits and single dashes')
    .max(60),
  name,
  zone,
  language: languageTag,
});

export const organisationChange = z
  .strictObject({
    name,
    zone,
    language: languageTag,
    ...settings,
  })
  .partial();

const role = z
  .union([z.enum(tableRoles), roleId])
  .meta({ description: 'A role of the table, or the id of one the organisation made', examples: ['member'] });
const teams = z.array(teamId).max(50);

const acceptsWishes = z
  .boolean()
  .optional()
  .meta({ description: 'A free time of theirs that a contact wishes for is booked without asking them first' });

export const member = z
  .object({
    id: memberId,
    name: z.string(),
    email: z.string(),
    newEmail: z.string().optional().meta({ description: 'Asked for; it counts once the link mailed there was opened' }),
    role,
    teams,
    zone: z.string(),
    language: z.string(),
    isHost: z.boolean().meta({ description: 'People book with them; they have a calendar under the same id' }),
    isActive: z.boolean(),
    acceptsWishes,
    version: z.int(),
  })
  .meta({ id: 'Member', description: 'Somebody who works with the organisation' });

export const newMember = z.strictObject({
  name,
  email,
  role: role.default('member'),
  teams: teams.default([]),
  zone: zone.optional().meta({ description: "The organisation's where it is left out" }),
  language: languageTag.optional(),
  isHost: z.boolean().default(false),
  acceptsWishes,
});

export const memberChange = z
  .strictObject({
    name,
    email,
    role,
    teams,
    zone,
    language: languageTag,
    isHost: z.boolean(),
    isActive: z.boolean(),
    acceptsWishes,
  })
  .partial();

const permission = z
  .string()
  .max(120)
  .meta({ examples: ['appointments:read:team'] });
export const customRole = z
  .object({ id: roleId, name: z.string(), permissions: z.array(permission), version: z.int() })
  .meta({ id: 'Role', description: 'A role the organisation made: what it names and nothing else' });
export const roleTerms = z.strictObject({
  name,
  permissions: z.array(permission).min(1, 'is empty; name at least one').max(400),
});
export const roleChange = roleTerms.partial();

export const team = z
  .object({ id: teamId, name: z.string(), version: z.int() })
  .meta({ id: 'Team', description: 'Members whose work each other may see, as far as their roles reach over teams' });
export const teamTerms = z.strictObject({ name });

const scope = z
  .string()
  .max(60)
  .meta({ examples: ['appointments:read'] });
export const apiKey = z
  .object({
    id: apiKeyId,
    name: z.string(),
    scopes: z.array(scope),
    requestsPerMinute: z.int(),
    createdAt: instant,
    expiresAt: instant.optional(),
    revokedAt: instant.optional(),
    overlapUntil: instant.optional().meta({ description: 'Until when the former token works on after a rotation' }),
    lastUsedAt: instant.optional().meta({ description: 'Known to the minute' }),
    version: z.int(),
  })
  .meta({ id: 'ApiKey', description: 'What a program may do; its token is told once' });

export const issuedKey = apiKey
  .extend({ token: z.string().meta({ description: 'Told this once; we keep a hash alone' }) })
  .meta({ id: 'IssuedApiKey' });

export const keyTerms = z.strictObject({
  name,
  scopes: z.array(scope).min(1, 'is empty; name at least one').max(100),
  requestsPerMinute: z.int().min(1).max(MOST_REQUESTS_PER_MINUTE).default(DEFAULT_REQUESTS_PER_MINUTE),
  expiresAt: instant.optional(),
});
