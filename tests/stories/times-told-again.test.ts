import { describe, expect, test } from '@jest/globals';
import { MINUTE } from '../../src/core/time/types.ts';
import { type Somebody, useSharedLine } from '../support/shared-line.ts';

// Times are looked at when they are offered, and again when they are shown later or once more: nobody reads of one that is gone.

const { line, at, slot, meets, asMember } = useSharedLine();

async function threadOf({ contact: { id } }: Somebody) {
  const { body } = await asMember('GET', `/api/v1/conversations?contact=${id}`);
  const thread = await asMember('GET', `/api/v1/conversations/${body.items[0].id}/thread`);
  return thread.body.items as readonly { side: string; text: string; member?: string; delivery?: string }[];
}
const deskLines = async (somebody: Somebody) =>
  (await threadOf(somebody)).filter(({ side }) => side === 'desk').map(({ text }) => text);

/** Leo was offered it before, and takes it now. */
async function leoTakes(...starts: readonly number[]): Promise<() => Promise<void>> {
  const leos: Somebody[] = [];
  for (const start of starts) {
    const leo = await meets('Leo');
    await leo.isOffered([start]);
    leos.push(leo);
  }
  return async () => {
    for (const leo of leos) expect(await leo.texts('yes')).toEqual([expect.stringMatching(/^Booked! Leo/)]);
  };
}

describe('a list that waited for the morning', () => {
  test('names only what is still free, and its numbers are those of the list she reads', async () => {
    const takes = await leoTakes(at(2, 9));
    const maria = await meets('Maria');
    line().desk.clock.set(at(0, 22));
    await line().offers(maria.contact, [at(2, 9), at(2, 10), at(2, 11)]);
    expect(await maria.reads()).toEqual([]);
    await takes();
    line().desk.clock.set(at(1, 8));
    const [text, ...others] = await maria.reads();
    expect(others).toEqual([]);
    expect(text).toMatch(/^Dr\. Ito has these times for Maria \(Check-up\):\n1\) .*10:00 AM.*\n2\) .*11:00 AM/);
    expect(text).not.toContain('9:00 AM');
    expect(await maria.texts('2')).toEqual([expect.stringMatching(/^Booked! Maria.*11:00 AM/)]);
  });

  test('is sent as it was where all are free', async () => {
    const maria = await meets('Maria');
    line().desk.clock.set(at(0, 22));
    await line().offers(maria.contact, [at(2, 9), at(2, 10)]);
    await maria.reads();
    line().desk.clock.set(at(1, 8));
    expect(await maria.reads()).toEqual([expect.stringMatching(/9:00 AM[\s\S]*10:00 AM/)]);
    expect((await threadOf(maria)).flatMap(({ delivery }) => delivery ?? [])).toEqual(['sent']);
  });

  test('where none is left becomes one of fresh times, and nobody is called for it', async () => {
    const takes = await leoTakes(at(2, 9), at(2, 10));
    const maria = await meets('Maria');
    line().desk.clock.set(at(0, 22));
    await line().offers(maria.contact, [at(2, 9), at(2, 10)]);
    await maria.reads();
    await takes();
    line().desk.clock.set(at(1, 8));
    const [text, ...others] = await maria.reads();
    expect(others).toEqual([]);
    expect(text).toMatch(/^Here are times for Maria \(Check-up\):/);
    expect(text).not.toMatch(/ 9:00 AM| 10:00 AM/);
    expect(await deskLines(maria)).toEqual([]);
    expect(await maria.texts('1')).toEqual([expect.stringMatching(/^Booked! Maria/)]);
  });

  test('and was taken back meanwhile is not sent', async () => {
    const maria = await meets('Maria');
    line().desk.clock.set(at(0, 22));
    const id = await line().offers(maria.contact, [at(2, 9)]);
    await maria.reads();
    await asMember('DELETE', `/api/v1/offers/${id}`);
    await maria.reads();
    line().desk.clock.set(at(1, 8));
    expect(await maria.reads()).toEqual([expect.stringMatching(/no longer available/)]);
  });
});

describe('the question that is asked once more', () => {
  const UNCLEAR = 'maybe one of these';

  test('names only what is still free', async () => {
    const takes = await leoTakes(slot(0));
    const maria = await meets('Maria');
    await maria.isOffered([slot(0), slot(1), slot(2)]);
    await takes();
    const [text] = await maria.texts(UNCLEAR);
    expect(text).toMatch(/^Which time is best for Maria\?\n1\) .*9:30 AM.*\n2\) .*10:00 AM/);
    expect(text).not.toContain('9:00 AM');
    expect(await maria.texts('1')).toEqual([expect.stringMatching(/^Booked! Maria.*9:30 AM/)]);
  });

  test('offers fresh times where none is left', async () => {
    const takes = await leoTakes(slot(0), slot(1));
    const maria = await meets('Maria');
    await maria.isOffered([slot(0), slot(1)]);
    await takes();
    const [text] = await maria.texts(UNCLEAR);
    expect(text).toMatch(/^Those times for Maria are no longer available\. These are free:/);
    expect(text).not.toMatch(/ 9:00 AM| 9:30 AM/);
  });

  test('so it is after STOP and YES', async () => {
    const takes = await leoTakes(slot(0));
    const maria = await meets('Maria');
    await maria.isOffered([slot(0), slot(1)]);
    await maria.texts('STOP');
    await takes();
    const [welcome, text] = await maria.texts('YES');
    expect(welcome).toContain('welcome back');
    expect(text).toMatch(/^Which time is best for Maria\?[\s\S]*9:30 AM/);
    expect(text).not.toContain('9:00 AM');
  });
});

describe('an offer that expires is told to both sides', () => {
  test('she reads it, and so does the member whose times they were', async () => {
    const maria = await meets('Maria');
    await maria.isOffered([at(0, 14)]);
    line().desk.clock.set(at(0, 12) + MINUTE);
    expect(await maria.reads()).toEqual([expect.stringMatching(/^The times for Maria have expired/)]);
    expect(await deskLines(maria)).toEqual(['The times for Maria (Check-up) have expired; none was taken.']);
    const { items } = await line().room.conversations.list(line().organisationId, { contactIds: [maria.contact.id] });
    const thread = await line().room.conversations.thread(line().organisationId, items[0]?.id as never);
    expect(thread.items.find(({ side }) => side === 'desk')).toMatchObject({ memberId: line().ito.id });
  });

  test('so it is with a wish of hers that nobody answered', async () => {
    const maria = await meets('Maria');
    await maria.isOffered([at(1, 10)]);
    expect(await maria.texts('can we do Wednesday at 3pm?')).toEqual([expect.stringContaining("I've asked Dr. Ito")]);
    line().desk.clock.set(at(2, 14));
    expect(await maria.reads()).toEqual([expect.stringMatching(/^Sorry, Dr\. Ito can't make that time/)]);
    expect((await deskLines(maria))[0]).toMatch(/^Maria's wish for another time \(Check-up\) has expired unanswered/);
  });
});
