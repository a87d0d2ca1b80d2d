import type { AuditEntry } from './types.ts';

const COLUMNS = [
  'at',
  'id',
  'type',
  'actor_kind',
  'actor_id',
  'channel',
  'from',
  'subject_kind',
  'subject_id',
  'reason',
  'before',
  'after',
] as const;

/** RFC 4180; a cell that a spreadsheet would take for a formula is marked as text (OWASP, CSV injection). */
function cell(text: string): string {
  const plain = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}

const asText = (value: object | undefined): string => (value === undefined ? '' : JSON.stringify(value));

export const csvHead = `${COLUMNS.join(',')}\r\n`;

export function csvLine(entry: AuditEntry, at: string): string {
  const { id, type, actor, subject, reason = '', before, after } = entry;
  const cells: Record<(typeof COLUMNS)[number], string> = {
    at,
    id,
    type,
    actor_kind: actor.kind,
    actor_id: actor.id ?? '',
    channel: actor.channel,
    from: actor.from ?? '',
    subject_kind: subject.kind,
    subject_id: subject.id,
    reason,
    before: asText(before),
    after: asText(after),
  };
  return `${COLUMNS.map((column) => cell(cells[column])).join(',')}\r\n`;
}
