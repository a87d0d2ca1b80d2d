import type { Conversation } from '../../core/conversations/types.ts';
import type { Actor } from '../../core/events.ts';
import { Fault } from '../../core/fault.ts';
import type { ContactId, OrganisationId } from '../../core/ids.ts';
import type { Contact, Locale } from '../../core/people/types.ts';
import type { KeyedEffect } from '../dialogues/effects.ts';
import { asBefore, followLanguage } from '../dialogues/languages.ts';
import { FRESH_STATE } from '../dialogues/prompts.ts';
import type { Input } from '../dialogues/steps.ts';
import type { DialogueState, Facts, Followed, Person, Visit } from '../dialogues/types.ts';
import { understandThere } from '../understanding/places.ts';
import type { Reader } from '../words/words.ts';
import { createKinds } from './kinds.ts';
import { shownName, type Telling } from './telling.ts';
import type { Setting, TalkParts } from './types.ts';

const personOf = ({ id, name }: Contact): Person => (name === undefined ? { id } : { id, name });

interface Circle extends Pick<Setting, 'actor' | 'knownAs' | 'known'> {
  readonly people: Facts['people'];
  /** As the contact is filed; later in a turn, as it is spoken to. */
  readonly reader: Reader;
}

/** What a dialogue had done since the scene before. */
interface Round {
  readonly before: Setting;
  readonly effects: readonly KeyedEffect[];
}

/** The state of its dialogue: written by this very code, as plain data. */
export const dialogueOf = ({ dialogue }: Conversation): DialogueState =>
  (dialogue as DialogueState | undefined) ?? FRESH_STATE;

/** In the language of what was said just now; else in the one the conversation goes on in. */
function followIn(conversation: Conversation, input: Input | undefined, filed: Locale): Followed {
  const state = dialogueOf(conversation);
  return input?.kind === 'said' ? followLanguage(state, input.text, filed) : asBefore(state.spoken, filed);
}

/** Reads what a dialogue may know at one moment. */
export function createScenes(parts: TalkParts, telling: Telling) {
  const { people, organisations, appointments, wordsOf, clock } = parts;
  const kindsOf = createKinds(parts);

  async function visitsOf(organisationId: OrganisationId, ids: readonly ContactId[], now: number) {
    const lists = await Promise.all(ids.map((contactId) => appointments.ahead(organisationId, contactId, now)));
    return lists.flat().toSorted((a, b) => a.start - b.start);
  }

  /** Who is at the address, and the records that were folded into theirs. */
  async function peopleAt(conversation: Conversation): Promise<Circle> {
    const { organisationId, channel, address } = conversation;
    const actor: Actor = { kind: 'contact', id: conversation.contactId, channel };
    const contacts = await people.at(organisationId, { channel, address }, actor);
    const ids = contacts.map(({ id }) => id);
    const folded = await people.foldedInto(organisationId, ids);
    const [first, ...others] = contacts;
    return {
      people: [personOf(first), ...others.map(personOf)],
      reader: { locale: first.locale, zone: first.zone },
      actor: { ...actor, id: first.id },
      knownAs: new Map<ContactId, ContactId>([
        ...ids.map((one) => [one, one] as const),
        ...folded.map((one) => [one.id, one.mergedInto ?? one.id] as const),
      ]),
      known: { people: new Map(contacts.map((contact) => [contact.id, shownName(contact)])), hosts: new Map() },
    };
  }

  /** Of the same turn: only what its effects changed is read again, and visits, which most of them change. */
  const circleBefore = ({ scene, actor, knownAs, known }: Setting): Circle => ({
    ...{ people: scene.facts.people, reader: scene.words.reader, actor, knownAs, known },
  });

  return async function setScene(
    conversation: Conversation,
    { cause, input }: { readonly cause: string; readonly input?: Input },
    round?: Round,
  ): Promise<Setting> {
    const { id, organisationId, channel, address } = conversation;
    const now = clock.now();
    const { before, effects = [] } = round ?? {};
    const hasDone = (...kinds: readonly KeyedEffect['kind'][]) => effects.some(({ kind }) => kinds.includes(kind));
    const [organisation, circle, offered, standing] = await Promise.all([
      before?.organisation ?? organisations.get(organisationId),
      before && !hasDone('name_contact') ? circleBefore(before) : peopleAt(conversation),
      before?.scene.facts.services ?? kindsOf(organisationId),
      before && !hasDone('opt_in', 'opt_out')
        ? before.scene.facts.standing
        : people.standing(organisationId, { channel, address }),
    ]);
    if (organisation === undefined) throw new Fault('not_found', 'The organisation of a conversation is gone.');
    const { knownAs, actor, known } = circle;
    const followed = before?.scene.followed ?? followIn(conversation, input, circle.reader.locale);
    const reader = { ...circle.reader, locale: followed.locale };
    const upcoming = await visitsOf(organisationId, [...knownAs.keys()], now);
    const visits = await Promise.all(
      upcoming.map(async (appointment): Promise<Visit> => {
        const contactId = knownAs.get(appointment.contactId) ?? appointment.contactId;
        return await telling.visitOf({ ...appointment, contactId }, known);
      }),
    );
    const facts: Facts = {
      now,
      cause,
      conversation: id,
      organisation: { name: organisation.name },
      people: circle.people,
      visits,
      services: offered,
      ...(standing === undefined ? {} : { standing }),
    };
    const words = wordsOf(organisation);
    return {
      ...{ conversation, organisation, knownAs, actor, known },
      scene: {
        facts,
        followed,
        words: words(reader),
        wordsFor: words,
        understand: (text, prompts) => understandThere({ text, prompts, now, ...reader }),
      },
    };
  };
}
