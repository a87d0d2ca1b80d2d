/** Pages of counters in the store: steps that wait go into one conditional write, and what they record goes on to the log. */
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

interface Waiting {
  /** Takes the step from that page; its answer, or its refusal, is kept for when the page is written. */
  apply(page: CountersPage): Promise<CountersPage>;
  succeed(): void;
  fail(error: unknown): void;
}

function waitingFor<Answer, Refused extends { readonly ok: false; readonly reason: string }>(
  step: PageStep<Answer, Refused>,
  resolve: (answer: Result<Answer, Refused>) => void,
  fail: (error: unknown) => void,
): Waiting {
  let settle = () => fail(new Fault('internal', 'A step of the counters was never taken.'));
  return {
    async apply(page) {
      try {
        const next = await step(page);
        settle = () => resolve(next.ok ? ok(next.value.answer) : next);
        return next.ok ? next.value.page : page;
      } catch (error) {
        // Its own fault, and nobody else's who goes with it.
        settle = () => fail(error);
        return page;
      }
    },
    succeed: () => settle(),
    fail,
  };
}

export function createCounting({ pages, log, chance, pause }: CountingDeps): Counting {
  const queues = new Map<string, Waiting[]>();
  /** Records on their way to the log: whoever writes the page next need not take them along. */
  const underWay = new Set<string>();
  const nameOf = ({ organisationId, pool, period }: PagePlace) => `${organisationId}/${pool}/${period}`;

  async function toLog(place: PagePlace, records: readonly LogRecord[]): Promise<void> {
    const nameOfRecord = ({ sequence }: LogRecord) => `${nameOf(place)}/${sequence}`;
    const left = records.filter((record) => !underWay.has(nameOfRecord(record)));
    if (left.length === 0) return;
    for (const record of left) underWay.add(nameOfRecord(record));
    try {
      await log.append(place.organisationId, left);
      await pages.takeOff(
        place,
        left.map(({ sequence }) => sequence),
      );
    } finally {
      for (const record of left) underWay.delete(nameOfRecord(record));
    }
  }

  /** Takes all the steps that wait, one from the page of the other, and writes once; gives the page as it was written. */
  async function writeBatch(place: PagePlace, batch: readonly Waiting[]): Promise<CountersPage> {
    for (let attempt = 0; attempt < TRIES; attempt += 1) {
      const page = await pages.read(place);
      let turned = page;
      for (const waiting of batch) turned = { ...(await waiting.apply(turned)), version: page.version + 1 };
      const isSame = turned.sequence === page.sequence && turned.counters === page.counters;
      if (isSame && turned.unlogged === page.unlogged) return page;
      if (await pages.write(place.organisationId, turned)) return turned;
      await pause(Math.min(FIRST_WAIT * 2 ** attempt, LONGEST_WAIT) * (0.5 + chance() / 2));
    }
    throw new Fault('unavailable', `The counters ${nameOf(place)} are written by too many at once; try again.`);
  }

  async function finish(place: PagePlace, batch: readonly Waiting[], records: readonly LogRecord[]): Promise<void> {
    try {
      await toLog(place, records);
      for (const waiting of batch) waiting.succeed();
    } catch (error) {
      for (const waiting of batch) waiting.fail(error);
    }
  }

  async function serve(place: PagePlace, queue: Waiting[]): Promise<void> {
    while (queue.length > 0) {
      const batch = queue.splice(0);
      try {
        const { unlogged } = await writeBatch(place, batch);
        // Whoever is next need not wait for the log: the page holds the records until the log does.
        void finish(place, batch, unlogged);
      } catch (error) {
        for (const waiting of batch) waiting.fail(error);
      }
    }
    queues.delete(nameOf(place));
  }

  function enter(place: PagePlace, waiting: Waiting): void {
    const queue = queues.get(nameOf(place));
    if (queue) {
      queue.push(waiting);
      return;
    }
    const opened = [waiting];
    queues.set(nameOf(place), opened);
    void serve(place, opened);
  }

  return {
    read: pages.read,
    step: (place, step) => new Promise((resolve, reject) => enter(place, waitingFor(step, resolve, reject))),
    async moveToLog(place) {
      await toLog(place, (await pages.read(place)).unlogged);
      await pages.markLogged(place);
    },
  };
}
