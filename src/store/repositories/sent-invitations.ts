import type { Connection } from 'mongoose';
import type { SentInvitation, SentInvitations } from '../../core/ical/types.ts';
import type { AppointmentId } from '../../core/ids.ts';
import { readTogether } from '../../core/together.ts';
import { bindModel } from '../models/definition.ts';
import { sentInvitationModel } from '../models/sent-invitation.ts';
import { createScope, requireOrganisation } from '../scope.ts';

export function createSentInvitations({ connection }: { readonly connection: Connection }): SentInvitations {
  const model = bindModel(connection, sentInvitationModel);
  const ofMany = readTogether<AppointmentId, readonly SentInvitation[]>(async (organisationId, ids) => {
    const filter = { appointmentId: { $in: [...new Set(ids)] } };
    const found = await createScope(model, organisationId).find(filter, { sort: { _id: 1 } });
    const sent = found.map(({ _id, ...invitation }) => invitation);
    return ids.map((id) => sent.filter(({ appointmentId }) => appointmentId === id));
  });
  return {
    of: async (organisationId, appointmentId) => (await ofMany(organisationId, [appointmentId])).at(0) ?? [],
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
