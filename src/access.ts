import { createApiKeys } from './core/api-keys/service.ts';
import type { Calendars } from './core/calendars/types.ts';
import { createAddressProof } from './core/members/addresses.ts';
import { createRoles } from './core/members/roles.ts';
import { createMembers } from './core/members/service.ts';
import { createTeams } from './core/members/teams.ts';
import type { Clock, Ids, Mail } from './core/ports.ts';
import { createSessions } from './core/sessions/service.ts';
import type { Store } from './store/store.ts';
import { systemTokens } from './tokens.ts';

interface Parts {
  readonly store: Store;
  readonly calendars: Calendars;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly mail: Mail;
  readonly publicUrl: string;
}

/** Who may come in and what they may do: the same use-cases for the service and for the operator's command line. */
export function createAccess({ store, calendars, clock, ids, mail, publicUrl }: Parts) {
  const { organisations } = store;
  const members = createMembers({
    shelf: store.members,
    roles: store.roles,
    teams: store.teams,
    calendars,
    clock,
    ids,
  });
  return {
    organisations,
    members,
    addressProof: createAddressProof({
      ...{ members, organisations, mail, clock, shelf: store.sessions, tokens: systemTokens },
      linkTo: (token) => `${publicUrl}/sign-in/address/${token}`,
    }),
    roles: createRoles({ shelf: store.roles, members: store.members, clock, ids }),
    teams: createTeams({ shelf: store.teams, members: store.members, clock, ids }),
    apiKeys: createApiKeys({ shelf: store.apiKeys, clock, ids, tokens: systemTokens }),
    sessions: createSessions({
      shelf: store.sessions,
      members,
      contacts: store.contacts,
      organisations,
      mail,
      clock,
      ids,
      tokens: systemTokens,
      linkTo: (token) => `${publicUrl}/sign-in/${token}`,
    }),
  };
}

export type Access = ReturnType<typeof createAccess>;
