import { readFile } from 'node:fs/promises';
import type { Organisation } from '../core/organisations/types.ts';
import { inOneLine } from '../core/text.ts';
import {
  type Command,
  type Desk,
  done,
  findOrganisation,
  nameProblem,
  noOrganisation,
  ORGANISATION,
  type Outcome,
  refused,
} from './command.ts';
import { type CsvRow, readCsv } from './csv.ts';

/** One cell of a row, by the name of its column, in one line; empty where the file has no such column. */
type Cells = (column: string) => string;

/** Why a row cannot be used, or what it would do. */
type Checked = { readonly problems: readonly string[] } | { readonly apply: () => Promise<'added' | 'already there'> };

/** How rows of one kind come in. `key` tells rows apart: two with the same are a mistake in the file. */
export interface Importer {
  readonly kind: string;
  readonly required: readonly string[];
  readonly optional: readonly string[];
  key(cells: Cells): string;
  check(cells: Cells, organisation: Organisation, desk: Desk): Promise<Checked>;
}

interface Planned {
  readonly apply: () => Promise<'added' | 'already there'>;
}

const MOST_TOLD = 50;

function columnsOf(importer: Importer, header: CsvRow): readonly string[] {
  const names = header.cells.map((name) => name.toLowerCase());
  const known = [...importer.required, ...importer.optional];
  const unknown = names.filter((name) => !known.includes(name));
  const missing = importer.required.filter((name) => !names.includes(name));
  return [
    ...unknown.map(
      (name) => `line ${header.line}: ${name || '(empty)'} is no column here; those there are: ${known.join(', ')}`,
    ),
    ...missing.map((name) => `line ${header.line}: the column ${name} is missing`),
  ];
}

async function planRows(importer: Importer, rows: readonly CsvRow[], organisation: Organisation, desk: Desk) {
  const [header, ...content] = rows;
  if (header === undefined) return { problems: ['line 1: the file is empty'], planned: [] };
  const problems = [...columnsOf(importer, header)];
  if (problems.length > 0) return { problems, planned: [] };
  const places = new Map(header.cells.map((name, place) => [name.toLowerCase(), place]));
  const seen = new Map<string, number>();
  const planned: Planned[] = [];
  for (const { line, cells: texts } of content) {
    const cells: Cells = (column) => inOneLine(texts[places.get(column) ?? -1] ?? '');
    const empty = importer.required.filter((column) => cells(column) === '').map((column) => `${column} is empty`);
    const name = nameProblem(cells('name'));
    const flaws = empty.length > 0 || name === undefined ? empty : [`name ${name}`];
    const twin = seen.get(importer.key(cells));
    const again = twin === undefined || flaws.length > 0 ? [] : [`is the same as line ${twin}`];
    seen.set(importer.key(cells), line);
    const checked = flaws.length > 0 ? { problems: flaws } : await importer.check(cells, organisation, desk);
    if ('apply' in checked && again.length === 0) planned.push(checked);
    const found = 'problems' in checked ? [...again, ...checked.problems] : again;
    problems.push(...found.map((problem) => `line ${line}: ${problem}`));
  }
  return { problems, planned };
}

async function importFile(
  text: string,
  importer: Importer,
  organisation: Organisation,
  desk: Desk,
  isDryRun: boolean,
): Promise<Outcome> {
  const file = readCsv(text);
  if ('problem' in file) return refused('Nothing was imported.', [`line ${file.line}: ${file.problem}`]);
  const { problems, planned } = await planRows(importer, file.rows, organisation, desk);
  if (problems.length > 0) {
    const more = problems.length - MOST_TOLD;
    const told = more > 0 ? [...problems.slice(0, MOST_TOLD), `and ${more} more`] : problems;
    return refused('Nothing was imported: mend these lines, and run it again.', told);
  }
  const counts = { rows: planned.length, added: 0, alreadyThere: 0 };
  if (isDryRun) return done({ ...counts, dryRun: true }, `${counts.rows} rows can be imported; nothing was.`);
  for (const { apply } of planned) {
    if ((await apply()) === 'added') counts.added += 1;
    else counts.alreadyThere += 1;
  }
  return done({ ...counts, dryRun: false }, `${counts.added} added, ${counts.alreadyThere} were there already.`);
}

/** `import members FILE`, and so on for each importer. Run again it adds what is missing and leaves the rest alone. */
export const importCommands = (importers: readonly Importer[]): readonly Command[] =>
  importers.map((importer) => ({
    name: `import ${importer.kind}`,
    summary: `Reads ${importer.kind} from a CSV file: ${[...importer.required, ...importer.optional.map((name) => `[${name}]`)].join(', ')}`,
    takes: 'FILE',
    options: { ...ORGANISATION, 'dry-run': { what: 'checks every line and imports nothing', isFlag: true } },
    async run(given, desk) {
      const organisation = await findOrganisation(given, desk);
      if (organisation === undefined) return noOrganisation(given);
      let text: string;
      try {
        text = await readFile(given.subject, 'utf8');
      } catch {
        return refused(`${given.subject} cannot be read.`);
      }
      return await importFile(text, importer, organisation, desk, given.has('dry-run'));
    },
  }));
