import { expect, test } from 'vitest';
import { shapes, teller } from './story';

const story = teller();
const languages = [
  { locale: 'pt-BR', hello: 'Olá, Ana', wrong: 'Restam 9 tentativas', tenth: '6 dígitos ou mais' },
  { locale: 'en', hello: 'Hello, Ana', wrong: '9 tries are left', tenth: '6 digits or more' },
] as const;

test.each(languages)('a locked app opens with the keys of a pad and counts wrong ones ($locale)', (words) =>
  story({ shape: 'phone', modes: 'locked', locale: words.locale, route: '#/t/crm.lead/leads' }, async (page) => {
    await page.getByText(words.hello).waitFor();
    const press = async (pin: string) => {
      for (const digit of pin) await page.getByTestId(`lock-key-${digit}`).click();
      await page.getByTestId('lock-open').click();
    };
    await press('948208');
    await page.getByTestId('lock-message').filter({ hasText: words.wrong }).waitFor();
    await press('948207');
    await page.getByTestId('lock-screen').waitFor({ state: 'detached' });
    expect(page.url()).toContain('#/t/crm.lead/leads');
  }),
);

test.each(languages)('a PIN is set, locks, and leads back to a half-typed form ($locale)', (words) =>
  story({ shape: 'desktop', locale: words.locale, route: '#/settings' }, async (page) => {
    await page.getByTestId('pin-set').click();
    const set = async (pin: string) => {
      await page.getByTestId('pin-new').fill(pin);
      await page.getByTestId('pin-again').fill(pin);
      await page.getByTestId('pin-submit').click();
    };
    await set('123456');
    await page.getByText(words.tenth).waitFor();
    await set('730482');
    await page.getByTestId('lock-idle').selectOption('5');

    await page.evaluate(() => {
      location.hash = '#/t/crm.lead/leads/new';
    });
    const name = page.getByTestId('field-name');
    await name.fill('Marmeleiro');
    await page.evaluate(() => {
      location.hash = '#/settings';
    });
    await page.getByTestId('lock-now').click();
    await page.getByTestId('lock-secret').waitFor();
    expect(await page.content()).not.toContain('Marmeleiro');
    await page.evaluate(() => {
      location.hash = '#/t/crm.lead/leads/new';
    });
    await page.getByTestId('lock-secret').fill('730482');
    await page.getByTestId('lock-open').click();
    expect(await name.inputValue()).toBe('Marmeleiro');
  }),
);

test.each(shapes)('whoever forgot the PIN signs in instead, or goes back (%s)', (shape) =>
  story({ shape, modes: 'locked' }, async (page) => {
    await page.getByTestId('lock-instead').click();
    await page.getByTestId('signin-back').click();
    await page.getByTestId('lock-instead').click();
    expect(await page.getByTestId('signin-tenant').inputValue()).toBe('demo');
    await page.getByTestId('signin-user').fill('ana');
    await page.getByTestId('signin-password').fill('uma senha');
    await page.getByTestId('signin-submit').click();
    await page.getByTestId('menu-leads').waitFor();
  }),
);

test.each(shapes)('a PIN is taken away by who knows it, and other sessions are ended (%s)', (shape) =>
  story({ shape, modes: 'pin', route: '#/settings' }, async (page) => {
    await page.getByTestId('pin-remove').click();
    await page.getByTestId('pin-old').fill('948207');
    await page.getByTestId('pin-submit').click();
    await page.getByTestId('pin-set').waitFor();
    expect(await page.getByTestId('session').count()).toBe(2);
    await page.getByTestId('session-end').click();
    await page.getByTestId('toast').filter({ hasText: 'Sessão encerrada' }).waitFor();
    expect(await page.getByTestId('session').count()).toBe(1);
  }),
);
