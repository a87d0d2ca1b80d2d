import type { Connection } from 'mongoose';
import type { Service, Services } from '../../core/appointments/services.ts';
import type { ServiceId } from '../../core/ids.ts';
import { bindModel } from '../models/definition.ts';
import { serviceModel } from '../models/service.ts';
import type { ShelfDeps } from './shelf.ts';
import { createVersioned } from './versioned.ts';

export const createServices = ({ connection, ...deps }: ShelfDeps & { readonly connection: Connection }): Services =>
  createVersioned<ServiceId, Service>(bindModel(connection, serviceModel), deps);
