import { expect, test } from 'vitest';
import { I18n } from '../../i18n/i18n.svelte';
import { refusalText } from './problem';

const required = {
  field: 'name',
  code: 'required',
  message: { en: 'fill it in', 'pt-BR': 'preencha' },
  warning: false,
};
const strange = { field: 'age', code: 'too_old', message: {}, warning: false };

test.each([
  ['pt-BR', 'preencha · too_old'],
  ['en', 'fill it in · too_old'],
] as const)('what is wrong with fields is said in %s', (locale, text) => {
  expect(refusalText(new I18n(locale), { message: 'nothing was saved', problems: [required, strange] })).toBe(text);
});

test('a refusal of the whole is said as the host says it', () => {
  expect(refusalText(new I18n('en'), { message: 'not here', problems: [] })).toBe('not here');
});
