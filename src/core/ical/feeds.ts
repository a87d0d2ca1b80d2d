import type { Telling, ToldAppointment } from '../appointments/telling.ts';
import { localeOfTag } from '../appointments/telling.ts';
import type { Appointment, Appointments } from '../appointments/types.ts';
import type { Actor, DomainEvent } from '../events.ts';
import { Fault } from '../fault.ts';
import type { MemberId, OrganisationId } from '../ids.ts';
import type { Member } from '../members/types.ts';
import type { Clock, Ids, Tokens } from '../ports.ts';
import { writeCalendar } from './calendar.ts';
import { FEED_STATUSES, feedWindow, hostsEntryOf, MOST_IN_FEED, partsOf } from './rules.ts';
import type { CalendarWords, Entry, Feed, FeedShelf } from './types.ts';

interface Parts {
  readonly shelf: FeedShelf;
  readonly appointments: Pick<Appointments, 'list'>;
  readonly members: { find(organisationId: OrganisationId, id: MemberId): Promise<Member | undefined> };
  readonly telling: Pick<Telling, 'tellAll'>;
  readonly words: CalendarWords;
  readonly tokens: Tokens;
  readonly clock: Clock;
  readonly ids: Ids;
}

const TRIES = 5;
const PAGE = 200;
const REFRESH_MINUTES = 60;

/** As they are mailed to the same member: whoever keeps both sees one event, by its UID. */
function entriesFor({ id, language }: Member, told: ToldAppointment, words: CalendarWords): readonly Entry[] {
  const host = { id, locale: localeOfTag(language) };
  return partsOf(told, id).map((part) => hostsEntryOf(told, part, words, host));
}

export function createFeeds({ shelf, appointments, members, telling, words, tokens, clock, ids }: Parts) {
  const eventAbout = (feed: Feed, type: 'calendar_feed_made' | 'calendar_feed_revoked', actor: Actor): DomainEvent => ({
    id: ids.next('event'),
    organisationId: feed.organisationId,
    at: clock.now(),
    actor,
    subject: { kind: 'member', id: feed.memberId },
    type,
    after: { feed: feed.version },
  });

  /** Whoever is faster is simply followed by the later one: the last address made is the one that opens it. */
  async function write(
    organisationId: OrganisationId,
    memberId: MemberId,
    next: (before: Feed | undefined) => { readonly feed: Feed; readonly event: DomainEvent } | undefined,
  ): Promise<void> {
    for (let attempt = 0; attempt < TRIES; attempt += 1) {
      const before = await shelf.ofMember(organisationId, memberId);
      const change = next(before);
      if (change === undefined) return;
      const { feed, event } = change;
      const written = before === undefined ? await shelf.insert(feed, event) : await shelf.replace(feed, event);
      if (written === 'written') return;
    }
    throw new Fault('unavailable', 'The calendar address is being changed by several at once: try again.');
  }

  async function visitsOf({ organisationId, id }: Member): Promise<readonly Appointment[]> {
    const filter = { hostIds: [id], statuses: FEED_STATUSES, within: feedWindow(clock.now()) };
    const found: Appointment[] = [];
    let after: string | undefined;
    do {
      const page = await appointments.list(organisationId, filter, { limit: PAGE, after });
      found.push(...page.items);
      after = page.next;
    } while (after !== undefined && found.length < MOST_IN_FEED);
    return found.slice(0, MOST_IN_FEED);
  }

  return {
    find: shelf.ofMember,
    /** The token is told this once; the address before it opens nothing any more. */
    async make(organisationId: OrganisationId, memberId: MemberId, actor: Actor): Promise<string> {
      const token = tokens.make();
      await write(organisationId, memberId, (before) => {
        const feed: Feed = {
          id: before?.id ?? ids.next('feed'),
          organisationId,
          memberId,
          version: (before?.version ?? 0) + 1,
          tokenHash: tokens.hash(token),
          madeAt: clock.now(),
        };
        return { feed, event: eventAbout(feed, 'calendar_feed_made', actor) };
      });
      return token;
    },
    async revoke(organisationId: OrganisationId, memberId: MemberId, actor: Actor): Promise<void> {
      await write(organisationId, memberId, (before) => {
        if (before === undefined || before.revokedAt !== undefined) return undefined;
        const feed = { ...before, version: before.version + 1, revokedAt: clock.now() };
        return { feed, event: eventAbout(feed, 'calendar_feed_revoked', actor) };
      });
    },
    /** Undefined: the address opens nothing, or whose it was has left. */
    async read(token: string): Promise<string | undefined> {
      const feed = await shelf.byToken(tokens.hash(token));
      if (feed === undefined || feed.revokedAt !== undefined) return undefined;
      const member = await members.find(feed.organisationId, feed.memberId);
      if (!member?.isActive) return undefined;
      const told = await telling.tellAll(await visitsOf(member));
      return writeCalendar({
        name: member.name,
        refreshMinutes: REFRESH_MINUTES,
        entries: told.flatMap((one) => entriesFor(member, one, words)),
      });
    },
  };
}

export type Feeds = ReturnType<typeof createFeeds>;
