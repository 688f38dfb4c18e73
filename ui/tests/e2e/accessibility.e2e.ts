import { createRequire } from 'node:module';
import type { Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { routes } from './routes.mjs';
import { openPage, openSite, type Site } from './site.mjs';

const axePath = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
let site: Site;

beforeAll(async () => {
  site = await openSite();
});
afterAll(() => site.close());

interface Axe {
  run(
    options: object,
  ): Promise<{ violations: { id: string; nodes: { html: string; any: { message: string }[] }[] }[] }>;
}

/** What of axe depends on colors: the rest is the same in both themes and asked once. */
const ofColors = { runOnly: { type: 'rule', values: ['color-contrast', 'link-in-text-block'] } };

/** What axe finds on a page, in words. */
async function violations(page: Page, options: object): Promise<string[]> {
  const found = await page.evaluate(
    (options) => (window as unknown as { axe: Axe }).axe.run({ resultTypes: ['violations'], ...options }),
    options,
  );
  return found.violations.map(
    ({ id, nodes }) =>
      `${id}: ${nodes.map(({ html, any }) => `${html.slice(0, 200)} ${any[0]?.message ?? ''}`).join('\n  ')}`,
  );
}

const cases = (['phone', 'desktop'] as const).flatMap((shape) => Object.keys(routes).map((name) => ({ name, shape })));

test.each(cases)('$name has no violations on $shape', async ({ name, shape }) => {
  const { reach, ...at } = routes[name] ?? {};
  const { page, context, failures } = await openPage(site, { shape, ...at });
  await page.locator('main, form').first().waitFor();
  if (name.startsWith('list') && name !== 'list-empty') await page.getByTestId('list-row').first().waitFor();
  await page.waitForTimeout(250);
  await reach?.(page);
  await page.waitForTimeout(450);
  await page.addScriptTag({ path: axePath });
  const light = await violations(page, {});
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.waitForTimeout(300);
  const dark = await violations(page, ofColors);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
  await context.close();
  expect({ light, dark }).toEqual({ light: [], dark: [] });
  expect(failures).toEqual([]);
  expect(overflow).toBe(false);
});
