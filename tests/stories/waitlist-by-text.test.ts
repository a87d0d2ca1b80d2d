import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { MINUTE } from '../../src/core/time/types.ts';
import { at, MARIA, openPhoneLine, type PhoneLine } from '../support/phone-line.ts';

let line: PhoneLine;
beforeEach(async () => {
  line = await openPhoneLine();
});
afterEach(async () => {
  expect(line.faults).toEqual([]);
  await line.close();
});

const LEO = '+14155552672';
const ANA = '+14155552673';
const desk = { kind: 'operator', channel: 'command_line' } as const;

/** Ana has the time, and it falls free when she cancels. */
async function anaHas(days: number, hour: number) {
  const ana = await line.knows('Ana', ANA);
  await line.offers(ana, [at(days, hour)]);
  await line.settle(ANA);
  expect(await line.texts('yes', ANA)).toEqual([expect.stringMatching(/^Booked! Ana/)]);
}
async function anaCancels() {
  await line.texts('please cancel my appointment', ANA);
  expect(await line.texts('yes', ANA)).toEqual([expect.stringContaining('is cancelled')]);
}

async function waits(name: string, number = MARIA, words = 'put me on the waitlist please') {
  const contact = await line.knows(name, number);
  expect(await line.texts(words, number)).toEqual([expect.stringMatching(`${name} is on the waitlist`)]);
  line.desk.clock.advance(1_000);
  return contact;
}
const entries = async () => (await line.desk.store.waitlistEntries.list(line.organisationId, {})).items;

describe('somebody who waits', () => {
  test('joins by text once, and leaves by text', async () => {
    const maria = await waits('Maria');
    expect(await entries()).toMatchObject([{ contactId: maria.id, state: 'waiting', zone: 'America/New_York' }]);
    expect(await line.texts('add me to the waitlist')).toEqual([expect.stringMatching(/on the waitlist already/)]);
    expect(await entries()).toHaveLength(1);
    expect(await line.texts('take me off the waitlist')).toEqual(['Done, Maria is off the waitlist.']);
    expect(await entries()).toMatchObject([{ state: 'left' }]);
    expect(await line.texts('take me off the waitlist')).toEqual([expect.stringMatching(/isn't on the waitlist/)]);
  });

  test.each([
    ['put me on the waitlist for Wednesday morning', ['2026-03-04'], ['morning']],
    ['waitlist for next week please', ['2026-03-09'], []],
    ['can you text me if something opens up tomorrow afternoon?', ['2026-03-03'], ['afternoon']],
    ['waitlist please, mornings are best', [], ['morning']],
    ['I have a visit on Thursday, but put me on the waitlist', [], []],
    ['apúnteme en la lista de espera para el miércoles por la tarde', ['2026-03-04'], ['afternoon']],
    ["mettez-moi sur liste d'attente pour jeudi matin", ['2026-03-05'], ['morning']],
    ['bitte auf die Warteliste für Freitag Nachmittag', ['2026-03-06'], ['afternoon']],
  ])('"%s" waits for just that', async (words, from, parts) => {
    await line.knows('Maria');
    await line.texts(words);
    const [entry] = await entries();
    expect(entry?.dates.map((date) => date.from)).toEqual(from);
    expect(entry?.parts).toEqual(parts);
  });

  test('is told of an opening that is kept for them, says YES, and has it', async () => {
    await anaHas(1, 10);
    const maria = await waits('Maria');
    await anaCancels();
    const [opening] = await line.settle();
    expect(opening).toMatch(
      /^Good news: a time opened up for Maria \(Check-up with Dr\. Ito\)\. .* until 10:30 AM EST:/,
    );
    expect(opening).toMatch(/Tue, Mar 3 at 10:00 AM EST[\s\S]*Reply YES/);
    // Kept: nobody else can be given it meanwhile.
    const leo = await line.knows('Leo', LEO);
    await expect(line.offers(leo, [at(1, 10)])).rejects.toThrow('option_taken');
    expect(await line.texts('YES')).toEqual([
      expect.stringMatching(/^Booked! Maria: Check-up with Dr\. Ito, Tue, Mar 3/),
    ]);
    expect(await line.texts('yes')).toEqual([expect.stringMatching(/^Booked! Maria/)]);
    expect(await line.visits()).toMatchObject([{ contactId: maria.id, start: at(1, 10) }]);
    expect(await entries()).toMatchObject([{ state: 'served' }]);
  });

  test('answers with the number as well', async () => {
    await anaHas(1, 10);
    await waits('Maria');
    await anaCancels();
    await line.settle();
    expect(await line.texts('1')).toEqual([expect.stringMatching(/^Booked! Maria/)]);
  });

  test('says NO: the next is asked at once, and they go on waiting', async () => {
    await anaHas(1, 10);
    await waits('Maria');
    await waits('Leo', LEO);
    await anaCancels();
    await line.settle();
    expect(await line.settle(LEO)).toEqual([]);
    expect(await line.texts('no thanks')).toEqual(['No problem. Maria stays on the waitlist for the next one.']);
    expect(await line.settle(LEO)).toEqual([expect.stringMatching(/^Good news: a time opened up for Leo/)]);
    expect((await entries()).map(({ state }) => state)).toEqual(['waiting', 'waiting']);
  });

  test('says nothing: told that it went on, and the next is asked; a late YES gets other times and loses nothing', async () => {
    await anaHas(1, 10);
    await waits('Maria');
    await waits('Leo', LEO);
    await anaCancels();
    await line.settle();
    line.desk.clock.advance(31 * MINUTE);
    expect(await line.settle()).toEqual([
      expect.stringMatching(/has gone to the next person\. Maria stays on the waitlist/),
    ]);
    expect(await line.settle(LEO)).toEqual([expect.stringMatching(/^Good news/)]);
    const [late] = await line.texts('yes');
    expect(late).toMatch(
      /^That time has gone to the next person\. Maria stays on the waitlist\. These times are free, too:/,
    );
    expect(await line.texts('1')).toEqual([expect.stringMatching(/^Booked! Maria/)]);
  });

  test('leaves while a time is kept for them: it goes to the next, and nothing is left to answer', async () => {
    await anaHas(1, 10);
    await waits('Maria');
    await waits('Leo', LEO);
    await anaCancels();
    await line.settle();
    expect(await line.texts('remove me from the waitlist')).toEqual(['Done, Maria is off the waitlist.']);
    expect(await line.settle(LEO)).toEqual([expect.stringMatching(/^Good news/)]);
    expect(await line.visits()).toEqual([]);
  });

  test('opted out of texts: is not written to, and the time goes on to the next', async () => {
    await anaHas(1, 10);
    await waits('Maria');
    await waits('Leo', LEO);
    await line.texts('STOP');
    await anaCancels();
    expect(await line.settle()).toEqual([]);
    expect(await line.settle(LEO)).toEqual([expect.stringMatching(/^Good news/)]);
  });

  test('is not woken for it: what falls free at night is offered in the morning', async () => {
    await anaHas(1, 15);
    await waits('Maria');
    line.desk.clock.set(at(0, 23));
    await anaCancels();
    expect(await line.settle()).toEqual([]);
    line.desk.clock.set(at(1, 8));
    expect(await line.settle()).toEqual([expect.stringMatching(/^Good news[\s\S]*Tue, Mar 3 at 3:00 PM/)]);
  });
});

describe('two are asked at once', () => {
  async function bothAsked() {
    const { waitlist } = line.scheduling;
    const { id: _, organisationId, version, ...settings } = await waitlist.settings(line.organisationId);
    await waitlist.changeSettings(organisationId, { ...settings, batch: 2 }, version, desk);
    await anaHas(1, 10);
    const maria = await waits('Maria');
    await waits('Leo', LEO);
    return maria;
  }

  test('the first YES wins, and the other is told kindly at once', async () => {
    await bothAsked();
    await anaCancels();
    await line.settle();
    await line.settle(LEO);
    expect(await line.texts('yes', LEO)).toEqual([expect.stringMatching(/^Booked! Leo/)]);
    expect(await line.settle()).toEqual(['Sorry, that time was just taken. Maria stays on the waitlist.']);
    const [late] = await line.texts('yes');
    expect(late).toMatch(/^Sorry, that time was just taken\. Maria stays on the waitlist\. These times are free, too:/);
    expect(await line.visits()).toHaveLength(1);
  });

  test('a waitlist offer that is lost keeps the original appointment, and who loses it is told so', async () => {
    const maria = await bothAsked();
    await line.offers(maria, [at(2, 14)]);
    await line.settle();
    await line.texts('yes');
    await anaCancels();
    await line.settle();
    await line.settle(LEO);
    await line.texts('yes', LEO);
    expect(await line.settle()).toEqual([
      expect.stringMatching(/Maria stays on the waitlist, and the visit on Wed, Mar 4 at 2:00 PM EST stays booked/),
    ]);
    expect((await line.visits()).map(({ start }) => start)).toContain(at(2, 14));
  });
});

test('who takes an opening keeps the later visit until they say otherwise; a second YES costs them nothing', async () => {
  await anaHas(1, 10);
  const maria = await waits('Maria');
  await line.offers(maria, [at(3, 14)]);
  await line.settle();
  await line.texts('yes');
  await anaCancels();
  await line.settle();
  expect(await line.texts('yes')).toEqual([
    expect.stringMatching(/^Booked! Maria.*Tue, Mar 3/),
    expect.stringMatching(/^Maria's Check-up on Thu, Mar 5 at 2:00 PM EST stays booked, too/),
  ]);
  await line.texts('yes');
  expect(await line.visits()).toHaveLength(2);
});

test('a family on one phone: the one who waits is told by name, and a bare YES is hers', async () => {
  await anaHas(1, 10);
  await line.knows('Leo');
  const maria = await line.knows('Maria');
  const [who] = await line.texts('put us on the waitlist');
  expect(who).toMatch(/Who is the visit for\?/);
  expect(await line.texts('Maria')).toEqual([expect.stringMatching(/^Maria is on the waitlist/)]);
  await anaCancels();
  expect(await line.settle()).toEqual([expect.stringMatching(/opened up for Maria/)]);
  await line.texts('yes');
  expect(await line.visits()).toMatchObject([{ contactId: maria.id }]);
});

describe('a house that asks before a visit', () => {
  const asks = (intake: object[]) =>
    line.desk.store.services.write({ ...line.checkUp, version: 2, intake: intake as never });

  async function kept() {
    await anaHas(1, 10);
    const maria = await waits('Maria');
    await anaCancels();
    await asks([
      { name: 'reason', label: 'What is it about?', answers: [], required: true },
      { name: 'first', label: 'Is it your first visit?', answers: ['Yes', 'No'], required: true },
    ]);
    await line.settle();
    return maria;
  }

  test('asks whoever took an opening as well: after the yes, which nobody may lose over a question', async () => {
    await kept();
    const [booked, question] = await line.texts('yes');
    expect(booked).toMatch(/^Booked! Maria/);
    expect(question).toBe('Thanks! What is it about?');
    expect((await line.texts('My knee hurts'))[0]).toMatch(/Is it your first visit\?/);
    expect(await line.texts('2')).toEqual(["Thank you! Dr. Ito has that for Maria's visit."]);
    const [visit] = await line.visits();
    expect(visit?.notes).toMatchObject([{ text: 'What is it about? My knee hurts\nIs it your first visit? No' }]);
  });

  test('and whoever leaves the questions unanswered, or cancels instead, is not asked on', async () => {
    await kept();
    await line.texts('yes');
    expect((await line.texts('please cancel my appointment'))[0]).toMatch(/^Should I cancel/);
    expect((await line.texts('yes'))[0]).toMatch(/is cancelled/);
    expect(await line.texts('thanks')).toEqual(["You're welcome!"]);
    expect(await line.visits()).toEqual([]);
  });
});

test('an opening has a page like an offer: it shows the time while it is kept, takes it, and says what became of it', async () => {
  await anaHas(1, 10);
  await waits('Maria');
  await waits('Leo', LEO);
  await anaCancels();
  const [opening] = await line.settle();
  const path = /\/c\/[\w-]+/.exec(opening ?? '')?.[0] ?? '';
  const page = async () => await (await fetch(`${line.desk.url}${path}`)).text();
  const shown = await page();
  expect(shown).toMatch(/a time opened up for Maria[\s\S]*Tue, Mar 3 at 10:00 AM EST[\s\S]*No, thanks/);
  const turn = /name="turn" value="([^"]+)"/.exec(shown)?.[1] ?? '';
  const action = /name="action" value="(accept:[^"]+)"/.exec(shown)?.[1] ?? '';
  const answer = await fetch(`${line.desk.url}${path}`, {
    method: 'POST',
    body: new URLSearchParams({ action, turn }),
  });
  expect(await answer.text()).toMatch(/Booked! Maria/);
  expect(await page()).toMatch(/Maria: Check-up, Tue, Mar 3/);
});

test('the page of an opening that went on to the next says so, and has nothing to press', async () => {
  await anaHas(1, 10);
  await waits('Maria');
  await anaCancels();
  const [opening] = await line.settle();
  const path = /\/c\/[\w-]+/.exec(opening ?? '')?.[0] ?? '';
  line.desk.clock.advance(31 * MINUTE);
  await line.settle();
  const shown = await (await fetch(`${line.desk.url}${path}`)).text();
  expect(shown).toMatch(/has gone to the next person/);
  expect(shown).not.toMatch(/<button/);
});

test('what came of an opening is seen over the API', async () => {
  await anaHas(2, 10);
  await waits('Maria');
  await anaCancels();
  await line.settle();
  line.desk.clock.advance(10 * MINUTE);
  await line.texts('yes');
  const cookie = await line.desk.enter(line.ito);
  const { body } = await line.desk.call('GET', '/api/v1/waitlist/openings', { cookie });
  expect(body.items).toMatchObject([{ status: 'filled' }]);
});
