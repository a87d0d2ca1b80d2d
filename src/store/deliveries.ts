import type { Connection } from 'mongoose';
import { deliveryRank } from '../core/delivery/rules.ts';
import type { DeliveryReport, DeliveryStatus } from '../core/delivery/types.ts';
import type { OrganisationId } from '../core/ids.ts';
import type { Clock } from '../core/ports.ts';
import type { Instant } from '../core/time/types.ts';
import { duplicateIndex, nativeCollection } from './connection.ts';
import { gathered } from './gathered.ts';
import { bindModel } from './models/definition.ts';
import { type EarlyReportDocument, earlyReportModel, outboxMessageModel } from './models/outbox-message.ts';
import { updatesTogether } from './together.ts';

export interface Deliveries {
  record(report: DeliveryReport): Promise<void>;
  /** Notes that the message went out, and whatever was reported about it before we knew. */
  recordSent(id: string, sent: Sent): Promise<void>;
}

interface Sent {
  readonly organisationId: OrganisationId;
  readonly channel: string;
  readonly providerId: string;
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

  const update = updatesTogether(nativeCollection(connection, outboxMessageModel));

  const earlyReports = gathered(async (sent: readonly Sent[]) => {
    const found = await early
      .find({
        organisationId: { $in: [...new Set(sent.map(({ organisationId }) => organisationId))] },
        channel: { $in: [...new Set(sent.map(({ channel }) => channel))] },
        providerId: { $in: sent.map(({ providerId }) => providerId) },
      })
      .lean<EarlyReportDocument[]>();
    return sent.map(({ organisationId, channel, providerId }) =>
      found.filter(
        (one) => one.organisationId === organisationId && one.channel === channel && one.providerId === providerId,
      ),
    );
  });

  async function recordSent(id: string, sent: Sent): Promise<void> {
    const { organisationId, channel, providerId } = sent;
    await update({
      filter: { _id: id, state: { $in: ['waiting', 'dead'] } },
      update: {
        $set: { state: 'sent', providerId, settledAt: clock.now() },
        $unset: { openSince: '', withdrawal: '', failure: '' },
      },
    });
    const reports = await earlyReports(sent);
    if (reports.length === 0) return;
    for (const { status, at, reason } of reports)
      await apply(organisationId, channel, providerId, { status, at, ...(reason === undefined ? {} : { reason }) });
    await early.deleteMany({ organisationId, channel, providerId });
  }

  return {
    recordSent,
    async record(report) {
      const { organisationId, channel, providerId, key, status, reason } = report;
      const noted: Report = { status, at: clock.now(), ...(reason === undefined ? {} : { reason }) };
      // A report that carries our key settles a send whose outcome we never learned.
      if (key !== undefined) await recordSent(`${organisationId}/${key}`, { organisationId, channel, providerId });
      if (await apply(organisationId, channel, providerId, noted)) return;
      await putAside(report, noted);
      if (await apply(organisationId, channel, providerId, noted))
        await early.deleteMany({ organisationId, channel, providerId });
    },
  };
}
