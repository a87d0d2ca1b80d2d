/** Who changed what, when, from where: every event of the stream, searchable, for as long as the organisation keeps it. */
import type { Actor, DomainEvent } from '../events.ts';
import type { EventId, MemberId, OrganisationId } from '../ids.ts';
import type { Page, PageRequest } from '../ports.ts';
import type { Instant } from '../time/types.ts';

export interface AuditEntry {
  readonly id: EventId;
  readonly organisationId: OrganisationId;
  readonly at: Instant;
  readonly type: DomainEvent['type'];
  readonly actor: Actor;
  readonly subject: DomainEvent['subject'];
  readonly before?: object;
  readonly after?: object;
  readonly reason?: string;
}

export interface AuditFilter {
  readonly actor?: string | undefined;
  readonly subject?: string | undefined;
  readonly type?: string | undefined;
  /** Half-open. */
  readonly from?: Instant | undefined;
  readonly to?: Instant | undefined;
  /** What these did, or what was done to them. */
  readonly members: 'all' | readonly MemberId[];
}

export interface AuditLog {
  /** Adding an entry again changes nothing. */
  add(entry: AuditEntry): Promise<void>;
  /** The newest first. */
  list(organisationId: OrganisationId, filter: AuditFilter, page?: PageRequest): Promise<Page<AuditEntry>>;
  /** Forgets what is older; gives how many. At most so many at a time. */
  forget(organisationId: OrganisationId, before: Instant, limit: number): Promise<number>;
}
