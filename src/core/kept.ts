/** What an organisation keeps and edits as a whole: every change is written in one step with the event that tells of it. */
import type { DomainEvent } from './events.ts';
import type { OrganisationId } from './ids.ts';
import type { Page, PageRequest } from './ports.ts';
import { ok, type Refusal, type Result, refuse } from './result.ts';

export interface Kept<KeptId extends string> {
  readonly id: KeptId;
  readonly organisationId: OrganisationId;
  /** Counts its changes, from 1. */
  readonly version: number;
}

type IdOf<Item> = Item extends Kept<infer KeptId> ? KeptId : never;

/** What a room needs of the store to keep its things. */
export interface Shelf<Item extends Kept<string>> {
  find(organisationId: OrganisationId, id: IdOf<Item>): Promise<Item | undefined>;
  /** In the order they were made. */
  list(organisationId: OrganisationId, page?: PageRequest): Promise<Page<Item>>;
  /** `taken`: what has to be unique about it belongs to another. */
  insert(item: Item, event: DomainEvent): Promise<'written' | 'taken'>;
  /** Writes while the stored version is one less than the item's; without an event where nobody is to be told. */
  replace(item: Item, event?: DomainEvent): Promise<'written' | 'taken' | 'changed_meanwhile'>;
  /** It is found no more; false: it was not there, or another version was. */
  remove(item: Item, event: DomainEvent): Promise<boolean>;
}

export type NotFound = Refusal<'not_found'>;
export type ChangedMeanwhile = Refusal<'changed_meanwhile', { readonly version: number }>;
export type Taken = Refusal<'taken'>;
export type EditRefusal = NotFound | ChangedMeanwhile | Taken;

/** What becomes of an item; `undefined` as the event says that nothing changed. */
export interface Edit<Item> {
  readonly item: Item;
  readonly event: DomainEvent | undefined;
}

const MOST_TRIES = 5;

interface EditRequest<Item extends Kept<string>> {
  readonly organisationId: OrganisationId;
  readonly id: IdOf<Item>;
  /** The version the change was made for; without one it is made to whatever is there. */
  readonly version: number | undefined;
}

/** Reads, changes and writes; where somebody was faster and no version was named, once more. */
export async function editKept<Item extends Kept<string>, Refused extends { ok: false; reason: string } = never>(
  shelf: Shelf<Item>,
  { organisationId, id, version }: EditRequest<Item>,
  change: (before: Item) => Promise<Result<Edit<Item>, Refused>>,
): Promise<Result<Item, EditRefusal | Refused>> {
  for (let attempt = 0; attempt < MOST_TRIES; attempt++) {
    const before = await shelf.find(organisationId, id);
    if (before === undefined) return refuse('not_found');
    if (version !== undefined && version !== before.version)
      return refuse('changed_meanwhile', { version: before.version });
    const changed = await change(before);
    if (!changed.ok) return changed;
    const { item, event } = changed.value;
    if (event === undefined) return ok(before);
    const outcome = await shelf.replace(item, event);
    if (outcome === 'written') return ok(item);
    if (outcome === 'taken') return refuse('taken');
  }
  const now = await shelf.find(organisationId, id);
  return now === undefined ? refuse('not_found') : refuse('changed_meanwhile', { version: now.version });
}

/** The fields of `after` that differ from `before`, as they were and as they are; undefined where nothing does. */
export function differences<Fields extends object>(
  before: Fields,
  after: Fields,
): { readonly before: Partial<Fields>; readonly after: Partial<Fields> } | undefined {
  const was: Partial<Fields> = {};
  const is: Partial<Fields> = {};
  for (const name of new Set([...keysOf(before), ...keysOf(after)])) {
    // They are plain data, written by the same code: the same value has the same text.
    if (JSON.stringify(before[name]) === JSON.stringify(after[name])) continue;
    if (before[name] !== undefined) was[name] = before[name];
    if (after[name] !== undefined) is[name] = after[name];
  }
  return keysOf(was).length + keysOf(is).length === 0 ? undefined : { before: was, after: is };
}

// Plain data has no keys but those its type names.
const keysOf = <Fields extends object>(fields: Fields) => Object.keys(fields) as (keyof Fields)[];
