import { readFile } from 'node:fs/promises';
import type { Locator, Page } from 'playwright';
import { expect, test } from 'vitest';
import { shapes, teller } from './story';

const story = teller();

const board = '#/t/crm.lead/lead_board';
const column = (page: Page, key: string) => page.locator(`[data-column="${key}"]`);
const count = async (page: Page, key: string) =>
  Number((await column(page, key).getByTestId('column-count').innerText()).split('/')[0]?.replace('.', ''));

async function openBoard(page: Page): Promise<void> {
  await column(page, 'new').getByTestId('board-card').first().waitFor();
  await expect.poll(() => count(page, 'new')).toBeGreaterThan(10);
}

test('a card is carried by the mouse, only where a step leads, and taken back', () =>
  story({ route: board }, async (page) => {
    await openBoard(page);
    const before = await count(page, 'new');
    const card = column(page, 'new').getByTestId('board-card').first();
    const name = await card.getByRole('link').innerText();
    await card.hover();
    await page.mouse.down();
    const won = await column(page, 'won').boundingBox();
    await page.mouse.move((won?.x ?? 0) + 60, 400, { steps: 5 });
    expect(await column(page, 'won').getByTestId('column-refusal').innerText()).toContain(
      'Não há passo de Novo para Ganho',
    );
    const contacted = await column(page, 'contacted').boundingBox();
    await page.mouse.move((contacted?.x ?? 0) + 60, 400, { steps: 5 });
    expect(await column(page, 'contacted').getByTestId('column-refusal').count()).toBe(0);
    await page.mouse.up();
    await expect.poll(() => count(page, 'new')).toBe(before - 1);
    await page.getByTestId('toast').filter({ hasText: name }).getByTestId('toast-undo').click();
    await expect.poll(() => count(page, 'new')).toBe(before);
    expect(await page.getByTestId('record-title').count()).toBe(0);
  }));

test('a card that is dropped where no step leads says why and stays', () =>
  story({ route: board }, async (page) => {
    await openBoard(page);
    const before = await count(page, 'new');
    await column(page, 'new').getByTestId('board-card').first().hover();
    await page.mouse.down();
    const won = await column(page, 'won').boundingBox();
    await page.mouse.move((won?.x ?? 0) + 60, 400, { steps: 5 });
    await page.mouse.up();
    await page.getByTestId('toast').filter({ hasText: 'Não há passo' }).waitFor();
    expect(await count(page, 'new')).toBe(before);
  }));

test('the keyboard takes a card up, carries it, puts it down and lets go of it', () =>
  story({ route: board }, async (page) => {
    await openBoard(page);
    const before = await count(page, 'contacted');
    await column(page, 'new').getByRole('link').first().focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Space');
    await expect.poll(() => page.getByTestId('board-said').textContent()).toContain('está na mão');
    await page.keyboard.press('Escape');
    await expect.poll(() => page.getByTestId('board-said').textContent()).toContain('fica onde estava');
    await page.keyboard.press('Space');
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => page.getByTestId('board-said').textContent()).toContain('Sobre Contatado');
    await page.keyboard.press('Space');
    await expect.poll(() => count(page, 'contacted')).toBe(before + 1);
    expect(
      await page.evaluate(() => document.activeElement?.closest('[data-column]')?.getAttribute('data-column')),
    ).toBe('contacted');
    await page.keyboard.press('Enter');
    await page.getByTestId('record-title').waitFor();
  }));

/** Waits until an element that was flung stops scrolling. */
const atRest = async (list: Locator) => {
  const top = () => list.evaluate((element) => element.scrollTop);
  for (let before = -1; before !== (await top()); await list.page().waitForTimeout(150)) before = await top();
};

/** A place on the title of a card that is wholly in sight. */
const middleCard = async (of: Locator) => {
  const boxes = await of
    .getByTestId('board-card')
    .evaluateAll((cards) => cards.map((card) => card.getBoundingClientRect().toJSON() as DOMRect));
  const box = boxes.find(({ top, bottom }) => top > 250 && bottom < 650);
  return { x: (box?.left ?? 0) + 60, y: (box?.top ?? 0) + 18 };
};

test('a finger scrolls the board, and carries a card it has held down', () =>
  story({ shape: 'phone', route: board }, async (page) => {
    await openBoard(page);
    const before = await count(page, 'new');
    const client = await page.context().newCDPSession(page);
    const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', x: number, y: number) =>
      client.send('Input.dispatchTouchEvent', { type, touchPoints: type === 'touchEnd' ? [] : [{ x, y }] });
    const list = column(page, 'new').getByRole('list');
    await touch('touchStart', 150, 600);
    for (const y of [560, 500, 440, 380]) await touch('touchMove', 150, y);
    await touch('touchEnd', 150, 380);
    await expect.poll(() => list.evaluate((element) => element.scrollTop)).toBeGreaterThan(60);
    await atRest(list);
    const at = await middleCard(column(page, 'new'));
    await touch('touchStart', at.x, at.y);
    await expect.poll(() => page.getByTestId('board-carried').count()).toBe(1);
    for (const x of [160, 240, 320, 370]) await touch('touchMove', x, 420);
    // Near the edge the board goes on by itself.
    await expect
      .poll(() => page.getByTestId('board').evaluate((element) => element.scrollLeft), { interval: 30 })
      .toBeGreaterThan(120);
    await touch('touchMove', 300, 420);
    await touch('touchEnd', 300, 420);
    await expect.poll(() => count(page, 'new')).toBe(before - 1);
  }));

test.each(shapes)('the list of columns moves a card without carrying it (%s)', (shape) =>
  story({ shape, route: board }, async (page) => {
    await openBoard(page);
    const before = await count(page, 'new');
    await column(page, 'new').getByTestId('card-move').first().click();
    await expect.poll(() => page.getByTestId('move-won').isDisabled()).toBe(true);
    await page.getByTestId('move-contacted').click();
    await expect.poll(() => count(page, 'new')).toBe(before - 1);
  }),
);

test('a column of thousands keeps few cards in the page', () =>
  story({ route: '#/t/imoveis.property/property_board' }, async (page) => {
    await column(page, 'available').getByTestId('board-card').first().waitFor();
    expect(await count(page, 'available')).toBeGreaterThan(1000);
    const list = column(page, 'available').getByRole('list');
    await list.evaluate((element) => element.scrollTo({ top: element.scrollHeight / 2 }));
    await expect.poll(() => column(page, 'available').getByTestId('board-card').count()).toBeGreaterThan(4);
    expect(await page.evaluate(() => document.querySelectorAll('*').length)).toBeLessThan(1500);
  }));

test('a calendar shows its records by month, week and day, and begins with the agenda on a phone', () =>
  story({ shape: 'phone', route: '#/t/crm.lead/lead_calendar' }, async (page) => {
    await page.getByRole('region', { name: 'Agenda' }).waitFor();
    await page.getByRole('button', { name: 'Depois', exact: true }).click();
    await page.getByText('Mês', { exact: true }).click();
    await expect.poll(() => page.getByTestId('calendar-day').count()).toBeGreaterThan(27);
    await page.getByText('Semana', { exact: true }).click();
    await expect.poll(() => page.getByTestId('calendar-day').count()).toBe(7);
  }));

test('a record is carried to another day, and created on one', () =>
  story({ route: '#/t/crm.lead/lead_calendar' }, async (page) => {
    await page.getByRole('button', { name: 'Depois', exact: true }).click();
    await page.locator('[data-column$="-12-10"]').getByTestId('calendar-entry').first().waitFor();
    const entry = page.locator('[data-column$="-12-10"]').getByTestId('calendar-entry').first();
    const id = await entry.getAttribute('data-card');
    await entry.hover();
    await page.mouse.down();
    const target = await page.locator('[data-column$="-12-30"]').boundingBox();
    await page.mouse.move((target?.x ?? 0) + 40, (target?.y ?? 0) + 40, { steps: 6 });
    await page.mouse.up();
    await page.locator(`[data-column$="-12-30"] [data-card="${id}"]`).waitFor();
    await page.locator(`[data-column$="-12-30"] [data-card="${id}"]`).focus();
    await page.keyboard.press('Shift+ArrowRight');
    await page.locator(`[data-column$="-12-31"] [data-card="${id}"]`).waitFor();
    await page.locator('[data-column$="-12-29"]').hover();
    await page.locator('[data-column$="-12-29"]').getByRole('button').last().click();
    await page.getByTestId('form-save').waitFor();
    expect(await page.getByTestId('field-next').inputValue()).toContain('29/12');
  }));

test('a map opens clusters down to a record and finds its way by keyboard', () =>
  story({ route: '#/t/imoveis.property/property_map' }, async (page) => {
    await page.getByTestId('map-cluster').first().waitFor();
    for (let step = 0; step < 9 && (await page.getByTestId('map-point').count()) === 0; step += 1) {
      await page.getByTestId('map-cluster').first().click();
      await page.waitForTimeout(450);
    }
    await page.getByTestId('map-point').first().click();
    await page.getByTestId('map-open').click();
    await page.getByTestId('record-title').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Mostrar todos os registros' }).click();
    await expect.poll(() => page.getByTestId('map-point').count()).toBe(0);
    await page.getByTestId('map').click({ position: { x: 20, y: 20 } });
    const place = () => page.getByTestId('map-cluster').first().boundingBox();
    const before = await place();
    await page.keyboard.press('ArrowDown');
    await expect.poll(async () => Math.round((before?.y ?? 0) - ((await place())?.y ?? 0))).toBe(90);
  }));

test('a map pans by a finger and shows where the person is', () =>
  story({ shape: 'phone', route: '#/t/imoveis.property/property_map' }, async (page) => {
    await page.context().grantPermissions(['geolocation']);
    await page.context().setGeolocation({ latitude: -8.05, longitude: -34.9, accuracy: 30 });
    await page.getByTestId('map-cluster').first().waitFor();
    await page.getByRole('button', { name: 'Minha posição' }).click();
    await page.getByRole('img', { name: 'Você está aqui, a no máximo 30 m' }).waitFor();
  }));

test.each(shapes)('galleries and timelines open records (%s)', (shape) =>
  story({ shape, route: '#/t/imoveis.property/property_gallery' }, async (page) => {
    await page.getByTestId('gallery-tile').first().waitFor();
    expect(await page.getByTestId('gallery-tile').count()).toBeLessThan(60);
    await page.getByTestId('gallery-tile').nth(1).click();
    await page.getByTestId('record-title').waitFor();
    await page.goto(page.url().replace(/#.*/, '#/t/crm.lead/lead_timeline'));
    await page.getByTestId('timeline-row').nth(2).click();
    await page.getByTestId('record-title').waitFor();
  }),
);

test.each(shapes)('what is set on a list is kept as a view, changed, and deleted with a way back (%s)', (shape) =>
  story({ shape, route: '#/t/crm.lead/leads' }, async (page) => {
    await page.getByTestId('list-row').first().waitFor();
    await page.getByRole('button', { name: 'Filtrar' }).click();
    await page.getByRole('dialog').getByText('Etapa', { exact: true }).click();
    await page.getByRole('checkbox', { name: 'Ganho' }).check();
    await page.getByRole('dialog').getByText('Próximo contato', { exact: true }).click();
    await page.getByRole('dialog').getByLabel('Período').locator('visible=true').selectOption('future');
    await page.getByRole('button', { name: 'Pronto' }).click();
    await page.getByTestId('view-keep').click();
    await page.getByTestId('view-name').fill('Ganhos à vista');
    await page.getByTestId('view-kind').selectOption('calendar');
    await page.getByTestId('view-create').click();
    await page.getByTestId('calendar').waitFor();
    await page.getByTestId('view-saved').getByText('Ganhos à vista').waitFor();
    await page.getByRole('button', { name: /Etapa: Ganho/ }).waitFor();
    await page.getByRole('button', { name: /Próximo contato: de hoje em diante/ }).click();
    await page.getByTestId('view-keep').click();
    await expect.poll(() => page.getByTestId('view-keep').count()).toBe(0);
    await page.reload();
    await page.getByTestId('view-more').waitFor();
  }),
);

test('a saved view is deleted and brought back', () =>
  story({ route: '#/t/crm.lead/leads' }, async (page) => {
    await page.getByTestId('view-more').click();
    await page.getByTestId('view-save-as').click();
    await page.getByTestId('view-create').click();
    expect(await page.getByTestId('view-name').getAttribute('aria-invalid')).toBe('true');
    await page.getByTestId('view-name').fill('Minha');
    await page.getByTestId('view-create').click();
    await page.getByTestId('view-saved').waitFor();
    await page.getByTestId('view-more').click();
    await page.getByTestId('view-remove').click();
    await expect.poll(() => page.getByTestId('view-saved').count()).toBe(0);
    await page.getByTestId('toast-undo').last().click();
    await page.getByTestId('view-saved').waitFor();
  }));

test('records are filtered by what they refer to and by how far they are', () =>
  story({ route: '#/t/imoveis.inspection/inspections' }, async (page) => {
    await page.getByTestId('list-row').first().waitFor();
    const name = (await page.getByTestId('list-row').first().getByRole('link').innerText()).split(' - ')[0] ?? '';
    await page.getByRole('button', { name: 'Filtrar' }).click();
    await page.getByRole('dialog').getByText('Imóvel', { exact: true }).click();
    await page.getByTestId('field-filter-property').fill(name);
    await page
      .getByRole('option', { name: new RegExp(name) })
      .first()
      .click();
    await page.getByRole('button', { name: 'Pronto' }).click();
    await page.getByRole('button', { name: new RegExp(`Imóvel: ${name}`) }).waitFor();
    await expect.poll(() => page.getByTestId('list-count').textContent()).not.toContain('60');
    await page.goto(page.url().replace(/#.*/, '#/t/imoveis.property/properties'));
    await page.getByTestId('list-row').first().waitFor();
    await page.getByRole('button', { name: 'Filtrar' }).click();
    await page.getByRole('dialog').getByText('Localização', { exact: true }).click();
    await page.getByRole('dialog').getByLabel('Latitude').locator('visible=true').fill('-8,05');
    await page.getByRole('dialog').getByLabel('Longitude').locator('visible=true').fill('-34,9');
    await page.getByRole('dialog').getByLabel('No máximo a esta distância').selectOption('50000');
    await page.getByRole('button', { name: 'Pronto' }).click();
    await page.getByRole('button', { name: /A até 50 km/ }).waitFor();
    await expect.poll(() => page.getByTestId('list-count').textContent()).not.toContain('5.000');
  }));

test('columns are chosen, ordered and sized', () =>
  story({ route: '#/t/crm.lead/leads' }, async (page) => {
    await page.getByTestId('list-row').first().waitFor();
    await page.getByTestId('view-more').click();
    await page.getByRole('dialog').getByRole('checkbox', { name: 'Cidade' }).uncheck();
    await page.getByRole('button', { name: 'Mover para cima: Orçamento' }).click();
    await page.getByRole('button', { name: 'Pronto' }).click();
    const heads = () => page.getByRole('columnheader').allInnerTexts();
    await expect.poll(async () => (await heads()).join(' ')).toMatch(/Nome.*Orçamento.*Etapa/);
    expect((await heads()).join(' ')).not.toContain('Cidade');
    const edge = page.getByRole('separator', { name: 'Largura de Nome' });
    const width = () => edge.evaluate((element) => element.parentElement?.clientWidth ?? 0);
    const before = await width();
    await edge.focus();
    await page.keyboard.press('ArrowLeft');
    await expect.poll(width).toBe(before - 16);
  }));

test('several records are picked by keyboard, changed and changed back', () =>
  story({ route: '#/t/crm.lead/leads' }, async (page) => {
    await page.getByTestId('list-row').first().waitFor();
    for (const key of ['j', 'x', 'j', 'j', 'x']) await page.keyboard.press(key);
    await expect.poll(() => page.getByTestId('bulk-count').innerText()).toBe('2 selecionados');
    await page.getByRole('button', { name: 'Alterar um campo' }).click();
    await page.getByTestId('bulk-field').selectOption('city');
    await page.getByTestId('field-bulk-value').fill('Natal');
    await page.getByTestId('bulk-apply').click();
    await page.getByTestId('toast').filter({ hasText: '2 registros alterados' }).waitFor();
    await expect.poll(() => page.getByTestId('list-row').filter({ hasText: 'Natal' }).count()).toBe(2);
    await page.getByTestId('toast-undo').last().click();
    await expect.poll(() => page.getByTestId('list-row').filter({ hasText: 'Natal' }).count()).toBe(0);
  }));

test.each(shapes)('all that match are deleted at once and brought back (%s)', (shape) =>
  story({ shape, route: '#/t/crm.lead/leads' }, async (page) => {
    const row = page.getByTestId('list-row').first();
    await row.waitFor();
    await page.getByTestId('view-more').click();
    await page.getByRole('button', { name: 'Selecionar vários' }).click();
    await (shape === 'phone' ? row : row.getByRole('checkbox')).click();
    await page.getByRole('button', { name: 'Todos os 240' }).click();
    await expect.poll(() => page.getByTestId('bulk-count').innerText()).toBe('240 selecionados');
    await page.getByRole('button', { name: 'Excluir' }).click();
    await page.getByText('Nenhum registro ainda').waitFor();
    await page.getByTestId('toast-undo').last().click();
    await page.getByTestId('list-row').first().waitFor();
  }),
);

test('holding a row down picks it on a phone', () =>
  story({ shape: 'phone', route: '#/t/crm.lead/leads' }, async (page) => {
    await page.getByTestId('list-row').first().waitFor();
    const client = await page.context().newCDPSession(page);
    const box = await page.getByTestId('list-row').nth(1).boundingBox();
    const at = { x: 120, y: (box?.y ?? 0) + 30 };
    await client.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [at] });
    await page.waitForTimeout(600);
    await client.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
    await expect.poll(() => page.getByTestId('bulk-count').innerText()).toBe('1 selecionado');
    await page.getByTestId('list-row').nth(2).tap();
    await expect.poll(() => page.getByTestId('bulk-count').innerText()).toBe('2 selecionados');
    expect(await page.getByTestId('record-title').count()).toBe(0);
  }));

test('a view is exported as a CSV that spreadsheets of the language open', () =>
  story({ route: '#/t/crm.lead/leads' }, async (page) => {
    await page.getByTestId('list-row').first().waitFor();
    await page.getByTestId('view-more').click();
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByTestId('export-csv').click()]);
    expect(file.suggestedFilename()).toMatch(/^Contatos \d{4}-\d\d-\d\d\.csv$/);
    const lines = (await readFile(await file.path(), 'utf8')).split('\r\n');
    expect(lines[0]).toBe('\ufeffNome;Etapa;Orçamento;Cidade;Responsável;Próximo contato');
    expect(lines.length).toBe(242);
    expect(lines[1]).toMatch(/^André [^;]+;\p{L}+;\d+;/u);
  }));
