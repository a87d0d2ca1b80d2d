import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { at, openPhoneLine, type PhoneLine } from '../support/phone-line.ts';

let line: PhoneLine;
beforeAll(async () => {
  line = await openPhoneLine();
});
afterAll(() => line.close());

test('a clinician offers three times, Maria answers "2" by text, and it is booked', async () => {
  const maria = await line.knows('Maria');
  await line.offers(maria, [at(1, 10), at(2, 11), at(3, 15)]);
  const [offer] = await line.settle();
  expect(offer).toMatch(
    /^Dr\. Ito has these times for Maria \(Check-up\):\n1\) .*\n2\) Wed, Mar 4 at 11:00 AM EST\n3\)/,
  );
  const replies = await line.texts('2');
  expect(replies).toEqual([
    expect.stringMatching(/^Booked! Maria: Check-up with Dr\. Ito, Wed, Mar 4 at 11:00 AM EST/),
  ]);
  expect(await line.visits()).toMatchObject([{ start: at(2, 11), contactId: maria.id, status: 'confirmed' }]);
  expect(line.faults).toEqual([]);
});
