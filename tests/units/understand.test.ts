import { spawnSync } from 'node:child_process';
import { expect, test } from '@jest/globals';

const command = new URL('../../dist/src/understand.js', import.meta.url).pathname;

const reply = (id: string, text: string) =>
  JSON.stringify({
    id,
    now: '2026-03-02T15:00:00Z',
    zone: 'America/New_York',
    locale: 'en',
    prompts: [{ code: 'A1', kind: 'confirm', person: 'Maria', start: '2026-03-05T15:00:00Z', minutes: 30 }],
    text,
  });

const run = (...lines: readonly string[]) => {
  const { stdout, stderr, status } = spawnSync(process.execPath, [command], {
    input: `${lines.join('\n')}\n`,
    encoding: 'utf8',
  });
  return {
    answers: stdout
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line)),
    errors: stderr.split('\n').filter(Boolean),
    status,
  };
};

test('each reply is answered on a line of its own, in order', () => {
  const { answers, status } = run(
    reply('one', 'yes'),
    reply('two', 'can we do 4?'),
    reply('three', 'running 10 min late'),
  );
  expect(status).toBe(0);
  expect(answers).toEqual([
    { id: 'one', intent: 'confirm', prompt: 'A1', option: null, why: 'yes_to_visit' },
    {
      id: 'two',
      intent: 'reschedule',
      prompt: 'A1',
      option: null,
      windows: [{ from: '2026-03-05T21:00:00Z', to: '2026-03-05T21:00:00Z' }],
      why: 'other_time_wished',
    },
    { id: 'three', intent: 'late', prompt: 'A1', option: null, minutes: 10, why: 'running_late' },
  ]);
});

test('a blank or damaged line is named with what mends it, and the rest is still answered', () => {
  const { answers, errors, status } = run(
    reply('one', 'yes'),
    '',
    '{"id":',
    reply('two', 'no').replace('New_York', 'Nowhere'),
    reply('three', 'ok'),
  );
  expect(status).toBe(1);
  expect(answers.map(({ id }) => id)).toEqual(['one', 'three']);
  expect(errors).toEqual([
    'Line 2: it is blank; remove it or write one reply as a JSON object.',
    'Line 3: it is no JSON; write one whole JSON object on the line.',
    'Line 4: field "zone" cannot be used; "America/Nowhere" is not an IANA time zone; use e.g. America/New_York or UTC.',
  ]);
});
