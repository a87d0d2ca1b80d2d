import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  checkPermissions,
  checkScopes,
  type Grant,
  permits,
  permitsGrant,
  reachOf,
} from '../../../../src/core/access/rules.ts';
import { isOperation, type Operation, operations, type Reach } from '../../../../src/core/access/table.ts';
import type {
  Actor,
  ApiKeyId,
  CustomRole,
  KeyScope,
  MemberRole,
  Permission,
  Target,
  TeamId,
} from '../../../../src/core/access/types.ts';
import type { Fault } from '../../../../src/core/fault.ts';
import type { AppointmentId, ContactId, MemberId, OrganisationId } from '../../../../src/core/ids.ts';

/** Printed for people to check, and to be changed by hand together with the table it checks. */
const PRINTED = `
  operation                 admin  manager  member  viewer  contact  visit_link
  organisations:read        all    all      all     all     no       no
  organisations:create      no     no       no      no      no       no
  organisations:update      all    no       no      no      no       no
  organisations:delete      no     no       no      no      no       no
  members:read              all    all      all     all     no       no
  members:create            all    no       no      no      no       no
  members:update            all    team     own     no      no       no
  members:delete            all    no       no      no      no       no
  roles:read                all    all      no      no      no       no
  roles:create              all    no       no      no      no       no
  roles:update              all    no       no      no      no       no
  roles:delete              all    no       no      no      no       no
  roles:assign              all    no       no      no      no       no
  services:read             all    all      all     all     all      all
  services:create           all    all      no      no      no       no
  services:update           all    all      no      no      no       no
  services:delete           all    no       no      no      no       no
  rooms:read                all    all      all     all     no       no
  rooms:create              all    all      no      no      no       no
  rooms:update              all    all      no      no      no       no
  rooms:delete              all    no       no      no      no       no
  schedules:read            all    all      team    team    no       no
  schedules:create          all    team     own     no      no       no
  schedules:update          all    team     own     no      no       no
  schedules:delete          all    team     own     no      no       no
  overrides:read            all    team     own     team    no       no
  overrides:create          all    team     own     no      no       no
  overrides:update          all    team     own     no      no       no
  overrides:delete          all    team     own     no      no       no
  templates:read            all    all      all     all     no       no
  templates:create          all    all      own     no      no       no
  templates:update          all    all      own     no      no       no
  templates:delete          all    all      own     no      no       no
  templates:apply           all    team     own     no      no       no
  pools:read                all    all      team    team    no       no
  pools:create              all    team     no      no      no       no
  pools:update              all    team     no      no      no       no
  pools:delete              all    no       no      no      no       no
  pools:assign              all    team     no      no      no       no
  appointments:read         all    team     own     team    own      own
  appointments:create       all    team     own     no      own      no
  appointments:update       all    team     own     no      no       no
  appointments:reschedule   all    team     own     no      own      own
  appointments:invite       all    team     own     no      own      own
  appointments:cancel       all    team     own     no      own      own
  appointments:approve      all    team     own     no      no       no
  appointments:note         all    team     own     no      own      own
  series:read               all    team     own     team    own      no
  series:create             all    team     own     no      no       no
  series:update             all    team     own     no      no       no
  series:cancel             all    team     own     no      own      no
  waitlist:read             all    team     own     team    own      no
  waitlist:create           all    team     own     no      own      no
  waitlist:update           all    team     own     no      own      no
  waitlist:delete           all    team     own     no      own      no
  offers:read               all    team     own     team    own      no
  offers:create             all    team     own     no      no       no
  offers:answer             all    team     own     no      own      no
  offers:withdraw           all    team     own     no      no       no
  conversations:read        all    team     own     no      own      no
  conversations:create      all    team     own     no      own      no
  conversations:update      all    team     own     no      no       no
  conversations:delete      all    no       no      no      no       no
  contacts:read             all    team     own     team    own      no
  contacts:create           all    team     own     no      no       no
  contacts:update           all    team     own     no      own      no
  contacts:delete           all    no       no      no      no       no
  contacts:export           all    no       no      no      own      no
  reminders:read            all    all      all     all     no       no
  reminders:create          all    all      no      no      no       no
  reminders:update          all    all      no      no      no       no
  reminders:delete          all    no       no      no      no       no
  figures:read              all    team     own     team    no       no
  figures:export            all    team     no      no      no       no
  api_keys:read             all    no       no      no      no       no
  api_keys:create           all    no       no      no      no       no
  api_keys:rotate           all    no       no      no      no       no
  api_keys:delete           all    no       no      no      no       no
  audit:read                all    team     no      no      no       no
  audit:export              all    no       no      no      no       no
  settings:read             all    all      no      no      no       no
  settings:update           all    no       no      no      no       no
`;

// The casts give plain texts the names the compiler knows them by.
const home = 'org_home' as OrganisationId;
const abroad = 'org_abroad' as OrganisationId;
const me = 'mem_me' as MemberId;
const somebody = 'mem_somebody' as MemberId;
const ourTeam = 'team_ours' as TeamId;
const patient = 'con_patient' as ContactId;
const stranger = 'con_stranger' as ContactId;

const as = (role: MemberRole): Actor => ({ kind: 'member', organisation: home, member: me, teams: [ourTeam], role });
const contact: Actor = { kind: 'contact', organisation: home, contact: patient };
const key = (...scopes: KeyScope[]): Actor => ({
  kind: 'api_key',
  organisation: home,
  key: 'key_1' as ApiKeyId,
  scopes,
});

const visit = 'apt_hers' as AppointmentId;
const linkHolder: Actor = { kind: 'contact', organisation: home, contact: patient, visit };
const mine: Target = { organisation: home, members: [somebody, me], contacts: [patient], appointment: visit };
const ours: Target = { organisation: home, members: [somebody], teams: [ourTeam], contacts: [stranger] };
const theirs: Target = {
  organisation: home,
  members: [somebody],
  teams: ['team_theirs' as TeamId],
  contacts: [stranger],
};
const foreign: Target = { ...mine, organisation: abroad };

const [head = '', ...lines] = PRINTED.trim().split('\n');
const roles = head.trim().split(/\s+/).slice(1);
const cells = lines.flatMap((line) => {
  const [operation = '', ...reaches] = line.trim().split(/\s+/);
  return reaches.map((reach, index) => ({ operation, role: roles[index] ?? '', reach }));
});

function actorOf(role: string): Actor {
  if (role === 'visit_link') return linkHolder;
  return role === 'contact' ? contact : as(role as MemberRole);
}
const answer = (actor: Actor, operation: Operation, target: Target): string => {
  const access = permits(actor, operation, target);
  return access.ok ? 'yes' : access.reason;
};

describe('the printed table', () => {
  test('has a line for every operation and a cell for every role', () => {
    expect(lines.map((line) => line.trim().split(/\s+/)[0])).toEqual(operations);
    expect(roles).toEqual(['admin', 'manager', 'member', 'viewer', 'contact', 'visit_link']);
    expect(cells).toHaveLength(operations.length * roles.length);
  });

  /** own, team, elsewhere in the organisation */
  const EXPECTED: Record<string, readonly [string, string, string]> = {
    all: ['yes', 'yes', 'yes'],
    team: ['yes', 'yes', 'not_your_team'],
    own: ['yes', 'not_yours', 'not_yours'],
    no: ['role_lacks', 'role_lacks', 'role_lacks'],
  };

  test.each(roles)(
    "is what %s may do: to what is theirs, their team's, anybody's, and another organisation's",
    (role) => {
      const wrong = cells
        .filter((cell) => cell.role === role)
        .flatMap(({ operation, reach }) => {
          if (!isOperation(operation)) return [operation];
          const given = [mine, ours, theirs, foreign].map((target) => answer(actorOf(role), operation, target));
          const expected = [...(EXPECTED[reach] ?? []), 'other_organisation'];
          return JSON.stringify(given) === JSON.stringify(expected)
            ? []
            : [`${operation}: ${given} instead of ${expected}`];
        });
      expect(wrong).toEqual([]);
    },
  );

  test("never lets a role below do what the one above it cannot, but for what is a contact's own", () => {
    const rank = (reach: string) => ['no', 'own', 'team', 'all'].indexOf(reach);
    const of = (operation: string, role: string) =>
      rank(cells.find((cell) => cell.operation === operation && cell.role === role)?.reach ?? 'no');
    for (const operation of operations) {
      expect(of(operation, 'admin')).toBeGreaterThanOrEqual(of(operation, 'manager'));
      expect(of(operation, 'manager')).toBeGreaterThanOrEqual(of(operation, 'member'));
      expect(of(operation, 'manager')).toBeGreaterThanOrEqual(of(operation, 'viewer'));
    }
    for (const operation of operations.filter((name) => !/:(read|export)$/.test(name)))
      expect(of(operation, 'viewer')).toBe(0);
  });
});

describe('super admins', () => {
  test('may do everything in every organisation', () => {
    for (const operation of operations)
      for (const target of [mine, ours, theirs, foreign])
        expect(answer(as('super_admin'), operation, target)).toBe('yes');
  });
});

describe("what is nobody's", () => {
  test("is not everybody's own: without owners a member and a contact are refused", () => {
    expect(answer(as('member'), 'appointments:read', { organisation: home })).toBe('not_yours');
    expect(answer(contact, 'appointments:read', { organisation: home })).toBe('not_yours');
    expect(answer(as('manager'), 'appointments:read', { organisation: home })).toBe('not_your_team');
  });

  test('the link of a visit is for that visit, not for the others of the same contact', () => {
    const another: Target = { ...mine, appointment: 'apt_another' as AppointmentId };
    expect(answer(contact, 'appointments:read', another)).toBe('yes');
    expect(answer(linkHolder, 'appointments:read', another)).toBe('not_yours');
    expect(answer(linkHolder, 'appointments:read', { ...mine, contacts: [stranger] })).toBe('not_yours');
  });

  test('a member is no contact, and a contact no member, even under one name', () => {
    const twin = 'mem_me';
    const asContact: Actor = { kind: 'contact', organisation: home, contact: twin as ContactId };
    expect(answer(asContact, 'appointments:read', { organisation: home, members: [me] })).toBe('not_yours');
    expect(answer(as('member'), 'appointments:read', { organisation: home, contacts: [twin as ContactId] })).toBe(
      'not_yours',
    );
  });
});

describe('custom roles', () => {
  const reception: CustomRole = {
    name: 'Reception',
    permissions: ['appointments:read:all', 'appointments:cancel:team', 'appointments:cancel:own'],
  };

  test('give what they name, as far as they name it, and nothing else', () => {
    expect(answer(as(reception), 'appointments:read', theirs)).toBe('yes');
    expect(answer(as(reception), 'appointments:cancel', ours)).toBe('yes');
    expect(answer(as(reception), 'appointments:cancel', theirs)).toBe('not_your_team');
    expect(answer(as(reception), 'appointments:approve', mine)).toBe('role_lacks');
    expect(answer(as(reception), 'appointments:read', foreign)).toBe('other_organisation');
  });

  test('are told what cannot stand in them', () => {
    const texts = [
      'appointments:read:all',
      'appointments:fly:all',
      'appointments:read:no',
      'organisations:delete:all',
      'x',
      'x',
    ];
    let fault: Fault | undefined;
    try {
      checkPermissions(texts);
    } catch (thrown) {
      fault = thrown as Fault;
    }
    expect(fault?.fields.map(({ pointer, message }) => `${pointer} ${message.split(';')[0]}`)).toEqual([
      '/permissions/1 names no operation',
      '/permissions/2 must end in own, team or all',
      '/permissions/3 cannot be given to a role of an organisation',
      '/permissions/4 names no operation',
      '/permissions/5 is listed twice',
    ]);
    expect(checkPermissions(reception.permissions)).toEqual(reception.permissions);
    expect(() => checkPermissions([])).toThrow('permissions');
  });
});

describe('API keys', () => {
  test('reading is not writing, one resource is not another, one organisation is not another', () => {
    const reader = key('appointments:read');
    expect(answer(reader, 'appointments:read', theirs)).toBe('yes');
    expect(answer(reader, 'appointments:cancel', theirs)).toBe('scope_lacks');
    expect(answer(reader, 'contacts:read', theirs)).toBe('scope_lacks');
    expect(answer(reader, 'appointments:read', foreign)).toBe('other_organisation');
    expect(answer(key('appointments:write'), 'appointments:cancel', theirs)).toBe('yes');
    expect(answer(key('appointments:write'), 'appointments:read', theirs)).toBe('scope_lacks');
    expect(answer(key('contacts:read'), 'contacts:export', theirs)).toBe('yes');
  });

  test('never make keys or roles, nor do what no admin may, even with such a scope', () => {
    const all = key(
      ...operations.flatMap((operation): KeyScope[] => {
        const [resource] = operation.split(':');
        return [`${resource}:read` as KeyScope, `${resource}:write` as KeyScope];
      }),
    );
    const refused = operations.filter((operation) => answer(all, operation, mine) !== 'yes');
    expect(refused).toEqual(
      operations.filter((name) => /^(api_keys|roles):/.test(name) || /^organisations:(create|delete)$/.test(name)),
    );
  });

  test('scopes that cannot be given are named', () => {
    const pointersOf = (texts: string[]) => {
      try {
        checkScopes(texts);
        return [];
      } catch (fault) {
        return (fault as Fault).fields.map(({ pointer }) => pointer);
      }
    };
    expect(pointersOf(['appointments:read', 'appointments:write', 'audit:read'])).toEqual([]);
    expect(pointersOf(['api_keys:write', 'roles:read', 'audit:write', 'appointments', 'audit:read'])).toEqual([
      '/scopes/0',
      '/scopes/1',
      '/scopes/2',
      '/scopes/3',
    ]);
    expect(pointersOf(Array.from({ length: 201 }, (_, index) => `${index}:read`))[0]).toBe('/scopes');
  });
});

describe('handing on access', () => {
  const role = (given: MemberRole): Grant => ({ kind: 'role', role: given });

  test('an admin may make admins and viewers, but no super admin, and no key beyond itself', () => {
    for (const given of ['admin', 'manager', 'member', 'viewer'] as const)
      expect(permitsGrant(as('admin'), role(given)).ok).toBe(true);
    expect(permitsGrant(as('admin'), role('super_admin'))).toMatchObject({
      reason: 'exceeds_own_access',
      detail: { operations: ['organisations:create', 'organisations:delete'] },
    });
    expect(permitsGrant(as('admin'), { kind: 'scopes', scopes: ['appointments:write'] }).ok).toBe(true);
  });

  test('a manager who reaches a team cannot hand out the whole organisation', () => {
    expect(permitsGrant(as('manager'), role('admin')).ok).toBe(false);
    expect(permitsGrant(as('manager'), { kind: 'scopes', scopes: ['appointments:read'] }).ok).toBe(false);
    expect(permitsGrant(as('manager'), role('viewer')).ok).toBe(true);
  });

  const permission = fc
    .tuple(fc.constantFrom(...operations), fc.constantFrom<Exclude<Reach, 'no'>[]>('own', 'team', 'all'))
    .map(([operation, reach]): Permission => `${operation}:${reach}`);
  const customs = fc.array(permission, { maxLength: 12 }).map((permissions) => ({ name: 'made', permissions }));

  /** A part of what the giver has, and now and then one thing more. */
  const givers = customs.chain((giver) =>
    fc.tuple(
      fc.constant(giver),
      fc.tuple(fc.subarray(giver.permissions), fc.array(permission, { maxLength: 1 })).map(([part, more]) => ({
        name: 'given',
        permissions: [...part, ...more],
      })),
    ),
  );

  test('whoever receives a role can do nothing its giver could not', () => {
    fc.assert(
      fc.property(givers, ([giver, given]) => {
        if (!permitsGrant(as(giver), role(given)).ok) return;
        for (const named of given.permissions) {
          const operation = named.slice(0, named.lastIndexOf(':'));
          if (!isOperation(operation)) throw new Error(`${operation} is no operation`);
          for (const target of [mine, ours, theirs, foreign])
            if (permits(as(given), operation, target).ok) expect(permits(as(giver), operation, target).ok).toBe(true);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  test('a grant is refused exactly for the operations that reach further', () => {
    fc.assert(
      fc.property(givers, ([giver, given]) => {
        const rank = (actor: Actor, operation: Operation) =>
          ['no', 'own', 'team', 'all'].indexOf(reachOf(actor, operation));
        const beyond = operations.filter((operation) => rank(as(given), operation) > rank(as(giver), operation));
        const grant = permitsGrant(as(giver), role(given));
        expect(grant.ok ? [] : grant.detail.operations).toEqual(beyond);
      }),
      { numRuns: 2_000 },
    );
  });
});
