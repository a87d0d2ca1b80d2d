import { randomUUID } from 'node:crypto';
import type { Connection } from 'mongoose';
import type { ClaimedDue, DueWork } from '../core/delivery/work.ts';
import type { OrganisationId } from '../core/ids.ts';
import type { Clock, DuePlan, DueTimes, FailedWork } from '../core/ports.ts';
import { ok, refuse } from '../core/result.ts';
import { bindModel } from './models/definition.ts';
import { type DueTimeDocument, dueTimeModel } from './models/due-time.ts';
import { pageLimit, pageOf } from './pages.ts';

interface Deps {
  readonly connection: Connection;
  readonly clock: Clock;
  /** Claims tell whether a process still lives; a turned clock must not end them. */
  readonly machineClock: Clock;
  /** Longer than the slowest handler. */
  readonly claimFor?: number;
}

const CLAIM_FOR = 5 * 60_000;

const dueId = (organisationId: OrganisationId, key: string): string => `${organisationId}/${key}`;

const planOf = ({ organisationId, key, kind, subjectId, dueAt }: DueTimeDocument): DuePlan => ({
  organisationId,
  key,
  kind,
  subjectId,
  dueAt,
});

const failedDue = (document: DueTimeDocument): FailedWork => ({
  id: document.key,
  kind: document.kind,
  failedAt: document.failure?.at ?? document.dueAt,
  attempts: document.attempts,
  reason: document.failure?.reason ?? '',
});

const planning = ({ organisationId, key, kind, subjectId, dueAt }: DuePlan) => ({
  updateOne: {
    filter: { _id: dueId(organisationId, key) },
    update: {
      $set: {
        organisationId,
        key,
        kind,
        subjectId,
        dueAt,
        nextAt: dueAt,
        state: 'planned' as const,
        attempts: 0,
        claimedUntil: 0,
      },
      // A handler at work on the former plan loses its claim, and with it the right to take this one off.
      $unset: { claim: '' as const, failure: '' as const },
    },
    upsert: true,
  },
});

/** A list of short functions that share one collection, and so longer than most. */
export function createDueTimes({ connection, clock, machineClock, claimFor = CLAIM_FOR }: Deps) {
  const model = bindModel(connection, dueTimeModel);

  const dueTimes: DueTimes = {
    async plan(plans) {
      if (plans.length > 0)
        await model.bulkWrite(plans.map(planning), { ordered: false, throwOnValidationError: true });
    },
    async withdraw(organisationId, key) {
      const { deletedCount } = await model.deleteOne({ _id: dueId(organisationId, key), organisationId });
      return deletedCount > 0;
    },
    async withdrawSubject(organisationId, subjectId, kind) {
      const { deletedCount } = await model.deleteMany({
        organisationId,
        subjectId,
        ...(kind === undefined ? {} : { kind }),
      });
      return deletedCount;
    },
    async ofSubject(organisationId, subjectId) {
      const documents = await model.find({ organisationId, subjectId }).sort({ dueAt: 1 }).lean<DueTimeDocument[]>();
      return documents.map(planOf);
    },
    async failed(organisationId, page) {
      const limit = pageLimit(page);
      const documents = await model
        .find({ organisationId, state: 'failed', _id: { $gt: page?.after ?? '' } })
        .sort({ _id: 1 })
        .limit(limit + 1)
        .lean<DueTimeDocument[]>();
      return pageOf(documents, limit, failedDue, ({ _id }) => _id);
    },
    async tryAgain(organisationId, key) {
      const { matchedCount } = await model.updateOne(
        { _id: dueId(organisationId, key), organisationId, state: 'failed' },
        { $set: { state: 'planned', attempts: 0, nextAt: clock.now(), claimedUntil: 0 } },
      );
      return matchedCount > 0 ? ok(undefined) : refuse('not_found');
    },
  };

  /** Nobody's any more: never handed out, or the time of who had it is up. */
  const noLonger = () => ({ claimedUntil: { $lte: machineClock.now() } });
  const mine = ({ id, claim }: ClaimedDue) => ({ _id: id, claim });

  const dueWork: DueWork = {
    async due(scope, limit) {
      const unclaimed = scope === 'unoffered' ? noLonger() : { $or: [{ claim: null }, noLonger()] };
      const documents = await model
        .find({ state: 'planned', nextAt: { $lte: clock.now() }, ...unclaimed }, { subjectId: 1 })
        .sort({ nextAt: 1 })
        .limit(limit)
        .lean<Pick<DueTimeDocument, '_id' | 'subjectId'>[]>();
      return documents.map(({ _id, subjectId }) => ({ id: _id, subjectId }));
    },
    async offer(ids, forMilliseconds) {
      await model.updateMany(
        { _id: { $in: [...ids] }, state: 'planned', ...noLonger() },
        { $set: { claimedUntil: machineClock.now() + forMilliseconds }, $unset: { claim: '' } },
      );
    },
    async claim(id) {
      const document = await model
        .findOneAndUpdate(
          {
            _id: id,
            state: 'planned',
            nextAt: { $lte: clock.now() },
            // Handed out by a sweep and not yet taken, or left by a worker whose time is up.
            $or: [{ claim: null }, noLonger()],
          },
          { $set: { claim: randomUUID(), claimedUntil: machineClock.now() + claimFor }, $inc: { attempts: 1 } },
          { returnDocument: 'after' },
        )
        .lean<DueTimeDocument>();
      return document?.claim === undefined
        ? undefined
        : { ...planOf(document), id, attempts: document.attempts, claim: document.claim };
    },
    async settle(due) {
      await model.deleteOne(mine(due));
    },
    async fail(due, reason, retryAt) {
      const failure = { reason, at: clock.now() };
      const change =
        retryAt === undefined ? { state: 'failed' as const, failure } : { nextAt: retryAt, failure, claimedUntil: 0 };
      await model.updateOne(mine(due), { $set: change, $unset: { claim: '' } });
    },
  };
  return { dueTimes, dueWork };
}
