import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { complaintsOf, faintTextsOf, openBrowser } from '../support/browser.ts';
import { openSandbox, type Sandbox, TOM } from '../support/sandbox.ts';

let browser: Browser;
let sandbox: Sandbox;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());
beforeEach(async () => {
  sandbox = await openSandbox();
});
afterEach(async () => {
  await Promise.all(browser.contexts().map((context) => context.close()));
  await sandbox.close();
});

async function open(options: BrowserContextOptions = {}, query = ''): Promise<Page> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  await page.goto(`${sandbox.url()}/sandbox${query}`);
  return page;
}
const part = (page: Page, name: string) => page.locator(`[data-region="${name}"]`);
/** Resolves once that part of the page says so. */
const says = (page: Page, name: string, words: string) => part(page, name).getByText(words).first().waitFor();

test('story 1 by mouse: three times are offered, the second is tapped, both sides see it booked', async () => {
  const page = await open();
  const complaints = complaintsOf(page);
  await page.getByRole('button', { name: 'Offer Maria three times' }).click();
  await page.getByRole('button', { name: '2 Wed, Mar 4' }).click();
  await says(page, 'cards', 'Booked by Maria, Wed, Mar 4, 9:00 AM');
  await says(page, 'thread', 'Booked! Maria Lopez');
  await says(page, 'mails', 'to maria.lopez@example.com');
  expect(await part(page, 'thread').locator('.text').count()).toBe(3);
  expect(complaints).toEqual([]);
});

test('by keyboard alone: the text is sent with Enter, the focus stays, and what came is in the log that is read out', async () => {
  const page = await open();
  await page.getByLabel('Text as Maria Lopez').focus();
  await page.keyboard.type('Do you take Aetna insurance?');
  await page.keyboard.press('Enter');
  await page.getByRole('log').getByText('passed it to our team').waitFor();
  expect(await page.locator(':focus').getAttribute('id')).toBe('composer');
  await page.getByRole('button', { name: 'Take over' }).focus();
  await page.keyboard.press('Enter');
  await page.getByLabel('Your answer').fill('Yes, we');
  // Something happens while the member is writing; neither the words nor the place are lost.
  await sandbox.types('hello?');
  await says(page, 'thread', 'hello?');
  await says(page, 'queue', 'hello?');
  expect(await page.locator('textarea:focus').count()).toBe(1);
  await page.keyboard.type(' do.');
  await page.getByRole('button', { name: 'Send' }).last().click();
  await says(page, 'thread', 'Yes, we do.');
  expect(await page.getByLabel('Your answer').inputValue()).toBe('');
});

test('two browsers show the same, and what cannot be done is said', async () => {
  const [maria, tom] = [await open(), await open({}, `?phone=${encodeURIComponent(TOM)}`)];
  await maria.getByRole('button', { name: 'Offer Maria three times' }).click();
  await says(tom, 'cards', 'Waiting for Maria');
  await tom.getByRole('button', { name: 'Take it back' }).click();
  await says(maria, 'cards', 'Taken back');
  await says(maria, 'thread', 'no longer available');
  await tom.getByText('Add a phone').click();
  await tom.getByLabel('Number with country code').fill('12');
  await tom.getByRole('button', { name: 'Add', exact: true }).click();
  await tom.getByRole('status').getByText('is no phone number').waitFor();
});

test('the clock is turned by a button, and the page shows the new time', async () => {
  const page = await open();
  await page.getByRole('button', { name: '+1 hour' }).click();
  await says(page, 'clock', 'Mon, Mar 2, 1:00 PM');
  await says(page, 'clock', '1 h ahead of real time');
});

test.each(['light', 'dark'] as const)(
  'in %s colours every text can be read, from 320 pixels to wide',
  async (colorScheme) => {
    await sandbox.press('offer-first');
    await sandbox.sees('thread', /has these times/);
    await sandbox.types('no, can we do Thursday after 3?');
    await sandbox.sees('cards', /asks for another time/);
    await sandbox.types('Do you take Aetna insurance?', TOM);
    await sandbox.sees('queue', /Tom Becker/);
    for (const width of [320, 768, 1280, 1920]) {
      const page = await open({ colorScheme, viewport: { width, height: 800 } });
      await says(page, 'queue', 'Tom Becker');
      expect(await faintTextsOf(page)).toEqual([]);
      expect(await page.locator('html').evaluate(({ scrollWidth }) => scrollWidth)).toBeLessThanOrEqual(width);
      const small = await page
        .locator('button:visible')
        .evaluateAll((buttons) =>
          buttons.filter((button) => button.getBoundingClientRect().height < 44).map(({ textContent }) => textContent),
        );
      expect(small).toEqual([]);
      await page.context().close();
    }
  },
);
