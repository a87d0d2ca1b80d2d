import type { CalendarId } from '../../core/calendars/types.ts';
import type { OrganisationId } from '../../core/ids.ts';
import type { Application, ApplicationId, Template, TemplateId } from '../../core/templates/types.ts';
import { type PendingFields, pendingFields, pendingIndex } from '../pending.ts';
import { declareModel, number, plainData, text } from './definition.ts';

export interface TemplateDocument extends PendingFields {
  /** Template and version: a version is written once. */
  _id: string;
  organisationId: OrganisationId;
  templateId: TemplateId;
  version: number;
  /** Only the newest of one that was not removed is listed. */
  isListed: boolean;
  template: Template;
}

export const templateModel = declareModel<TemplateDocument>(
  'templates',
  {
    _id: text,
    organisationId: text,
    templateId: text,
    version: number,
    isListed: { type: Boolean, required: true },
    template: { ...plainData, required: true },
    ...pendingFields,
  },
  [
    { name: 'versions', keys: { organisationId: 1, templateId: 1, version: -1 } },
    { name: 'list', keys: { organisationId: 1, templateId: 1 }, where: { isListed: true } },
    pendingIndex,
  ],
);

export interface ApplicationDocument {
  _id: ApplicationId;
  organisationId: OrganisationId;
  templateId: TemplateId;
  calendarId: CalendarId;
  application: Application;
}

export const applicationModel = declareModel<ApplicationDocument>(
  'template_applications',
  {
    _id: text,
    organisationId: text,
    templateId: text,
    calendarId: text,
    application: { ...plainData, required: true },
  },
  [{ name: 'of_template', keys: { organisationId: 1, templateId: 1, calendarId: 1 } }],
);
