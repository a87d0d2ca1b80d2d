import type { Connection } from 'mongoose';
import type { Programme, Programmes } from '../../core/series/programmes.ts';
import type { ProgrammeId } from '../../core/series/types.ts';
import { bindModel } from '../models/definition.ts';
import { programmeModel } from '../models/programme.ts';
import type { ShelfDeps } from './shelf.ts';
import { createVersioned } from './versioned.ts';

export const createProgrammes = ({
  connection,
  ...deps
}: ShelfDeps & { readonly connection: Connection }): Programmes =>
  createVersioned<ProgrammeId, Programme>(bindModel(connection, programmeModel), deps);
