import type { Connection } from 'mongoose';
import type { OrganisationId } from '../../core/ids.ts';
import type {
  ClockKeeper,
  Due,
  DueOutlook,
  PlayedMail,
  PlayedMails,
  PlayedText,
  PlayedTexts,
} from '../../core/sandbox/types.ts';
import type { Instant } from '../../core/time/types.ts';
import { duplicateIndex } from '../connection.ts';
import { bindModel } from '../models/definition.ts';
import { dueTimeModel } from '../models/due-time.ts';
import { outboxMessageModel } from '../models/outbox-message.ts';
import { type PlayedMailDocument, playedMailModel, playedTextModel, sandboxClockModel } from '../models/sandbox.ts';
import { withoutAbsent } from '../plain.ts';
import { createScope } from '../scope.ts';

const idOf = (organisationId: OrganisationId, name: string): string => `${organisationId}/${name}`;

/** What is kept already stays as it is. */
async function once(insert: Promise<void>): Promise<void> {
  await insert.catch((error: unknown) => {
    if (duplicateIndex(error) === undefined) throw error;
  });
}

export function createPlayedTexts({ connection }: { readonly connection: Connection }): PlayedTexts {
  const model = bindModel(connection, playedTextModel);
  return {
    async keep({ organisationId, ...text }) {
      const _id = idOf(organisationId, text.key);
      await once(createScope(model, organisationId).insert({ _id, ...withoutAbsent(text) }));
    },
    async find(organisationId, key): Promise<PlayedText | undefined> {
      return await createScope(model, organisationId).findOne({ _id: idOf(organisationId, key) });
    },
    async ofPhone(organisationId, phone, limit) {
      const latest = await createScope(model, organisationId).find({ phone }, { sort: { order: -1 }, limit });
      return latest.toReversed();
    },
  };
}

const mailOf = ({ _id, ...mail }: PlayedMailDocument): PlayedMail => ({
  ...mail,
  id: _id.slice(mail.organisationId.length + 1),
});

export function createPlayedMails({ connection }: { readonly connection: Connection }): PlayedMails {
  const model = bindModel(connection, playedMailModel);
  return {
    async keep({ organisationId, id, ...mail }) {
      await once(createScope(model, organisationId).insert({ _id: idOf(organisationId, id), ...mail }));
    },
    async find(organisationId, id) {
      const found = await createScope(model, organisationId).findOne({ _id: idOf(organisationId, id) });
      return found && mailOf(found);
    },
    async list(organisationId, limit) {
      const latest = await createScope(model, organisationId).find({}, { sort: { order: -1 }, limit });
      return latest.map(mailOf);
    },
  };
}

export function createClockKeeper({ connection }: { readonly connection: Connection }): ClockKeeper {
  const model = bindModel(connection, sandboxClockModel);
  const _id = 'clock';
  return {
    ahead: async () => (await model.findOne({ _id }).lean())?.ahead ?? 0,
    async advance(ahead) {
      const after = await model
        .findOneAndUpdate({ _id }, { $max: { ahead } }, { upsert: true, returnDocument: 'after' })
        .lean();
      return after?.ahead ?? ahead;
    },
    async reset() {
      await model.updateOne({ _id }, { $set: { ahead: 0 } }, { upsert: true });
    },
  };
}

export function createDueOutlook({ connection }: { readonly connection: Connection }): DueOutlook {
  const dueTimes = bindModel(connection, dueTimeModel);
  const messages = bindModel(connection, outboxMessageModel);
  return {
    async next(after: Instant): Promise<Due | undefined> {
      const [plan, message] = await Promise.all([
        dueTimes
          .findOne({ state: 'planned', nextAt: { $gt: after } })
          .sort({ nextAt: 1 })
          .lean(),
        messages
          .findOne({ state: 'waiting', nextAt: { $gt: after } })
          .sort({ nextAt: 1 })
          .lean(),
      ]);
      const found: Due[] = [
        ...(plan === null ? [] : [{ at: plan.nextAt, kind: plan.kind }]),
        ...(message === null ? [] : [{ at: message.nextAt, kind: 'message' }]),
      ];
      return found.toSorted((a, b) => a.at - b.at)[0];
    },
  };
}
