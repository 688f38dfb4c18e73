import { expect, test } from 'vitest';
import { shapes, teller } from './story';

const story = teller();

test.each(shapes)('a manager makes a person, gives roles and attributes, and takes their access (%s)', (shape) =>
  story({ shape, route: '#/admin/people' }, async (page) => {
    await page.getByTestId('person-new').click();
    await page.getByTestId('person-name').fill('Bia Lima');
    await page.getByTestId('person-password').fill('1234');
    await page.getByTestId('person-role-agent').check();
    await page.getByTestId('attribute-add').click();
    await page.getByTestId('attribute-key').fill('territory');
    await page.getByTestId('attribute-value').fill('leste');
    await page.getByTestId('person-save').click();
    await page.getByText('fácil demais de adivinhar').waitFor();
    await page.getByTestId('person-password').fill('uma frase bem comprida');
    await page.getByTestId('person-save').click();
    await page.getByTestId('toast').filter({ hasText: 'Bia Lima já pode entrar' }).waitFor();
    const bia = page.getByTestId('person').filter({ hasText: 'Bia Lima' });
    expect(await bia.innerText()).toContain('Corretor');
    await bia.click();
    expect(await page.getByTestId('attribute-value').inputValue()).toBe('leste');
    await page.getByTestId('person-disable').click();
    await bia.getByText('Sem acesso').waitFor();
  }),
);

test.each(shapes)('a lost device is erased, and set-aside work is decided on with a reason (%s)', (shape) =>
  story({ shape, route: '#/admin/devices' }, async (page) => {
    const phone = page.getByTestId('tenant-device').filter({ hasText: 'Celular' });
    await phone.click();
    await page.getByTestId('device-wipe').click();
    await phone.getByText('Será apagado').waitFor();
    await page.getByTestId('admin-aside').click();
    await page.getByTestId('aside-reject').click();
    expect(await page.getByTestId('reject-confirm').isDisabled()).toBe(true);
    await page.getByTestId('reject-reason').fill('Não é deste mês');
    await page.getByTestId('reject-confirm').click();
    await page.getByText('Nada esperando').waitFor();
  }),
);

test.each(shapes)('the audit log is narrowed down, and the time without the server is changed (%s)', (shape) =>
  story({ shape, route: '#/admin/audit' }, async (page) => {
    await page.getByTestId('audit-row').first().waitFor();
    await page.getByTestId('audit-action').selectOption('user.create');
    await expect.poll(() => page.getByTestId('audit-row').count()).toBe(1);
    await page.getByTestId('admin-tenant').click();
    await page.getByTestId('lease-days').fill('7');
    await page.getByTestId('lease-save').click();
    await page.getByTestId('toast').filter({ hasText: 'Salvo' }).waitFor();
  }),
);

test.each(shapes)('what a role may do is a table, and who sees a record is explained (%s)', (shape) =>
  story({ shape, route: '#/admin/roles' }, async (page) => {
    await page.getByTestId('role-select').selectOption('agent');
    await page.getByTestId('role-table').getByText('self.agent == user.id').first().waitFor();
    await page.goto(`${page.url().split('#')[0]}#/t/imoveis.property/properties`);
    await page.getByTestId('list-row').first().click();
    await page.getByTestId('record-rights').click();
    const second = page.getByTestId('rights-person').nth(1);
    await second.locator('summary').click();
    expect(await second.innerText()).toContain('self.agent == user.id');
    expect(await second.innerText()).toContain('Partes ocultas: finance');
  }),
);
