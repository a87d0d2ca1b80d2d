import { MENDING_REACH, type MendingDeps, type MendingReport, mendLedger } from '../core/appointments/mending.ts';
import type { OrganisationId } from '../core/ids.ts';
import type { JobHandler } from './engine/definition.ts';

interface Deps extends MendingDeps {
  /** Whatever is not 0 in it is worth somebody's attention. */
  readonly onReport: (organisationId: OrganisationId, report: MendingReport) => void;
}

export function createHandler({ onReport, ...deps }: Deps): JobHandler<{ organisationId: OrganisationId }> {
  return async ({ organisationId }) => {
    const now = deps.clock.now();
    const reach = { start: now - MENDING_REACH.before, end: now + MENDING_REACH.after };
    onReport(organisationId, await mendLedger(deps, organisationId, reach));
  };
}
