import { createRequire } from 'node:module';
import type { Page } from 'playwright';
import { expect, test } from 'vitest';
import { shapes, teller } from './story';

const axePath = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const story = teller();
const start = '#/scan/track';

/** What axe finds wrong with the page as it is. */
async function faults(page: Page): Promise<string[]> {
  await page.waitForTimeout(400);
  await page.addScriptTag({ path: axePath });
  return page.evaluate(async () => {
    type Found = { violations: { id: string; nodes: { html: string }[] }[] };
    const { axe } = window as unknown as { axe: { run(options: object): Promise<Found> } };
    const { violations } = await axe.run({ resultTypes: ['violations'] });
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' ')}`);
  });
}

const stand = (page: Page, latitude: number, longitude: number) =>
  page.context().setGeolocation({ latitude, longitude, accuracy: 6 });

async function allow(page: Page): Promise<void> {
  await page.context().grantPermissions(['geolocation']);
  await page.getByTestId('track-consent').check();
}

test.each(shapes)('a track is recorded, paused and shown on its map (%s)', (shape) =>
  story({ shape, route: start }, async (page) => {
    await stand(page, -23.55, -46.63);
    await page.getByText('Nada é gravado sem a sua permissão.').waitFor();
    expect(await faults(page)).toEqual([]);
    await allow(page);
    await page.getByTestId('track-purpose').fill('Ronda');
    await page.getByTestId('track-start').click();
    await page.getByTestId('track-accuracy').getByText('±6 m').waitFor();
    await page.getByTestId('track-points').getByText('1', { exact: true }).waitFor();
    expect(await faults(page)).toEqual([]);
    await page.getByTestId('track-pause').click();
    await page.locator('[data-testid=track-now][data-state=paused]').waitFor();
    await stand(page, -23.56, -46.63);
    await page.getByTestId('track-go-on').click();
    await page.getByTestId('track-accuracy').getByText('±6 m').waitFor();
    await page.getByTestId('track-finish').click();
    await page.getByTestId('record-title').getByText('Ronda').waitFor();
    await page.getByTestId('path-map').waitFor();
    expect(await faults(page)).toEqual([]);
  }),
);

test('what was left unfinished is offered at the start, and taking the permission back ends it all', () =>
  story({ shape: 'phone', modes: 'left' }, async (page) => {
    await page.getByTestId('track-left').getByRole('link').click();
    await page.locator('[data-testid=track-now][data-state=stopped]').waitFor();
    await page.getByTestId('track-discard').click();
    await page.getByText('Nada é gravado sem a sua permissão.').waitFor();
  }));

test('arriving at a visit offers the check-in, with the position of the arrival', () =>
  story({ shape: 'phone', route: '#/t/imoveis.property/properties/r/property-000011' }, async (page) => {
    const link = await page.getByTestId('value-place').getByRole('link').getAttribute('href');
    const [lat = 0, lon = 0] = (link ?? '').replace('geo:', '').split(',').map(Number);
    await stand(page, lat + 0.01, lon);
    await page.evaluate(() => {
      location.hash = '#/scan/track';
    });
    await allow(page);
    await page.evaluate(() => {
      location.hash = '#/t/imoveis.visit/visits/r/visit-000001';
    });
    await page.getByTestId('track-to').click();
    await stand(page, lat + 0.0001, lon);
    await page.getByTestId('check-in').click({ timeout: 12_000 });
    await page.getByText('Chegada registrada').waitFor();
    await page.getByTestId('check-in').waitFor({ state: 'detached' });
    await page.getByTestId('value-checkin').getByText('±6 m').waitFor();
  }));
