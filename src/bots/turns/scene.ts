import type { Conversation } from '../../core/conversations/types.ts';
import type { Actor } from '../../core/events.ts';
import { Fault } from '../../core/fault.ts';
import type { ContactId, OrganisationId } from '../../core/ids.ts';
import type { Contact } from '../../core/people/types.ts';
import type { Facts, Person, Service, Visit } from '../dialogues/types.ts';
import { understand } from '../understanding/understand.ts';
import type { Telling } from './telling.ts';
import type { Setting, TalkParts } from './types.ts';

const personOf = ({ id, name }: Contact): Person => (name === undefined ? { id } : { id, name });

/** Of one person; who has more is served by a member anyway. */
const MOST_VISITS = 20;

/** Reads what a dialogue may know at one moment. */
export function createScenes(parts: TalkParts, telling: Telling) {
  const { people, services, organisations, appointments, words, clock } = parts;

  async function visitsOf(organisationId: OrganisationId, ids: readonly ContactId[], now: number) {
    const within = { start: now, end: Number.MAX_SAFE_INTEGER };
    const lists = await Promise.all(
      ids.map((contactId) =>
        appointments.list(
          organisationId,
          { contactId, statuses: ['requested', 'confirmed'], within },
          { limit: MOST_VISITS },
        ),
      ),
    );
    return lists.flatMap(({ items }) => items).toSorted((a, b) => a.start - b.start);
  }

  async function servicesOf(organisationId: OrganisationId): Promise<readonly Service[]> {
    const all = await services.list(organisationId);
    return all
      .filter(({ isOffered }) => isOffered)
      .map(({ id, name, intake = [] }) => ({
        id,
        name,
        intake: intake.map((question) => ({
          ...question,
          kind: question.answers.length > 0 ? ('choice' as const) : ('text' as const),
        })),
      }));
  }

  /** `before` is the scene of the same turn, whose effects changed neither the organisation nor what it offers. */
  return async function setScene(conversation: Conversation, cause: string, before?: Setting): Promise<Setting> {
    const { id, organisationId, channel, address } = conversation;
    const identity = { channel, address };
    const now = clock.now();
    const actor: Actor = { kind: 'contact', id: conversation.contactId, channel };
    const [organisation, contacts, offered, standing] = await Promise.all([
      before?.organisation ?? organisations.get(organisationId),
      people.at(organisationId, identity, actor),
      before?.scene.facts.services ?? servicesOf(organisationId),
      people.standing(organisationId, identity),
    ]);
    if (organisation === undefined) throw new Fault('not_found', 'The organisation of a conversation is gone.');
    const ids = contacts.map((contact) => contact.id);
    const folded = await people.foldedInto(organisationId, ids);
    const knownAs = new Map<ContactId, ContactId>([
      ...ids.map((one) => [one, one] as const),
      ...folded.map((one) => [one.id, one.mergedInto ?? one.id] as const),
    ]);
    const upcoming = await visitsOf(organisationId, [...knownAs.keys()], now);
    const visits = await Promise.all(
      upcoming.map(async (appointment): Promise<Visit> => {
        const contactId = knownAs.get(appointment.contactId) ?? appointment.contactId;
        return await telling.visitOf({ ...appointment, contactId });
      }),
    );
    const [first, ...others] = contacts;
    const facts: Facts = {
      now,
      cause,
      conversation: id,
      organisation: { name: organisation.name },
      people: [personOf(first), ...others.map(personOf)],
      visits,
      services: offered,
      ...(standing === undefined ? {} : { standing }),
    };
    const reader = { locale: first.locale, zone: first.zone };
    return {
      conversation,
      organisation,
      knownAs,
      actor: { ...actor, id: first.id },
      scene: {
        facts,
        words: words(reader),
        wordsFor: words,
        understand: (text, prompts) => understand({ text, prompts, now, ...reader }),
      },
    };
  };
}
