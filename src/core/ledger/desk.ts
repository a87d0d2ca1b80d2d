import { createBatches, createMemory } from '../batches.ts';
import { Fault } from '../fault.ts';
import type { OrganisationId } from '../ids.ts';
import type { Chance, Clock } from '../ports.ts';
import type { Instant } from '../time/types.ts';
import { sweepEntries, unsettledTakings } from './rules.ts';
import type { LedgerEntry, LedgerPage, LedgerPages, PageKey, SettledTakings, TakingTruth } from './types.ts';
import { nameKey } from './weeks.ts';

type Entries = readonly LedgerEntry[];

/** A pure change: it may be applied several times to several states of the page before one of them is written. */
type PageChange<Answer> = (entries: Entries, now: Instant) => { readonly entries: Entries; readonly answer: Answer };

export interface PageDesk {
  /** Applies the change and answers once it is written; `contended` when every try lost its race. */
  change<Answer>(
    organisationId: OrganisationId,
    key: PageKey,
    change: PageChange<Answer>,
  ): Promise<{ readonly written: true; readonly answer: Answer } | { readonly written: false }>;
}

export interface DeskDeps {
  readonly pages: LedgerPages;
  readonly truth: TakingTruth;
  readonly clock: Clock;
  readonly chance: Chance;
  /** Waits between two tries; tests hand in one that does not. */
  readonly pause: (milliseconds: number) => Promise<void>;
}

interface Place {
  readonly organisationId: OrganisationId;
  readonly key: PageKey;
}

interface Waiting {
  /** Applies itself to the entries and keeps its answer for when they are written. */
  apply(entries: Entries, now: Instant): Entries;
  succeed(): void;
  giveUp(): void;
  fail(error: unknown): void;
}

// A lost race means that somebody else won one, so a try fails only behind as many winners in other processes.
const TRIES = 24;
const FIRST_WAIT = 2;
const LONGEST_WAIT = 60;

/** Half of the wait is chance, so that processes which met once do not meet again at the same moment. */
const waitBefore = (attempt: number, chance: Chance): number =>
  Math.min(FIRST_WAIT * 2 ** attempt, LONGEST_WAIT) * (0.5 + chance() / 2);

async function settle(
  { truth }: DeskDeps,
  organisationId: OrganisationId,
  page: LedgerPage,
  now: Instant,
): Promise<SettledTakings> {
  const takings = unsettledTakings(page.entries, now);
  return takings.length === 0 ? new Map() : truth.settle(organisationId, takings);
}

/**
 * Applies all that waits to the page and writes it once; tries again from the stored page when somebody else was
 * faster. `guess` is the page as this process knew it last. It may admit, because the write then proves it; it may not
 * refuse.
 */
async function writeBatch(
  deps: DeskDeps,
  organisationId: OrganisationId,
  key: PageKey,
  batch: readonly Waiting[],
  guess: LedgerPage | undefined,
): Promise<LedgerPage | undefined> {
  let known = guess;
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const page = known ?? (await deps.pages.read(organisationId, [key]))[0];
    if (page === undefined)
      throw new Fault('internal', `The store answered a read of the page ${nameKey(key)} with nothing.`);
    const now = deps.clock.now();
    const swept = sweepEntries(page.entries, now, await settle(deps, organisationId, page, now));
    const entries = batch.reduce((current, waiting) => waiting.apply(current, now), swept);
    if (entries === page.entries) {
      if (known === undefined) return page;
      known = undefined;
      continue;
    }
    if (await deps.pages.write(organisationId, page, entries)) {
      return { ...page, entries, version: page.version + 1 };
    }
    known = undefined;
    await deps.pause(waitBefore(attempt, deps.chance));
  }
  return undefined;
}

/** Changes of a page queue in this process and are written together; between processes the compare-and-set decides. */
export function createPageDesk(deps: DeskDeps): PageDesk {
  const memory = createMemory<LedgerPage>();
  const nameOf = ({ organisationId, key }: Place): string => `${organisationId}/${nameKey(key)}`;

  const enqueue = createBatches<Place, Waiting>(nameOf, async (place, batch) => {
    const name = nameOf(place);
    try {
      const page = await writeBatch(deps, place.organisationId, place.key, batch, memory.get(name));
      memory.set(name, page);
      for (const waiting of batch) page === undefined ? waiting.giveUp() : waiting.succeed();
    } catch (error) {
      memory.set(name, undefined);
      for (const waiting of batch) waiting.fail(error);
    }
  });

  return {
    change: (organisationId, key, change) =>
      new Promise((resolve, reject) => {
        let changed: ReturnType<typeof change> | undefined;
        enqueue(
          { organisationId, key },
          {
            apply(entries, now) {
              changed = change(entries, now);
              return changed.entries;
            },
            succeed: () => resolve(changed ? { written: true, answer: changed.answer } : { written: false }),
            giveUp: () => resolve({ written: false }),
            fail: reject,
          },
        );
      }),
  };
}
