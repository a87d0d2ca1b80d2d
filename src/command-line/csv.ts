export interface CsvRow {
  /** Where it begins in the file, from 1. */
  readonly line: number;
  readonly cells: readonly string[];
}

export type CsvFile = { readonly rows: readonly CsvRow[] } | { readonly line: number; readonly problem: string };

/** RFC 4180, and what spreadsheets write besides: a byte order mark, semicolons in some countries, bare line feeds. */
export function readCsv(given: string): CsvFile {
  const text = given.replace(/^\ufeff/, '');
  const separator = /^[^\r\n"]*;[^\r\n"]*(\r?\n|$)/.test(text) && !/^[^\r\n]*,/.test(text) ? ';' : ',';
  const rows: CsvRow[] = [];
  let cells: string[] = [];
  let cell = '';
  let line = 1;
  let begins = 1;
  let quotedSince: number | undefined;

  const endCell = () => {
    cells.push(cell.trim());
    cell = '';
  };
  const endRow = () => {
    endCell();
    // A line with nothing on it is no row.
    if (cells.some((content) => content !== '')) rows.push({ line: begins, cells });
    cells = [];
    begins = line + 1;
  };

  for (let index = 0; index < text.length; index++) {
    const sign = text[index] ?? '';
    if (quotedSince !== undefined) {
      if (sign === '\n') line += 1;
      if (sign !== '"') cell += sign;
      else if (text[index + 1] === '"') cell += text[++index];
      else quotedSince = undefined;
    } else if (sign === '"' && cell.trim() === '') {
      cell = '';
      quotedSince = line;
    } else if (sign === separator) endCell();
    else if (sign === '\n') {
      endRow();
      line += 1;
    } else if (sign !== '\r') cell += sign;
  }
  if (quotedSince !== undefined) return { line: quotedSince, problem: 'has a quote that is never closed' };
  endRow();
  return { rows };
}
