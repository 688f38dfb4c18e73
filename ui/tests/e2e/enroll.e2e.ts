import { expect, test } from 'vitest';
import { fakeCamera } from './site.mjs';
import { shapes, teller } from './story';

const story = teller({ flags: fakeCamera });
const languages = [
  { locale: 'pt-BR', used: 'já foi usado', unknown: 'não é daqui' },
  { locale: 'en', used: 'was used before', unknown: 'not known here' },
] as const;

test.each(languages)('a pasted code signs in, and a used or foreign one says so ($locale)', (words) =>
  story({ shape: 'phone', modes: 'out', locale: words.locale }, async (page) => {
    await page.getByTestId('enroll').click();
    const paste = async (link: string) => {
      await page.getByTestId('enroll-link').fill(link);
      await page.getByTestId('enroll-submit').click();
    };
    await paste('https://exemplo.com.br');
    await page.getByTestId('enroll-error').filter({ hasText: words.unknown }).waitFor();
    await paste('campo://enroll?server=https://x&token=demo.used&authority=ff');
    await page.getByTestId('enroll-error').filter({ hasText: words.used }).waitFor();
    await paste('campo://enroll?server=https://x&token=demo.00&authority=ff');
    await page.getByTestId('menu-leads').waitFor();
  }),
);

test.each(shapes)('a manager shows the code of a person (%s)', (shape) =>
  story({ shape, route: '#/admin/people' }, async (page) => {
    await page.getByTestId('person').first().click();
    await page.getByTestId('person-enroll').click();
    expect(await page.getByTestId('enroll-code').getAttribute('src')).toContain('svg');
  }),
);
