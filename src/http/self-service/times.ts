import { sayLongDay, sayTime } from '../../bots/words/moments.ts';
import type { Appointment } from '../../core/appointments/types.ts';
import type { Slot } from '../../core/availability/types.ts';
import type { SelfService } from '../../core/self-service/service.ts';
import { checkDate, type DayNumber, dateOfDay, dayOfDate } from '../../core/time/dates.ts';
import { DAY, type Instant, type LocalDate, type Zone } from '../../core/time/types.ts';
import { dayAt, firstInstantAt } from '../../core/time/wall.ts';
import { html, type Markup } from '../pages/markup.ts';
import { bad, head, type Scene, wayBack } from './visit.ts';

/** As many days as fit a page that is read, not searched. */
const DAYS_ON_PAGE = 7;
/** Where the first days have nothing, so many pages are looked through for the reader. */
const PAGES_AHEAD = 8;
const FARTHEST_DAYS = 366;

export interface TimesPage {
  readonly slots: readonly Slot[];
  readonly earlier?: LocalDate | undefined;
  readonly later?: LocalDate | undefined;
}

/** The day a reader asked to begin with, as far as it makes sense. */
function firstDay(asked: unknown, today: DayNumber): DayNumber | undefined {
  const date = typeof asked === 'string' ? checkDate(asked) : undefined;
  if (!date?.ok) return undefined;
  const day = dayOfDate(date.value);
  return day >= today && day <= today + FARTHEST_DAYS ? day : undefined;
}

export async function findTimes(
  selfService: Pick<SelfService, 'timesFor'>,
  appointment: Appointment,
  reader: { readonly zone: Zone; readonly now: Instant; readonly from: unknown },
): Promise<TimesPage> {
  const { zone, now, from } = reader;
  const today = dayAt(zone, now);
  const asked = firstDay(from, today);
  let day = asked ?? today;
  for (let page = 1; ; page += 1) {
    const span = {
      start: Math.max(now, firstInstantAt(zone, day * DAY)),
      end: firstInstantAt(zone, (day + DAYS_ON_PAGE) * DAY),
    };
    const slots = await selfService.timesFor(appointment, span);
    // Whoever chose the days sees them, empty or not.
    if (slots.length > 0 || asked !== undefined || page === PAGES_AHEAD) {
      const next = day + DAYS_ON_PAGE;
      return {
        slots,
        earlier: day > today ? dateOfDay(Math.max(today, day - DAYS_ON_PAGE)) : undefined,
        later: next <= today + FARTHEST_DAYS ? dateOfDay(next) : undefined,
      };
    }
    day += DAYS_ON_PAGE;
  }
}

const writeTime = ({ start }: Slot, scene: Scene): Markup => html`<label>
<input type="radio" name="start" value="${new Date(start).toISOString()}" required>${sayTime(start, scene.words.reader)}</label>`;

/** A day is a group of its own, so that a screen reader says it with its times. */
function writeDays(slots: readonly Slot[], scene: Scene): Markup {
  const { reader } = scene.words;
  const days = new Map<DayNumber, Slot[]>();
  for (const slot of slots) {
    const day = dayAt(reader.zone, slot.start);
    days.set(day, [...(days.get(day) ?? []), slot]);
  }
  const groups = [...days.values()].map((ofDay) => {
    const [first] = ofDay;
    return html`<fieldset><legend>${first && sayLongDay(first.start, reader)}</legend>
<div class="times">${ofDay.map((slot) => writeTime(slot, scene))}</div></fieldset>`;
  });
  return html`${groups}`;
}

const writeForm = (slots: readonly Slot[], scene: Scene): Markup => html`
<form method="post" action="${scene.address}/times">
<input type="hidden" name="sequence" value="${scene.told.appointment.sequence}">
${writeDays(slots, scene)}
<p class="take"><button type="submit">${scene.words.say('page.times_take')}</button></p>
</form>`;

const writePaging = ({ earlier, later }: TimesPage, { address, words }: Scene): Markup => html`<nav class="paging">
${earlier && html`<a href="${address}/times?from=${earlier}">${words.say('page.times_earlier')}</a>`}
${later && html`<a href="${address}/times?from=${later}">${words.say('page.times_later')}</a>`}
</nav>`;

export function writeTimesPage(scene: Scene, times: TimesPage, message?: Markup): Markup {
  const { told, words, now } = scene;
  const when = words.when(told.appointment.start, now);
  return html`<main>
${head(scene, words.say('page.change'))}
${message}
<p>${words.say('page.times_hint', { when })}</p>
${times.slots.length === 0 ? html`<p class="notice">${words.say('page.times_none')}</p>` : writeForm(times.slots, scene)}
${writePaging(times, scene)}
${wayBack(scene)}
</main>`;
}

/** What can be had instead of a time that is gone. */
export function writeAlternatives(scene: Scene, why: string, slots: readonly Slot[]): Markup {
  const { words, address } = scene;
  const free =
    slots.length === 0 ? undefined : html`<p>${words.say('page.nearest')}</p>${writeForm(inOrder(slots), scene)}`;
  return html`<main>
${head(scene, words.say('page.change'))}
${bad(why)}
${free}
<p class="back"><a href="${address}/times">${words.say('page.change')}</a></p>
${wayBack(scene)}
</main>`;
}

const inOrder = (slots: readonly Slot[]): readonly Slot[] => slots.toSorted((a, b) => a.start - b.start);
