import type { OrganisationId } from '../ids.ts';
import type { Clock } from '../ports.ts';
import { ok, type Result, refuse } from '../result.ts';
import type { Instant, Span } from '../time/types.ts';
import type { PageDesk } from './desk.ts';
import { admitClaims, dropTaking, firmClaims, sweepEntries, unsettledTakings } from './rules.ts';
import type {
  Claim,
  ClaimRequest,
  HoldLost,
  Ledger,
  LedgerEntry,
  LedgerPages,
  LedgerResource,
  PageKey,
  Release,
  SlotTaken,
  Taking,
  TakingId,
  TakingTruth,
} from './types.ts';
import { nameKey, pagesOf, weeksOf } from './weeks.ts';

interface PageShare<C extends Claim> {
  readonly key: PageKey;
  readonly claims: readonly C[];
}

/**
 * Which claims go on which page, in the one order in which everybody takes pages: two who want the same never wait for
 * each other.
 */
function shareOut<C extends Claim>(claims: readonly C[]): readonly PageShare<C>[] {
  const shares = new Map<string, { key: PageKey; claims: C[] }>();
  for (const claim of claims)
    for (const key of pagesOf(claim)) {
      const share = shares.get(nameKey(key));
      if (share) share.claims.push(claim);
      else shares.set(nameKey(key), { key, claims: [claim] });
    }
  return [...shares.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, share]) => share);
}

/** How long a block over several pages is a hold while its pages are taken. */
const BLOCK_HOLD = 60_000;

export function createLedger({
  pages,
  desk,
  truth,
  clock,
}: {
  readonly pages: LedgerPages;
  readonly desk: PageDesk;
  readonly truth: TakingTruth;
  readonly clock: Clock;
}): Ledger {
  async function drop(organisationId: OrganisationId, keys: readonly PageKey[], taking: TakingId): Promise<void> {
    await Promise.all(
      keys.map((key) =>
        desk.change(organisationId, key, (entries) => ({ entries: dropTaking(entries, taking), answer: undefined })),
      ),
    );
  }

  async function takeShares(
    taking: Taking,
    shares: readonly PageShare<ClaimRequest>[],
    form: { readonly kind: 'hold'; readonly until: Instant } | { readonly kind: 'block' },
  ): Promise<Result<undefined, SlotTaken>> {
    for (const [index, { key, claims }] of shares.entries()) {
      const done = await desk.change(taking.organisationId, key, (entries) => {
        const admission = admitClaims(entries, taking, claims, form);
        return { entries: admission.entries, answer: admission.refused };
      });
      const because = done.written ? done.answer : 'contended';
      if (because === undefined) continue;
      await drop(
        taking.organisationId,
        shares.slice(0, index).map((share) => share.key),
        taking.id,
      );
      return refuse('slot_taken', { resource: key.resource, because });
    }
    return ok(undefined);
  }

  async function firm(
    taking: Taking,
    claims: readonly Claim[],
    instead?: Release,
  ): Promise<Result<undefined, HoldLost>> {
    const shares = shareOut(claims);
    for (const { key, claims: ofPage } of shares) {
      const done = await desk.change(taking.organisationId, key, (entries) => {
        const firmed = firmClaims(entries, taking, ofPage, instead?.taking);
        return { entries: firmed ?? entries, answer: firmed !== undefined };
      });
      // Contended: the hold still stands and is settled by the appointment when it runs out.
      if (done.written && !done.answer) return refuse('hold_lost');
    }
    const served = new Set(shares.map(({ key }) => nameKey(key)));
    if (instead) {
      const left = shareOut(instead.claims).filter(({ key }) => !served.has(nameKey(key)));
      await drop(
        taking.organisationId,
        left.map(({ key }) => key),
        instead.taking,
      );
    }
    return ok(undefined);
  }

  async function block(taking: Taking, requests: readonly ClaimRequest[]): Promise<Result<undefined, SlotTaken>> {
    const shares = shareOut(requests);
    if (shares.length === 1) return takeShares(taking, shares, { kind: 'block' });
    const held = await takeShares(taking, shares, { kind: 'hold', until: clock.now() + BLOCK_HOLD });
    return held.ok ? takeShares(taking, shares, { kind: 'block' }) : held;
  }

  async function read(
    organisationId: OrganisationId,
    resources: readonly LedgerResource[],
    span: Span,
  ): Promise<readonly (readonly LedgerEntry[])[]> {
    const weeks = weeksOf(span);
    const keys = resources.flatMap((resource) => weeks.map((week) => ({ resource, week })));
    const found = await pages.read(organisationId, keys);
    const now = clock.now();
    const unsettled = found.flatMap((page) => unsettledTakings(page.entries, now));
    const settled = unsettled.length === 0 ? new Map() : await truth.look(organisationId, unsettled);
    return resources.map((resource) => {
      // An entry over the week's edge stands on both pages.
      const entries = new Map<string, LedgerEntry>();
      for (const page of found)
        if (page.resource === resource)
          for (const entry of sweepEntries(page.entries, now, settled)) entries.set(entry.id, entry);
      return [...entries.values()].sort((a, b) => a.start - b.start);
    });
  }

  return {
    hold: (taking, requests, until) => takeShares(taking, shareOut(requests), { kind: 'hold', until }),
    firm,
    block,
    release: (organisationId, { taking, claims }) =>
      drop(
        organisationId,
        shareOut(claims).map(({ key }) => key),
        taking,
      ),
    read,
  };
}
