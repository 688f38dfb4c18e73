import type { Page } from 'playwright';
import { expect, test } from 'vitest';
import { shapes, teller } from './story';

/** Told on a day with work in the records of the fake host. */
const story = teller({ usual: { now: '2026-11-23T10:00:00-03:00' } });

const next = (page: Page) => page.getByTestId('next-job');

test.each(shapes)('the day begins with the next job, and one tap leads to the one after it (%s)', (shape) =>
  story({ shape, modes: 'offline' }, async (page) => {
    await next(page).getByText('10:30').waitFor();
    expect(await page.getByTestId('job').allInnerTexts()).toHaveLength(6);
    // This step has no way back: it asks for a second tap.
    await next(page).getByTestId('step-finish').click();
    await next(page).getByText('Toque de novo').waitFor();
    await next(page).getByTestId('step-finish').click();
    await next(page).getByText('14:00').waitFor();
    expect(await page.getByTestId('toast-undo').count()).toBe(0);
    expect(await page.getByTestId('sync-chip').getAttribute('data-state')).toBe('offline');

    // This one has: one tap, and undo.
    await next(page).getByTestId('step-finish').click();
    await next(page).getByText('16:00').waitFor();
    await page.getByTestId('toast-undo').click();
    await next(page).getByText('Ligar para a portaria').waitFor();
    await next(page).getByRole('link', { name: 'Ligar para a portaria' }).click();
    await page.getByTestId('record-title').waitFor();
  }),
);

test('distances appear once the device may know where it is', () =>
  story({ shape: 'phone' }, async (page) => {
    await next(page).waitFor();
    expect(await next(page).getByText(/ km/).count()).toBe(0);
    await page.context().grantPermissions(['geolocation']);
    await page.context().setGeolocation({ latitude: -23.55, longitude: -46.63 });
    await page.getByRole('button', { name: 'Mostrar distâncias' }).click();
    await next(page)
      .getByText(/^a [\d.,]+ k?m$/)
      .waitFor();
    expect(await next(page).getByRole('link', { name: 'Como chegar' }).getAttribute('href')).toMatch(/^geo:-/);
  }));

test('the title of a phone has room beside the bell, the conflicts and the chip', () =>
  story({ shape: 'phone', route: '#/d/imoveis', modes: 'offline' }, async (page) => {
    const title = page.locator('header p').first();
    await title.waitFor();
    expect(await title.innerText()).toBe('Imóveis: painel');
    expect(await title.evaluate((element) => element.scrollWidth <= element.clientWidth)).toBe(true);
  }));

test.each(shapes)('a dashboard counts a span of time and opens the list behind a bar (%s)', (shape) =>
  story({ shape, route: '#/d/imoveis', modes: 'offline' }, async (page) => {
    const stat = page.getByTestId('stat-tile').first();
    await expect.poll(() => stat.innerText()).toMatch(/435[\s\S]*antes: 444/);
    await page.getByTestId('range').selectOption('today');
    await expect.poll(() => stat.innerText()).toMatch(/\n15\n/);
    const slice = page
      .getByTestId('tile')
      .filter({ hasText: 'Imóveis por situação' })
      .getByTestId('chart-slice')
      .first();
    await expect.poll(async () => Number(/\d+/.exec(await slice.innerText())?.[0])).toBeLessThan(15);
    const [name = '', count = ''] = (await slice.innerText()).split(/\s*\n\s*/);
    await slice.click();
    await page.getByRole('button', { name: `Situação: ${name}` }).waitFor();
    await page.getByRole('button', { name: 'Anunciado em: hoje' }).waitFor();
    await expect.poll(() => page.getByTestId('list-row').count()).toBe(Number(count));
    await page.goBack();
    await expect.poll(() => stat.innerText()).toMatch(/\n15\n/);
  }),
);

test('a chart is a table too, and the keyboard walks along a line', () =>
  story({ route: '#/d/imoveis' }, async (page) => {
    const line = page.getByTestId('tile').filter({ hasText: 'Imóveis no tempo' }).first();
    await line.getByTestId('chart-point').first().focus();
    await page.keyboard.press('ArrowRight');
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toMatch(
      /^26\/10\/2026: \d+$/,
    );
    await line.getByTestId('tile-table').click();
    await line.getByRole('columnheader', { name: 'Imóveis' }).waitFor();
    expect(await line.getByTestId('chart-row').count()).toBeGreaterThan(20);
    await page.getByTestId('range').selectOption('custom');
    await page.getByTestId('range-from').fill('01/03/2026');
    await page.getByTestId('range-to').fill('31/03/2026');
    await line.getByRole('rowheader', { name: '02/03/2026' }).waitFor();
    await line.getByTestId('chart-row').first().click();
    await page.getByTestId('list-row').first().waitFor();
  }));

test.each(shapes)('a declared dashboard counts what its measures say and opens just those records (%s)', (shape) =>
  story({ shape, route: '#/d/crm', modes: 'offline' }, async (page) => {
    const stat = page.getByTestId('stat-tile').filter({ hasText: 'Ganhos' });
    await expect.poll(() => stat.innerText()).toMatch(/\n[\d.]+\n+Todas as datas/);
    const [, count = ''] = (await stat.innerText()).split(/\s*\n\s*/);
    await stat.click();
    const chip = page.getByRole('button', { name: 'Ganhos' });
    await chip.waitFor();
    const shown = shape === 'phone' ? page.getByTestId('list-search') : page.getByTestId('list-count');
    const text = () => (shape === 'phone' ? shown.getAttribute('placeholder') : shown.innerText());
    await expect.poll(text).toContain(count);
    const before = await text();
    await chip.click();
    await expect.poll(text).not.toBe(before);
    await page.goBack();
    await page.getByRole('group', { name: 'Contatos por etapa' }).getByTestId('chart-bar').first().waitFor();
    const mean = page.getByRole('group', { name: 'Orçamento médio por cidade' });
    await expect.poll(() => mean.innerText()).toContain('R$');
    expect(await mean.innerText()).not.toContain('Outros');
    const row = page
      .getByTestId('tile')
      .filter({ hasText: 'Contatos por responsável' })
      .getByTestId('chart-row')
      .first();
    const name = await row.innerText();
    await row.click();
    await page.getByRole('button', { name: `Responsável: ${name}` }).waitFor();
  }),
);

test('a new record is counted without asking for it', () =>
  story({ route: '#/d/core' }, async (page) => {
    await page.getByTestId('range').selectOption('this_month');
    const stat = page.getByTestId('stat-tile').first();
    await expect.poll(() => stat.innerText()).toMatch(/\n4\n/);
    await page.goto(`${page.url().split('#')[0]}#/t/core.task/tasks/new`);
    await page.getByTestId('field-name').fill('Mais uma');
    await page.getByTestId('field-due').first().fill('23/11/2026');
    await page.getByTestId('form-save').click();
    await page.getByTestId('record-title').waitFor();
    await page.goto(`${page.url().split('#')[0]}#/d/core`);
    await page.getByTestId('range').selectOption('this_month');
    await expect.poll(() => stat.innerText()).toMatch(/\n5\n/);
  }));

test.each(shapes)('people talk about a record, name each other and see what is on its way (%s)', (shape) =>
  story({ shape, modes: 'offline', route: '#/t/crm.lead/leads/r/lead-000002' }, async (page) => {
    const comments = page.getByTestId('comment');
    await expect.poll(() => comments.count()).toBe(2);
    expect(await page.getByTestId('comment-count').innerText()).toContain('2 comentários');
    await page.getByTestId('comment-write').fill('Falei com o @cai');
    await page.getByRole('option', { name: 'Caio Martins' }).waitFor();
    await page.keyboard.press('Enter');
    await page.keyboard.type('hoje.');
    await page.getByTestId('comment-send').click();
    await expect.poll(() => comments.count()).toBe(3);
    expect(await comments.first().innerText()).toContain('Falei com o @Caio Martins hoje.');
    expect(await comments.first().getAttribute('data-state')).toBe('waiting');

    await comments.first().getByTestId('comment-edit').click();
    await comments.first().getByTestId('comment-write').fill('Falei com ele.');
    await comments.first().getByTestId('comment-send').click();
    await comments.first().getByText('Falei com ele.').waitFor();
    await comments.first().getByTestId('comment-delete').click();
    await expect.poll(() => comments.count()).toBe(2);
    await page.getByTestId('toast-undo').click();
    await expect.poll(() => comments.count()).toBe(3);
    // What others wrote is theirs.
    expect(await comments.filter({ hasText: 'Cliente pediu' }).getByTestId('comment-edit').count()).toBe(0);
  }),
);

test('a comment half written is there on the way back, and a sent one gets its tick', () =>
  story({ route: '#/t/crm.lead/leads/r/lead-000005' }, async (page) => {
    await page.getByTestId('comment-write').fill('Pela metade');
    await page.goto(page.url().replace('lead-000005', 'lead-000006'));
    await expect.poll(() => page.getByTestId('comment-write').inputValue()).toBe('');
    await page.goBack();
    await expect.poll(() => page.getByTestId('comment-write').inputValue()).toBe('Pela metade');
    await page.getByTestId('comment-send').click();
    await page.getByTestId('comment').waitFor();
    await expect.poll(() => page.getByTestId('comment').getAttribute('data-state'), { timeout: 5000 }).toBe('sent');
    expect(await page.getByTestId('comment-write').inputValue()).toBe('');
  }));

test('a phone asks one question at a time, stops at what is missing and keeps the choice', () =>
  story({ shape: 'phone', route: '#/t/crm.lead/leads/new' }, async (page) => {
    const question = page.getByTestId('question');
    await page.getByTestId('form-mode').click();
    await page.getByText('Pergunta 1 de').waitFor();
    await page.getByTestId('question-next').click();
    await question.getByText('Preencha este campo.').waitFor();
    await page.getByTestId('field-name').fill('Zuleica Prado');
    await page.keyboard.press('Enter');
    await page.getByText('Pergunta 2 de').waitFor();
    expect(await page.evaluate(() => document.activeElement?.getAttribute('data-testid'))).toBe('field-phone');
    await page.getByTestId('question-back').click();
    expect(await page.getByTestId('field-name').inputValue()).toBe('Zuleica Prado');

    await page.getByTestId('form-index').click();
    await page.getByTestId('index-notes').click();
    await page.getByTestId('field-notes').fill('Fim.');
    // The last question saves, and leads back to the one that is missing.
    await page.getByTestId('form-save').click();
    await expect.poll(() => question.getAttribute('data-field')).toBe('stage');
    await page.getByTestId('field-stage').selectOption('new');
    await page.getByTestId('form-index').click();
    await page.getByTestId('index-notes').click();
    await page.getByTestId('form-save').click();
    await page.getByTestId('record-title').getByText('Zuleica Prado').waitFor();
    await page.getByTestId('record-edit').click();
    await page.getByText('Pergunta 1 de').waitFor();
  }));

test('an unfinished form is there again after signing out and in', () =>
  story({ route: '#/t/crm.lead/leads/new' }, async (page) => {
    await page.getByTestId('field-name').fill('Pela metade');
    await page.getByRole('link', { name: 'Ajustes' }).click();
    await page.getByTestId('sign-out').click();
    await page.getByTestId('signin-user').fill('ana');
    await page.getByTestId('signin-password').fill('correct horse');
    await page.getByTestId('signin-submit').click();
    await page.getByText('Inacabados').waitFor();
    await page.getByRole('link', { name: 'Criar contato' }).click();
    expect(await page.getByTestId('field-name').inputValue()).toBe('Pela metade');
  }));

test('the room that files take is shown, and what comes by itself is chosen', () =>
  story({ shape: 'phone', route: '#/settings' }, async (page) => {
    await page.getByTestId('storage-link').click();
    await expect.poll(() => page.getByTestId('storage-here').innerText()).toMatch(/21 MB[\s\S]*3 arquivos/);
    expect(await page.getByTestId('storage-waiting').innerText()).toContain('640 kB');
    await page.getByText('Só Wi-Fi').click();
    await page.getByTestId('storage-size').selectOption('5');
    await page.getByText('Nenhum', { exact: true }).click();
    await expect.poll(() => page.getByTestId('storage-size').count()).toBe(0);
    await page.goBack();
    await page.getByTestId('storage-link').click();
    expect(await page.getByRole('radio', { name: 'Só Wi-Fi' }).isChecked()).toBe(true);
  }));

test('keys lead to places, and a list of them opens anywhere', () =>
  story({}, async (page) => {
    await next(page).waitFor();
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Teclado' }).getByText('Ir para conflitos').waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
    await page.keyboard.press('g');
    await page.keyboard.press('c');
    await page.getByTestId('conflict-row').first().waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('h');
    await next(page).waitFor();
  }));

test('a field is changed where it is shown, refused with a reason and taken back', () =>
  story({ route: '#/t/crm.lead/leads/r/lead-000002' }, async (page) => {
    const city = page.getByTestId('value-city');
    const before = await city.innerText();
    await city.hover();
    await page.getByTestId('edit-city').click();
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.getAttribute('data-testid')))
      .toBe('field-city');
    await page.keyboard.press('Control+A');
    await page.keyboard.type('Olinda');
    await page.keyboard.press('Enter');
    await expect.poll(() => city.innerText()).toBe('Olinda');
    await page.getByTestId('toast-undo').click();
    await expect.poll(() => city.innerText()).toBe(before);

    await page.getByTestId('edit-budget').focus();
    await page.keyboard.press('Enter');
    await page.getByTestId('field-budget').fill('-5');
    await page.getByTestId('in-place-save').click();
    await page.getByText('O valor não pode ser negativo.').waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => page.getByTestId('in-place').count()).toBe(0);
    expect(await page.getByTestId('record-title').count()).toBe(1);
  }));

test('the day, the numbers and the comments speak English too', () =>
  story({ locale: 'en-US', route: '#/d/imoveis' }, async (page) => {
    await page.getByRole('heading', { name: 'Properties: dashboard' }).waitFor();
    await page.getByRole('group', { name: 'Properties by status' }).getByText('Available').waitFor();
    await page.getByRole('link', { name: 'Home' }).click();
    await next(page).getByText('Visit', { exact: true }).waitFor();
    await next(page).getByRole('button', { name: 'Finish' }).click();
    await next(page).getByText('Tap again: Finish').waitFor();
    await page.goto(`${page.url().split('#')[0]}#/t/crm.lead/leads/r/lead-000002`);
    await page.getByText('2 comments').waitFor();
    await page.goto(`${page.url().split('#')[0]}#/t/crm.lead/leads/new`);
    await page.getByTestId('form-save').click();
    await page.getByText('Fill in this field.').first().waitFor();
  }));
