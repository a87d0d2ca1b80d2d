import type { OutgoingMessage } from '../core/delivery/types.ts';
import type { DomainEvent } from '../core/events.ts';
import type { Instant } from '../core/time/types.ts';
import { type IndexDeclaration, optionalNumber, plainData } from './models/definition.ts';

/**
 * What a change causes is written into the changed document, in the same update: neither exists without the other. The relay
 * copies it to where it belongs, by its id or key, and then takes it off here.
 */
export interface PendingFields {
  pendingEvents?: DomainEvent[];
  pendingMessages?: OutgoingMessage[];
  /** Since when the oldest of them waits; absent when nothing does. */
  pendingSince?: Instant;
}

export const pendingFields = {
  pendingEvents: { type: [plainData], default: undefined },
  pendingMessages: { type: [plainData], default: undefined },
  pendingSince: optionalNumber,
};

/** Every model with pending fields declares it: only documents with something pending are in it. */
export const pendingIndex: IndexDeclaration = {
  name: 'pending',
  keys: { organisationId: 1, pendingSince: 1 },
  where: { pendingSince: { $gt: 0 } },
};

export interface Consequences {
  readonly events?: readonly DomainEvent[] | undefined;
  readonly messages?: readonly OutgoingMessage[] | undefined;
}

const isNothing = ({ events = [], messages = [] }: Consequences) => events.length === 0 && messages.length === 0;

/** Fields of a new document. */
export function pendingOnInsert(consequences: Consequences, now: Instant): PendingFields {
  if (isNothing(consequences)) return {};
  return {
    pendingEvents: [...(consequences.events ?? [])],
    pendingMessages: [...(consequences.messages ?? [])],
    pendingSince: now,
  };
}

/** Operators to be put into the update that makes the change; none of them touches another field. */
export function pendingOnUpdate(consequences: Consequences, now: Instant) {
  if (isNothing(consequences)) return {};
  return {
    $push: {
      pendingEvents: { $each: [...(consequences.events ?? [])] },
      pendingMessages: { $each: [...(consequences.messages ?? [])] },
    },
    $min: { pendingSince: now },
  };
}
