import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MendingReport } from '../../src/core/appointments/mending.ts';
import type { Appointment } from '../../src/core/appointments/types.ts';
import { weekOf } from '../../src/core/ledger/weeks.ts';
import { HOUR, type Instant, MINUTE, type Span } from '../../src/core/time/types.ts';
import { type EmbeddedStore, openEmbeddedStore } from '../../src/store/embedded/embedded.ts';
import {
  type Clinic,
  foundClinic,
  hosts,
  joinClinic,
  organisationId,
  services,
  spanOfVisits,
} from './ledger-clinic.ts';
import { brokenPromises, clashesOfPages, clashesOfVisits, compareTruths } from './ledger-model.ts';
import { creditsAstray, overLimit } from './ledger-pools.ts';
import { startWorker, type WorkerProcess } from './ledger-process.ts';
import { createRandomVisits, seededChance } from './ledger-random.ts';
import type { Operation } from './ledger-worker.ts';
import type { FaultReport } from './run.ts';

const WORKERS = 4;
const ATTEMPTS = 1_000;
const OPERATIONS = 20_000;
const KILLS = 10;
const LANES = 24;
/** Every third kill takes the store itself. */
const isStoreKill = (kill: number): boolean => kill % 3 === 2;
const SEATS = 3;

/** What a kill replaces. */
interface Stage {
  readonly dataDir: string;
  store: EmbeddedStore;
  workers: WorkerProcess[];
  clinic: Clinic;
  shift: number;
}

async function readTruths({ clinic: { store } }: Stage, span: Span) {
  const wide = { start: span.start - 48 * HOUR, end: span.end + 48 * HOUR };
  const appointments: Appointment[] = [];
  let after: string | undefined;
  do {
    const page = await store.appointments.list(organisationId, { within: wide }, { limit: 200, after });
    appointments.push(...page.items);
    after = page.next;
  } while (after !== undefined);
  const weeks = { first: weekOf(wide.start), last: weekOf(wide.end) };
  const pages = (await store.ledgerPages.list(organisationId, weeks, { limit: 200 })).items;
  return { appointments, pages };
}

const openStore = (dataDir: string): Promise<EmbeddedStore> =>
  openEmbeddedStore({ dataDir, entry: new URL('../../src/store/embedded/process.js', import.meta.url) });

async function joinAll(stage: Stage): Promise<void> {
  stage.workers = await Promise.all(Array.from({ length: WORKERS }, () => startWorker(stage.store.uri)));
  stage.clinic = await joinClinic(stage.store.uri);
  await shiftAll(stage, stage.shift);
}

/** Not at one moment everywhere: clocks of several processes never agree. */
async function shiftAll(stage: Stage, milliseconds: number): Promise<void> {
  stage.shift = milliseconds;
  stage.clinic.clock.shiftTo(milliseconds);
  await Promise.all(stage.workers.map((worker) => worker.ask({ kind: 'shift', milliseconds })));
}

/** A thousand people want one slot, in four processes at once. */
async function contest(stage: Stage, start: Instant) {
  const [serviceId] = services.map((service) => service.id);
  if (serviceId === undefined) throw new Error('there is no service');
  const answers = await Promise.all(
    Array.from({ length: ATTEMPTS }, (_, attempt) => {
      const id = stage.clinic.ids.next('appointment');
      return stage.workers[attempt % WORKERS]?.ask({ kind: 'book', id, serviceId, start, hosts: hosts.slice(0, 1) });
    }),
  );
  return {
    won: answers.filter((answer) => answer?.ok).length,
    slot_taken: answers.filter((answer) => answer?.reason === 'slot_taken').length,
    with_three_alternatives: answers.filter((answer) => answer?.alternatives === 3).length,
  };
}

async function killOne(stage: Stage, kill: number): Promise<void> {
  if (!isStoreKill(kill)) {
    const victim = kill % WORKERS;
    await stage.workers[victim]?.kill();
    stage.workers[victim] = await startWorker(stage.store.uri);
    await stage.workers[victim]?.ask({ kind: 'shift', milliseconds: stage.shift });
    return;
  }
  const { workers, clinic } = stage;
  if (stage.store.pid === undefined) throw new Error('the store has no process of its own to kill');
  process.kill(stage.store.pid, 'SIGKILL');
  await Promise.all([...workers.map((worker) => worker.kill()), clinic.store.connection.close(true)]);
  await stage.store.close();
  stage.store = await openStore(stage.dataDir);
  await joinAll(stage);
}

const countOf = ({ firmed, restored, freed, clashes }: MendingReport): number =>
  firmed + restored + freed + clashes.length;

async function mend(stage: Stage, span: Span): Promise<MendingReport> {
  const wide = { start: span.start - 48 * HOUR, end: span.end + 48 * HOUR };
  const answer = await stage.workers[0]?.ask({ kind: 'mend', span: wide });
  if (!answer?.report) throw new Error(`mending failed: ${answer?.reason}`);
  return answer.report;
}

/** Starts the engine offers although somebody has them, or does not offer although nobody has. */
async function wrongOffers({ clinic }: Stage, span: Span, appointments: readonly Appointment[]): Promise<number> {
  const { slots } = clinic.scheduling;
  const [single] = services;
  const service = single && (await clinic.store.services.find(organisationId, single.id));
  if (!service) throw new Error('the service is gone');
  let wrong = 0;
  for (const host of hosts) {
    const wish = { organisationId, service, guests: 0, hosts: [host] };
    const offered = new Set((await slots.find(wish, await slots.gather(wish, span), span)).map((slot) => slot.start));
    const visits = appointments
      .flatMap((one) => (one.status === 'cancelled' ? [] : one.visits))
      .filter((visit) => visit.hosts.includes(host));
    for (let start = span.start; start < span.end; start += 30 * MINUTE) {
      const isFree = visits.every((visit) => visit.end <= start || start + 30 * MINUTE <= visit.start);
      if (isFree !== offered.has(start)) wrong += 1;
    }
  }
  return wrong;
}

/** Holds run out by the clock; what ran out is taken off the pages. */
async function expireHolds(stage: Stage): Promise<void> {
  await shiftAll(stage, stage.shift + 11 * MINUTE);
  await stage.workers[0]?.ask({ kind: 'run', job: 'hold-expiry' });
}

async function ask(stage: Stage, operation: Operation): Promise<void> {
  const answer = await stage.workers[0]?.ask(operation);
  if (!answer?.ok) throw new Error(`${operation.kind} failed: ${answer?.reason}`);
}

/** One run of the job looks at four thousand deals; each booking, move and hold is one at most. */
const SWEEPS = Math.ceil(OPERATIONS / 4_000);

/** Everything that follows from what happened: holds that ran out fall free, and credit is given back. */
async function comeToRest(stage: Stage): Promise<void> {
  await ask(stage, { kind: 'run', job: 'hold-expiry' });
  await ask(stage, { kind: 'follow' });
  for (let sweep = 0; sweep < SWEEPS; sweep++) await ask(stage, { kind: 'run', job: 'deal-sweep' });
}

async function rampage(stage: Stage, span: Span, seed: number) {
  let isKilling = false;
  const random = createRandomVisits({
    ...{ chance: seededChance(seed), span, ids: stage.clinic.ids },
    isKilling: () => isKilling,
  });
  const faults = { clashes: 0, broken: 0, unexpected: 0 };
  let issued = 0;
  const perPhase = OPERATIONS / KILLS;
  for (let kill = 0; kill < KILLS; kill++) {
    const killAt = issued + Math.floor(perPhase * random.chance());
    let killing: Promise<void> | undefined;
    const lane = async () => {
      while (issued < (kill + 1) * perPhase) {
        issued += 1;
        if (issued >= killAt && killing === undefined) {
          isKilling = true;
          killing = killOne(stage, kill);
        }
        // While the store is away nobody can be asked.
        if (isStoreKill(kill)) await killing;
        if (random.chance() < 0.004) await expireHolds(stage);
        const worker = stage.workers[Math.floor(random.chance() * WORKERS)];
        const now = stage.clinic.clock.now();
        await random.step(now, (operation) => worker?.ask(operation) ?? Promise.resolve(undefined));
      }
    };
    await Promise.all(Array.from({ length: LANES }, lane));
    await killing;
    isKilling = false;
    const { appointments, pages } = await readTruths(stage, span);
    const found = [
      ...clashesOfVisits(appointments, SEATS),
      ...clashesOfPages(pages, SEATS),
      ...overLimit(appointments),
    ];
    faults.unexpected += random.adopt(appointments);
    const broken = brokenPromises(random.known.values(), appointments);
    for (const line of [...found, ...broken].slice(0, 5)) console.error(line);
    faults.clashes += found.length;
    faults.broken += broken.length;
  }
  return { ...faults, issued, ...random.counts };
}

/**
 * A thousand people want one slot; then twenty thousand operations without any plan from four processes, ten kills of a
 * process or of the store among them. No two visits may ever have the same time, no answer may be taken back, after one
 * mending ledger and appointments agree, and every host who takes turns is counted the visits it really has.
 */
export async function run(seed = Math.floor(Math.random() * 2 ** 31)): Promise<FaultReport> {
  const dataDir = mkdtempSync(join(tmpdir(), 'parley-faults-'));
  const store = await openStore(dataDir);
  const stage: Stage = { dataDir, store, workers: [], clinic: await joinClinic(store.uri), shift: 0 };
  await foundClinic(stage.clinic);
  await stage.clinic.store.close();
  await joinAll(stage);
  try {
    const span = spanOfVisits(stage.clinic.clock.now());
    const contested = await contest(stage, span.start - 30 * MINUTE);
    const random = await rampage(stage, span, seed);
    await shiftAll(stage, stage.shift + HOUR);
    const mended = countOf(await mend(stage, span));
    const again = countOf(await mend(stage, span));
    await comeToRest(stage);
    const { appointments, pages } = await readTruths(stage, span);
    const { missing, leaked } = compareTruths(appointments, pages);
    for (const line of [...missing, ...leaked].slice(0, 5)) console.error(line);
    const ended = {
      mended,
      mended_again: again,
      missing: missing.length,
      leaked: leaked.length,
      wrong_offers: await wrongOffers(stage, span, appointments),
      credits_astray: await creditsAstray(stage.clinic, appointments),
    };
    const zero = [
      random.clashes,
      random.broken,
      random.unexpected,
      random.faults,
      random.strange,
      again,
      ended.missing,
      ended.leaked,
      ended.wrong_offers,
      ended.credits_astray,
    ];
    const held =
      contested.won === 1 &&
      contested.with_three_alternatives === ATTEMPTS - 1 &&
      contested.slot_taken === ATTEMPTS - 1 &&
      zero.every((count) => count === 0);
    return { held, counts: { seed, ...contested, kills: KILLS, ...random, ...ended } };
  } finally {
    await Promise.all(stage.workers.map((worker) => worker.stop()));
    await stage.clinic.store.close();
    await stage.store.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
}
