import type { Actor, DomainEvent, OpeningFields } from '../../core/events.ts';
import type { OrganisationId } from '../../core/ids.ts';
import type { WaitlistOfferId } from '../../core/waitlist/types.ts';
import type { Announcement, EventTurn } from './happenings.ts';
import type { Reaching } from './reaching.ts';
import type { TalkParts } from './types.ts';

interface Parts {
  readonly waitlist: Pick<TalkParts['waitlist'], 'decline'>;
  readonly reaching: Reaching;
}

type OpeningEvent = Extract<DomainEvent, { subject: { kind: 'opening' } }>;
type Changed = OpeningFields['offers'][number];

const SYSTEM: Actor = { kind: 'system', channel: 'system' };
const isOpeningEvent = (event: DomainEvent): event is OpeningEvent => event.subject.kind === 'opening';

/** What became of an opening, for each of those who were asked about it. */
export function createOpeningNews({ waitlist, reaching }: Parts) {
  /** Who cannot be written to does not keep the time from the next; who has no address is called by the desk. */
  async function ask(organisationId: OrganisationId, { contactId }: Changed, offer: WaitlistOfferId) {
    const conversation = await reaching.reach(organisationId, contactId);
    if (conversation === 'opted_out') await waitlist.decline({ organisationId, offerId: offer, actor: SYSTEM });
    if (conversation === 'opted_out' || conversation === 'no_address') return [];
    return [{ conversation, turn: { kind: 'event', what: 'opening_kept', offer } as const }];
  }

  async function newsFor(event: OpeningEvent, changed: Changed): Promise<readonly Announcement[]> {
    const { organisationId, actor } = event;
    const offer = changed.id as WaitlistOfferId; // written by the waitlist itself
    if (changed.state === 'pending') return await ask(organisationId, changed, offer);
    const turn = turnFor(event, changed, offer);
    if (turn === undefined) return [];
    const known = await reaching.conversationsOf(organisationId, changed.contactId);
    const isTheirs = actor.kind === 'contact' && (turn.what === 'visit_booked' || event.type === 'opening_answered');
    // Answered in the conversation it stands there already; another channel of theirs only drops the question.
    const others = known.filter(({ channel }) => !isTheirs || channel !== actor.channel);
    // One line is enough, and it goes where the question was asked: elsewhere nothing is open that could end.
    return turn.what === 'visit_booked'
      ? others.slice(0, 1).map((conversation) => ({ conversation, turn }))
      : others.map((conversation) => ({ conversation, turn }));
  }

  return async function newsOf(event: DomainEvent): Promise<readonly Announcement[]> {
    if (!isOpeningEvent(event)) return [];
    const news = await Promise.all((event.after?.offers ?? []).map((changed) => newsFor(event, changed)));
    return news.flat();
  };
}

function turnFor(
  { actor, after, type }: OpeningEvent,
  { state }: Changed,
  offer: WaitlistOfferId,
): EventTurn | undefined {
  const ended = (how: Extract<EventTurn, { what: 'opening_ended' }>['how']): EventTurn => ({
    kind: 'event',
    what: 'opening_ended',
    offer,
    how,
  });
  switch (state) {
    case 'accepted':
      if (after?.appointmentId === undefined) return undefined;
      return { kind: 'event', what: 'visit_booked', appointment: after.appointmentId, offer };
    case 'lost':
      return ended('lost');
    case 'lapsed':
      return ended('expired');
    case 'withdrawn':
      return ended(type === 'opening_closed' ? 'withdrawn' : 'decided_elsewhere');
    case 'declined':
      // Whoever stands at the desk said it for them, and spoke with them.
      return actor.kind === 'system' ? undefined : ended('decided_elsewhere');
    default:
      return undefined;
  }
}
