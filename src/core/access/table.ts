/**
 * Who may do what: the one table. Everything else about access is computed from it.
 *
 * A cell says how far a role reaches: `all` of its organisation, what belongs to its `team` (its own included), its
 * `own`, or `no`. `super_admin` stands above the table: every operation, in every organisation.
 */
/** From nothing to the whole organisation; each includes the ones before it. */
export const reaches = ['no', 'own', 'team', 'all'] as const;
export type Reach = (typeof reaches)[number];

/** The last cell may be left out: the link of a visit opens nothing but that visit. */
type Row = readonly [admin: Reach, manager: Reach, member: Reach, viewer: Reach, contact: Reach, visitLink?: Reach];

const COLUMNS = { admin: 0, manager: 1, member: 2, viewer: 3, contact: 4, visit_link: 5 } as const;

/** Roles with a column in the table. */
export type TableRole = keyof typeof COLUMNS;

// biome-ignore format: a table is read by its columns
const TABLE = {
  //                  admin    manager  member   viewer   contact  visit link
  organisations: {
    read:            ['all',   'all',   'all',   'all',   'no'],
    create:          ['no',    'no',    'no',    'no',    'no'],
    update:          ['all',   'no',    'no',    'no',    'no'],
    delete:          ['no',    'no',    'no',    'no',    'no'],
  },
  members: {
    read:            ['all',   'all',   'all',   'all',   'no'],
    create:          ['all',   'no',    'no',    'no',    'no'],
    update:          ['all',   'team',  'own',   'no',    'no'],
    delete:          ['all',   'no',    'no',    'no',    'no'],
  },
  roles: {
    read:            ['all',   'all',   'no',    'no',    'no'],
    create:          ['all',   'no',    'no',    'no',    'no'],
    update:          ['all',   'no',    'no',    'no',    'no'],
    delete:          ['all',   'no',    'no',    'no',    'no'],
    assign:          ['all',   'no',    'no',    'no',    'no'],
  },
  services: {
    read:            ['all',   'all',   'all',   'all',   'all',   'all'],
    create:          ['all',   'all',   'no',    'no',    'no'],
    update:          ['all',   'all',   'no',    'no',    'no'],
    delete:          ['all',   'no',    'no',    'no',    'no'],
  },
  rooms: {
    read:            ['all',   'all',   'all',   'all',   'no'],
    create:          ['all',   'all',   'no',    'no',    'no'],
    update:          ['all',   'all',   'no',    'no',    'no'],
    delete:          ['all',   'no',    'no',    'no',    'no'],
  },
  schedules: {
    read:            ['all',   'all',   'team',  'team',  'no'],
    create:          ['all',   'team',  'own',   'no',    'no'],
    update:          ['all',   'team',  'own',   'no',    'no'],
    delete:          ['all',   'team',  'own',   'no',    'no'],
  },
  overrides: {
    read:            ['all',   'team',  'own',   'team',  'no'],
    create:          ['all',   'team',  'own',   'no',    'no'],
    update:          ['all',   'team',  'own',   'no',    'no'],
    delete:          ['all',   'team',  'own',   'no',    'no'],
  },
  templates: {
    read:            ['all',   'all',   'all',   'all',   'no'],
    create:          ['all',   'all',   'own',   'no',    'no'],
    update:          ['all',   'all',   'own',   'no',    'no'],
    delete:          ['all',   'all',   'own',   'no',    'no'],
    apply:           ['all',   'team',  'own',   'no',    'no'],
  },
  pools: {
    read:            ['all',   'all',   'team',  'team',  'no'],
    create:          ['all',   'team',  'no',    'no',    'no'],
    update:          ['all',   'team',  'no',    'no',    'no'],
    delete:          ['all',   'no',    'no',    'no',    'no'],
    assign:          ['all',   'team',  'no',    'no',    'no'],
  },
  appointments: {
    read:            ['all',   'team',  'own',   'team',  'own',   'own'],
    create:          ['all',   'team',  'own',   'no',    'own'],
    update:          ['all',   'team',  'own',   'no',    'no'],
    reschedule:      ['all',   'team',  'own',   'no',    'own',   'own'],
    invite:          ['all',   'team',  'own',   'no',    'own',   'own'],
    cancel:          ['all',   'team',  'own',   'no',    'own',   'own'],
    approve:         ['all',   'team',  'own',   'no',    'no'],
    note:            ['all',   'team',  'own',   'no',    'own',   'own'],
  },
  series: {
    read:            ['all',   'team',  'own',   'team',  'own'],
    create:          ['all',   'team',  'own',   'no',    'no'],
    update:          ['all',   'team',  'own',   'no',    'no'],
    cancel:          ['all',   'team',  'own',   'no',    'own'],
  },
  waitlist: {
    read:            ['all',   'team',  'own',   'team',  'own'],
    create:          ['all',   'team',  'own',   'no',    'own'],
    update:          ['all',   'team',  'own',   'no',    'own'],
    delete:          ['all',   'team',  'own',   'no',    'own'],
  },
  offers: {
    read:            ['all',   'team',  'own',   'team',  'own'],
    create:          ['all',   'team',  'own',   'no',    'no'],
    answer:          ['all',   'team',  'own',   'no',    'own'],
    withdraw:        ['all',   'team',  'own',   'no',    'no'],
  },
  conversations: {
    read:            ['all',   'team',  'own',   'no',    'own'],
    create:          ['all',   'team',  'own',   'no',    'own'],
    update:          ['all',   'team',  'own',   'no',    'no'],
    delete:          ['all',   'no',    'no',    'no',    'no'],
  },
  contacts: {
    read:            ['all',   'team',  'own',   'team',  'own'],
    create:          ['all',   'team',  'own',   'no',    'no'],
    update:          ['all',   'team',  'own',   'no',    'own'],
    delete:          ['all',   'no',    'no',    'no',    'no'],
    export:          ['all',   'no',    'no',    'no',    'own'],
  },
  reminders: {
    read:            ['all',   'all',   'all',   'all',   'no'],
    create:          ['all',   'all',   'no',    'no',    'no'],
    update:          ['all',   'all',   'no',    'no',    'no'],
    delete:          ['all',   'no',    'no',    'no',    'no'],
  },
  figures: {
    read:            ['all',   'team',  'own',   'team',  'no'],
    export:          ['all',   'team',  'no',    'no',    'no'],
  },
  api_keys: {
    read:            ['all',   'no',    'no',    'no',    'no'],
    create:          ['all',   'no',    'no',    'no',    'no'],
    rotate:          ['all',   'no',    'no',    'no',    'no'],
    delete:          ['all',   'no',    'no',    'no',    'no'],
  },
  audit: {
    read:            ['all',   'team',  'no',    'no',    'no'],
    export:          ['all',   'no',    'no',    'no',    'no'],
  },
  settings: {
    read:            ['all',   'all',   'no',    'no',    'no'],
    update:          ['all',   'no',    'no',    'no',    'no'],
  },
} as const satisfies Record<string, Record<string, Row>>;

export type Resource = keyof typeof TABLE;
/** One action on one resource, e.g. `appointments:cancel`. */
export type Operation = { [R in Resource]: `${R}:${keyof (typeof TABLE)[R] & string}` }[Resource];

const ROWS: ReadonlyMap<string, Row> = new Map(
  Object.entries(TABLE).flatMap(([resource, actions]) =>
    Object.entries(actions).map(([action, row]): [string, Row] => [`${resource}:${action}`, row]),
  ),
);

export const isOperation = (text: string): text is Operation => ROWS.has(text);
export const operations: readonly Operation[] = [...ROWS.keys()].filter(isOperation);

export const tableReach = (role: TableRole, operation: Operation): Reach =>
  ROWS.get(operation)?.[COLUMNS[role]] ?? 'no';

export const resourceOf = (operation: Operation): Resource =>
  // An operation is a resource and an action by its type; the compiler does not follow the cut.
  operation.slice(0, operation.indexOf(':')) as Resource;

/** Reading includes taking a copy away; everything else writes. */
export const modeOf = (operation: Operation): 'read' | 'write' =>
  /:(read|export)$/.test(operation) ? 'read' : 'write';
