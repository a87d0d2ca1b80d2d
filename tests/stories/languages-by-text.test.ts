import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { at, openPhoneLine, type PhoneLine } from '../support/phone-line.ts';

// Somebody who is filed as English writes in another language: the answer comes in theirs, and stays there.

let line: PhoneLine;
beforeEach(async () => {
  line = await openPhoneLine();
});
afterEach(() => line.close());

const filed = async () => {
  const { items } = await line.desk.store.contacts.list(line.organisationId, {});
  return items.map(({ locale }) => locale);
};

describe('a contact filed as English', () => {
  test('who asks for a visit in Spanish is answered in Spanish, "2" included', async () => {
    await line.knows('Maria');
    const [times = ''] = await line.texts('Hola, ¿puedo ir la semana que viene?');
    const page = await line.desk.call('GET', /\/c\/[\w-]+$/.exec(times)?.[0] ?? '');
    expect(page.text).toContain('<html lang="es">');
    expect(page.text).toContain('No, gracias');
    expect(times).toMatch(/Maria[\s\S]*mar, 10 mar/);
    expect(times).not.toMatch(/Here are times|Reply/);
    expect(await line.texts('2')).toEqual([expect.stringMatching(/^¡Reservado!/)]);
    expect(await filed()).toEqual(['en']);
  });

  test.each([
    ['Bonjour, je voudrais un rendez-vous mardi prochain', /^Voici/],
    ['Hallo, haben Sie nächste Woche einen Termin frei?', /^Diese Zeiten/],
  ])('"%s" is answered in kind', async (text, answer) => {
    await line.knows('Maria');
    expect((await line.texts(text))[0]).toMatch(answer);
  });

  test('is filed anew after two clear turns in a row: one may be a joke, or somebody else with the phone', async () => {
    await line.knows('Maria');
    await line.texts('Quiero una cita la semana que viene');
    expect(await filed()).toEqual(['en']);
    await line.texts('ok');
    await line.texts('¿No tienen algo el jueves por la tarde?');
    expect(await filed()).toEqual(['es']);
  });

  test('who goes back to English is answered in English again', async () => {
    await line.knows('Maria');
    await line.texts('Quiero una cita la semana que viene');
    expect((await line.texts('do you have anything on Thursday?'))[0]).toMatch(/^Here are times/);
    expect(await filed()).toEqual(['en']);
  });

  test('is not taken for somebody else by an "ok gracias", a number or a name', async () => {
    const maria = await line.knows('Maria');
    await line.offers(maria, [at(1, 10), at(2, 10)]);
    await line.settle();
    expect((await line.texts('gracias'))[0]).toMatch(/^Which time is best/);
    expect((await line.texts('2'))[0]).toMatch(/^Booked!/);
  });

  test('a stranger is asked the name in the language they wrote in, and the name changes nothing', async () => {
    const [asked] = await line.texts('Hola, quisiera una cita la semana que viene');
    expect(asked).toMatch(/^¡Con gusto! ¿Cómo se llama/);
    expect((await line.texts('Ana de la Cruz'))[0]).toMatch(/Ana de la Cruz[\s\S]*mar, 10 mar/);
  });

  test('is told of what happens elsewhere in the language they wrote last', async () => {
    const maria = await line.knows('Maria');
    await line.texts('¿Tienen cita el martes por la mañana?');
    await line.offers(maria, [at(1, 15)]);
    expect(await line.settle()).toEqual([expect.stringMatching(/^Dr\. Ito tiene/)]);
  });
});

describe('a language asked for outright', () => {
  test.each([
    ['In English please', 'es', 'en', /^Of course! I'll write in English/],
    ['Can you write to me in Spanish?', 'en', 'es', /^¡Claro! A partir de ahora le escribo en español/],
    ['Español por favor', 'en', 'es', /^¡Claro!/],
    ['auf Deutsch bitte', 'en', 'de', /^Gerne!/],
    ['Pouvez-vous écrire en français ?', 'en', 'fr', /^Bien sûr/],
  ] as const)('"%s" is kept at once, and open questions are asked again in it', async (text, before, after, answer) => {
    const maria = await line.knows('Maria');
    const actor = { kind: 'operator', channel: 'command_line' } as const;
    await line.room.people.change(line.organisationId, maria.id, { locale: before }, undefined, actor);
    await line.offers(maria, [at(1, 10), at(2, 10)]);
    await line.settle();
    const [agreed, again] = await line.texts(text);
    expect(agreed).toMatch(answer);
    expect(again).toMatch(/Maria/);
    expect(await filed()).toEqual([after]);
  });

  test('"Does Dr. Ito speak Spanish?" is a question for a person', async () => {
    await line.knows('Maria');
    expect((await line.texts('Does Dr. Ito speak Spanish?'))[0]).toMatch(/passed it to our team/);
    expect(await filed()).toEqual(['en']);
  });
});
