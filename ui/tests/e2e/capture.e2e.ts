import { createRequire } from 'node:module';
import type { Page } from 'playwright';
import { expect, test } from 'vitest';
import { fakeCamera } from './site.mjs';
import { shapes, teller } from './story';

const axePath = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const story = teller({ flags: fakeCamera });

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

/** Makes the browser answer as one whose person refused the camera, or that has none. */
async function withoutCamera(page: Page, failure: 'NotAllowedError' | 'NotFoundError'): Promise<void> {
  await page.evaluate((name) => {
    navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', name));
  }, failure);
}

const property = '#/t/imoveis.property/properties/new';
const on = (page: Page) => page.locator('[data-testid=camera][data-state=on]').waitFor();
const shown = (page: Page, id: string) => page.getByTestId(id).waitFor();
const jpeg = { name: 'page.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('/9j/4AAQSkZJRgABAQ', 'base64') };

async function openScanner(page: Page): Promise<void> {
  await page.getByTestId('scan-deed').click();
  await on(page);
}

test.each(shapes)('pages are scanned, put in order, adjusted and bound (%s)', (shape) =>
  story({ shape, route: property }, async (page) => {
    await openScanner(page);
    await page.getByTestId('scan-auto').uncheck();
    expect(await faults(page)).toEqual([]);
    for (const count of ['1 página', '2 páginas', '3 páginas']) {
      await page.getByTestId('scan-shoot').click();
      await page.getByTestId('scan-pages').filter({ hasText: count }).waitFor();
    }
    await page.getByTestId('scan-pages').click();
    expect(await page.getByTestId('scan-page').count()).toBe(3);
    await page.getByRole('button', { name: 'Página 3 para antes' }).click();
    await page.getByRole('button', { name: 'Remover a página 1' }).click();
    await expect.poll(() => page.getByTestId('scan-page').count()).toBe(2);
    expect(await faults(page)).toEqual([]);

    await page.getByRole('button', { name: 'Ajustar a página 1' }).click();
    const corner = page.getByTestId('corner-0');
    await corner.focus();
    const before = await corner.evaluate((element) => (element as HTMLElement).style.left);
    await page.keyboard.press('Shift+ArrowRight');
    await shown(page, 'magnifier');
    expect(await corner.evaluate((element) => (element as HTMLElement).style.left)).not.toBe(before);
    expect(await faults(page)).toEqual([]);
    await page.getByText('Preto e branco').click();
    await page.getByTestId('page-rotate').click();
    await page.getByTestId('page-apply').click();

    await page.getByTestId('scan-name').fill('Escritura do lote 7');
    await page.getByTestId('scan-done').click();
    const field = page.getByTestId('field-deed');
    await field.getByText('Escritura do lote 7.pdf').waitFor();
    await field.getByText('Escritura do lote 7 1.png').waitFor();
    expect(await field.getByRole('listitem').count()).toBe(3);
  }),
);

test('a page that lies still is taken by itself, once', () =>
  story({ route: property }, async (page) => {
    await openScanner(page);
    await page.getByTestId('scan-pages').filter({ hasText: '1 página' }).waitFor();
    await page.waitForTimeout(2500);
    expect(await page.getByTestId('scan-pages').innerText()).toContain('1 página');
  }));

test('a corner is dragged, and corners that cross are refused', () =>
  story({ shape: 'phone', route: property }, async (page) => {
    await page.getByTestId('scan-deed').click();
    await page.getByTestId('scan-file').setInputFiles(jpeg);
    await page.getByRole('button', { name: 'Ajustar a página 1' }).click();
    const from = await page.getByTestId('corner-0').boundingBox();
    const over = await page.getByTestId('corner-2').boundingBox();
    await page.mouse.move((from?.x ?? 0) + 24, (from?.y ?? 0) + 24);
    await page.mouse.down();
    await page.mouse.move((over?.x ?? 0) + 60, (over?.y ?? 0) + 60, { steps: 4 });
    await shown(page, 'magnifier');
    await page.mouse.up();
    await page.getByText('Estes cantos não contornam uma página.').waitFor();
    expect(await page.getByTestId('page-apply').isDisabled()).toBe(true);
  }));

test('pages that were not finished wait, and what is no picture takes nothing away', () =>
  story({ route: property }, async (page) => {
    await page.getByTestId('scan-deed').click();
    await page.getByTestId('scan-file').setInputFiles(jpeg);
    await shown(page, 'scan-page');
    await page.getByTestId('scan-more').click();
    await page.getByTestId('scan-file').setInputFiles({ ...jpeg, buffer: Buffer.from('not a picture') });
    await page.getByRole('alert').getByText('Isto não é uma imagem').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Continuar: 1 página' }).click();
    await shown(page, 'scan-page');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Descartar páginas' }).click();
    await page.getByTestId('toast-undo').last().click();
    await page.getByRole('button', { name: 'Continuar: 1 página' }).waitFor();
    expect(await page.getByTestId('form-save').isVisible()).toBe(true);
  }));

test.each(['NotAllowedError', 'NotFoundError'] as const)('without a camera (%s) files and typing do', (failure) =>
  story({ shape: 'phone', route: property }, async (page) => {
    await shown(page, 'scan-deed');
    await withoutCamera(page, failure);
    await page.getByTestId('scan-tag').click();
    await page.getByText(failure === 'NotAllowedError' ? 'Sem permissão para a câmera' : 'Nenhuma câmera').waitFor();
    expect(await faults(page)).toEqual([]);
    await page.getByTestId('code-file').setInputFiles(jpeg);
    await page.getByRole('alert').getByText('Nenhum código nesta imagem').waitFor();
    await page.getByTestId('code-typed').fill('ETQ-77');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.getByTestId('field-tag').inputValue()).toBe('ETQ-77');
  }),
);

test('a code that the camera reads goes into its field', () =>
  story({ modes: 'code', route: property }, async (page) => {
    await page.getByTestId('scan-tag').click();
    await expect.poll(() => page.getByTestId('field-tag').inputValue()).toMatch(/^789\d{10}$/);
  }));

test('of several codes one is chosen', () =>
  story({ shape: 'phone', modes: 'codes', route: property }, async (page) => {
    await page.getByTestId('scan-tag').click();
    await page.getByTestId('code-choice').first().waitFor();
    expect(await faults(page)).toEqual([]);
    await page.getByTestId('code-choice').filter({ hasText: 'CAMPO-2' }).click();
    expect(await page.getByTestId('field-tag').inputValue()).toBe('CAMPO-2');
  }));

test('scanning opens the record of a code', () =>
  story({ shape: 'phone', modes: 'code' }, async (page) => {
    await page.getByTestId('create-any').click();
    await page.getByTestId('create-scan-code').click();
    await shown(page, 'record-title');
    expect(page.url()).toContain('item-000003');
  }));

test('a code that no record has starts one', () =>
  story({ shape: 'phone', modes: 'stranger', route: '#/scan/code' }, async (page) => {
    await page.getByTestId('create-estoque.item').waitFor();
    expect(await faults(page)).toEqual([]);
    await page.getByTestId('create-estoque.item').click();
    await shown(page, 'field-sku');
    expect(await page.getByTestId('field-sku').inputValue()).toBe('4006381333931');
  }));

test('a label of another organization is told apart', () =>
  story({ route: '#/scan/code' }, async (page) => {
    await page.getByTestId('code-typed').fill('campo://record/other/01936f3e-7c1a-7b52-9d0e-3f5a2b1c4d6e');
    await page.getByTestId('code-use').click();
    await page.getByText('Esta etiqueta é de outra organização.').waitFor();
  }));

test('a document that is scanned first starts a record', () =>
  story({ shape: 'phone', route: '#/scan/document' }, async (page) => {
    await on(page);
    await page.getByTestId('scan-pages').click();
    await page.getByTestId('scan-done').click();
    await page.getByTestId('field-deed').getByText('.pdf').waitFor();
  }));

test('a record shows its label, with the link and with its codes', () =>
  story({ route: '#/t/estoque.item/items/r/item-000003' }, async (page) => {
    await page.getByTestId('record-label').click();
    await page.getByText('campo://record/demo/item-000003').waitFor();
    await page.getByText('Código de barras').last().click();
    await expect.poll(() => page.getByTestId('label').getByRole('img').getAttribute('alt')).toMatch(/^789/);
    expect(await faults(page)).toEqual([]);
    await page.emulateMedia({ media: 'print' });
    expect(await page.getByTestId('label').evaluate((label) => getComputedStyle(label).visibility)).toBe('visible');
    expect(await page.getByTestId('record-title').evaluate((title) => getComputedStyle(title).visibility)).toBe(
      'hidden',
    );
  }));

test.each(shapes)('a person signs by hand or by name (%s)', (shape) =>
  story({ shape, route: '#/t/imoveis.inspection/inspections/r/inspection-000003/edit' }, async (page) => {
    await page.getByTestId('sign-signature').click();
    const pad = await page.getByTestId('sign-pad').boundingBox();
    const at = (x: number, y: number) => page.mouse.move((pad?.x ?? 0) + x, (pad?.y ?? 0) + y, { steps: 5 });
    await at(60, 60);
    await page.mouse.down();
    await at(200, 90);
    await page.mouse.up();
    expect(await page.getByTestId('sign-done').isEnabled()).toBe(true);
    await page.getByTestId('sign-undo').click();
    expect(await page.getByTestId('sign-done').isDisabled()).toBe(true);
    expect(await faults(page)).toEqual([]);
    await page.getByText('Escrever', { exact: true }).click();
    await page.getByTestId('sign-name').fill('Maria da Paz');
    await page.keyboard.press('Enter');
    await page.getByTestId('sign-done').click();
    await page
      .getByTestId('field-signature')
      .getByText(/^Maria da Paz .*\.png$/)
      .waitFor();
  }),
);

test('photos are taken one after the other', () =>
  story({ route: property }, async (page) => {
    await page.getByTestId('photo-photos').click();
    await on(page);
    for (const told of ['1 foto', '2 fotos']) {
      await page.getByTestId('photo-shoot').click();
      await page.getByText(told, { exact: true }).waitFor();
    }
    expect(await faults(page)).toEqual([]);
    await page.keyboard.press('Escape');
    expect(await page.getByTestId('field-photos').getByRole('listitem').count()).toBe(2);
  }));

test('a camera that can be zoomed is', () =>
  story({ shape: 'phone' }, async (page) => {
    await page.evaluate(() => {
      const track = MediaStreamTrack.prototype;
      track.getCapabilities = () => ({ zoom: { min: 1, max: 4, step: 0.5 } }) as MediaTrackCapabilities;
      track.applyConstraints = async (wanted) => {
        document.title = JSON.stringify(wanted);
      };
    });
    await page.evaluate(() => {
      location.hash = '#/scan/code';
    });
    await page.getByTestId('code-zoom').fill('2.5');
    await expect.poll(() => page.title()).toBe('{"advanced":[{"zoom":2.5}]}');
    expect(await faults(page)).toEqual([]);
  }));

test('a position is waited for until it is good, and a poor or typed one is told', () =>
  story({ shape: 'phone', route: property }, async (page) => {
    const context = page.context();
    const stand = (accuracy: number) => context.setGeolocation({ latitude: -8.05, longitude: -34.9, accuracy });
    await context.grantPermissions(['geolocation']);
    await stand(180);
    await page.getByTestId('locate-place').click();
    await page.getByText('±180 m, precisão ruim').waitFor();
    expect(await faults(page)).toEqual([]);
    await page.getByTestId('geo-take').click();
    await page.getByText('Precisão ruim: o ponto pode estar a mais de 180 m daqui.').waitFor();
    await stand(30);
    await page.getByTestId('locate-place').click();
    await page.getByText('±30 m, precisão regular').waitFor();
    await stand(4);
    await page.getByText('±4 m').waitFor();
    expect(await page.getByTestId('field-place').inputValue()).toBe('-8,05');
    await page.getByTestId('field-place').fill('-9');
    await page.getByTestId('field-place').blur();
    await page.getByText('Ponto escrito à mão').waitFor();
  }));

test('a position that is not allowed is told', () =>
  story({ shape: 'phone', route: property }, async (page) => {
    await shown(page, 'locate-place');
    await page.evaluate(() => {
      navigator.geolocation.watchPosition = (_, fail) => {
        fail?.({ code: 1, PERMISSION_DENIED: 1, POSITION_UNAVAILABLE: 2, TIMEOUT: 3, message: '' });
        return 1;
      };
    });
    await page.getByTestId('locate-place').click();
    await page.getByRole('alert').getByText('Sem permissão para a posição').waitFor();
  }));
