/** What may be asked, and how much at once: a question is answered within two seconds or refused at the door. */
import { DAY, MINUTE } from '../time/types.ts';
import {
  checkCalendar,
  checkWhole,
  checkZoneName,
  isCommitment,
  isInstant,
  MOST,
  Problems,
  refuseTooMuch,
} from './check.ts';
import { placesOf } from './places.ts';
import { benchesOf } from './shapes.ts';
import type { Host, ResourceNeed, SequenceStep, ServiceRules, SlotQuery } from './types.ts';

const LONGEST_RANGE_DAYS = 366;
const LONGEST_VISIT_MINUTES = 31 * 1440;
const MOST_HOSTS = 1_000;
const MOST_STEPS = 10;
const MOST_DAYS = 31;
const MOST_RESOURCES = 200;
const YEAR_MINUTES = 366 * 1440;

export function checkQuery(query: SlotQuery): void {
  const problems = new Problems();
  checkRange(problems, query);
  checkZoneName(problems, '/zone', query.zone);
  checkService(problems, '/service', query.service);
  checkChoice(problems, query);
  checkShape(problems, query);
  checkNeeds(problems, '/resources', query.resources ?? []);
  problems.throwIfAny('The question for slots');
  checkWork(query);
}

function checkRange(problems: Problems, { now, from, to }: SlotQuery): void {
  for (const [name, instant] of Object.entries({ now, from, to }))
    problems.expect(isInstant(instant), `/${name}`, 'must be whole milliseconds since 1970, up to the year 2100');
  if (to <= from) problems.add('/to', 'must lie after /from');
  else if (to - from > LONGEST_RANGE_DAYS * DAY)
    problems.add(
      '/to',
      `lies ${Math.ceil((to - from) / DAY)} days after /from; ask for ${LONGEST_RANGE_DAYS} days at most`,
    );
}

/** Of a service that is about to be kept. */
export function checkServiceRules(pointer: string, service: ServiceRules): void {
  const problems = new Problems();
  checkService(problems, pointer, service);
  problems.throwIfAny('The service');
}

function checkService(problems: Problems, pointer: string, service: ServiceRules): void {
  checkZoneName(problems, `${pointer}/zone`, service.zone);
  problems.expect(service.durations.length > 0, `${pointer}/durations`, 'must offer one duration at least');
  problems.expect(service.locations.length > 0, `${pointer}/locations`, 'must allow one location at least');
  problems.expect(
    new Set(service.locations).size === service.locations.length,
    `${pointer}/locations`,
    'names a location twice',
  );
  service.durations.forEach((duration, index) => {
    checkWhole(problems, `${pointer}/durations/${index}`, duration, 1, LONGEST_VISIT_MINUTES);
  });
  const { maxPerDayPerHost, maxPerWeekPerHost, seats, maxGuests, commitments = [] } = service;
  checkDefaults(problems, pointer, service);
  for (const [name, most] of Object.entries({ maxPerDayPerHost, maxPerWeekPerHost, seats }))
    checkWhole(problems, `${pointer}/${name}`, most, 1, 10_000);
  checkWhole(problems, `${pointer}/maxGuests`, maxGuests, 0, 10_000);
  if (commitments.length > MOST.commitments)
    problems.add(`${pointer}/commitments`, `holds ${commitments.length} entries; ${MOST.commitments} are the most`);
  else if (!commitments.every(isCommitment))
    problems.add(`${pointer}/commitments`, 'holds an entry that ends before it starts or lies outside its buffers');
}

/** A limit of 0 would be a closed service in disguise, which nobody finds again; time off says it openly. */
function checkDefaults(
  problems: Problems,
  pointer: string,
  rules: Pick<ServiceRules, 'maxPerDay' | 'maxPerWeek'> & Host['defaults'],
): void {
  const { stepMinutes, bufferBeforeMinutes, bufferAfterMinutes, noticeMinutes, windowDays, maxPerDay, maxPerWeek } =
    rules;
  checkWhole(problems, `${pointer}/stepMinutes`, stepMinutes, 1, 1440);
  checkWhole(problems, `${pointer}/bufferBeforeMinutes`, bufferBeforeMinutes, 0, 1440);
  checkWhole(problems, `${pointer}/bufferAfterMinutes`, bufferAfterMinutes, 0, 1440);
  checkWhole(problems, `${pointer}/noticeMinutes`, noticeMinutes, 0, YEAR_MINUTES);
  checkWhole(problems, `${pointer}/windowDays`, windowDays, 0, 3_660);
  checkWhole(problems, `${pointer}/maxPerDay`, maxPerDay, 1, 10_000);
  checkWhole(problems, `${pointer}/maxPerWeek`, maxPerWeek, 1, 10_000);
}

function checkChoice(problems: Problems, { service, durationMinutes, location, guests = 0, shape }: SlotQuery): void {
  checkDuration(problems, '/durationMinutes', service, durationMinutes);
  if (location !== undefined && !service.locations.includes(location))
    problems.add('/location', `is ${location}; the service takes place ${service.locations.join(' or ')}`);
  checkWhole(problems, '/guests', guests, 0, service.maxGuests ?? 0);
  if (shape.kind === 'group' && service.seats === undefined)
    problems.add('/service/seats', 'must be given for a group');
}

function checkDuration(problems: Problems, pointer: string, service: ServiceRules, asked: number | undefined): void {
  if (asked !== undefined && !service.durations.includes(asked))
    problems.add(pointer, `is ${asked}; the service offers ${service.durations.join(', ')} minutes`);
}

function checkShape(problems: Problems, { shape }: SlotQuery): void {
  switch (shape.kind) {
    case 'one':
    case 'group':
      checkHosts(problems, '/shape', [shape.host]);
      break;
    case 'collective':
    case 'round_robin':
      checkHosts(problems, '/shape/hosts', shape.hosts);
      break;
    case 'panel': {
      const everyone = shape.benches.flatMap(({ hosts }) => hosts);
      checkHosts(problems, '/shape/benches', everyone);
      for (const [index, { need, hosts }] of shape.benches.entries())
        checkWhole(problems, `/shape/benches/${index}/need`, need, 1, hosts.length);
      break;
    }
    case 'sequence':
      checkHosts(problems, '/shape/hosts', shape.hosts);
      problems.expect(
        shape.followedBy.length <= MOST_STEPS,
        '/shape/followedBy',
        `holds more than ${MOST_STEPS} steps`,
      );
      for (const [index, step] of shape.followedBy.slice(0, MOST_STEPS).entries())
        checkStep(problems, `/shape/followedBy/${index}`, step);
      break;
    case 'multi_day':
      checkHosts(problems, '/shape/hosts', shape.hosts);
      checkDayOffsets(problems, '/shape/dayOffsets', shape.dayOffsets);
  }
}

function checkDayOffsets(problems: Problems, pointer: string, dayOffsets: readonly number[]): void {
  const ascend = dayOffsets.every((days, index) => index === 0 || days > (dayOffsets[index - 1] ?? 0));
  problems.expect(dayOffsets[0] === 0 && ascend, pointer, 'must begin with 0 and ascend');
  problems.expect(dayOffsets.length <= MOST_DAYS, pointer, `holds more than ${MOST_DAYS} days`);
  for (const [index, days] of dayOffsets.entries()) checkWhole(problems, `${pointer}/${index}`, days, 0, 366);
}

function checkStep(problems: Problems, pointer: string, step: SequenceStep): void {
  checkService(problems, `${pointer}/service`, step.service);
  checkDuration(problems, `${pointer}/durationMinutes`, step.service, step.durationMinutes);
  checkHosts(problems, `${pointer}/hosts`, step.hosts);
  checkNeeds(problems, `${pointer}/resources`, step.resources ?? []);
  checkWhole(problems, `${pointer}/gapMinMinutes`, step.gapMinMinutes, 0, 31 * 1440);
  checkWhole(problems, `${pointer}/gapMaxMinutes`, step.gapMaxMinutes, step.gapMinMinutes, 31 * 1440);
}

function checkHosts(problems: Problems, pointer: string, hosts: readonly Host[]): void {
  problems.expect(hosts.length > 0, pointer, 'must name one host at least');
  if (!problems.expect(hosts.length <= MOST_HOSTS, pointer, `names more than ${MOST_HOSTS} hosts`)) return;
  if (new Set(hosts.map(({ id }) => id)).size < hosts.length) problems.add(pointer, 'names a host twice');
  for (const [index, host] of hosts.entries()) {
    const at = pointer === '/shape' ? '/shape/host' : `${pointer}/${index}`;
    checkCalendar(problems, at, host);
    if (host.defaults !== undefined) checkDefaults(problems, `${at}/defaults`, host.defaults);
  }
}

function checkNeeds(problems: Problems, pointer: string, needs: readonly ResourceNeed[]): void {
  for (const [need, { resources }] of needs.entries()) {
    const at = `${pointer}/${need}/resources`;
    problems.expect(resources.length > 0, at, 'must name one room or chair at least');
    problems.expect(resources.length <= MOST_RESOURCES, at, `names more than ${MOST_RESOURCES} rooms or chairs`);
    for (const [index, resource] of resources.slice(0, MOST_RESOURCES).entries())
      checkCalendar(problems, `${at}/${index}`, resource);
  }
}

/** The work in sight before any of it is done; hosts who share no grid make more of it, which the judge sees to. */
function checkWork(query: SlotQuery): void {
  const { from, to, service, durationMinutes, shape, resources = [] } = query;
  const hosts = benchesOf(shape).flatMap((bench) => bench.hosts);
  const length = durationMinutes ?? service.durations[0] ?? 1;
  const step = hosts.reduce(
    (shortest, { defaults }) => Math.min(shortest, service.stepMinutes ?? defaults?.stepMinutes ?? length),
    1440,
  );
  const candidates = (to - from) / MINUTE / step;
  const later = shape.kind === 'sequence' ? shape.followedBy : [];
  const visits = shape.kind === 'multi_day' ? shape.dayOffsets.length : 1;
  const calendars =
    (hosts.length + resources.reduce((sum, need) => sum + need.resources.length, 0)) * visits +
    later.reduce((sum, next) => sum + next.hosts.length, 0);
  refuseTooMuch(candidates, placesOf(query).length * calendars);
}
