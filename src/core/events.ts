import type { EventId, OrganisationId } from './ids.ts';
import type { Instant } from './time/types.ts';

/** Who caused it, and through which channel: `system` is us acting on time that passed or on a rule. */
export interface Actor {
  readonly kind: 'member' | 'contact' | 'api_key' | 'operator' | 'system';
  readonly id?: string;
  readonly channel: 'hub' | 'api' | 'page' | 'sms' | 'slack' | 'teams' | 'chat' | 'email' | 'command_line' | 'system';
}

/** Every event says what happened to whom, when, by whom; `before` and `after` hold only the fields that changed. */
interface EventForm<Type extends string, SubjectKind extends string, Fields extends object> {
  readonly id: EventId;
  readonly organisationId: OrganisationId;
  readonly type: Type;
  readonly at: Instant;
  readonly actor: Actor;
  readonly subject: { readonly kind: SubjectKind; readonly id: string };
  readonly before?: Partial<Fields>;
  readonly after?: Partial<Fields>;
  readonly reason?: string;
}

interface OrganisationFields {
  readonly name: string;
  readonly zone: string;
  readonly language: string;
}

/** Each feature adds its own events here, so that a consumer's `switch` stays exhaustive. */
export type DomainEvent =
  | EventForm<'organisation_created', 'organisation', OrganisationFields>
  | EventForm<'organisation_changed', 'organisation', OrganisationFields>;

/** An event in its place in the organisation's stream; positions begin at 1 and have no gaps. */
export type StreamedEvent = DomainEvent & { readonly position: number };
