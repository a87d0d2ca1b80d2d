import type { Connection } from 'mongoose';
import type { Shelf } from '../../core/kept.ts';
import type { KeptPool } from '../../core/teams/pools.ts';
import { bindModel } from '../models/definition.ts';
import type { KeptDocument } from '../models/kept.ts';
import { poolModel } from '../models/pool.ts';
import { createShelf, type ShelfDeps } from './shelf.ts';

export const createPoolShelf = ({
  connection,
  ...deps
}: ShelfDeps & { readonly connection: Connection }): Shelf<KeptPool> =>
  createShelf<KeptPool, KeptDocument>({ model: bindModel(connection, poolModel), fieldsOf: () => ({}) }, deps);
