// Every operation on templates with its forms side by side, and so longer than most.

import { z } from 'zod';
import type { Calendars } from '../../core/calendars/types.ts';
import type { MemberId } from '../../core/ids.ts';
import type { TemplateLibrary } from '../../core/templates/library.ts';
import { colours, type Template } from '../../core/templates/types.ts';
import { type Caller, demand } from '../caller.ts';
import { id, instant, localDate, oneLine, pageOf, pageQuery, wallTime, write } from '../forms.ts';
import { faultOf } from '../refusals.ts';
import { type Answer, type Route, route } from '../route.ts';
import { findCalendar, ownersOf } from '../scheduling/availability.ts';
import { calendarId, locationScope, serviceId, wallSpan, weekday } from '../scheduling/forms.ts';

const templateId = id<'template'>('tpl');
const colour = z.enum(colours);
const name = oneLine(120);
const span = { from: wallTime, to: wallTime };

const day = {
  working: z.array(z.strictObject({ ...span, location: locationScope.optional() })).max(48),
  slots: z
    .array(
      z.strictObject({
        id: z.string().min(1).max(60),
        ...span,
        serviceIds: z.array(serviceId).min(1).max(50),
        colour,
        location: locationScope.optional(),
      }),
    )
    .max(96),
  blocked: z.array(z.strictObject({ ...span, reason: z.string().max(300), colour: colour.optional() })).max(48),
};

const pattern = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('day'), day: z.strictObject(day) }),
    z.strictObject({ kind: z.literal('week'), days: z.array(z.strictObject({ weekday, ...day })).max(7) }),
  ])
  .meta({ id: 'TemplatePattern', description: 'A day or a week as it should look, without dates' });

const versionReference = z.object({ template: templateId, version: z.int() });
const template = z
  .object({
    id: templateId,
    version: z.int(),
    name: z.string(),
    pattern,
    changedAt: instant,
    copiedFrom: versionReference.nullable(),
  })
  .meta({ id: 'ScheduleTemplate' });

const leftAloneReason = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('past') }),
  z.object({ kind: z.literal('not_in_template') }),
  z.object({ kind: z.literal('override'), override: z.string(), reason: z.string().optional() }),
  z.object({ kind: z.literal('applied_before'), from: versionReference }),
  z.object({
    kind: z.literal('appointment'),
    appointmentId: id<'appointment'>('apt').optional(),
    held: z.boolean(),
    template: z.enum(['closes', 'blocks', 'gives_to_another_service', 'leaves_open']),
  }),
]);

const applicationResult = z
  .object({
    written: z.array(localDate),
    unchanged: z.array(localDate),
    leftAlone: z.array(z.object({ date: localDate, span: wallSpan, why: leftAloneReason })),
  })
  .meta({
    id: 'TemplateApplication',
    description: 'What was written, what already was so, and what was left alone and why',
  });

const applicationRequest = z.strictObject({
  calendar: calendarId,
  dates: z.array(localDate).max(400).optional(),
  ranges: z
    .array(z.strictObject({ from: localDate, to: localDate }))
    .max(20)
    .optional(),
  weekdays: z.array(weekday).max(7).optional(),
  except: z.array(localDate).max(400).optional(),
  appointments: z.enum(['around', 'leave_day']).default('around'),
  appliedBefore: z.enum(['replace', 'keep']).default('replace'),
  preview: z.boolean().default(false),
});

const fill = { hoursOffered: z.number(), hoursBooked: z.number(), fillRate: z.number().nullable() };
const usage = z
  .object({
    ...fill,
    timesApplied: z.int(),
    lastDay: localDate.nullable(),
    days: z.int(),
    slots: z.array(z.object({ ...fill, slot: z.string(), colour, days: z.int() })),
    services: z.array(z.object({ ...fill, serviceId })),
  })
  .meta({ id: 'TemplateUsage' });

const bodyOf = ({ changedBy: _, ...rest }: Template) => write(template, rest);
const answerTemplate = (status: number, kept: Template): Answer => ({
  status,
  body: bodyOf(kept),
  version: kept.version,
});

/** Whoever last changed a template is its author as access sees it. */
const authorOf = ({ changedBy }: Template) =>
  // An actor of kind member carries a member's id.
  changedBy.kind === 'member' && changedBy.id !== undefined ? { members: [changedBy.id as MemberId] } : {};

const ownAuthor = ({ access }: Caller) => (access.kind === 'member' ? { members: [access.member] } : {});

export function templateRoutes(parts: {
  readonly templates: TemplateLibrary;
  readonly calendars: Calendars;
}): readonly Route<Caller>[] {
  const { templates, calendars } = parts;
  const tag = 'Schedule templates';
  const params = z.object({ templateId });
  const answers = { 200: { description: 'The template', schema: template } };

  const find = async (caller: Caller, wanted: Template['id']): Promise<Template> => {
    const found = await templates.get(caller.organisationId, wanted);
    if (found === undefined) throw faultOf({ ok: false, reason: 'not_found' }, 'template');
    return found;
  };

  return [
    route({
      method: 'get',
      path: '/booking/templates',
      id: 'listTemplates',
      summary: 'The newest version of every template',
      tag,
      query: z.strictObject(pageQuery),
      answers: { 200: { description: 'A page of templates', schema: pageOf(template) } },
      async handle({ query, caller }) {
        demand(caller, 'templates:read');
        const { items, next } = await templates.list(caller.organisationId, query);
        return { status: 200, body: { items: items.map(bodyOf), next } };
      },
    }),
    route({
      method: 'post',
      path: '/booking/templates',
      id: 'createTemplate',
      summary: 'Makes a template of a day or a week',
      tag,
      body: z.strictObject({ name, pattern }),
      answers: { 201: { description: 'The template', schema: template } },
      async handle({ body, caller }) {
        demand(caller, 'templates:create', ownAuthor(caller));
        return answerTemplate(201, await templates.add(caller.organisationId, body.name, body.pattern, caller.actor));
      },
    }),
    route({
      method: 'get',
      path: '/booking/templates/{templateId}',
      id: 'getTemplate',
      summary: 'One template in its newest version',
      tag,
      params,
      answers,
      async handle({ params: { templateId: wanted }, caller }) {
        const found = await find(caller, wanted);
        demand(caller, 'templates:read', authorOf(found));
        return answerTemplate(200, found);
      },
    }),
    route({
      method: 'put',
      path: '/booking/templates/{templateId}',
      id: 'editTemplate',
      summary: 'Makes a new version; days that were laid out before keep theirs',
      tag,
      params,
      body: z.strictObject({ name, pattern }),
      answers,
      async handle({ params: { templateId: wanted }, body, ifMatch, caller }) {
        demand(caller, 'templates:update', authorOf(await find(caller, wanted)));
        const edited = await templates.edit(caller.organisationId, wanted, body, caller.actor, ifMatch);
        if (!edited.ok) throw faultOf(edited, 'template');
        return answerTemplate(200, edited.value);
      },
    }),
    route({
      method: 'delete',
      path: '/booking/templates/{templateId}',
      id: 'removeTemplate',
      summary: 'Takes a template off the list; days that were laid out with it stay',
      tag,
      params,
      answers: { 204: { description: 'It is gone' } },
      async handle({ params: { templateId: wanted }, caller }) {
        demand(caller, 'templates:delete', authorOf(await find(caller, wanted)));
        const removed = await templates.remove(caller.organisationId, wanted, caller.actor);
        if (!removed.ok) throw faultOf(removed, 'template');
        return { status: 204 };
      },
    }),
    route({
      method: 'post',
      path: '/booking/templates/{templateId}/clone',
      id: 'cloneTemplate',
      summary: 'Copies a template under another name',
      tag,
      params,
      body: z.strictObject({ name }),
      answers: { 201: { description: 'The copy', schema: template } },
      async handle({ params: { templateId: wanted }, body, caller }) {
        demand(caller, 'templates:create', ownAuthor(caller));
        const copy = await templates.clone(caller.organisationId, wanted, body.name, caller.actor);
        if (!copy.ok) throw faultOf(copy, 'template');
        return answerTemplate(201, copy.value);
      },
    }),
    route({
      method: 'post',
      path: '/booking/templates/{templateId}/apply',
      id: 'applyTemplate',
      summary: 'Lays a template over dates and ranges, never over appointments; tells what was left alone',
      tag,
      params,
      body: applicationRequest,
      answers: { 200: { description: 'What was done', schema: applicationResult } },
      async handle({ params: { templateId: wanted }, body, caller }) {
        const { calendar, appointments, appliedBefore, preview, ...choice } = body;
        demand(caller, 'templates:apply', ownersOf(await findCalendar(calendars, caller, calendar)));
        const policy = { appointments, appliedBefore };
        const request = { ...choice, calendarId: calendar, policy, preview };
        const applied = await templates.apply(caller.organisationId, wanted, request, caller.actor);
        if (!applied.ok) throw faultOf(applied, 'template');
        const { write: days, unchanged, leftAlone } = applied.value;
        const written = days.map(({ hours }) => hours.date);
        return { status: 200, body: write(applicationResult, { written, unchanged, leftAlone }) };
      },
    }),
    route({
      method: 'get',
      path: '/booking/templates/{templateId}/usage',
      id: 'getTemplateUsage',
      summary: 'How often it was laid out, the hours it offered and how many of them were booked',
      tag,
      params,
      query: z.strictObject({ calendar: calendarId }),
      answers: { 200: { description: 'Figures', schema: usage } },
      async handle({ params: { templateId: wanted }, query: { calendar }, caller }) {
        demand(caller, 'figures:read', ownersOf(await findCalendar(calendars, caller, calendar)));
        const measured = await templates.usage(caller.organisationId, wanted, calendar);
        if (!measured.ok) throw faultOf(measured, 'template');
        return { status: 200, body: write(usage, measured.value) };
      },
    }),
  ];
}
