import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright';
import { expect, test } from 'vitest';
import { shapes, teller } from './story';

const story = teller();

const leads = `Nome;Etapa;Valor;Coluna estranha
Maria Prado;Novo;1.500,50;x
João Luz;Contatado;2.000,00;y
;Novo;3.000,00;z
`;

async function choose(page: Page, text: string) {
  const file = { name: 'leads.csv', mimeType: 'text/csv', buffer: Buffer.from(text) };
  await page.getByTestId('import-file').setInputFiles(file);
}

const column = (page: Page, name: string) => page.locator(`[data-column="${name}"]`).getByRole('combobox');

test.each(shapes)('a file becomes records after a look at every row, and is taken back (%s)', (shape) =>
  story({ shape, route: '#/t/crm.lead/leads' }, async (page) => {
    await page.getByTestId('view-more').click();
    await page.getByTestId('import').click();
    await choose(page, leads);
    await column(page, 'Nome').waitFor();
    expect(await column(page, 'Nome').inputValue()).toBe('name');
    expect(await column(page, 'Coluna estranha').inputValue()).toBe('');
    expect(await page.getByTestId('import-separator').inputValue()).toBe(';');
    await column(page, 'Valor').selectOption('budget');
    await page.getByTestId('import-review').click();
    await expect.poll(() => page.getByTestId('import-created').innerText()).toBe('2');
    expect(await page.getByTestId('import-bad').innerText()).toBe('1');
    expect(await page.getByTestId('import-problem').innerText()).toContain('Linha 4');

    const [saved] = await Promise.all([page.waitForEvent('download'), page.getByTestId('import-bad-rows').click()]);
    const bad = await readFile(await saved.path(), 'utf8');
    expect(bad).toContain('Nome;Etapa;Valor;Coluna estranha;Problema');
    expect(bad.trim().split('\n')).toHaveLength(2);

    await page.getByTestId('import-run').click();
    await page.getByTestId('import-done').waitFor();
    expect(await page.getByTestId('import-done').innerText()).toContain('2 registros importados');
    await page.getByTestId('import-undo').click();
    await page.getByTestId('import-undone').waitFor();
    expect(await page.getByTestId('import-undone').innerText()).toContain('2 registros voltaram');
  }),
);

test('cells are pasted, and what another column already takes is said', () =>
  story({ route: '#/import/crm.lead' }, async (page) => {
    await page.getByTestId('import-file').waitFor({ state: 'attached' });
    await page.evaluate((text) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData('text/plain', text);
      window.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true }));
    }, leads);
    await column(page, 'Nome').waitFor();
    await column(page, 'Etapa').selectOption('name');
    await page.getByText('Outra coluna também vai para cá').first().waitFor();
    expect(await page.getByTestId('import-review').isDisabled()).toBe(true);
    await column(page, 'Etapa').selectOption('');
    await page.getByText('Obrigatório e ausente no arquivo: Etapa').waitFor();
  }));
