import type { DomainEvent, StreamedEvent } from './events.ts';
import type { Id, IdKind, OrganisationId } from './ids.ts';
import type { Result } from './result.ts';
import type { Instant } from './time/types.ts';

// What core needs from outside. The store, the job engine and the wiring implement these; core names nobody.

export interface Clock {
  now(): Instant;
}

/** Fields carry ids and counts, never what a person wrote, nor how to reach them. */
export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
  child(fields: object): Log;
}

/** From 0 (possible) to 1 (never reached). */
export type Chance = () => number;

/** Ids begin with the letters of their kind and sort by the time they were made. */
export interface Ids {
  next<Kind extends IdKind>(kind: Kind): Id<Kind>;
  /** Follows from another id and the part it plays there: asked for again it is the same, and it sorts beside that one. */
  derived<Kind extends IdKind>(kind: Kind, from: Id<IdKind>, part?: string): Id<Kind>;
}

/** Texts that nobody can guess, and what is kept of them. */
export interface Tokens {
  /** 256 bits of chance in letters that stand in an address as they are. */
  make(): string;
  /** SHA-256: such a text needs no slow hash, for there is nothing to guess at. */
  hash(token: string): string;
}

/** Makes a text that nobody without our key can make, and we can make again. */
export interface LinkSigner {
  sign(text: string): string;
}

/** An iCalendar object as a mail carries it (iMIP, RFC 6047). */
export interface MailedCalendar {
  readonly method: 'PUBLISH' | 'REQUEST' | 'CANCEL';
  readonly text: string;
}

/** A message to one address, ready to be sent. */
export interface MailMessage {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  /** The first is what the mail is about, in a calendar program's eyes; the others come as attachments. */
  readonly calendars?: readonly MailedCalendar[];
}

export interface Mail {
  send(message: MailMessage): Promise<void>;
}

/** Ends a subscription. */
export type Unsubscribe = () => void;

export interface Page<Item> {
  readonly items: readonly Item[];
  /** Hand it back as `after` to read on; absent on the last page. */
  readonly next?: string;
}

export interface PageRequest {
  readonly after?: string | undefined;
  readonly limit?: number | undefined;
}

/** A kind of job as the one who asks for it sees it: its name and the check of its data, which are ids and nothing else. */
export interface JobKind<Data> {
  readonly name: string;
  readonly data: { parse(data: unknown): Data };
}

/** Work that failed for the last time and waits for somebody to look at it. */
export interface FailedWork {
  readonly id: string;
  readonly kind: string;
  readonly failedAt: Instant;
  readonly attempts: number;
  readonly reason: string;
}

export interface Queue {
  /** Runs as soon as a worker is free, at least once, in any process. */
  enqueue<Data>(job: JobKind<Data>, data: Data): Promise<void>;
  failed(organisationId: OrganisationId, page?: PageRequest): Promise<Page<FailedWork>>;
  tryAgain(organisationId: OrganisationId, id: string): Promise<Result<undefined, { ok: false; reason: 'not_found' }>>;
}

/** Something that must happen later. Planning the same key again moves it; the time is read against our clock. */
export interface DuePlan {
  readonly organisationId: OrganisationId;
  /** What, for whom, which step: one plan per key and organisation. */
  readonly key: string;
  /** Names the handler. */
  readonly kind: string;
  /** The document it is about; everything about one subject can be withdrawn together. */
  readonly subjectId: string;
  readonly dueAt: Instant;
}

export interface DueTimes {
  plan(plans: readonly DuePlan[]): Promise<void>;
  /** False: nothing of that key was waiting. */
  withdraw(organisationId: OrganisationId, key: string): Promise<boolean>;
  withdrawSubject(organisationId: OrganisationId, subjectId: string, kind?: string): Promise<number>;
  ofSubject(organisationId: OrganisationId, subjectId: string): Promise<readonly DuePlan[]>;
  failed(organisationId: OrganisationId, page?: PageRequest): Promise<Page<FailedWork>>;
  tryAgain(organisationId: OrganisationId, key: string): Promise<Result<undefined, { ok: false; reason: 'not_found' }>>;
}

export interface EventStream {
  /** The organisation's events after a position, in order and without a gap. */
  read(organisationId: OrganisationId, after: number, limit: number): Promise<readonly StreamedEvent[]>;
  /** Of one subject, oldest first: its history. */
  ofSubject(organisationId: OrganisationId, subjectId: string): Promise<readonly StreamedEvent[]>;
}

/** Somebody who follows the stream. It may see an event again after a crash, and never out of order unless it says so. */
export interface EventConsumer {
  readonly name: string;
  /** Where a consumer begins that has never read this organisation; `beginning` reads the past too. */
  readonly startsAt: 'beginning' | 'now';
  /** What it does for one subject has nothing to do with another: only events of the same one are handled in order. */
  readonly inOrder?: 'of_subject';
  handle(event: DomainEvent & { readonly position: number }, context: { readonly signal: AbortSignal }): Promise<void>;
}

export interface Secrets {
  put(organisationId: OrganisationId, name: string, text: string): Promise<void>;
  get(organisationId: OrganisationId, name: string): Promise<string | undefined>;
  remove(organisationId: OrganisationId, name: string): Promise<boolean>;
}

export interface SecretKey {
  readonly id: string;
  /** 32 of them. */
  readonly bytes: Uint8Array;
}

/** New secrets are locked with `current`; older ones open with whichever key they name. */
export interface SecretKeyRing {
  readonly current: SecretKey;
  readonly previous: readonly SecretKey[];
}
