import { expect, test } from '@jest/globals';
import { createLog } from '../../src/log.ts';

function logged(write: (log: ReturnType<typeof createLog>) => void): string {
  const lines: string[] = [];
  write(createLog('trace', { write: (line: string) => lines.push(line) }));
  return lines.join('');
}

test('texts, phones, mail addresses and tokens are struck out wherever they stand', () => {
  const line = logged((log) =>
    log.info(
      {
        conversationId: 'cnv_1',
        text: 'I am ill',
        contact: { phone: '+14155550100', name: 'Maria', deep: { email: 'm@example.com', deeper: { token: 'tok_9' } } },
      },
      'turn stored',
    ),
  );
  for (const secret of ['ill', '0100', 'Maria', 'example.com', 'tok_9']) expect(line).not.toContain(secret);
  expect(line).toContain('cnv_1');
  expect(line).toContain('turn stored');
});

test('what an error quotes is masked, its kind, code and place are kept', () => {
  const error = Object.assign(
    new Error(
      'E11000 duplicate key error collection: parley.contacts index: phone_1 dup key: { phone: "+14155550100" }',
    ),
    { code: 11000 },
  );
  const line = logged((log) => log.error({ err: error }, 'failed'));
  expect(line).not.toContain('4155550100');
  expect(line).toContain('11000');
  expect(line).toContain('phone_1');
  expect(line).toContain('log.test.ts');
});

test.each([
  ['sent to maria.b+x@mail.example.org', 'maria'],
  ['cannot reach mongodb://root:hunter2@db:27017/x', 'hunter2'],
  ['21610 for (415) 555-0100', '555'],
  ['refused Bearer abc.def', 'abc.def'],
])('an error that says "%s" is masked', (message, secret) => {
  expect(logged((log) => log.error({ err: new Error(message) }, 'failed'))).not.toContain(secret);
});

test('the cause of an error is told too, masked as well', () => {
  const error = new Error('outer', { cause: new Error('inner for a@b.example') });
  const line = logged((log) => log.error({ err: error }, 'failed'));
  expect(line).toContain('inner');
  expect(line).not.toContain('a@b');
});
