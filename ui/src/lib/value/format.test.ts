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
};

function check(field: Partial<FieldInfo>, value: unknown, pt: string, en: string) {
  for (const [locale, expected] of [
    ['pt-BR', pt],
    ['en', en],
  ] as const) {
    const text = new Format(new I18n(locale)).value({ ...blank, ...field }, value, { id: 'Ana' });
    expect(text.replaceAll('\u00a0', ' ')).toBe(expected);
  }
}

test('values are written in the habit of the language', () => {
  check({ kind: 'money', currency: 'BRL' }, 150050, 'R$ 1.500,50', 'R$1,500.50');
  check({ kind: 'decimal', scale: 2, unit: 'm2' }, 1234.5, '1.234,5 m²', '1,234.5 m²');
  check({ kind: 'percent' }, 12.5, '12,5 %', '12.5 %');
  check({ kind: 'date' }, '2026-11-23', '23/11/2026', '11/23/2026');
  check({ kind: 'bool' }, true, 'Sim', 'Yes');
  check({ kind: 'ref', to: 'x.y' }, 'id', 'Ana', 'Ana');
  check({ kind: 'computed', currency: 'BRL' }, 100, 'R$ 1,00', 'R$1.00');
  check(
    { kind: 'address' },
    { street: 'Rua A', number: '1', city: 'Recife', state: 'PE' },
    'Rua A, 1 · Recife - PE',
    'Rua A, 1 · Recife - PE',
  );
  check({ kind: 'lines' }, [{}, {}], '2 linhas', '2 lines');
  check({ kind: 'text' }, null, '', '');
});

test('a select shows its label and an unknown option its key', () => {
  const options = [{ key: 'new', label: { en: 'New', 'pt-BR': 'Novo' }, retired: false, color: null }];
  check({ kind: 'select', options }, 'new', 'Novo', 'New');
  check({ kind: 'select', options }, 'gone', 'gone', 'gone');
});
