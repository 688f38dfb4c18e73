// Writes a picture of every screen to ../docs/screens, from a real engine: `node scripts/pictures.mjs ADDRESS [NAME]`,
// where ADDRESS is what `campo serve` prints. `cargo xtask screens` does all of it.
import { mkdirSync, writeFileSync } from 'node:fs';
import { chromium } from 'playwright';
import { chrome, shapes } from '../tests/e2e/site.mjs';
import { furnish } from './furnish.mjs';

const [address, only = ''] = process.argv.slice(2);
const folder = '../docs/screens';
/** Of 100: letters stay sharp, and all pictures together stay below 6 MB. */
const quality = 60;

/** The screens by name: where they are, and what is done there before the picture is taken. */
const screens = ({ lead, property, visit }) => ({
  home: { route: '#/' },
  dashboard: { route: '#/d/imoveis', reach: (page) => page.getByTestId('range').selectOption('this_year') },
  'dashboard-pipeline': { route: '#/d/crm' },
  'list-properties': { route: '#/t/imoveis.property/property_list' },
  'list-leads': { route: '#/t/crm.lead/lead_list' },
  board: { route: '#/t/crm.lead/lead_board' },
  calendar: { route: '#/t/imoveis.visit/visit_calendar' },
  map: { route: '#/t/imoveis.property/property_map', reach: (page) => page.waitForTimeout(1500) },
  gallery: { route: '#/t/imoveis.property/property_gallery' },
  filters: { route: '#/t/crm.lead/lead_list', reach: (page) => page.getByRole('button', { name: /Filtrar/ }).click() },
  record: { route: `#/t/crm.lead/lead_list/r/${lead}` },
  'record-full': { route: `#/t/imoveis.property/property_list/r/${property}/full` },
  'form-new': { route: '#/t/crm.lead/lead_list/new' },
  'form-edit': { route: `#/t/imoveis.visit/visit_list/r/${visit}/edit` },
  import: { route: '#/import/crm.lead' },
  inbox: { route: '#/inbox' },
  chat: { route: `#/chats/record/${lead}` },
  conflicts: { route: '#/conflicts' },
  outbox: { route: '#/', reach: (page) => page.getByTestId('sync-chip').click() },
  settings: { route: '#/settings' },
  storage: { route: '#/storage' },
  'admin-people': { route: '#/admin/people' },
  'admin-roles': { route: '#/admin/roles' },
  'admin-audit': { route: '#/admin/audit' },
  'admin-tenant': { route: '#/admin/tenant' },
});

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: chrome });
const site = new URL(address).origin;
const usual = { locale: 'pt-BR', timezoneId: 'America/Sao_Paulo' };
// The day's work is made for the hours that the pictures show.
process.env.TZ = usual.timezoneId;
const first = await browser.newContext(usual);
const entrance = await first.newPage();
await entrance.goto(address);
const known = await furnish(entrance);
const storageState = await first.storageState();
await first.close();

async function take(name, shape, colorScheme, { route, reach }) {
  const context = await browser.newContext({ ...shapes[shape], ...usual, colorScheme, storageState });
  const page = await context.newPage();
  await page.goto(`${site}/${route}`);
  await page.locator('main, form').first().waitFor();
  await page.waitForTimeout(900);
  await reach?.(page);
  await page.waitForTimeout(600);
  const session = await context.newCDPSession(page);
  const { viewport, deviceScaleFactor: scale } = shapes[shape];
  const clip = { x: 0, y: 0, ...viewport, scale };
  const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality, clip });
  const bytes = Buffer.from(data, 'base64');
  writeFileSync(`${folder}/${name}-${shape}-${colorScheme}.webp`, bytes);
  await context.close();
  return bytes.length;
}

mkdirSync(folder, { recursive: true });
let total = 0;
for (const [name, screen] of Object.entries(screens(known))) {
  if (!name.startsWith(only)) continue;
  for (const shape of Object.keys(shapes)) {
    for (const scheme of ['light', 'dark']) total += await take(name, shape, scheme, screen);
  }
}
await browser.close();
console.log(`${(total / 1024 / 1024).toFixed(1)} MB of pictures in docs/screens`);
