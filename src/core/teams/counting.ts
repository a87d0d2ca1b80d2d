/** Pages of counters in the store: each step is one conditional write, and what it records goes on to the log. */
import { createBatches, createMemory } from '../batches.ts';
import { Fault } from '../fault.ts';
import type { AppointmentId, AssignmentId, OrganisationId } from '../ids.ts';
import type { TakingId } from '../ledger/types.ts';
import type { Chance, Page, PageRequest } from '../ports.ts';
import { ok, type Result } from '../result.ts';
import type { Instant } from '../time/types.ts';
import type { AssignedRecord, CountersPage, LogRecord, PeriodKey, PoolId } from './types.ts';

export interface PagePlace {
  readonly organisationId: OrganisationId;
  readonly pool: PoolId;
  readonly period: PeriodKey;
}

/** What counting needs of the store. */
export interface CounterPages {
  /** A period nobody counted in yet has an empty page of version 0. */
  read(place: PagePlace): Promise<CountersPage>;
  /** Writes over the version before, or inserts version 1. False: somebody else was faster. */
  write(organisationId: OrganisationId, page: CountersPage): Promise<boolean>;
  /**
   * Takes off the records of these numbers; the log has them. The version stays: a writer who read them before only
   * writes them again, to be logged under the same keys.
   */
  takeOff(place: PagePlace, sequences: readonly number[]): Promise<void>;
  /** It need not be looked at until it is written again, if it has no records by now. */
  markLogged(place: PagePlace): Promise<void>;
  /** Pages with records that came before this and may not be in the log, until they are marked; of all organisations. */
  unlogged(before: Instant, limit: number): Promise<readonly PagePlace[]>;
}

/** What the log knows of one assignment. */
export interface LoggedAssignment {
  readonly record: AssignedRecord;
  /** The appointment it is meant for; absent while the time is only held. */
  readonly appointmentId?: AppointmentId | undefined;
  readonly isReturned: boolean;
  readonly isRestored: boolean;
}

export interface UnsettledDeal {
  readonly organisationId: OrganisationId;
  readonly assignment: AssignmentId;
  readonly taking: TakingId;
  readonly appointmentId?: AppointmentId | undefined;
}

/** Records are added and never changed; beside an assignment stands what became of the deal. */
export interface AssignmentLog {
  /** A record that is there already stays as it is. */
  append(organisationId: OrganisationId, records: readonly LogRecord[]): Promise<void>;
  find(organisationId: OrganisationId, assignment: AssignmentId): Promise<LoggedAssignment | undefined>;
  /** The newest first. */
  list(organisationId: OrganisationId, pool: PoolId, page?: PageRequest): Promise<Page<LogRecord>>;
  /** The newest of one period, without the numbers behind each choice. */
  ofPeriod(place: PagePlace, limit: number): Promise<readonly LogRecord[]>;
  /** Time that was held becomes this appointment's. False: it was given up before, or belongs to another. */
  bind(
    organisationId: OrganisationId,
    assignment: AssignmentId,
    appointmentId: AppointmentId,
    until: Instant,
  ): Promise<boolean>;
  /** From now on it cannot be bound. False: an appointment has it. */
  giveUp(organisationId: OrganisationId, assignment: AssignmentId): Promise<boolean>;
  /** Nobody needs to look at it again, unless somebody took it up whose time is over only after this. */
  settle(organisationId: OrganisationId, assignment: AssignmentId, before: Instant): Promise<void>;
  /** Deals whose time for writing is over, of all organisations. */
  unsettled(before: Instant, limit: number): Promise<readonly UnsettledDeal[]>;
}

type Refused = { readonly ok: false; readonly reason: string };

/** A step of the page; it may be taken several times, each from a newer page, before one of them is written. */
interface PageStep<Known, Answer, Refusal extends Refused> {
  /** Reads what the log has to say; asked after each reading of the page, for a record leaves it once the log has it. */
  look(): Promise<Known>;
  take(page: CountersPage, known: Known): Result<{ readonly page: CountersPage; readonly answer: Answer }, Refusal>;
}

/** A step that was written, and when the log has what it recorded. */
export interface Counted<Answer> {
  readonly answer: Answer;
  readonly logged: Promise<void>;
}

export interface Counting {
  read: CounterPages['read'];
  step<Known, Answer, Refusal extends Refused = never>(
    place: PagePlace,
    step: PageStep<Known, Answer, Refusal>,
  ): Promise<Result<Counted<Answer>, Refusal>>;
  /** Brings to the log what a crash left on a page. */
  moveToLog(place: PagePlace): Promise<void>;
}

interface CountingDeps {
  readonly pages: CounterPages;
  readonly log: AssignmentLog;
  readonly chance: Chance;
  readonly pause: (milliseconds: number) => Promise<void>;
}

// Each lost race is a batch another process dealt from the same pool; so many in a row means that something is wrong.
const TRIES = 40;
const FIRST_WAIT = 2;
const LONGEST_WAIT = 50;

/** A step in a batch: one that fails by itself does not stop the others. */
interface Waiting {
  look(): Promise<void>;
  take(page: CountersPage): CountersPage;
  succeed(logged: Promise<void>): void;
  fail(error: unknown): void;
}

function waitingFor<Known, Answer, Refusal extends Refused>(
  step: PageStep<Known, Answer, Refusal>,
  resolve: (result: Result<Counted<Answer>, Refusal>) => void,
  reject: (error: unknown) => void,
): Waiting {
  let known: { readonly value: Known } | undefined;
  let taken: ReturnType<typeof step.take> | undefined;
  return {
    async look() {
      known = undefined;
      taken = undefined;
      try {
        known = { value: await step.look() };
      } catch (error) {
        reject(error);
      }
    },
    take(page) {
      if (known === undefined) return page;
      try {
        taken = step.take(page, known.value);
      } catch (error) {
        reject(error);
        return page;
      }
      return taken.ok ? taken.value.page : page;
    },
    succeed(logged) {
      if (taken) resolve(taken.ok ? ok({ answer: taken.value.answer, logged }) : taken);
    },
    fail: reject,
  };
}

const nameOf = ({ organisationId, pool, period }: PagePlace) => `${organisationId}/${pool}/${period}`;

/**
 * Takes all steps that wait, each from the page the one before left, and writes the page once; from the stored page
 * again when somebody else was faster. `guess` is the page as this process wrote it last: the write proves it, and where
 * there is nothing to write, the stored page is asked.
 */
async function writeBatch(
  { pages, chance, pause }: CountingDeps,
  place: PagePlace,
  batch: readonly Waiting[],
  guess: CountersPage | undefined,
): Promise<CountersPage> {
  let known = guess;
  for (let attempt = 0; attempt < TRIES; ) {
    const page = known ?? (await pages.read(place));
    await Promise.all(batch.map((waiting) => waiting.look()));
    const turned = batch.reduce((current, waiting) => waiting.take(current), page);
    if (turned === page && known === undefined) return page;
    const next = { ...turned, version: page.version + 1 };
    if (turned !== page) {
      if (await pages.write(place.organisationId, next)) return next;
      await pause(Math.min(FIRST_WAIT * 2 ** attempt, LONGEST_WAIT) * (0.5 + chance() / 2));
      attempt += 1;
    }
    known = undefined;
  }
  throw new Fault('unavailable', `The counters ${nameOf(place)} are written by too many at once; try again.`);
}

/** Numbers of records this process handed to the log; true once the log has them. */
type Handed = Map<number, boolean>;

const withoutLogged = (page: CountersPage, handed: Handed): CountersPage => ({
  ...page,
  unlogged: page.unlogged.filter(({ sequence }) => handed.get(sequence) !== true),
});

export function createCounting(deps: CountingDeps): Counting {
  const { pages, log } = deps;
  const written = createMemory<CountersPage>();
  const handedOf = createMemory<Handed>();

  /** Whoever writes the page next leaves off what the log has; where nobody does, it is taken off. */
  async function bringToLog(place: PagePlace, page: CountersPage, handed: Handed): Promise<void> {
    const sequences = page.unlogged.map(({ sequence }) => sequence).filter((sequence) => !handed.has(sequence));
    if (sequences.length === 0) return;
    for (const sequence of sequences) handed.set(sequence, false);
    const fresh = page.unlogged.filter(({ sequence }) => sequences.includes(sequence));
    try {
      await log.append(place.organisationId, fresh);
      for (const sequence of sequences) handed.set(sequence, true);
    } catch (error) {
      for (const sequence of sequences) handed.delete(sequence);
      throw error;
    }
    const last = written.get(nameOf(place))?.unlogged.map(({ sequence }) => sequence) ?? [];
    if (last.length > 0 && last.every((sequence) => handed.get(sequence) === true)) await pages.takeOff(place, last);
  }

  const enqueue = createBatches<PagePlace, Waiting>(nameOf, async (place, batch) => {
    const name = nameOf(place);
    const guess = written.get(name);
    const handed = handedOf.get(name) ?? new Map<number, boolean>();
    handedOf.set(name, handed);
    written.set(name, undefined);
    try {
      const page = await writeBatch(deps, place, batch, guess && withoutLogged(guess, handed));
      written.set(name, page);
      const left = new Set(page.unlogged.map(({ sequence }) => sequence));
      for (const [sequence, isLogged] of handed) if (isLogged && !left.has(sequence)) handed.delete(sequence);
      const logged = bringToLog(place, page, handed);
      // Whoever was refused does not wait for it; the page keeps the records for the sweep.
      logged.catch(() => {});
      for (const waiting of batch) waiting.succeed(logged);
    } catch (error) {
      for (const waiting of batch) waiting.fail(error);
    }
  });

  return {
    read: pages.read,
    step: (place, step) => new Promise((resolve, reject) => enqueue(place, waitingFor(step, resolve, reject))),
    async moveToLog(place) {
      const { unlogged } = await pages.read(place);
      if (unlogged.length > 0) {
        await log.append(place.organisationId, unlogged);
        const sequences = unlogged.map(({ sequence }) => sequence);
        await pages.takeOff(place, sequences);
      }
      await pages.markLogged(place);
    },
  };
}
