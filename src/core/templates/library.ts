/** Templates as an organisation keeps them: listed, edited version by version, laid over the dates of a calendar. */
import type { Commitment } from '../availability/types.ts';
import type { CalendarId, CalendarShelf } from '../calendars/types.ts';
import type { Actor, DomainEvent } from '../events.ts';
import type { OrganisationId } from '../ids.ts';
import { type ChangedMeanwhile, differences, type NotFound } from '../kept.ts';
import type { Clock, Ids, Page, PageRequest } from '../ports.ts';
import { ok, type Result, refuse } from '../result.ts';
import { dateOfDay, dayOfDate } from '../time/dates.ts';
import { DAY, type LocalDate, type Span } from '../time/types.ts';
import { dayAt } from '../time/wall.ts';
import { planApplication } from './plan.ts';
import { chooseDates, type DateChoice } from './rules.ts';
import { cloneTemplate, editTemplate, makeTemplate } from './service.ts';
import type { Application, ApplicationPlan, ApplicationPolicy, Pattern, Template, TemplateId } from './types.ts';
import { measureUsage, type TemplateUsage } from './usage.ts';

/** What templates need of the store. A version is written once and never changed. */
export interface TemplateShelf {
  /** The newest version of each that was not removed. */
  list(organisationId: OrganisationId, page?: PageRequest): Promise<Page<Template>>;
  newest(organisationId: OrganisationId, id: TemplateId): Promise<Template | undefined>;
  versions(organisationId: OrganisationId, id: TemplateId): Promise<readonly Template[]>;
  /** False: that version is there already. */
  insert(organisationId: OrganisationId, template: Template, event: DomainEvent): Promise<boolean>;
  /** Its versions stay for the days they were laid over; it is listed no more. False: this version is not the newest. */
  remove(organisationId: OrganisationId, template: Template, event: DomainEvent): Promise<boolean>;
  recordApplication(organisationId: OrganisationId, calendarId: CalendarId, application: Application): Promise<void>;
  applications(organisationId: OrganisationId, id: TemplateId, calendarId: CalendarId): Promise<readonly Application[]>;
}

/** What the ledger gave away, resource by resource in the order asked. */
export interface TimeTaken {
  read(
    organisationId: OrganisationId,
    resources: readonly CalendarId[],
    span: Span,
  ): Promise<readonly (readonly Commitment[])[]>;
}

export interface TemplateApplication extends DateChoice {
  readonly calendarId: CalendarId;
  readonly policy: ApplicationPolicy;
  /** Only says what would happen. */
  readonly preview: boolean;
}

export interface TemplateLibrary {
  list: TemplateShelf['list'];
  get: TemplateShelf['newest'];
  add(organisationId: OrganisationId, name: string, pattern: Pattern, by: Actor): Promise<Template>;
  /** Without a version it edits whatever is newest. */
  edit(
    organisationId: OrganisationId,
    id: TemplateId,
    change: { readonly name?: string | undefined; readonly pattern?: Pattern | undefined },
    by: Actor,
    version: number | undefined,
  ): Promise<Result<Template, NotFound | ChangedMeanwhile>>;
  clone(organisationId: OrganisationId, id: TemplateId, name: string, by: Actor): Promise<Result<Template, NotFound>>;
  remove(organisationId: OrganisationId, id: TemplateId, by: Actor): Promise<Result<Template, NotFound>>;
  apply(
    organisationId: OrganisationId,
    id: TemplateId,
    application: TemplateApplication,
    by: Actor,
  ): Promise<Result<ApplicationPlan, NotFound>>;
  usage(
    organisationId: OrganisationId,
    id: TemplateId,
    calendarId: CalendarId,
  ): Promise<Result<TemplateUsage, NotFound>>;
}

export interface LibraryParts {
  readonly shelf: TemplateShelf;
  readonly calendars: CalendarShelf;
  readonly taken: TimeTaken;
  readonly clock: Clock;
  readonly ids: Ids;
}

/** The instants a run of dates can touch in any zone. */
const spanOf = (dates: readonly LocalDate[]): Span => {
  const days = dates.map(dayOfDate);
  return { start: (Math.min(...days) - 1) * DAY, end: (Math.max(...days) + 2) * DAY };
};

const fieldsOf = ({ name, pattern, version, copiedFrom }: Template) => ({
  ...{ name, pattern, version },
  ...(copiedFrom === null ? {} : { copiedFrom }),
});

/** A list of use-cases over the same parts, and so longer than most. */
export function createTemplateLibrary({ shelf, calendars, taken, clock, ids }: LibraryParts): TemplateLibrary {
  const calendarOf = async (organisationId: OrganisationId, id: CalendarId) =>
    (await calendars.find(organisationId, [id])).at(0);

  /** Everything about the dates that a plan may not overrule. */
  async function existing(organisationId: OrganisationId, calendarId: CalendarId, dates: readonly LocalDate[]) {
    const range = { from: dates[0], to: dates[dates.length - 1] };
    const [overrides, days, [commitments = []]] = await Promise.all([
      calendars.overrides(organisationId, [calendarId], range),
      calendars.appliedDays(organisationId, [calendarId], range),
      taken.read(organisationId, [calendarId], spanOf(dates)),
    ]);
    return { commitments, overrides: overrides.map(({ override }) => override), applied: days.map(({ day }) => day) };
  }

  type TemplateEvent = Extract<DomainEvent, { readonly subject: { readonly kind: 'template' } }>;
  const eventAbout = (
    organisationId: OrganisationId,
    id: TemplateId,
    actor: Actor,
    what: Pick<TemplateEvent, 'type' | 'before' | 'after'>,
  ): DomainEvent => ({
    ...{ id: ids.next('event'), organisationId, at: clock.now(), actor, subject: { kind: 'template', id } },
    ...what,
  });

  async function addNew(organisationId: OrganisationId, template: Template): Promise<Template> {
    const what = { type: 'template_added', after: fieldsOf(template) } as const;
    await shelf.insert(organisationId, template, eventAbout(organisationId, template.id, template.changedBy, what));
    return template;
  }

  return {
    list: shelf.list,
    get: shelf.newest,
    async remove(organisationId, id, by) {
      for (;;) {
        const newest = await shelf.newest(organisationId, id);
        if (newest === undefined) return refuse('not_found');
        const event = eventAbout(organisationId, id, by, { type: 'template_removed', before: fieldsOf(newest) });
        // A version that came between is the one that goes.
        if (await shelf.remove(organisationId, newest, event)) return ok(newest);
      }
    },
    async add(organisationId, name, pattern, by) {
      return await addNew(organisationId, makeTemplate(ids.next('template'), name, pattern, { at: clock.now(), by }));
    },
    async edit(organisationId, id, change, by, version) {
      const newest = await shelf.newest(organisationId, id);
      if (newest === undefined) return refuse('not_found');
      if (version !== undefined && version !== newest.version)
        return refuse('changed_meanwhile', { version: newest.version });
      const edited = editTemplate(newest, change, { at: clock.now(), by });
      const difference = differences(fieldsOf(newest), fieldsOf(edited));
      const event = eventAbout(organisationId, id, by, { type: 'template_changed', ...difference });
      if (await shelf.insert(organisationId, edited, event)) return ok(edited);
      return refuse('changed_meanwhile', { version: edited.version });
    },
    async clone(organisationId, id, name, by) {
      const original = await shelf.newest(organisationId, id);
      if (original === undefined) return refuse('not_found');
      const copy = cloneTemplate(original, ids.next('template'), name, { at: clock.now(), by });
      return ok(await addNew(organisationId, copy));
    },
    async apply(organisationId, id, { calendarId, policy, preview, ...choice }, by) {
      const dates = chooseDates(choice);
      const [template, calendar] = await Promise.all([
        shelf.newest(organisationId, id),
        calendarOf(organisationId, calendarId),
      ]);
      if (template === undefined || calendar === undefined) return refuse('not_found');
      const now = clock.now();
      const request = {
        application: ids.next('application'),
        dates,
        today: dateOfDay(dayAt(calendar.zone, now)),
        policy,
      };
      const plan = planApplication(template, request, {
        zone: calendar.zone,
        ...(await existing(organisationId, calendarId, dates)),
      });
      if (preview) return ok(plan);
      const written = plan.write.map(({ hours }) => hours.date);
      const from = { template: template.id, version: template.version };
      const after = { version: template.version, calendarId, dates: written };
      const event = eventAbout(organisationId, id, by, { type: 'template_applied', after });
      await calendars.writeDays(organisationId, calendarId, plan.write, event);
      const application: Application = { id: request.application, from, at: now, by, written };
      if (written.length > 0) await shelf.recordApplication(organisationId, calendarId, application);
      return ok(plan);
    },
    async usage(organisationId, id, calendarId) {
      const [versions, calendar, applications] = await Promise.all([
        shelf.versions(organisationId, id),
        calendarOf(organisationId, calendarId),
        shelf.applications(organisationId, id, calendarId),
      ]);
      if (versions.length === 0 || calendar === undefined) return refuse('not_found');
      const dates = [...new Set(applications.flatMap(({ written }) => written))].sort();
      const { applied, commitments } =
        dates.length === 0 ? { applied: [], commitments: [] } : await existing(organisationId, calendarId, dates);
      return ok(measureUsage({ template: id, zone: calendar.zone, versions, applications, applied, commitments }));
    },
  };
}
