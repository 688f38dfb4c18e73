import { expect, test } from 'vitest';
import { I18n } from '../../i18n/i18n.svelte';
import type { FieldInfo } from '../wire';
import { Format } from './format.svelte';

const blank: FieldInfo = {
  key: 'f',
  kind: 'text',
  label: {},
  help: null,
  required: false,
  shown: 'text',
  derived: false,
  indexed: false,
  searchable: false,
  options: [],
  free: false,
  to: null,
  unit: null,
  currency: null,
  scale: null,
  max: null,
  many: false,
  fields: [],
  capture: null,
};

async function check(field: Partial<FieldInfo>, value: unknown, pt: string, en: string) {
  for (const [locale, expected] of [
    ['pt-BR', pt],
    ['en', en],
  ] as const) {
    const i18n = new I18n(locale);
    await i18n.ready;
    const text = new Format(i18n).value({ ...blank, ...field }, value, { id: 'Ana' });
    expect(text.replaceAll('\u00a0', ' ')).toBe(expected);
  }
}

test('values are written in the habit of the language', async () => {
  await check({ kind: 'money', currency: 'BRL' }, 150050, 'R$ 1.500,50', 'R$1,500.50');
  await check({ kind: 'decimal', scale: 2, unit: 'm2' }, 1234.5, '1.234,5 m²', '1,234.5 m²');
  await check({ kind: 'percent' }, 12.5, '12,5 %', '12.5 %');
  await check({ kind: 'date' }, '2026-11-23', '23/11/2026', '11/23/2026');
  await check({ kind: 'bool' }, true, 'Sim', 'Yes');
  await check({ kind: 'ref', to: 'x.y' }, 'id', 'Ana', 'Ana');
  await check({ kind: 'computed', currency: 'BRL' }, 100, 'R$ 1,00', 'R$1.00');
  await check(
    { kind: 'address' },
    { street: 'Rua A', number: '1', city: 'Recife', state: 'PE' },
    'Rua A, 1 · Recife - PE',
    'Rua A, 1 · Recife - PE',
  );
  await check({ kind: 'lines' }, [{}, {}], '2 linhas', '2 lines');
  await check({ kind: 'text' }, null, '', '');
});

test('a select shows its label and an unknown option its key', async () => {
  const options = [{ key: 'new', label: { en: 'New', 'pt-BR': 'Novo' }, retired: false, color: null }];
  await check({ kind: 'select', options }, 'new', 'Novo', 'New');
  await check({ kind: 'select', options }, 'gone', 'gone', 'gone');
});
