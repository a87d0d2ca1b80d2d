import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { oursIn, wordingProblem } from '../../src/bots/words/wording.ts';
import { runCommand } from '../../src/command-line/run.ts';
import { createPeople } from '../../src/core/people/service.ts';
import { createIds } from '../../src/ids.ts';
import { type FrontDesk, openFrontDesk } from '../support/front-desk.ts';

let desk: FrontDesk;
let folder: string;

beforeAll(async () => {
  desk = await openFrontDesk();
  folder = mkdtempSync(join(tmpdir(), 'parley-admin-'));
  await admin('org', 'add', '--slug', 'riverside', '--name', 'Riverside', '--zone', 'America/New_York');
});
afterAll(async () => {
  await desk.close();
  rmSync(folder, { recursive: true, force: true });
});

async function admin(...argv: string[]) {
  let out = '';
  let error = '';
  const terminal = {
    out: (text: string) => {
      out += text;
    },
    error: (text: string) => {
      error += text;
    },
  };
  const { store, clock } = desk;
  const ids = createIds(clock);
  const people = createPeople({ ...store, shelf: store.contacts, clock, ids });
  const sentences = { oursIn, problemOf: wordingProblem };
  const parts = { ...desk.access, services: store.services, people, sentences, ids, clock };
  const code = await runCommand(argv, terminal, (act) => act(parts));
  return { code, out, error, json: () => JSON.parse(out) };
}

let files = 0;
function fileWith(...lines: string[]): string {
  const path = join(folder, `${++files}.csv`);
  writeFileSync(path, lines.join('\n'));
  return path;
}

const addMember = (email: string, ...more: string[]) =>
  admin('member', 'add', '--org', 'riverside', '--email', email, '--name', 'Ben', ...more);

describe('the words of a house', () => {
  const say = (sentence: string, text: string, language = 'en') =>
    admin('org', 'say', '--org', 'riverside', '--language', language, '--sentence', sentence, '--text', text);
  const own = async () => (await admin('org', 'wording', '--org', 'riverside', '--json')).json();

  test('are said, shown, said anew and taken back', async () => {
    expect(await own()).toEqual([]);
    expect((await say('page.cancel', 'Call it off')).out).toContain('Riverside says: Call it off');
    await say('page.cancel', 'Call the visit off');
    await say('invite.new_text', 'Schön, dass Sie kommen:', 'de');
    expect(await own()).toEqual([
      { language: 'en', sentence: 'page.cancel', text: 'Call the visit off' },
      { language: 'de', sentence: 'invite.new_text', text: 'Schön, dass Sie kommen:' },
    ]);
    const all = await admin('org', 'wording', '--org', 'riverside', '--all', '--language', 'en');
    expect(all.out).toMatch(/en +page\.cancel +own +Call the visit off/);
    expect(all.out).toMatch(/en +offer\.again +Which time is best for {{name}}\?/);
    const unsay = () => admin('org', 'unsay', '--org', 'riverside', '--language', 'en', '--sentence', 'page.cancel');
    expect((await unsay()).code).toBe(0);
    expect(await unsay()).toMatchObject({ code: 1, error: expect.stringContaining('does not say page.cancel') });
  });

  test.each([
    ['offer.agian', 'Which time?', '--sentence names no sentence that can be changed: offer.agian.'],
    ['offer.again', 'Which time?', '--text does not say {{name}}, without which nobody knows what is meant.'],
    ['offer.again', '{{name}}, {{wen}}?', '--text has a placeholder that nobody fills in: wen; it can have {{name}}.'],
  ])('%s as "%s" is refused: %s', async (sentence, text, why) => {
    expect(await say(sentence, text)).toMatchObject({ code: 1, error: `${why}\n` });
  });

  test('in a language we do not speak are a mistake of the call', async () => {
    expect(await say('offer.again', 'x {{name}}', 'it')).toMatchObject({ code: 2 });
  });
});

describe('the contacts of a practice that moves in', () => {
  const load = (path: string, ...more: string[]) =>
    admin('import', 'contacts', path, '--org', 'riverside', '--json', ...more);
  const contactsOf = async () => {
    const riverside = await desk.store.organisations.bySlug('riverside');
    if (riverside === undefined) throw new Error('there is no such practice');
    return (await desk.store.contacts.list(riverside.id, { limit: 200 })).items;
  };

  test('come in from a file, a family on one phone as several, and again the same file adds nobody', async () => {
    const file = fileWith(
      'name,phone,email,language,consent',
      'Maria Silva,+1 415 555 0123,Maria@Home.example,es,"Yes, text me"',
      'Leo Silva,+1 (415) 555-0123,,,',
      'Paul Webb,,paul@home.example,,',
    );
    expect((await load(file, '--dry-run')).json()).toEqual({ rows: 3, added: 0, alreadyThere: 0, dryRun: true });
    expect((await load(file)).json()).toEqual({ rows: 3, added: 3, alreadyThere: 0, dryRun: false });
    expect((await load(file)).json()).toEqual({ rows: 3, added: 0, alreadyThere: 3, dryRun: false });
    const [maria, leo] = await contactsOf();
    expect(maria).toMatchObject({
      ...{ name: 'Maria Silva', locale: 'es', zone: 'America/New_York' },
      identities: [
        { channel: 'sms', address: '+14155550123' },
        { channel: 'email', address: 'maria@home.example' },
      ],
      consent: [
        { channel: 'sms', purpose: 'care', given: true, source: 'import', words: 'Yes, text me' },
        { channel: 'email', purpose: 'care', given: true, source: 'import', words: 'Yes, text me' },
      ],
    });
    expect(leo).toMatchObject({ name: 'Leo Silva', locale: 'en', consent: [] });
  });

  test('with every line that cannot be used named, and nothing of the file kept', async () => {
    const before = (await contactsOf()).length;
    const file = fileWith(
      'name,phone,email,language,zone',
      'Ada,,,,',
      'Ben,0415 555,,,',
      'Cy,,not-an-address,xx,Mars/Base',
      'Dora,,dora@home.example,,',
    );
    const { code, json } = await load(file);
    expect(code).toBe(1);
    expect(json().details).toEqual([
      'line 2: has neither phone nor email: one of them is needed',
      'line 3: phone must be a number with its country code, such as +14155550123',
      'line 4: email must be a mail address such as maria@example.com',
      expect.stringMatching(/^line 4: zone /),
      'line 4: language must be one of en, es, fr, de',
    ]);
    expect(await contactsOf()).toHaveLength(before);
  });
});

describe('names are kept in one line, without signs nobody sees', () => {
  const FORGED = 'Eve\u202e\u0007\nSilva\u2066 ';

  test('of people, houses, services and keys', async () => {
    const added = await admin(
      'member',
      'add',
      '--org',
      'riverside',
      '--email',
      'eve@riverside.example',
      '--name',
      FORGED,
      '--host',
      '--json',
    );
    expect(added.json().name).toBe('Eve Silva');
    const changed = await admin(
      'member',
      'change',
      '--org',
      'riverside',
      '--email',
      'eve@riverside.example',
      '--name',
      `New${FORGED}`,
      '--json',
    );
    expect(changed.json().name).toBe('NewEve Silva');
    const service = ['--minutes', '30', '--hosts', 'eve@riverside.example', '--name', FORGED, '--json'];
    expect((await admin('service', 'add', '--org', 'riverside', ...service)).json().name).toBe('Eve Silva');
    const key = ['--scopes', 'appointments:read', '--name', FORGED, '--json'];
    expect((await admin('key', 'issue', '--org', 'riverside', ...key)).json().name).toBe('Eve Silva');
    const house = ['--slug', 'forged', '--zone', 'America/New_York', '--name', FORGED, '--json'];
    expect((await admin('org', 'add', ...house)).json().name).toBe('Eve Silva');
    expect((await admin('org', 'change', '--org', 'forged', '--name', `${FORGED}2`, '--json')).json().name).toBe(
      'Eve Silva 2',
    );
  });

  test.each([
    ['\u202e\u2066', '--name must not be empty'],
    ['x'.repeat(121), '--name must not be longer than 120 characters'],
  ])('%j is no name', async (name, why) => {
    const flawed = await admin('org', 'change', '--org', 'riverside', '--name', name);
    expect(flawed).toMatchObject({ code: 2, error: expect.stringContaining(why) });
  });

  test('of a file as well, and two that look the same are the same', async () => {
    const load = (path: string) => admin('import', 'contacts', path, '--org', 'riverside', '--json');
    const good = fileWith('name,email', '"Eve\u202e\nSilva",eve@home.example');
    expect((await load(good)).json()).toMatchObject({ added: 1 });
    expect((await load(fileWith('name,email', 'Eve Silva,eve@home.example'))).json()).toMatchObject({
      alreadyThere: 1,
    });
    const flawed = fileWith(
      'name,email',
      '\u202e,a@home.example',
      `${'x'.repeat(121)},b@home.example`,
      '\u200b,c@home.example',
    );
    expect((await load(flawed)).json().details).toEqual([
      'line 2: name is empty',
      'line 3: name must not be longer than 120 characters',
      'line 4: name must not be empty',
    ]);
  });
});

describe('the command line of the operator', () => {
  test('says what there is, and how each is called', async () => {
    const help = await admin('--help');
    expect(help).toMatchObject({ code: 0, error: '' });
    for (const name of ['org add', 'member add', 'key issue', 'service add', 'import members'])
      expect(help.out).toContain(name);
    expect((await admin('key', 'issue', '--help')).out).toContain('--scopes SCOPES');
  });

  test('tells a call it cannot understand from one that was refused, by the exit code', async () => {
    const flown = await admin('org', 'fly');
    expect(flown).toMatchObject({ code: 2, error: expect.stringContaining('org add') });
    expect(flown.error).not.toContain('key issue');
    expect((await admin('member', 'add', '--org', 'riverside')).error).toContain('--email is missing');
    expect((await admin('member', 'list', '--colour', 'red')).code).toBe(2);
    const nowhere = await admin('member', 'list', '--org', 'nowhere');
    expect([nowhere.code, nowhere.error]).toEqual([1, expect.stringContaining('There is no organisation nowhere')]);
  });

  test('a member added here signs in there, and the audit log names the operator', async () => {
    const added = await addMember('ada@riverside.example', '--role', 'admin', '--host', '--json');
    expect(added.code).toBe(0);
    const member = added.json();
    const cookie = await desk.enter(member);
    const hours = await desk.call('GET', `/api/v1/scheduling/availability?calendar=${member.id}`, { cookie });
    expect(hours.body.owner).toBe('host');
    const again = await addMember('Ada@riverside.example');
    expect([again.code, again.error]).toEqual([1, expect.stringContaining('has this address already')]);
    await desk.store.work.relay.relay(member.organisationId);
    const [event] = await desk.store.stream.ofSubject(member.organisationId, member.id);
    expect(event?.actor).toEqual({ kind: 'operator', channel: 'command_line' });
  });

  test('who left is shown as gone', async () => {
    await addMember('gone@riverside.example');
    await admin('member', 'change', '--org', 'riverside', '--email', 'gone@riverside.example', '--left');
    const list = await admin('member', 'list', '--org', 'riverside');
    expect(list.out).toMatch(/gone@riverside\.example.*left/);
  });

  test('a key issued here opens the API, rotates and ends', async () => {
    const call = (...argv: string[]) => admin('key', ...argv, '--org', 'riverside', '--json');
    const issued = (await call('issue', '--name', 'Site', '--scopes', 'members:read,rooms:read')).json();
    const read = (token: string) => desk.call('GET', '/api/v1/members', { token });
    expect((await read(issued.token)).status).toBe(200);
    const rotated = (await call('rotate', issued.id)).json();
    expect((await read(issued.token)).status).toBe(401);
    expect((await read(rotated.token)).status).toBe(200);
    expect((await call('list')).out).not.toMatch(/hash|token/);
    expect((await call('revoke', issued.id)).code).toBe(0);
    expect((await read(rotated.token)).status).toBe(401);
    const odd = await call('issue', '--name', 'Odd', '--scopes', 'members:fly');
    expect(odd).toMatchObject({ code: 1, error: '' });
    expect(odd.json().details).toEqual([expect.stringContaining('/scopes/0 names no scope')]);
  });

  test('a service added here is offered there, until it is retired', async () => {
    await addMember('host@riverside.example', '--host');
    const add = ['service', 'add', '--org', 'riverside', '--name', 'Check-up', '--minutes', '30,45'];
    const made = (await admin(...add, '--hosts', 'host@riverside.example', '--json')).json();
    const { token } = (
      await admin('key', 'issue', '--org', 'riverside', '--name', 'x', '--scopes', 'services:read', '--json')
    ).json();
    const shown = await desk.call('GET', `/api/v1/scheduling/meeting-types/${made.id}`, { token });
    expect(shown.body).toMatchObject({ name: 'Check-up', isOffered: true });
    expect((await admin('service', 'retire', made.id, '--org', 'riverside')).code).toBe(0);
    expect((await admin(...add, '--hosts', 'stranger@riverside.example')).error).toContain('is no host');
  });
});

describe('import', () => {
  const people = (path: string, ...more: string[]) => admin('import', 'members', path, '--org', 'riverside', ...more);
  const count = async () => (await admin('member', 'list', '--org', 'riverside', '--json')).json().length;

  test('checks every line first, and tells the line, the column and what is wrong', async () => {
    const before = await count();
    const path = fileWith(
      'name,email,role,zone,host',
      'Good,good@import.example,member,,yes',
      ',empty@import.example,,,',
      'Odd,no-address,boss,Europe/Nowhere,perhaps',
      '"Two',
      'lines",two@import.example,,,',
      'Again,GOOD@import.example,,,',
    );
    const refused = await people(path);
    expect(refused.code).toBe(1);
    expect(refused.error.split('\n').map((line) => line.trim())).toEqual([
      'Nothing was imported: mend these lines, and run it again.',
      'line 3: name is empty',
      'line 4: email must be a mail address such as ines@example.com',
      'line 4: role: there is no role boss',
      expect.stringMatching(/^line 4: zone .*Europe\/Nowhere/),
      'line 4: host must be yes or no',
      'line 7: is the same as line 2',
      '',
    ]);
    expect(await count()).toBe(before);
  });

  test('a dry run says what would come in, and nothing does', async () => {
    const before = await count();
    const path = fileWith('name;email', 'Semi;semi@import.example');
    expect((await people(path, '--dry-run', '--json')).json()).toMatchObject({ rows: 1, added: 0, dryRun: true });
    expect(await count()).toBe(before);
  });

  test('adds what is missing, so that a run that was cut off is simply run again', async () => {
    const first = fileWith('\ufeffemail,name,host', 'one@import.example,One,yes');
    expect((await people(first, '--json')).json()).toMatchObject({ added: 1, alreadyThere: 0 });
    const both = fileWith('email,name', 'one@import.example,One', '"two@import.example","Two, the ""second"""');
    expect((await people(both, '--json')).json()).toMatchObject({ added: 1, alreadyThere: 1 });
    const list = (await admin('member', 'list', '--org', 'riverside', '--json')).json();
    expect(list.map(({ name }: { name: string }) => name)).toContain('Two, the "second"');
  });

  test('services name hosts by their address', async () => {
    await addMember('doc@import.example', '--host');
    const path = fileWith('name,minutes,hosts', 'Blood test,15,doc@import.example', 'Scan,x,nobody@import.example');
    const refused = await admin('import', 'services', path, '--org', 'riverside');
    expect(refused.error).toContain('line 3: minutes must be whole minutes');
    expect(refused.error).toContain('line 3: hosts: nobody@import.example is no host');
    const good = fileWith('name,minutes,hosts', 'Blood test,15,doc@import.example');
    const run = () => admin('import', 'services', good, '--org', 'riverside', '--json');
    expect((await run()).json()).toMatchObject({ added: 1 });
    expect((await run()).json()).toMatchObject({ added: 0, alreadyThere: 1 });
  });

  test.each([
    ['a column nobody knows', ['name,email,shoe size', 'A,a@import.example,42'], 'line 1: shoe size is no column here'],
    ['a column that is missing', ['name', 'A'], 'line 1: the column email is missing'],
    ['a quote that is never closed', ['name,email', '"A,a@import.example'], 'line 2: has a quote that is never closed'],
    ['an empty file', [''], 'line 1: the file is empty'],
  ])('%s is told', async (_what, lines, told) => {
    expect((await people(fileWith(...lines))).error).toContain(told);
  });

  test('a file that is not there is told', async () => {
    expect((await people(join(folder, 'none.csv'))).error).toContain('cannot be read');
  });
});

describe('as a program of its own', () => {
  test('keeps its work in the store of the data folder, where the next one finds it', () => {
    const { MONGODB_URI: _, ...environment } = process.env;
    const program = new URL('../../dist/src/admin.js', import.meta.url).pathname;
    const run = (...argv: string[]) =>
      spawnSync(process.execPath, [program, ...argv], {
        env: { ...environment, DATA_DIR: join(folder, 'data'), LOG_LEVEL: 'error' },
        encoding: 'utf8',
      });
    const added = run('org', 'add', '--slug', 'quay', '--name', 'Quay', '--zone', 'Europe/Lisbon');
    expect([added.status, added.stderr]).toEqual([0, '']);
    const list = run('org', 'list', '--json');
    expect(JSON.parse(list.stdout)).toMatchObject([{ slug: 'quay', zone: 'Europe/Lisbon' }]);
    expect(run('org', 'add', '--slug', 'quay', '--name', 'Quay', '--zone', 'Europe/Lisbon').status).toBe(1);
    expect(run('org', 'add').status).toBe(2);
  });
});
