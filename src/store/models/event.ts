import type { DomainEvent } from '../../core/events.ts';
import type { OrganisationId } from '../../core/ids.ts';
import type { Instant } from '../../core/time/types.ts';
import { declareModel, number, optionalNumber, optionalText, plainData, text } from './definition.ts';

export interface StreamedEventDocument {
  /** The event's own id: copied twice, it collides with itself. */
  _id: string;
  organisationId: OrganisationId;
  position: number;
  subjectId: string;
  event: DomainEvent;
}

export const streamedEventModel = declareModel<StreamedEventDocument>(
  'events',
  { _id: text, organisationId: text, position: number, subjectId: text, event: { ...plainData, required: true } },
  [
    { name: 'position', keys: { organisationId: 1, position: 1 }, unique: true },
    { name: 'subject', keys: { organisationId: 1, subjectId: 1, position: 1 } },
  ],
);

export interface StreamHeadDocument {
  /** The organisation. */
  _id: string;
  organisationId: OrganisationId;
  /** At least this far the stream goes; a hint for sweeps, the stream itself is the truth. */
  position: number;
  /** On the machine's clock: sweeps look for what is new since they last looked. */
  at: Instant;
}

export const streamHeadModel = declareModel<StreamHeadDocument>(
  'event_heads',
  { _id: text, organisationId: text, position: number, at: number },
  [{ name: 'at', keys: { at: 1 } }],
);

export interface CursorDocument {
  /** Consumer and organisation. */
  _id: string;
  organisationId: OrganisationId;
  consumer: string;
  position: number;
  attempts: number;
  /** When the event after `position` is tried again; 0 when it has not failed. */
  nextAt: Instant;
}

export const cursorModel = declareModel<CursorDocument>(
  'event_cursors',
  { _id: text, organisationId: text, consumer: text, position: number, attempts: number, nextAt: number },
  [{ name: 'retry', keys: { consumer: 1, nextAt: 1 }, where: { nextAt: { $gt: 0 } } }],
);

export interface DeadLetterDocument {
  /** Consumer and event. */
  _id: string;
  organisationId: OrganisationId;
  consumer: string;
  event: DomainEvent;
  position: number;
  attempts: number;
  state: 'dead' | 'revived';
  reason?: string;
  at: Instant;
}

export const deadLetterModel = declareModel<DeadLetterDocument>(
  'event_dead_letters',
  {
    _id: text,
    organisationId: text,
    consumer: text,
    event: { ...plainData, required: true },
    position: number,
    attempts: number,
    state: text,
    reason: optionalText,
    at: optionalNumber,
  },
  [
    { name: 'organisation', keys: { organisationId: 1, _id: 1 } },
    { name: 'revived', keys: { consumer: 1, organisationId: 1, position: 1 }, where: { state: 'revived' } },
  ],
);
