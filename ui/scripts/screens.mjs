// Writes a picture of every route, in both sizes and themes, to screens/.
import { mkdirSync } from 'node:fs';
import { routes } from '../tests/e2e/routes.mjs';
import { openPage, openSite } from '../tests/e2e/site.mjs';

const only = process.argv.slice(2);
const site = await openSite();
mkdirSync('screens', { recursive: true });
for (const shape of ['phone', 'desktop']) {
  for (const scheme of ['light', 'dark']) {
    for (const [name, { reach, ...at }] of Object.entries(routes)) {
      if (only.length > 0 && !only.includes(name) && !only.includes(`${name}-${shape}-${scheme}`)) continue;
      const { page, context, failures } = await openPage(site, { shape, scheme, ...at });
      await page.waitForTimeout(350);
      await reach?.(page);
      await page.waitForTimeout(300);
      await page.screenshot({ path: `screens/${name}-${shape}-${scheme}.png` });
      if (failures.length > 0) console.log(name, shape, failures);
      await context.close();
    }
  }
}
await site.close();
