import { z } from 'zod';
import { csvHead, csvLine } from '../../core/audit/rules.ts';
import type { AuditEntry, AuditFilter, AuditLog } from '../../core/audit/types.ts';
import type { OrganisationId } from '../../core/ids.ts';
import { type Caller, demandSome, membersWithinReach } from '../caller.ts';
import { id, instant, pageOf, pageQuery, write } from '../forms.ts';
import { type Route, route } from '../route.ts';

const fields = z.custom<object>().meta({ override: { type: 'object', additionalProperties: true } });

const entryForm = z
  .object({
    id: id<'event'>('evt'),
    at: instant,
    type: z.string(),
    actor: z.object({
      kind: z.string(),
      id: z.string().optional(),
      channel: z.string(),
      from: z.string().optional().meta({ description: 'The network address' }),
    }),
    subject: z.object({ kind: z.string(), id: z.string() }),
    before: fields.optional(),
    after: fields.optional(),
    reason: z.string().optional(),
  })
  .meta({ id: 'AuditEntry', description: 'Who changed what, when, from where; only the fields that changed' });

const bodyOf = ({ organisationId: _, ...rest }: AuditEntry) => write(entryForm, rest);

const filter = {
  actor: z.string().max(60).optional().meta({ description: 'Id of the member, contact or key that did it' }),
  subject: z.string().max(60).optional().meta({ description: 'Id of what it was done to' }),
  type: z.string().max(60).optional().meta({ description: 'e.g. member_changed' }),
  from: instant.optional(),
  to: instant.optional(),
};

const PAGE = 200;

/** Page by page, so that a log of any length takes little room. */
async function* exportLines(
  audit: AuditLog,
  organisationId: OrganisationId,
  wanted: AuditFilter,
  format: 'csv' | 'jsonl',
): AsyncGenerator<string> {
  if (format === 'csv') yield csvHead;
  let after: string | undefined;
  do {
    const page = await audit.list(organisationId, wanted, { after, limit: PAGE });
    const lines = page.items.map((entry) => {
      const body = bodyOf(entry);
      return format === 'csv' ? csvLine(entry, body.at) : `${JSON.stringify(body)}\n`;
    });
    yield lines.join('');
    after = page.next;
  } while (after !== undefined);
}

const FORMATS = { csv: 'text/csv', jsonl: 'application/jsonl' } as const;

export function auditRoutes({ audit }: { readonly audit: AuditLog }): readonly Route<Caller>[] {
  const tag = 'Audit log';
  return [
    route({
      method: 'get',
      path: '/audit',
      id: 'listAudit',
      summary: 'Every change, the newest first: searched by who, what, which kind and when',
      tag,
      query: z.strictObject({ ...filter, ...pageQuery }),
      answers: { 200: { description: 'A page of the log', schema: pageOf(entryForm) } },
      async handle({ query: { after, limit, ...wanted }, caller }) {
        demandSome(caller, 'audit:read');
        const members = membersWithinReach(caller, 'audit:read');
        const { items, next } = await audit.list(caller.organisationId, { ...wanted, members }, { after, limit });
        return { status: 200, body: { items: items.map(bodyOf), next } };
      },
    }),
    route({
      method: 'get',
      path: '/audit/export',
      id: 'exportAudit',
      summary: 'The same as a file: CSV, or one JSON document a line',
      tag,
      query: z.strictObject({ ...filter, format: z.enum(['csv', 'jsonl']).default('csv') }),
      answers: { 200: { description: 'The log', mediaTypes: Object.values(FORMATS) } },
      async handle({ query: { format, ...wanted }, caller }) {
        demandSome(caller, 'audit:export');
        const members = membersWithinReach(caller, 'audit:export');
        return {
          status: 200,
          body: exportLines(audit, caller.organisationId, { ...wanted, members }, format),
          headers: {
            'Content-Type': `${FORMATS[format]}; charset=utf-8`,
            'Content-Disposition': `attachment; filename="audit.${format}"`,
          },
        };
      },
    }),
  ];
}
