/** What a command of the operator is: what it takes, what it does on the same use-cases as everybody, what it tells. */
import { parseArgs } from 'node:util';
import type { ApiKeys } from '../core/api-keys/types.ts';
import type { Services } from '../core/appointments/services.ts';
import type { OrganisationId } from '../core/ids.ts';
import type { Maker, Member, Members, Roles, Teams } from '../core/members/types.ts';
import type { Organisation, Organisations, OwnSentence } from '../core/organisations/types.ts';
import type { People } from '../core/people/service.ts';
import type { Locale } from '../core/people/types.ts';
import type { Clock, Ids } from '../core/ports.ts';
import { inOneLine, VISIBLE } from '../core/text.ts';

export interface Desk {
  readonly organisations: Organisations;
  readonly members: Members;
  readonly roles: Roles;
  readonly teams: Teams;
  readonly apiKeys: ApiKeys;
  readonly services: Services;
  readonly people: Pick<People, 'known' | 'add' | 'recordConsent'>;
  readonly sentences: Sentences;
  readonly ids: Ids;
  readonly clock: Clock;
}

/** What can be said in a house's own way, and what is wrong with a sentence that cannot stand in for ours. */
export interface Sentences {
  oursIn(language: Locale): readonly OwnSentence[];
  problemOf(own: OwnSentence): { readonly field: 'sentence' | 'text'; readonly message: string } | undefined;
}

interface Option {
  readonly what: string;
  readonly isRequired?: true;
  readonly isFlag?: true;
}

/** `value` for machines, `text` for people. */
export type Outcome =
  | { readonly ok: true; readonly value: unknown; readonly text: string }
  | { readonly ok: false; readonly problem: string; readonly details?: readonly string[] };

export interface Command {
  /** As it is called, e.g. `member add`. */
  readonly name: string;
  readonly summary: string;
  /** What stands after it without a name, e.g. `FILE`. */
  readonly takes?: string;
  readonly options: Readonly<Record<string, Option>>;
  run(given: Given, desk: Desk): Promise<Outcome>;
}

/** What was called cannot be understood: exit code 2, and a word on how to call it. */
export class UsageError extends Error {}

/** Of whoever or whatever is named: as long as the API takes it. */
const LONGEST_NAME = 120;

/** Why a name cannot be used; it was cleaned before. */
export function nameProblem(name: string): string | undefined {
  if (!VISIBLE.test(name)) return 'must not be empty';
  return name.length > LONGEST_NAME ? `must not be longer than ${LONGEST_NAME} characters` : undefined;
}

/** `--name`, as the API would keep it; undefined where it is not said. */
export function nameGiven(given: Given): string | undefined {
  const text = given.text('name');
  if (text === undefined) return undefined;
  const name = inOneLine(text);
  const problem = nameProblem(name);
  if (problem !== undefined) throw new UsageError(`--name ${problem}`);
  return name;
}

/** Where it is required. */
export const needName = (given: Given): string => nameGiven(given) ?? '';

/** What the caller wrote, checked against what the command takes. */
export interface Given {
  readonly subject: string;
  has(flag: string): boolean;
  text(option: string): string | undefined;
  need(option: string): string;
}

export function readGiven(command: Command, argv: readonly string[]): Given {
  const options = Object.fromEntries(
    Object.entries(command.options).map(([name, { isFlag }]) => [
      name,
      { type: isFlag ? 'boolean' : 'string' } as const,
    ]),
  );
  let parsed: ReturnType<typeof parseArgs>;
  try {
    parsed = parseArgs({ args: [...argv], options, allowPositionals: command.takes !== undefined });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
  const { values, positionals } = parsed;
  const text = (name: string): string | undefined => {
    const value = values[name];
    return typeof value === 'string' ? value : undefined;
  };
  for (const [name, { isRequired }] of Object.entries(command.options))
    if (isRequired && text(name) === undefined) throw new UsageError(`--${name} is missing`);
  if (command.takes !== undefined && positionals.length !== 1) throw new UsageError(`name one ${command.takes}`);
  return {
    subject: positionals[0] ?? '',
    has: (flag) => values[flag] === true,
    text,
    need: (name) => text(name) ?? '',
  };
}

export const ORGANISATION = { org: { what: 'the organisation: its slug or id', isRequired: true } } as const;

export const done = (value: unknown, text: string): Outcome => ({ ok: true, value, text });
export const refused = (problem: string, details: readonly string[] = []): Outcome => ({ ok: false, problem, details });

/** Columns as wide as what stands in them. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

export async function findOrganisation(given: Given, { organisations }: Desk): Promise<Organisation | undefined> {
  const named = given.need('org');
  // What looks like an id is looked up as one; it is found or it is not.
  return named.startsWith('org_')
    ? await organisations.get(named as OrganisationId)
    : await organisations.bySlug(named);
}

export const noOrganisation = (given: Given): Outcome =>
  refused(`There is no organisation ${given.need('org')}: \`org list\` shows those there are.`);

/** Reads a list to its end. */
export async function readAll<Item>(
  list: (page: {
    readonly after?: string | undefined;
  }) => Promise<{ readonly items: readonly Item[]; readonly next?: string }>,
): Promise<readonly Item[]> {
  const all: Item[] = [];
  let after: string | undefined;
  do {
    const page = await list({ after });
    all.push(...page.items);
    after = page.next;
  } while (after !== undefined);
  return all;
}

/** Whoever has a shell on the machine stands above every organisation; the audit log calls them the operator. */
export const operatorOf = ({ id }: Organisation): Maker => ({
  // There is no member behind it: the name is nobody's id.
  access: { kind: 'member', organisation: id, member: 'operator' as Member['id'], teams: [], role: 'super_admin' },
  actor: { kind: 'operator', channel: 'command_line' },
});
