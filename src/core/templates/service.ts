/** A template's own life: made, edited (a new version each time), copied. */
import type { Actor } from '../events.ts';
import type { Instant } from '../time/types.ts';
import { checkTemplate } from './rules.ts';
import type { Pattern, Template, TemplateId } from './types.ts';

interface Hand {
  readonly at: Instant;
  readonly by: Actor;
}

export function makeTemplate(id: TemplateId, name: string, pattern: Pattern, { at, by }: Hand): Template {
  checkTemplate(name, pattern);
  return { id, version: 1, name, pattern, changedAt: at, changedBy: by, copiedFrom: null };
}

/** The next version. The store writes it under (id, version), so of two edits of one version the second is refused. */
export function editTemplate(
  template: Template,
  change: { readonly name?: string | undefined; readonly pattern?: Pattern | undefined },
  { at, by }: Hand,
): Template {
  const { name = template.name, pattern = template.pattern } = change;
  checkTemplate(name, pattern);
  return { ...template, version: template.version + 1, name, pattern, changedAt: at, changedBy: by };
}

/** A template of its own, which begins at version 1 and remembers what it was copied from. */
export function cloneTemplate(template: Template, id: TemplateId, name: string, hand: Hand): Template {
  const copiedFrom = { template: template.id, version: template.version };
  return { ...makeTemplate(id, name, template.pattern, hand), copiedFrom };
}
