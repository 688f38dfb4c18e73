import { expect, test } from 'vitest';
import { en } from './en';
import { I18n, preferredLocale } from './i18n.svelte';
import { ptBR } from './pt-BR';

function keys(value: object, path = ''): string[] {
  return Object.entries(value).flatMap(([key, inner]) =>
    typeof inner === 'object' ? keys(inner, `${path}${key}.`) : [`${path}${key}=${holes(String(inner))}`],
  );
}

function holes(text: string): string {
  return [...text.matchAll(/\{\w+\}/g)]
    .map(([hole]) => hole)
    .sort()
    .join();
}

test('both languages have the same keys with the same holes', () => {
  expect(keys(ptBR)).toEqual(keys(en));
});

test('plurals follow the language', async () => {
  const i18n = new I18n('pt-BR');
  expect(i18n.t('list.count', { n: 1 })).toBe('1 registro');
  expect(i18n.t('list.count', { n: 20640 })).toBe('20.640 registros');
  i18n.locale = 'en';
  await i18n.ready;
  expect(i18n.t('list.count', { n: 20640 })).toBe('20,640 records');
});

test('a label falls back to another language and then to the key', () => {
  const i18n = new I18n('en');
  expect(i18n.label({ 'pt-BR': 'Imóvel' }, 'property')).toBe('Imóvel');
  expect(i18n.label({}, 'property')).toBe('property');
});

test('the browser chooses between Portuguese and English', () => {
  expect(preferredLocale(['en-GB', 'pt'])).toBe('en');
  expect(preferredLocale(['de', 'pt-PT'])).toBe('pt-BR');
  expect(preferredLocale(['ja'])).toBe('pt-BR');
});
