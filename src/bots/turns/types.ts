/**
 * The words of this room.
 *
 * - talk: what takes a conversation one step on: facts are read, the dialogue decides, effects are carried out, all of it is written
 * - setting: the scene of a dialogue with what carries out its effects
 */
import type { AppointmentService } from '../../core/appointments/service.ts';
import type { Services } from '../../core/appointments/services.ts';
import type { Appointments } from '../../core/appointments/types.ts';
import type { CardLinks, Conversation, Conversations } from '../../core/conversations/types.ts';
import type { Actor } from '../../core/events.ts';
import type { ContactId, MemberId, OrganisationId } from '../../core/ids.ts';
import type { Members } from '../../core/members/types.ts';
import type { Offers } from '../../core/offers/service.ts';
import type { Organisation, Organisations } from '../../core/organisations/types.ts';
import type { People } from '../../core/people/service.ts';
import type { Clock, Ids } from '../../core/ports.ts';
import type { Programmes } from '../../core/series/programmes.ts';
import type { SeriesStore } from '../../core/series/types.ts';
import type { Waitlist } from '../../core/waitlist/service.ts';
import type { EntryStore, OpeningStore } from '../../core/waitlist/types.ts';
import type { Input } from '../dialogues/steps.ts';
import type { Scene, Visit } from '../dialogues/types.ts';
import type { WordsOf } from '../words/words.ts';

export interface TalkParts {
  readonly conversations: Conversations;
  readonly cards: CardLinks;
  readonly people: People;
  readonly offers: Offers;
  readonly appointments: Pick<Appointments, 'find' | 'ahead' | 'list'>;
  readonly appointmentService: AppointmentService;
  readonly services: Pick<Services, 'find' | 'list'>;
  readonly members: Pick<Members, 'get'>;
  readonly organisations: Pick<Organisations, 'get'>;
  readonly series: Pick<SeriesStore, 'find'>;
  readonly programmes: Pick<Programmes, 'find'>;
  readonly waitlist: Pick<Waitlist, 'join' | 'change' | 'leave' | 'accept' | 'decline'>;
  readonly waitlistEntries: Pick<EntryStore, 'find' | 'list'>;
  readonly openings: Pick<OpeningStore, 'ofOffer'>;
  /** As the house itself speaks. */
  readonly wordsOf: WordsOf;
  readonly clock: Clock;
  readonly ids: Ids;
}

/** Who and what a turn has read about already; it asks for each once. */
export interface Known {
  readonly people: Map<ContactId, string>;
  readonly hosts: Map<MemberId, Promise<Visit['host']>>;
}

export interface Setting {
  readonly scene: Scene;
  readonly conversation: Conversation;
  readonly organisation: Organisation;
  /** Everybody at the address, and the records that were folded into theirs, with who they are now. */
  readonly knownAs: ReadonlyMap<ContactId, ContactId>;
  /** The contact, in events and changes. */
  readonly actor: Actor;
  /** What the turn has read so far. */
  readonly known: Known;
}

/** One thing that takes a conversation on. */
export interface Step {
  readonly organisationId: OrganisationId;
  /** What it is; taken twice it is answered once. */
  readonly cause: string;
  /** Where it stands in the thread. */
  readonly order: string;
  readonly input: Input;
  /** As the thread shows it; without it nothing was said. */
  readonly said?: { readonly side: 'contact' | 'member'; readonly text: string; readonly memberId?: MemberId };
  /** Who acts, where it is not the contact. */
  readonly actor?: Actor;
  /** What the conversation is from now on, beside what the dialogue decides. */
  readonly takenOverBy?: MemberId;
  /** The turn that failed, where this is about one. */
  readonly failedTurn?: string;
}
