import type { Page } from 'playwright';
import { expect, test } from 'vitest';
import { fakeCamera } from './site.mjs';
import { teller } from './story';

const story = teller({ flags: fakeCamera, usual: { shape: 'phone', modes: 'reader', route: '#/scan/code' } });

/** What of the page can be seen while the device looks through it. */
const seen = (page: Page) =>
  page.evaluate(() => ({
    ground: getComputedStyle(document.body).backgroundColor,
    app: getComputedStyle(document.querySelector('#app') as Element).visibility,
  }));

test('the device reads a code through the page and its record opens', () =>
  story({}, async (page) => {
    await page.getByTestId('other-way').waitFor();
    expect(await seen(page)).toEqual({ ground: 'rgba(0, 0, 0, 0)', app: 'hidden' });
    await page.getByTestId('record-title').waitFor();
    expect(page.url()).toContain('item-000003');
    expect((await seen(page)).app).toBe('visible');
  }));

test('whoever wants another way has the camera of the page and the keyboard', () =>
  story({}, async (page) => {
    await page.getByTestId('other-way').click();
    await page.getByTestId('code-typed').fill('campo://record/demo/item-000004');
    await page.getByTestId('code-use').click();
    await page.getByTestId('record-title').waitFor();
    expect(page.url()).toContain('item-000004');
  }));

test('leaving gives the page back', () =>
  story({}, async (page) => {
    await page.getByTestId('other-way').waitFor();
    await page.evaluate(() => {
      location.hash = '#/';
    });
    await page.getByTestId('other-way').waitFor({ state: 'detached' });
    expect((await seen(page)).app).toBe('visible');
  }));

test('a finger opens the locked app without being asked for', () =>
  story({ modes: 'locked,finger', route: '#/' }, async (page) => {
    await page.getByTestId('create-any').waitFor();
  }));

test('a finger that is not recognized leaves the PIN, and can be tried again', () =>
  story({ modes: 'locked,finger,refused', route: '#/' }, async (page) => {
    await page.getByTestId('biometry-unlock').click();
    for (const digit of '948207') await page.getByTestId(`lock-key-${digit}`).click();
    await page.getByTestId('lock-open').click();
    await page.getByTestId('create-any').waitFor();
  }));

test('opening by finger is turned on in the settings, beside the PIN', () =>
  story({ modes: 'pin,finger', route: '#/settings' }, async (page) => {
    const turn = page.getByTestId('biometry-turn');
    expect(await turn.getAttribute('aria-pressed')).toBe('false');
    await turn.click();
    await expect.poll(() => turn.getAttribute('aria-pressed')).toBe('true');
  }));
