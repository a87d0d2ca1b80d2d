import type { Connection } from 'mongoose';
import type { Programme, Programmes } from '../../core/series/programmes.ts';
import type { ProgrammeId } from '../../core/series/types.ts';
import { bindModel } from '../models/definition.ts';
import { programmeModel } from '../models/programme.ts';
import { createVersioned } from './versioned.ts';

export const createProgrammes = ({ connection }: { readonly connection: Connection }): Programmes =>
  createVersioned<ProgrammeId, Programme>(bindModel(connection, programmeModel));
