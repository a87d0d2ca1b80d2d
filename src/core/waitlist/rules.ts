import type { TimeRequest } from '../appointments/taking.ts';
import type { Slot } from '../availability/types.ts';
import { idPrefixes } from '../ids.ts';
import { type SendingTime, sendingTime } from '../people/quiet-hours.ts';
import { dateOfDay } from '../time/dates.ts';
import { subtract } from '../time/intervals.ts';
import { HOUR, type Instant, type LocalDate, MINUTE, type Span, type Zone } from '../time/types.ts';
import { dayAt, wallTimeAt } from '../time/wall.ts';
import {
  type FreedTime,
  type Opening,
  type OpeningId,
  type PartOfDay,
  priorities,
  type WaitlistEntry,
  type WaitlistOffer,
  type WaitlistOfferId,
  type WaitlistSettings,
} from './types.ts';

// Who fits what, and who comes first. Everything is decided on values; the slot engine alone says what can be booked.

/** Told from every other id by its letters, wherever the two kinds of offers are answered in the same words. */
export const isWaitlistOffer = (id: string): id is WaitlistOfferId => id.startsWith(`${idPrefixes.waitlist_offer}_`);

const NOON = 12 * HOUR;
const EVENING = 17 * HOUR;

export function partOfDay(zone: Zone, instant: Instant): PartOfDay {
  const time = wallTimeAt(zone, instant) - dayAt(zone, instant) * 24 * HOUR;
  if (time < NOON) return 'morning';
  return time < EVENING ? 'afternoon' : 'evening';
}

export const dateAt = (zone: Zone, instant: Instant): LocalDate => dateOfDay(dayAt(zone, instant));

/** Whether whoever waits would come then. */
export function suits({ zone, dates, parts, expiresAt }: WaitlistEntry, start: Instant, now: Instant): boolean {
  if (now >= expiresAt) return false;
  const date = dateAt(zone, start);
  return (
    (dates.length === 0 || dates.some(({ from, to }) => from <= date && date <= to)) &&
    (parts.length === 0 || parts.includes(partOfDay(zone, start)))
  );
}

const STEP = 15 * MINUTE;

/** Whether it is worth asking the slot engine: somebody they would see is free, at some time that suits. */
export function mayWant(entry: WaitlistEntry, freed: FreedTime, now: Instant): boolean {
  if (entry.state !== 'waiting' || entry.contactId === freed.notFor) return false;
  if (entry.hosts !== undefined && !entry.hosts.some((host) => freed.hosts.includes(host))) return false;
  for (let start = freed.start; start < freed.end; start += STEP) if (suits(entry, start, now)) return true;
  return false;
}

export const firstSuiting = (entry: WaitlistEntry, slots: readonly Slot[], earliest: Instant, now: Instant) =>
  slots.find(({ start }) => start >= earliest && suits(entry, start, now));

const rankOf = ({ priority }: WaitlistEntry): number => priorities.indexOf(priority);

/** By priority, then by how long they have waited. */
export const inOrder = (entries: readonly WaitlistEntry[]): readonly WaitlistEntry[] =>
  entries.toSorted((a, b) => rankOf(a) - rankOf(b) || a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1));

/** Everybody who may want it and was not asked before, the first to be asked first. */
export const candidatesFor = (
  entries: readonly WaitlistEntry[],
  opening: Opening,
  now: Instant,
): readonly WaitlistEntry[] => {
  const asked = new Set(opening.offers.map(({ entryId }) => entryId));
  return inOrder(entries.filter((entry) => !asked.has(entry.id) && mayWant(entry, opening, now)));
};

export const isReserved = ({ reserved }: WaitlistEntry, openingId: OpeningId, now: Instant): boolean =>
  reserved !== undefined && reserved.openingId !== openingId && reserved.until > now;

/** When somebody may be asked: at once, or when their quiet hours are over. */
export function askingTime({ zone }: WaitlistEntry, { quiet }: WaitlistSettings, now: Instant): Instant {
  const time: SendingTime = sendingTime({ due: now, occasion: 'planned', zone, quiet }, now);
  // Without a time after which the words are worthless there always is a time to say them.
  return time.kind === 'send_at' ? time.at : now;
}

/** The offer stands for its minutes, and never beyond the start of what it offers. */
export const answerBy = (now: Instant, { holdMinutes }: WaitlistSettings, start: Instant): Instant =>
  Math.min(now + holdMinutes * MINUTE, start);

/** They can be asked beside the first for the same start: one hold serves them all. */
export const sharesRound = (
  first: WaitlistEntry,
  other: WaitlistEntry,
  offer: Pick<WaitlistOffer, 'hosts' | 'start'>,
  now: Instant,
) =>
  other.serviceId === first.serviceId &&
  other.durationMinutes === first.durationMinutes &&
  other.location.type === first.location.type &&
  other.guests.length === first.guests.length &&
  (other.hosts === undefined || offer.hosts.every((host) => other.hosts?.includes(host))) &&
  suits(other, offer.start, now);

/** New hours are several openings, so that several people can be asked for them at once. */
const LONGEST_OPENING = HOUR;
/** Shorter ones are nothing anybody waits for. */
const SHORTEST_OPENING = 10 * MINUTE;

export function piecesOf(freed: FreedTime, earliest: Instant): readonly FreedTime[] {
  const pieces: FreedTime[] = [];
  for (let start = Math.max(freed.start, earliest); freed.end - start >= SHORTEST_OPENING; ) {
    // A single visit's time stays whole: who waits for a long visit needs all of it.
    const end = freed.cause === 'new_hours' ? Math.min(start + LONGEST_OPENING, freed.end) : freed.end;
    pieces.push({ ...freed, start, end });
    start = end;
  }
  return pieces;
}

/**
 * Which of the pieces are worth keeping: each needs somebody of its own who may want it, so that one person who waits for any
 * time does not make two hundred openings of a new timetable.
 */
export function wantedPieces(
  pieces: readonly FreedTime[],
  entries: readonly WaitlistEntry[],
  now: Instant,
): readonly FreedTime[] {
  const left = [...inOrder(entries)];
  return pieces.filter((piece) => {
    const index = left.findIndex((entry) => mayWant(entry, piece, now));
    if (index === -1) return false;
    left.splice(index, 1);
    return true;
  });
}

export const restOf = (opening: Span, fill: Span): readonly Span[] => subtract([opening], [fill]);

export const offerOf = ({ offers }: Pick<Opening, 'offers'>, id: WaitlistOfferId): WaitlistOffer | undefined =>
  offers.find((offer) => offer.id === id);

export const pendingOf = ({ offers }: Pick<Opening, 'offers'>): readonly WaitlistOffer[] =>
  offers.filter(({ state }) => state === 'pending');

export const acceptingOf = ({ offers }: Pick<Opening, 'offers'>): WaitlistOffer | undefined =>
  offers.find(({ state }) => state === 'accepting');

/** The opening with some of its offers replaced; where none is open any more, nothing is held for them. */
export function withOffers(opening: Opening, changed: readonly WaitlistOffer[]): Opening {
  const byId = new Map(changed.map((offer) => [offer.id, offer]));
  const offers = opening.offers.map((offer) => byId.get(offer.id) ?? offer);
  const isHeld = offers.some(({ state }) => state === 'pending' || state === 'accepting');
  return { ...opening, offers, held: isHeld ? opening.held : undefined };
}

export const defaultSettings = (
  organisationId: WaitlistSettings['organisationId'],
  quiet: WaitlistSettings['quiet'],
): WaitlistSettings => ({
  id: organisationId,
  organisationId,
  version: 0,
  isOn: true,
  holdMinutes: 30,
  batch: 1,
  leadMinutes: 60,
  longBlockMinutes: 30,
  quiet,
  worth: [],
});

/** What is asked of the ledger for this entry. Both sides wait for it, so the notice of the service does not stand in the way. */
export const timeRequestOf = (entry: WaitlistEntry, opening: Opening, start: Instant): TimeRequest => ({
  organisationId: entry.organisationId,
  serviceId: entry.serviceId,
  start,
  durationMinutes: entry.durationMinutes,
  location: entry.location,
  guests: entry.guests,
  hosts: entry.hosts?.filter((host) => opening.hosts.includes(host)) ?? opening.hosts,
  noticeMinutes: 0,
});
