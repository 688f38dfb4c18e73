import { expect, test } from 'vitest';
import { shapes, teller } from './story';

const story = teller();

test.each(shapes)('a second factor is added, its recovery codes are shown once, and it is ended (%s)', (shape) =>
  story({ shape, route: '#/settings' }, async (page) => {
    await page.getByTestId('factor-change').click();
    expect(await page.getByTestId('factor-secret').innerText()).toBe('JBSW Y3DP EHPK 3PXP');
    await page.getByTestId('factor-code').fill('000000');
    await page.getByTestId('factor-submit').click();
    await page.getByText('O código está errado').waitFor();
    await page.getByTestId('factor-code').fill('123456');
    await page.getByTestId('factor-submit').click();
    const spares = await page.getByTestId('factor-recovery').innerText();
    expect(spares.match(/[A-Z0-9-]{19}/g)).toHaveLength(10);
    await page.getByText('Já guardei').click();
    expect(await page.getByTestId('factor').innerText()).toContain('é preciso a senha e um código');

    await page.getByTestId('factor-change').click();
    await page.getByTestId('factor-code').fill('123456');
    await page.getByTestId('factor-submit').click();
    await page.getByTestId('factor').filter({ hasText: 'basta a senha' }).waitFor();
  }),
);

test('signing in asks for the code when the password was right', () =>
  story({ shape: 'phone', modes: 'out' }, async (page) => {
    await page.getByTestId('signin-user').fill('ana');
    await page.getByTestId('signin-password').fill('segundo fator');
    await page.getByTestId('signin-submit').click();
    await page.getByTestId('signin-code').waitFor();
    expect(await page.getByTestId('signin-error').count()).toBe(0);
    expect(await page.evaluate(() => document.activeElement?.getAttribute('data-testid'))).toBe('signin-code');
    await page.getByTestId('signin-code').fill('111111');
    await page.getByTestId('signin-submit').click();
    await page.getByTestId('signin-error').filter({ hasText: 'O código está errado' }).waitFor();
    await page.getByTestId('signin-code').fill('123456');
    await page.getByTestId('signin-submit').click();
    await page.getByTestId('menu-leads').waitFor();
  }));

test.each(shapes)('the password is changed, and a weak or wrong one says so at its field (%s)', (shape) =>
  story({ shape, route: '#/settings' }, async (page) => {
    await page.getByTestId('password-change').click();
    const change = async (old: string, next: string) => {
      await page.getByTestId('password-old').fill(old);
      await page.getByTestId('password-new').fill(next);
      await page.getByTestId('password-submit').click();
    };
    await change('não sei', 'uma frase bem comprida');
    await page.getByText('Esta não é a sua senha').waitFor();
    await change('correct horse', '1234');
    await page.getByText('fácil demais de adivinhar').waitFor();
    expect(await page.getByTestId('password-new').getAttribute('aria-invalid')).toBe('true');
    await change('correct horse', 'uma frase bem comprida');
    await page.getByTestId('toast').filter({ hasText: 'Senha trocada' }).waitFor();
  }),
);

test.each(shapes)('a lost device is taken its access and erased (%s)', (shape) =>
  story({ shape, route: '#/settings' }, async (page) => {
    const devices = page.getByTestId('device');
    await devices.filter({ hasText: 'Celular da Ana' }).getByTestId('device-end').click();
    await page.getByTestId('device-wipe').click();
    await devices.filter({ hasText: 'Celular da Ana' }).getByText('Será apagado').waitFor();
    expect(await devices.filter({ hasText: 'Notebook' }).getByTestId('device-end').count()).toBe(0);
  }),
);
