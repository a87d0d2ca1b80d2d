import { createAccess } from './access.ts';
import { systemChance } from './chance.ts';
import type { Config } from './config.ts';
import { createCalendars } from './core/calendars/service.ts';
import type { Clock, Ids, Mail } from './core/ports.ts';
import { createTemplateLibrary } from './core/templates/library.ts';
import { createApi } from './http/api.ts';
import { createScheduling } from './scheduling.ts';
import type { Store } from './store/store.ts';

interface WebParts {
  readonly config: Pick<Config, 'publicUrl' | 'isProduction'>;
  readonly store: Store;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly mail: Mail;
}

/** What the web process answers to, and where each part of it hangs. */
export function createWeb({ config, store, clock, ids, mail }: WebParts) {
  const calendars = createCalendars({ shelf: store.calendars, ids, clock });
  const scheduling = createScheduling({ store, clock, ids, chance: systemChance });
  const api = createApi({
    ...createAccess({ store, calendars, clock, ids, mail, publicUrl: config.publicUrl }),
    answers: store.answers,
    audit: store.audit,
    calendars,
    templates: createTemplateLibrary({
      shelf: store.templates,
      calendars: store.calendars,
      taken: scheduling.ledger,
      clock,
      ids,
    }),
    services: store.services,
    slots: scheduling.slots,
    ids,
    clock,
    publicUrl: config.publicUrl,
    isProduction: config.isProduction,
  });
  return [['/', api]] as const;
}
