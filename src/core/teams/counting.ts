/** Pages of counters in the store: each step is one conditional write, and what it records goes on to the log. */
import { Fault } from '../fault.ts';
import type { AppointmentId, OrganisationId } from '../ids.ts';
import type { TakingId } from '../ledger/types.ts';
import type { Chance, Page, PageRequest } from '../ports.ts';
import { ok, type Result } from '../result.ts';
import type { Instant } from '../time/types.ts';
import type { AssignedRecord, AssignmentId, CountersPage, LogRecord, PeriodKey, PoolId } from './types.ts';

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

/** A step of the page; it may be taken several times, each from a newer page, before one of them is written. */
type PageStep<Answer, Refused extends { readonly ok: false; readonly reason: string }> = (
  page: CountersPage,
) => Promise<Result<{ readonly page: CountersPage; readonly answer: Answer }, Refused>>;

export interface Counting {
  read: CounterPages['read'];
  step<Answer, Refused extends { readonly ok: false; readonly reason: string } = never>(
    place: PagePlace,
    step: PageStep<Answer, Refused>,
  ): Promise<Result<Answer, Refused>>;
  /** Brings to the log what a crash left on a page. */
  moveToLog(place: PagePlace): Promise<void>;
}

interface CountingDeps {
  readonly pages: CounterPages;
  readonly log: AssignmentLog;
  readonly chance: Chance;
  readonly pause: (milliseconds: number) => Promise<void>;
}

// Each lost race is a visit another process dealt from the same pool; so many in a row means that something is wrong.
const TRIES = 40;
const FIRST_WAIT = 2;
const LONGEST_WAIT = 50;

/** Lets those of this process who want the same page go one by one, so that only other processes are raced. */
function createLine() {
  const tails = new Map<string, Promise<unknown>>();
  return async <Answer>(name: string, act: () => Promise<Answer>): Promise<Answer> => {
    const own = (tails.get(name) ?? Promise.resolve()).then(act, act);
    tails.set(name, own);
    try {
      return await own;
    } finally {
      if (tails.get(name) === own) tails.delete(name);
    }
  };
}

export function createCounting({ pages, log, chance, pause }: CountingDeps): Counting {
  const inLine = createLine();
  const nameOf = ({ organisationId, pool, period }: PagePlace) => `${organisationId}/${pool}/${period}`;

  async function toLog(place: PagePlace, records: readonly LogRecord[]): Promise<void> {
    if (records.length === 0) return;
    await log.append(place.organisationId, records);
    const sequences = records.map(({ sequence }) => sequence);
    await pages.takeOff(place, sequences);
  }

  /** Gives the answer and the page as it was written, with its own records and any that others left there. */
  async function write<Answer, Refused extends { readonly ok: false; readonly reason: string }>(
    place: PagePlace,
    step: PageStep<Answer, Refused>,
  ): Promise<Result<{ readonly page: CountersPage; readonly answer: Answer }, Refused>> {
    for (let attempt = 0; attempt < TRIES; attempt += 1) {
      const page = await pages.read(place);
      const next = await step(page);
      if (!next.ok) return next;
      const { page: turned } = next.value;
      if (turned === page || (await pages.write(place.organisationId, turned))) return next;
      await pause(Math.min(FIRST_WAIT * 2 ** attempt, LONGEST_WAIT) * (0.5 + chance() / 2));
    }
    throw new Fault('unavailable', `The counters ${nameOf(place)} are written by too many at once; try again.`);
  }

  return {
    read: pages.read,
    async step(place, step) {
      const written = await inLine(nameOf(place), () => write(place, step));
      if (!written.ok) return written;
      // Whoever is next in line need not wait for the log: the page holds the record until the log does.
      await toLog(place, written.value.page.unlogged);
      return ok(written.value.answer);
    },
    async moveToLog(place) {
      await toLog(place, (await pages.read(place)).unlogged);
      await pages.markLogged(place);
    },
  };
}
