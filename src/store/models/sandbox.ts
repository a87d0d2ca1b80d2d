import type { OrganisationId } from '../../core/ids.ts';
import type { PlayedMail, PlayedText } from '../../core/sandbox/types.ts';
import { declareModel, number, optionalText, plainData, text } from './definition.ts';

// Filled outside production alone.

export interface PlayedTextDocument extends PlayedText {
  /** Organisation and key. */
  _id: string;
  organisationId: OrganisationId;
}

export const playedTextModel = declareModel<PlayedTextDocument>(
  'sandbox_texts',
  {
    _id: text,
    organisationId: text,
    key: text,
    phone: text,
    side: text,
    at: number,
    order: text,
    pieces: plainData,
    choices: plainData,
    card: optionalText,
  },
  [{ name: 'phone', keys: { organisationId: 1, phone: 1, order: -1 } }],
);

export interface PlayedMailDocument extends Omit<PlayedMail, 'id'> {
  /** Organisation and what the mail says. */
  _id: string;
  organisationId: OrganisationId;
}

export const playedMailModel = declareModel<PlayedMailDocument>(
  'sandbox_mails',
  {
    _id: text,
    organisationId: text,
    at: number,
    order: text,
    to: text,
    subject: text,
    text,
    calendars: plainData,
  },
  [{ name: 'latest', keys: { organisationId: 1, order: -1 } }],
);

export interface SandboxClockDocument {
  /** There is one clock. */
  _id: 'clock';
  ahead: number;
}

export const sandboxClockModel = declareModel<SandboxClockDocument>('sandbox_clock', { _id: text, ahead: number }, []);
