import type { Connection } from 'mongoose';
import { deliveryRank } from '../core/delivery/rules.ts';
import type { DeliveryReport, DeliveryStatus } from '../core/delivery/types.ts';
import type { OrganisationId } from '../core/ids.ts';
import type { Clock } from '../core/ports.ts';
import type { Instant } from '../core/time/types.ts';
import { duplicateIndex } from './connection.ts';
import { bindModel } from './models/definition.ts';
import { earlyReportModel, type OutboxMessageDocument, outboxMessageModel } from './models/outbox-message.ts';

export interface Deliveries {
  record(report: DeliveryReport): Promise<void>;
  /** Notes that the message went out, and whatever was reported about it before we knew. */
  recordSent(id: string, providerId: string): Promise<void>;
}

interface Report {
  readonly status: DeliveryStatus;
  readonly at: Instant;
  readonly reason?: string;
}

/**
 * What providers report about our messages. A report can come before we have written down the provider's id: then it is put
 * aside first and the message looked at again, while the sender writes the id first and looks for reports after it. Whichever
 * comes second sees the other.
 */
export function createDeliveries({ connection, clock }: { connection: Connection; clock: Clock }): Deliveries {
  const messages = bindModel(connection, outboxMessageModel);
  const early = bindModel(connection, earlyReportModel);

  /** False: no message has that provider's id yet. */
  async function apply(organisationId: OrganisationId, channel: string, providerId: string, report: Report) {
    const theirs = { organisationId, channel, providerId };
    const rank = deliveryRank[report.status];
    const applied = await messages.updateOne(
      { ...theirs, deliveryRank: { $lt: rank } },
      { $set: { delivery: report, deliveryRank: rank } },
    );
    return applied.matchedCount > 0 || (await messages.exists(theirs)) !== null;
  }

  async function putAside(report: DeliveryReport, { status, at, reason }: Report): Promise<void> {
    const { organisationId, channel, providerId } = report;
    const _id = `${organisationId}/${channel}/${providerId}/${status}`;
    try {
      await early.insertOne({
        _id,
        organisationId,
        channel,
        providerId,
        status,
        at,
        ...(reason === undefined ? {} : { reason }),
      });
    } catch (error) {
      if (!duplicateIndex(error)) throw error;
    }
  }

  async function recordSent(id: string, providerId: string): Promise<void> {
    const message = await messages
      .findOneAndUpdate(
        { _id: id, state: { $in: ['waiting', 'dead'] } },
        {
          $set: { state: 'sent', providerId, settledAt: clock.now() },
          $unset: { openSince: '', withdrawal: '', failure: '' },
        },
      )
      .lean<OutboxMessageDocument>();
    if (!message) return;
    const { organisationId, channel } = message;
    const waiting = { organisationId, channel, providerId };
    const reports = await early.find(waiting).lean();
    if (reports.length === 0) return;
    for (const { status, at, reason } of reports)
      await apply(organisationId, channel, providerId, { status, at, ...(reason === undefined ? {} : { reason }) });
    await early.deleteMany(waiting);
  }

  return {
    recordSent,
    async record(report) {
      const { organisationId, channel, providerId, key, status, reason } = report;
      const noted: Report = { status, at: clock.now(), ...(reason === undefined ? {} : { reason }) };
      // A report that carries our key settles a send whose outcome we never learned.
      if (key !== undefined) await recordSent(`${organisationId}/${key}`, providerId);
      if (await apply(organisationId, channel, providerId, noted)) return;
      await putAside(report, noted);
      if (await apply(organisationId, channel, providerId, noted))
        await early.deleteMany({ organisationId, channel, providerId });
    },
  };
}
