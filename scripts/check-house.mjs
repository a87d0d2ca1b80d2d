// Checks the house's import direction and its closed vocabulary of file names, and says why each rule stands.
// Run by `npm run check`. A new room adds a line to ROOMS; a new direction needs a reason.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

const root = new URL('..', import.meta.url).pathname;

/** room -> rooms it may import from (itself is always allowed) */
const DIRECTION = [
  { room: 'core', may: [], why: 'core is the domain: it must be readable and testable without any of our I/O' },
  {
    room: 'bots',
    may: ['core'],
    why: 'the conversation decides with core alone, so that every channel behaves the same',
  },
  {
    room: 'channels',
    may: ['core', 'bots'],
    why: 'a channel carries turns and messages; it never reaches into storage or another channel',
  },
  { room: 'store', may: ['core'], why: 'the store implements the ports of core and knows nobody else' },
  { room: 'integrations', may: ['core'], why: 'an outside service is an implementation of a port of core' },
  {
    room: 'command-line',
    may: ['core'],
    why: 'a command calls use-cases; what it needs from outside is handed to it',
  },
  { room: 'jobs', may: ['core', 'bots'], why: 'a job calls use-cases; what it needs from outside is handed to it' },
  { room: 'http', may: ['core', 'bots'], why: 'a route calls use-cases; what it needs from outside is handed to it' },
];

/** folder -> the only file names it may hold; `*` in a name stands for one word or several joined by dashes */
const ROOMS = [
  {
    path: 'src',
    files: [
      'main',
      'config',
      'clock',
      'chance',
      'log',
      'service',
      'scheduling',
      'conversations',
      'sms',
      'sandbox',
      'sandbox-door',
      'self-service',
      'ids',
      'keys',
      'rotate-keys',
      'admin',
      'demo',
      'understand',
      'tokens',
      'access',
      'background',
      'mail',
      'place',
      'web',
    ],
    why: 'wiring, the few values everybody is handed, and the commands that are no service',
  },
  {
    path: 'src/core',
    files: ['events', 'ports', 'fault', 'ids', 'result', 'together', 'batches', 'kept', 'text'],
    why: 'what every room of the domain shares',
  },
  {
    path: 'src/core/time',
    files: ['types', 'zones', 'offsets', 'dates', 'wall', 'intervals', 'recurrence'],
    why: 'time is six ideas: names of zones, their offsets, days of the calendar, wall time, intervals, recurrence',
  },
  {
    path: 'src/core/availability',
    files:
      'types check check-query hours grid occupancy rules verdicts judge shapes places sequence engine explain'.split(
        ' ',
      ),
    why: 'the slot engine is read phase by phase: hours, candidates on a grid, what is taken, rules, shapes, slots',
  },
  {
    path: 'src/core/teams',
    files: 'types rules ranking service fairness pools presences counting dealing credit handover'.split(' '),
    why: 'pure: what a pool may be, who stands first, the steps of its page, how fair it was; stored: pools, their pages (counting), visits (dealing, credit, handover)',
  },
  {
    path: 'src/core/templates',
    files: ['types', 'rules', 'service', 'library', 'plan', 'usage'],
    why: 'a template has a life of its own (service), is kept (library), is laid over dates (plan), and is looked back on (usage)',
  },
  {
    path: 'src/core/delivery',
    files: ['types', 'rules', 'work'],
    why: 'what everybody may ask of inbox and outbox, the pure decisions, and what only workers ask',
  },
  {
    path: 'src/core/ledger',
    files: ['types', 'weeks', 'judge', 'rules', 'desk', 'service'],
    why: 'a page is found (weeks), decided (judge), changed (rules), written in turn (desk) and used by several (service)',
  },
  {
    path: 'src/core/appointments',
    files:
      'types services moves changes rules hours query slots choice claims taking booking moving editing truth freeing mending telling service'.split(
        ' ',
      ),
    why: 'a visit has a life (moves, changes), needs time (hours, query, slots, choice, claims) takes it (taking, booking, moving, editing, truth) and is told with names (telling)',
  },
  {
    path: 'src/core/waitlist',
    files: ['types', 'rules', 'changes', 'hours', 'finding', 'offering', 'answering', 'ending', 'figures', 'service'],
    why: 'an opening is found (hours: where a calendar opened time), offered, answered or ended; who fits and who comes first is decided by rules alone',
  },
  {
    path: 'src/core/series',
    files: ['types', 'rules', 'preview', 'making', 'finishing', 'changing', 'programmes', 'service'],
    why: 'a series is looked at before it is made (preview), made whole or not (making, finishing), and changed in part (changing)',
  },
  {
    path: 'src/core/access',
    files: ['types', 'table', 'rules'],
    why: 'the permission table stands alone, so that one page says who may do what',
  },
  {
    path: 'src/core/members',
    files: ['types', 'rules', 'service', 'addresses', 'roles', 'teams'],
    why: 'who works here is people, where they are written to (addresses), what they may do (roles) and whom they work with (teams)',
  },
  {
    path: 'src/core/calendars',
    files: ['types', 'service'],
    why: 'a calendar is kept and changed',
  },
  {
    path: 'src/core/people',
    files: ['types', 'consent', 'quiet-hours', 'phones', 'merging', 'service'],
    why: 'the rules about people are four, and each is read on its own by whoever must answer for it',
  },
  {
    path: 'src/core/ical',
    files: ['types', 'rules', 'calendar', 'invitations', 'feeds'],
    why: 'what a calendar shows of a visit (rules), the text of one (calendar), and its two ways out: mailed (invitations), fetched (feeds)',
  },
  {
    path: 'src/core/offers',
    files: ['types', 'rules', 'search', 'making', 'deciding', 'service'],
    why: 'times are looked for (search), put on the table (making) and taken or not (deciding); the rules say what may become of them',
  },
  {
    path: 'src/core/*',
    files: ['types', 'rules', 'service'],
    why: 'a feature of core is its types, its pure rules and its use-cases',
  },
  {
    path: 'src/channels/*',
    files: ['verify', 'parse', 'render', 'api', 'index'],
    why: 'a channel is five small files',
  },
  {
    path: 'src/store',
    files: [
      'store',
      'connection',
      'migrate',
      'migrations',
      'leases',
      'processes',
      'pages',
      'plain',
      'signal',
      'scope',
      'secrets',
      'seal',
      'answers',
      'inbox',
      'outbox',
      'deliveries',
      'gathered',
      'together',
      'message-work',
      'pending',
      'relay',
      'events',
      'cursors',
      'due-times',
      'upkeep',
    ],
    why: 'one file per port of core that the store implements, and the few things they stand on',
  },
  {
    path: 'src/store/models',
    files: ['definition', 'all', '*'],
    why: 'a model is one file: its fields and its indexes',
  },
  { path: 'src/store/repositories', files: ['*'], why: 'a repository is named after what it keeps' },
  {
    path: 'src/command-line',
    files: [
      'run',
      'command',
      'csv',
      'import',
      'importers',
      'organisations',
      'members',
      'contacts',
      'keys',
      'services',
      'wording',
    ],
    why: 'a file of commands per thing the operator looks after, what they share, and how one is run',
  },
  {
    path: 'src/jobs/engine',
    files: [
      'definition',
      'agenda',
      'backend',
      'pump',
      'pumps',
      'due-times',
      'turns',
      'messages',
      'relay',
      'consumers',
      'workers',
      'limits',
    ],
    why: 'what runs jobs and workers, apart from what they do',
  },
  {
    path: 'src/jobs',
    files: ['*', '*.handler'],
    why: 'a job is a definition (name.ts) and a handler (name.handler.ts)',
  },
  {
    path: 'src/store/embedded/semantics',
    files: [
      ...['error', 'values', 'codec', 'compare', 'decimal', 'number', 'regex', 'key', 'key-number', 'path', 'walk'],
      ...['filter', 'filter-*', 'update', 'update-*', 'upsert', 'projection', 'projection-*', 'sort'],
      ...['expression', 'expression-*', 'accumulator', 'calendar', 'zone', 'date-*', 'aggregate', 'stage-*'],
    ],
    why: 'what MongoDB means, and nothing else: values and their order, filters, updates, expressions, stages',
  },
];

const BANNED = /^(utils?|helpers?|misc|common|shared|stuff)$/;
const problems = [];
const say = (file, what, why) => problems.push(`${file}: ${what}\n    why: ${why}`);

const files = readdirSync(join(root, 'src'), { recursive: true })
  .filter((path) => path.endsWith('.ts'))
  .map((path) => join('src', path));

const matches = (pattern, text) =>
  new RegExp(`^${pattern.replaceAll('.', '\\.').replaceAll('*', '[a-z0-9-]+')}$`).test(text);

for (const file of files) {
  const name = file.split('/').at(-1).replace(/\.ts$/, '');
  const folder = dirname(file);
  const room = folder.split('/')[1];
  if (
    folder
      .split('/')
      .concat(name)
      .some((part) => BANNED.test(part))
  )
    say(file, 'is named after nothing', 'a name like utils or helpers tells no reader where to put or find a thing');
  if (name === 'index' && !/^src\/channels\/[a-z]+$/.test(folder))
    say(file, 'is a barrel file', 'an import should name the file that holds the thing');
  const vocabulary = ROOMS.find((rule) => rule.path === folder) ?? ROOMS.find((rule) => matches(rule.path, folder));
  if (vocabulary && !vocabulary.files.some((allowed) => matches(allowed, name)))
    say(file, `is not in the vocabulary of ${vocabulary.path}: ${vocabulary.files.join(', ')}`, vocabulary.why);

  const direction = DIRECTION.find((rule) => rule.room === room);
  const source = readFileSync(join(root, file), 'utf8');
  for (const [, specifier] of source.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)) {
    const target = relative(root, resolve(root, folder, specifier)).split('/');
    const targetRoom = target.length > 2 ? target[1] : undefined;
    if (!direction) continue;
    if (targetRoom === undefined)
      say(file, `imports ${specifier}`, `${room} is handed values from outside; it does not reach up into the wiring`);
    else if (targetRoom !== room && !direction.may.includes(targetRoom))
      say(file, `imports ${specifier} (${room} -> ${targetRoom})`, direction.why);
    else if (
      room === 'channels' &&
      target[2] !== folder.split('/')[2] &&
      targetRoom === 'channels' &&
      target.length > 3
    )
      say(
        file,
        `imports ${specifier}, another channel`,
        'channels never know each other; what they share lives in bots',
      );
  }
  if (room === 'core' || room === 'bots') {
    const found = /Date\.now\(|new Date\(\)|process\.env|Math\.random/.exec(source);
    if (found)
      say(file, `reads ${found[0]}`, 'clock, environment and chance are arguments, so that a test can hold them');
  }
}

if (problems.length > 0) {
  console.error(
    `The house has ${problems.length} problem${problems.length === 1 ? '' : 's'}:\n\n${problems.join('\n')}`,
  );
  process.exit(1);
}
console.log(`The house stands: ${files.length} files in their rooms.`);
