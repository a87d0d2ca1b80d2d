import { apiKeyModel } from './api-key.ts';
import { appointmentModel } from './appointment.ts';
import { auditEntryModel } from './audit-entry.ts';
import { appliedDayModel, calendarModel, overrideModel } from './calendar.ts';
import { calendarFeedModel } from './calendar-feed.ts';
import { addressModel, contactModel } from './contact.ts';
import { cardLinkModel, conversationModel, threadEntryModel } from './conversation.ts';
import type { IndexDeclaration } from './definition.ts';
import { dueTimeModel } from './due-time.ts';
import { cursorModel, deadLetterModel, streamedEventModel, streamHeadModel } from './event.ts';
import { inboxTurnModel } from './inbox-turn.ts';
import { keptAnswerModel } from './kept-answer.ts';
import { leaseModel } from './lease.ts';
import { ledgerPageModel } from './ledger-page.ts';
import { memberModel, roleModel, teamModel } from './member.ts';
import { offerModel } from './offer.ts';
import { organisationModel } from './organisation.ts';
import { earlyReportModel, outboxMessageModel } from './outbox-message.ts';
import { assignmentModel, counterPageModel, poolModel } from './pool.ts';
import { programmeModel } from './programme.ts';
import { playedMailModel, playedTextModel, sandboxClockModel } from './sandbox.ts';
import { secretModel } from './secret.ts';
import { sentInvitationModel } from './sent-invitation.ts';
import { seriesModel } from './series.ts';
import { serviceModel } from './service.ts';
import { sessionModel, signInLinkModel } from './session.ts';
import { applicationModel, templateModel } from './template.ts';
import { visitLinkModel } from './visit-link.ts';
import { openingModel, waitlistEntryModel, waitlistSettingsModel } from './waitlist.ts';

export interface CollectionDeclaration {
  readonly collection: string;
  readonly indexes: readonly IndexDeclaration[];
}

/** Where agenda keeps its jobs; its documents are agenda's own, so there is a collection but no model of ours. */
export const AGENDA_COLLECTION = 'agenda_jobs';

const agendaJobs: CollectionDeclaration = {
  collection: AGENDA_COLLECTION,
  indexes: [
    // The one agenda asks for itself (`ensureIndex`), declared here so that it is made once and before the first job.
    {
      name: 'findAndLockNextJobIndex',
      keys: { name: 1, nextRunAt: 1, priority: -1, lockedAt: 1, disabled: 1 },
    },
    // Two processes that start at once must not plan a recurring job twice.
    { name: 'recurring', keys: { name: 1 }, unique: true, where: { type: 'single' } },
    { name: 'failed', keys: { 'data.organisationId': 1, _id: 1 }, where: { failedAt: { $gt: new Date(0) } } },
  ],
};

/**
 * Every collection of the store. A new model adds its line, and migrations make its collection and indexes at the next
 * start.
 */
export const collections: readonly CollectionDeclaration[] = [
  organisationModel,
  secretModel,
  leaseModel,
  inboxTurnModel,
  outboxMessageModel,
  earlyReportModel,
  streamedEventModel,
  streamHeadModel,
  cursorModel,
  deadLetterModel,
  dueTimeModel,
  ledgerPageModel,
  appointmentModel,
  serviceModel,
  seriesModel,
  programmeModel,
  waitlistEntryModel,
  openingModel,
  waitlistSettingsModel,
  calendarModel,
  overrideModel,
  appliedDayModel,
  templateModel,
  applicationModel,
  poolModel,
  counterPageModel,
  assignmentModel,
  apiKeyModel,
  memberModel,
  roleModel,
  teamModel,
  signInLinkModel,
  sessionModel,
  keptAnswerModel,
  auditEntryModel,
  visitLinkModel,
  calendarFeedModel,
  sentInvitationModel,
  contactModel,
  addressModel,
  conversationModel,
  threadEntryModel,
  cardLinkModel,
  offerModel,
  playedTextModel,
  playedMailModel,
  sandboxClockModel,
  agendaJobs,
];

/** The models whose documents stage events and messages for the relay (pending.ts). */
export const pendingModels = [
  serviceModel,
  programmeModel,
  waitlistSettingsModel,
  calendarModel,
  overrideModel,
  appliedDayModel,
  templateModel,
  organisationModel,
  apiKeyModel,
  memberModel,
  roleModel,
  teamModel,
  sessionModel,
  appointmentModel,
  seriesModel,
  contactModel,
  addressModel,
  conversationModel,
  offerModel,
  poolModel,
  visitLinkModel,
  calendarFeedModel,
  waitlistEntryModel,
  openingModel,
] as const;
