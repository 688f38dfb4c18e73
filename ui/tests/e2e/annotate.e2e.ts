import { createRequire } from 'node:module';
import type { Page } from 'playwright';
import { expect, test } from 'vitest';
import { fakeCamera } from './site.mjs';
import { shapes, teller } from './story';

const axePath = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const story = teller({ flags: fakeCamera, usual: { route: '#/t/imoveis.property/properties/new' } });

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

/** A picture of the camera in the photos field, opened to be marked. */
async function openPhoto(page: Page): Promise<void> {
  const picture = await page.evaluate(async () => {
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [320, 240];
    canvas.getContext('2d')?.fillRect(0, 0, 320, 240);
    return canvas.toDataURL('image/jpeg').split(',')[1] ?? '';
  });
  const buffer = Buffer.from(picture, 'base64');
  await page.getByTestId('pick-photos').setInputFiles({ name: 'parede.jpg', mimeType: 'image/jpeg', buffer });
  await page.getByTestId('field-photos').getByRole('button', { name: 'Marcar a foto' }).click();
  await page.getByTestId('mark-pad').waitFor();
}

const marks = (page: Page) => page.getByTestId('mark-pad').getAttribute('data-marks');

test.each(shapes)('marks on a photo make a new picture beside it (%s)', (shape) =>
  story({ shape }, async (page) => {
    await openPhoto(page);
    expect(await faults(page)).toEqual([]);
    for (const [tool, color] of [
      ['Caneta', 'yellow'],
      ['Seta', 'red'],
      ['Caixa', 'black'],
    ]) {
      await page.getByText(tool ?? '', { exact: true }).click();
      await page.getByTestId(`mark-${color}`).click();
      const box = await page.getByTestId('mark-pad').boundingBox();
      if (!box) throw new Error('the pad is not there');
      await page.mouse.move(box.x + box.width * 0.2, box.y + box.height * 0.3);
      await page.mouse.down();
      await page.mouse.move(box.x + box.width * 0.6, box.y + box.height * 0.7, { steps: 4 });
      await page.mouse.up();
    }
    expect(await marks(page)).toBe('3');
    await page.getByText('Texto', { exact: true }).click();
    await page.getByTestId('mark-words').fill('Trinca');
    await page.getByTestId('mark-pad').click();
    expect(await marks(page)).toBe('4');
    await page.getByTestId('mark-undo').click();
    expect(await marks(page)).toBe('3');
    expect(await faults(page)).toEqual([]);
    await page.getByTestId('mark-done').click();
    const field = page.getByTestId('field-photos');
    await field.getByText('parede (marcada).jpg').waitFor();
    expect(await field.getByRole('listitem').count()).toBe(2);
  }),
);

test('marks are placed, moved and undone without a pointer', () =>
  story({}, async (page) => {
    await openPhoto(page);
    const pad = page.getByTestId('mark-pad');
    await pad.focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Shift+ArrowLeft');
    expect(await marks(page)).toBe('1');
    await page.keyboard.press('Backspace');
    expect(await marks(page)).toBe('0');
    expect(await page.getByTestId('mark-done').isDisabled()).toBe(true);
  }));
