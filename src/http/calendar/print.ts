import type { RequestHandler } from 'express';
import { z } from 'zod';
import { hostNames, sayPlace } from '../../bots/words/invitations.ts';
import { sayLongDay } from '../../bots/words/moments.ts';
import type { Words, WordsOf } from '../../bots/words/words.ts';
import { localeOfTag, type Telling, type ToldAppointment, type ToldVisit } from '../../core/appointments/telling.ts';
import type { Appointment, Appointments } from '../../core/appointments/types.ts';
import { Fault, invalid } from '../../core/fault.ts';
import { FEED_STATUSES } from '../../core/ical/rules.ts';
import type { MemberId } from '../../core/ids.ts';
import type { Members } from '../../core/members/types.ts';
import type { Organisations } from '../../core/organisations/types.ts';
import type { Clock } from '../../core/ports.ts';
import { type DayNumber, dateOfDay, dayOfDate, isoWeekOf, weekdayOf } from '../../core/time/dates.ts';
import { DAY, type LocalDate, type Span } from '../../core/time/types.ts';
import { dayAt, firstInstantAt } from '../../core/time/wall.ts';
import { zoneAt } from '../../core/time/zones.ts';
import { type Caller, demandSome, membersWithinReach } from '../caller.ts';
import { localDate } from '../forms.ts';
import { html, type Markup } from '../pages/markup.ts';
import { sendPage } from '../pages/page.ts';
import { type Admit, credentialsOf } from '../route.ts';
import { memberId } from '../scheduling/forms.ts';
import { saySpan, sayStatus } from '../self-service/visit.ts';

interface Parts {
  readonly admit: Admit<Caller>;
  readonly appointments: Pick<Appointments, 'list'>;
  readonly telling: Pick<Telling, 'tellAll'>;
  readonly members: Pick<Members, 'get'>;
  readonly organisations: Pick<Organisations, 'get'>;
  readonly wordsOf: WordsOf;
  readonly clock: Clock;
}

const WEEK = /^(\d{4})-W(\d{2})$/;
const WEEK_DAYS = 7;
/** Nobody reads more on paper. */
const MOST_VISITS = 2_000;
const PAGE = 200;
/** An appointment of several days may have begun long before the visit that falls into the week. */
const REACH_BACK = 31 * DAY;

const query = z.strictObject({
  week: z.string().regex(WEEK, 'must be an ISO week such as 2026-W10').optional(),
  day: localDate.optional(),
  member: memberId.optional(),
});

/** The Monday of an ISO 8601 week: the 4th of January always lies in the first one. */
function mondayOf(week: string): DayNumber {
  const [, year = '', number = ''] = WEEK.exec(week) ?? [];
  const fourth = dayOfDate(`${year}-01-04` as LocalDate); // a day of every year
  const monday = fourth - weekdayOf(fourth) + 1 + (Number(number) - 1) * WEEK_DAYS;
  if (isoWeekOf(monday) !== week) throw invalid('/query/week', 'is no week of that year');
  return monday;
}

interface Sheet {
  readonly words: Words;
  readonly days: readonly DayNumber[];
  readonly told: readonly ToldAppointment[];
  /** Only visits with this host. */
  readonly member: MemberId | undefined;
}

interface Line {
  readonly told: ToldAppointment;
  readonly visit: ToldVisit;
}

function writeLine({ told, visit }: Line, words: Words): Markup {
  const { location, status } = told.appointment;
  const number = location.type === 'phone' ? (location.number ?? '') : '';
  const place =
    location.type === 'phone'
      ? [words.say('page.sheet_phone'), ...(number === '' ? [] : [number])].join(', ')
      : sayPlace(location, words);
  return html`<tr><th scope="row" class="time">${saySpan(visit, words.reader)}</th><td>${visit.service}</td>
<td>${told.contact.name}</td><td>${hostNames(visit)}</td><td>${place}</td><td>${sayStatus(status, words)}</td></tr>
`;
}

function writeDay(day: DayNumber, { words, told, member }: Sheet): Markup {
  const { reader, say } = words;
  const start = firstInstantAt(reader.zone, day * DAY);
  const end = firstInstantAt(reader.zone, (day + 1) * DAY);
  const lines = told
    .flatMap((one): Line[] => one.visits.map((visit) => ({ told: one, visit })))
    .filter(({ visit }) => visit.start < end && visit.end > start)
    .filter(({ visit }) => member === undefined || visit.hosts.some(({ id }) => id === member))
    .toSorted((a, b) => a.visit.start - b.visit.start);
  const title = sayLongDay(start, reader);
  if (lines.length === 0) return html`<h2>${title}</h2><p>${say('page.sheet_none')}</p>`;
  const columns = [
    'page.when',
    'page.sheet_visit',
    'page.sheet_contact',
    'page.with',
    'page.where',
    'page.state',
  ] as const;
  return html`<table class="sheet"><caption>${title}</caption>
<thead><tr>${columns.map((column) => html`<th scope="col">${say(column)}</th>`)}</tr></thead>
<tbody>${lines.map((line) => writeLine(line, words))}</tbody></table>`;
}

function writePaging(sheet: Sheet): Markup {
  const { days, words, member } = sheet;
  const isWeek = days.length === WEEK_DAYS;
  const first = days[0] ?? 0;
  const addressOf = (day: DayNumber) =>
    `/calendar/print?${isWeek ? `week=${isoWeekOf(day)}` : `day=${dateOfDay(day)}`}${member === undefined ? '' : `&member=${member}`}`;
  return html`<nav class="paging screen">
<a href="${addressOf(first - days.length)}">${words.say('page.times_earlier')}</a>
<a href="${addressOf(first + days.length)}">${words.say('page.times_later')}</a>
</nav>`;
}

/** Days and weeks of visits for the wall of a practice, as far as the caller sees them. */
export function servePrint(parts: Parts): RequestHandler {
  const { admit, appointments, telling, members, organisations, wordsOf, clock } = parts;

  /** Zone and language of whoever is signed in; a key reads as its organisation does. */
  async function wordsFor({ access, organisationId }: Caller): Promise<Words> {
    const [member, organisation] = await Promise.all([
      access.kind === 'member' ? members.get(organisationId, access.member) : undefined,
      organisations.get(organisationId),
    ]);
    const { zone = 'UTC', language = 'en' } = member ?? organisation ?? {};
    return wordsOf(organisation)({ locale: localeOfTag(language), zone: zoneAt('/zone', zone) });
  }

  async function visitsWithin(caller: Caller, { start, end }: Span, member: MemberId | undefined) {
    const within = membersWithinReach(caller, 'appointments:read');
    const isBeyond = member !== undefined && within !== 'all' && !within.includes(member);
    if (isBeyond) throw new Fault('not_found', 'There is no such member, or their visits are not yours to see.');
    const hostIds = member !== undefined ? [member] : within === 'all' ? undefined : within;
    const filter = { hostIds, statuses: FEED_STATUSES, within: { start: start - REACH_BACK, end } };
    const found: Appointment[] = [];
    let after: string | undefined;
    do {
      const page = await appointments.list(caller.organisationId, filter, { limit: PAGE, after });
      found.push(...page.items.filter((item) => item.end > start));
      after = page.next;
    } while (after !== undefined && found.length < MOST_VISITS);
    return found;
  }

  return async (req, res) => {
    const caller = await admit(credentialsOf(req)).catch((error: unknown) => {
      const isStranger = error instanceof Fault && error.code === 'unauthenticated';
      if (!isStranger || req.get('authorization') !== undefined) throw error;
      return undefined;
    });
    // A browser is led to where one signs in.
    if (caller === undefined) return res.redirect(303, '/sign-in');
    demandSome(caller, 'appointments:read');
    const asked = query.safeParse(req.query);
    if (!asked.success) throw invalid('/query', asked.error.issues.map(({ message }) => message).join('; '));
    const { week, day, member } = asked.data;
    const words = await wordsFor(caller);
    const { zone, locale } = words.reader;
    const today = dayAt(zone, clock.now());
    const first = day !== undefined ? dayOfDate(day) : mondayOf(week ?? isoWeekOf(today));
    const days = Array.from({ length: day !== undefined ? 1 : WEEK_DAYS }, (_, index) => first + index);
    const span = {
      start: firstInstantAt(zone, first * DAY),
      end: firstInstantAt(zone, (first + days.length) * DAY),
    };
    const told = await telling.tellAll(await visitsWithin(caller, span, member));
    const sheet = { words, days, told, member };
    const organisation = await organisations.get(caller.organisationId);
    const content = html`<main class="wide">
<p class="organisation">${organisation?.name}</p>
<h1>${words.say('page.sheet')}: ${day ?? isoWeekOf(first)}</h1>
${writePaging(sheet)}
${days.map((one) => writeDay(one, sheet))}
</main>`;
    sendPage(res, 200, { title: words.say('page.sheet'), content, language: locale, style: 'visit.css' });
  };
}
