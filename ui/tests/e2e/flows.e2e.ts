import type { Page } from 'playwright';
import { expect, test } from 'vitest';
import { shapes, teller } from './story';

const story = teller();

const title = (page: Page) => page.getByTestId('record-title').innerText();
const chip = (page: Page) => page.getByTestId('sync-chip').getAttribute('data-state');

test.each(shapes)('signing in names what is wrong and then opens the workspace (%s)', (shape) =>
  story({ shape, modes: 'out' }, async (page) => {
    await page.getByTestId('signin-user').fill('ana');
    await page.getByTestId('signin-submit').click();
    expect(await page.getByTestId('signin-password').getAttribute('aria-invalid')).toBe('true');
    await page.getByTestId('signin-password').fill('no');
    await page.getByTestId('signin-submit').click();
    expect(await page.getByTestId('signin-error').innerText()).toContain('incorretos');
    await page.getByTestId('signin-password').fill('correct horse');
    await page.getByTestId('signin-submit').click();
    await page.getByTestId('menu-leads').waitFor();
    expect(await chip(page)).toBe('synced');
  }),
);

test.each(shapes)('a record is created, edited, deleted and brought back (%s)', (shape) =>
  story({ shape }, async (page) => {
    await page.getByTestId('menu-leads').click();
    await page.getByTestId('list-create').click();
    await page.getByTestId('form-save').click();
    await page.getByRole('alert').waitFor();
    expect(await page.evaluate(() => document.activeElement?.getAttribute('data-testid'))).toBe('field-name');
    await page.getByTestId('field-name').fill('Zuleica Prado');
    await page.getByTestId('field-stage').selectOption('new');
    await page.getByTestId('field-budget').fill('1.500,50');
    await page.getByTestId('form-save').click();
    expect(await title(page)).toBe('Zuleica Prado');
    expect(await page.getByTestId('value-budget').innerText()).toMatch(/R\$\s1\.500,50/);

    await page.getByTestId('record-edit').click();
    await page.getByTestId('field-city').fill('Olinda');
    await page.getByTestId('form-save').click();
    await page.getByTestId('toast').filter({ hasText: 'Salvo' }).getByTestId('toast-undo').click();
    await page.getByTestId('value-city').getByText('–').waitFor();

    await page.getByTestId('record-delete').click();
    await page.getByTestId('list-search').fill('zuleica');
    await page.getByText('Nada corresponde').waitFor();
    await page.getByTestId('toast-undo').last().click();
    await page.getByTestId('list-row').getByText('Zuleica Prado').waitFor();
  }),
);

test.each(shapes)('a list searches, filters, sorts and stays as it was (%s)', (shape) =>
  story({ shape, route: '#/t/imoveis.property/properties' }, async (page) => {
    const count = page.getByTestId('list-count');
    await page.getByTestId('list-row').first().waitFor();
    await page.getByRole('button', { name: 'Disponíveis' }).click();
    await expect.poll(() => count.textContent()).not.toContain('5.000');
    await page.getByTestId('list-search').fill('recife');
    await expect.poll(() => count.textContent()).not.toContain('1.960');
    const rows = await count.textContent();
    await page.getByTestId('list-row').nth(2).click();
    await page.getByTestId('record-title').waitFor();
    await page.goBack();
    await page.getByTestId('list-search').waitFor();
    expect(await count.textContent()).toBe(rows);
    expect(await page.getByTestId('list-search').inputValue()).toBe('recife');
  }),
);

test('the list keeps few rows in the page and its place on the way back', () =>
  story({ shape: 'phone', route: '#/t/imoveis.property/properties' }, async (page) => {
    const scroller = page.getByTestId('list-scroll');
    await page.getByTestId('list-row').first().waitFor();
    await scroller.evaluate((list) => list.scrollTo({ top: 64 * 3000 }));
    await page.locator('[data-id="property-002000"]').waitFor();
    expect(await page.getByTestId('list-row').count()).toBeLessThan(40);
    expect(await page.evaluate(() => document.querySelectorAll('*').length)).toBeLessThan(1500);
    await page.locator('[data-id="property-002000"]').click();
    await page.getByTestId('record-title').waitFor();
    await page.goBack();
    expect(await scroller.evaluate((list) => list.scrollTop)).toBeGreaterThan(64 * 2900);
    await page.getByRole('link', { name: 'Hoje' }).click();
    await page.goBack();
    await expect.poll(() => scroller.evaluate((list) => list.scrollTop)).toBeGreaterThan(64 * 2900);
  }));

test('another order or search begins at the top, another list with its own search', () =>
  story({ route: '#/t/imoveis.property/properties' }, async (page) => {
    const scroller = page.getByTestId('list-scroll');
    await page.getByTestId('list-row').first().waitFor();
    await scroller.evaluate((list) => list.scrollTo({ top: 36 * 2000 }));
    await page.getByRole('button', { name: 'Preço' }).click();
    await expect.poll(() => scroller.evaluate((list) => list.scrollTop)).toBe(0);
    await expect.poll(() => page.getByTestId('list-row').count()).toBeGreaterThan(10);
    expect(await page.getByRole('columnheader', { name: 'Preço' }).getAttribute('aria-sort')).toBe('ascending');
    await page.getByTestId('list-search').fill('recife');
    await page.getByTestId('menu-leads').click();
    await page.getByRole('heading', { name: 'Contatos' }).waitFor();
    expect(await page.getByTestId('list-search').inputValue()).toBe('');
    await page.goBack();
    await expect.poll(() => page.getByTestId('list-search').inputValue()).toBe('recife');
  }));

test('chips filter by the kind of the field', () =>
  story({ route: '#/t/crm.lead/leads' }, async (page) => {
    await page.getByRole('button', { name: 'Filtrar' }).click();
    await page.getByRole('dialog').getByText('Etapa', { exact: true }).click();
    await page.getByRole('checkbox', { name: 'Ganho' }).check();
    await page.getByRole('dialog').getByText('Orçamento', { exact: true }).click();
    await page.getByRole('dialog').getByLabel('De', { exact: true }).locator('visible=true').fill('1.000.000');
    await page.getByRole('button', { name: 'Pronto' }).click();
    await page.getByRole('button', { name: /Etapa: Ganho/ }).waitFor();
    await page.getByRole('button', { name: /Orçamento: desde R\$\s1\.000\.000,00/ }).click();
    await expect.poll(() => page.getByRole('button', { name: /Orçamento: desde/ }).count()).toBe(0);
  }));

test.each(shapes)('a conflict is settled from its record and leaves the list of conflicts (%s)', (shape) =>
  story({ shape, route: '#/conflicts' }, async (page) => {
    const rows = page.getByTestId('conflict-row');
    await expect.poll(() => rows.count()).toBe(2);
    await rows.first().getByTestId('conflict-mine').click();
    await expect.poll(() => rows.count()).toBe(1);
    await rows.first().getByRole('link').click();
    await page.getByTestId('conflict-theirs').click();
    await expect.poll(() => rows.count()).toBe(0);
  }),
);

test('work without a connection waits in the outbox and the chip says so', () =>
  story({ shape: 'phone', modes: 'offline', route: '#/t/crm.lead/leads/r/lead-000002' }, async (page) => {
    // There is no step back, so it asks once more.
    await page.getByTestId('step-contact').click();
    await page.getByTestId('step-contact').click();
    await page.getByText('Espera o envio').waitFor();
    expect(await chip(page)).toBe('offline');
    await page.getByTestId('sync-chip').click();
    expect(await page.getByTestId('outbox-item').getAttribute('data-state')).toBe('local');
    await page.goBack();
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
    await page.getByTestId('record-title').waitFor();
  }));

test('a refused change can be tried again', () =>
  story({ modes: 'refused' }, async (page) => {
    expect(await chip(page)).toBe('attention');
    await page.getByTestId('sync-chip').click();
    await page.getByRole('button', { name: 'Tentar de novo' }).click();
    await expect.poll(() => page.getByTestId('outbox-item').getAttribute('data-state')).toBe('local');
    await page.getByRole('button', { name: 'Sincronizar agora' }).click();
    await page.getByText('Nada esperando').waitFor();
  }));

test('fields follow conditions and computed values while somebody types', () =>
  story({ route: '#/t/crm.lead/leads/new' }, async (page) => {
    await page.getByTestId('field-stage').waitFor();
    await expect.poll(() => page.getByTestId('field-reason').count()).toBe(0);
    await page.getByTestId('field-stage').selectOption('lost');
    await page.getByTestId('field-reason').waitFor();
    await page.goto(page.url().replace('crm.lead/leads', 'imoveis.property/properties'));
    await page.getByTestId('field-price').fill('500000');
    await page.getByTestId('field-area').fill('100');
    await expect.poll(() => page.getByTestId('field-price_m2').innerText()).toContain('5.000,00');
  }));

test('lines are added, ordered and removed; references are found by typing', () =>
  story({ route: '#/t/imoveis.inspection/inspections/new' }, async (page) => {
    await page.getByTestId('field-property').fill('04997');
    await page.getByRole('option', { name: /IM-2026-04997/ }).click();
    await page.getByTestId('field-moment').selectOption('move_in');
    await page.getByTestId('field-day').fill('23/11/2026');
    await page.getByTestId('field-items-add').click();
    await page.getByTestId('field-items/0/room').selectOption('bath');
    await page.getByTestId('field-items-add').click();
    await page.getByTestId('field-items/1/room').selectOption('kitchen');
    await page.getByRole('button', { name: 'Mover para cima' }).nth(1).click();
    expect(await page.getByTestId('field-items/0/room').inputValue()).toBe('kitchen');
    await page.getByTestId('form-save').click();
    await page.getByTestId('record-title').waitFor();
    expect(await page.getByTestId('value-items').innerText()).toMatch(/Cozinha[\s\S]*Banheiro/);
    expect(await page.getByTestId('value-day').innerText()).toBe('23/11/2026');
  }));

test('a counter adds instead of overwriting', () =>
  story({ route: '#/t/estoque.item/items/r/item-000003/edit' }, async (page) => {
    const before = Number(await page.getByTestId('field-quantity').inputValue());
    await page.getByRole('button', { name: 'Somar um' }).click();
    await page.getByTestId('form-save').click();
    await expect.poll(() => page.getByTestId('value-quantity').innerText()).toContain(String(before + 1));
    await page.getByTestId('toast-undo').click();
    await expect.poll(() => page.getByTestId('value-quantity').innerText()).toContain(String(before));
  }));

test('an unfinished form is kept, never in plain text, and can be discarded with a way back', () =>
  story({ route: '#/t/crm.lead/leads/new' }, async (page) => {
    await page.getByTestId('field-name').fill('Pela metade');
    await page.getByRole('link', { name: 'Início' }).click();
    await page.getByText('Inacabados').waitFor();
    await page.getByRole('link', { name: 'Criar contato' }).click();
    expect(await page.getByTestId('field-name').inputValue()).toBe('Pela metade');
    await page.getByRole('button', { name: 'Cancelar' }).last().click();
    await page.getByTestId('toast-undo').click();
    expect(await page.getByTestId('field-name').inputValue()).toBe('Pela metade');
    expect(await page.evaluate(() => JSON.stringify(localStorage))).not.toContain('metade');
  }));

test('the keyboard alone searches, moves, opens, edits and closes', () =>
  story({ route: '#/t/crm.lead/leads' }, async (page) => {
    await page.getByTestId('list-row').first().waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    const second = await title(page);
    await page.keyboard.press('k');
    await expect.poll(() => title(page)).not.toBe('');
    await page.keyboard.press('e');
    await page.getByTestId('form-save').waitFor();
    await page.keyboard.press('Escape');
    await page.getByTestId('record-title').waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => page.getByTestId('record-title').count()).toBe(0);
    await page.keyboard.press('/');
    await page.keyboard.type(second.split(' ')[0] ?? '');
    expect(await page.getByTestId('list-search').inputValue()).not.toBe('');
    await page.keyboard.press('Control+k');
    await page.getByTestId('palette-input').fill('marcos');
    await page.getByRole('option').first().waitFor();
    await page.waitForTimeout(200);
    await page.keyboard.press('Enter');
    await expect.poll(() => title(page)).toContain('Marcos');
  }));

test('the language, theme and density follow the settings at once', () =>
  story({ route: '#/settings', locale: 'en-US' }, async (page) => {
    await page.getByRole('heading', { name: 'Settings' }).waitFor();
    await page.getByText('Português').click();
    await page.getByRole('heading', { name: 'Ajustes' }).waitFor();
    await page.getByText('Sol', { exact: true }).click();
    expect(await page.evaluate(() => ({ ...document.documentElement.dataset }))).toEqual({
      theme: 'outdoor',
      density: 'touch',
    });
    await page.reload();
    await page.getByRole('heading', { name: 'Ajustes' }).waitFor();
  }));

test('text of twice the size fits', () =>
  story({ shape: 'phone', route: '#/t/crm.lead/leads/r/lead-000002' }, async (page) => {
    await page.getByTestId('record-title').waitFor();
    await page.evaluate(() => {
      document.documentElement.style.fontSize = '200%';
    });
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  }));
