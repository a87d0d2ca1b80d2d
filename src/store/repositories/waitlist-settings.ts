import type { Connection } from 'mongoose';
import type { OrganisationId } from '../../core/ids.ts';
import type { SettingsStore, WaitlistSettings } from '../../core/waitlist/types.ts';
import { bindModel } from '../models/definition.ts';
import { waitlistSettingsModel } from '../models/waitlist.ts';
import type { ShelfDeps } from './shelf.ts';
import { createVersioned } from './versioned.ts';

/** One for each organisation, under the organisation's own id. */
export const createWaitlistSettings = ({
  connection,
  ...deps
}: ShelfDeps & { readonly connection: Connection }): SettingsStore =>
  createVersioned<OrganisationId, WaitlistSettings>(bindModel(connection, waitlistSettingsModel), deps);
