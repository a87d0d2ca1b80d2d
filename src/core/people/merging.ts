import type { ContactId } from '../ids.ts';
import { ok, type Result, refuse } from '../result.ts';
import type { Instant } from '../time/types.ts';
import { consentGiven } from './consent.ts';
import { CHANNELS, type Contact, type Identity, type Purpose } from './types.ts';

/** Names are compared as people hear them: without case, accents and extra spaces. */
export const foldName = (name: string): string =>
  name
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    .toLowerCase()
    .replace(/[^\p{Letter}\p{Number}]+/gu, ' ')
    .trim();

/** The key under which a contact is made from an unknown address: two turns at once reach for the same one. */
export const identityKey = ({ channel, address }: Identity): string => `${channel}:${address}`;

/**
 * Two records are the same person when name and an address agree. An address alone is a family: a parent and two children
 * share a phone, and folding them into one would send one child's visit to another.
 */
export function isLikelySamePerson(a: Contact, b: Contact): boolean {
  if (a.id === b.id || a.name === undefined || b.name === undefined) return false;
  const shared = new Set(a.identities.map(identityKey));
  return b.identities.some((identity) => shared.has(identityKey(identity))) && foldName(a.name) === foldName(b.name);
}

export type MergeRefusal = 'same_contact' | 'other_organisation' | 'merged_before';

export interface Merge {
  readonly kept: Contact;
  /** The other record, now pointing at the kept one. */
  readonly folded: Contact & { readonly mergedInto: ContactId };
}

/** The kept record wins where both say something; its ways to be reached and the history of consent are joined. */
export function mergeContacts(
  kept: Contact,
  other: Contact,
  at: Instant,
): Result<Merge, { readonly ok: false; readonly reason: MergeRefusal }> {
  if (kept.id === other.id) return refuse('same_contact');
  if (kept.organisationId !== other.organisationId) return refuse('other_organisation');
  if (kept.mergedInto !== undefined || other.mergedInto !== undefined) return refuse('merged_before');
  const identities = [
    ...new Map([...kept.identities, ...other.identities].map((one) => [identityKey(one), one])).values(),
  ];
  const name = kept.name ?? other.name;
  const preferredChannel = kept.preferredChannel ?? other.preferredChannel;
  return ok({
    kept: {
      ...kept,
      ...(name === undefined ? {} : { name }),
      ...(preferredChannel === undefined ? {} : { preferredChannel }),
      identities,
      consent: mergeConsent(kept, other, at),
      createdAt: Math.min(kept.createdAt, other.createdAt),
    },
    folded: { ...other, mergedInto: kept.id },
  });
}

/** A no said to either record is a no by the one person they are, even if the other record has a later yes. */
function mergeConsent(kept: Contact, other: Contact, at: Instant): Contact['consent'] {
  const joined = [...kept.consent, ...other.consent].toSorted((a, b) => a.at - b.at);
  const purposes: readonly Purpose[] = ['care', 'marketing'];
  const upheld = CHANNELS.flatMap((channel) =>
    purposes
      .filter((purpose) => [kept, other].some((contact) => consentGiven(contact.consent, channel, purpose) === false))
      .filter((purpose) => consentGiven(joined, channel, purpose) !== false)
      .map((purpose) => ({ channel, purpose, given: false, at, source: 'merge' as const, words: '' })),
  );
  return [...joined, ...upheld];
}

/** A merged record leads to the one it was folded into; longer chains than this are no chains of merges. */
const MOST_MERGES = 5;

/** Who they are now, where their record was folded into another. */
export async function followMerges<Known extends { readonly mergedInto?: ContactId | undefined }>(
  find: (id: ContactId) => Promise<Known | undefined>,
  id: ContactId,
): Promise<Known | undefined> {
  let found = await find(id);
  for (let merges = 0; found?.mergedInto !== undefined && merges < MOST_MERGES; merges += 1)
    found = await find(found.mergedInto);
  return found;
}

/** Records that were folded into these, also by way of another; each names the one of these that it belongs to now. */
export async function followFolds(
  find: (ids: readonly ContactId[]) => Promise<readonly Contact[]>,
  ids: readonly ContactId[],
): Promise<readonly Contact[]> {
  const belongsTo = new Map(ids.map((id) => [id, id]));
  const folded: Contact[] = [];
  let latest = ids;
  for (let merges = 0; latest.length > 0 && merges < MOST_MERGES; merges += 1) {
    const news = (await find(latest)).filter(({ id }) => !belongsTo.has(id));
    for (const one of news) {
      const mergedInto = one.mergedInto && belongsTo.get(one.mergedInto);
      if (mergedInto === undefined) continue;
      belongsTo.set(one.id, mergedInto);
      folded.push({ ...one, mergedInto });
    }
    latest = news.map(({ id }) => id);
  }
  return folded;
}
