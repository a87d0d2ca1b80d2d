import type { Connection } from 'mongoose';
import type { SentInvitations } from '../../core/ical/types.ts';
import { bindModel } from '../models/definition.ts';
import { sentInvitationModel } from '../models/sent-invitation.ts';
import { createScope, requireOrganisation } from '../scope.ts';

export function createSentInvitations({ connection }: { readonly connection: Connection }): SentInvitations {
  const model = bindModel(connection, sentInvitationModel);
  return {
    async of(organisationId, appointmentId) {
      const found = await createScope(model, organisationId).find({ appointmentId }, { sort: { _id: 1 } });
      return found.map(({ _id, ...invitation }) => invitation);
    },
    async note({ organisationId, appointmentId, address, sequence, visits, isCancelled, host }) {
      await model.updateOne(
        { _id: `${appointmentId}/${address}`, organisationId: requireOrganisation(organisationId) },
        {
          $set: { appointmentId, address, sequence, visits, isCancelled, ...(host === undefined ? {} : { host }) },
          // Somebody may have been a host first and a guest since.
          ...(host === undefined ? { $unset: { host: 1 } } : {}),
        },
        { upsert: true },
      );
    },
  };
}
