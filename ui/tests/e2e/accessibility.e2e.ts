import { createRequire } from 'node:module';
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

const cases = (['phone', 'desktop'] as const).flatMap((shape) =>
  (['light', 'dark'] as const).flatMap((scheme) => Object.keys(routes).map((name) => ({ name, shape, scheme }))),
);

test.each(cases)('$name has no violations on $shape in $scheme', async ({ name, shape, scheme }) => {
  const { reach, ...at } = routes[name] ?? {};
  const { page, context, failures } = await openPage(site, { shape, scheme, ...at });
  await page.locator('main, form').first().waitFor();
  if (name.startsWith('list') && name !== 'list-empty') await page.getByTestId('list-row').first().waitFor();
  await page.waitForTimeout(250);
  await reach?.(page);
  await page.waitForTimeout(450);
  await page.addScriptTag({ path: axePath });
  const { violations } = await page.evaluate(() =>
    (window as unknown as { axe: Axe }).axe.run({ resultTypes: ['violations'] }),
  );
  const told = violations.map(
    ({ id, nodes }) =>
      `${id}: ${nodes.map(({ html, any }) => `${html.slice(0, 200)} ${any[0]?.message ?? ''}`).join('\n  ')}`,
  );
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
  await context.close();
  expect(told).toEqual([]);
  expect(failures).toEqual([]);
  expect(overflow).toBe(false);
});
