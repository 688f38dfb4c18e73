import { expect, test } from 'vitest';
import { partsOf, peopleFor, queryAt } from './mention';

const people = ['Ana', 'Ana Ribeiro', 'João Prado'].map((name) => ({ id: name, name, roles: [] }));

test('names are found in a text, the longest first', () => {
  expect(partsOf('Oi @Ana Ribeiro, fale com @João Prado!', people)).toEqual([
    { text: 'Oi ', mention: false },
    { text: '@Ana Ribeiro', mention: true },
    { text: ', fale com ', mention: false },
    { text: '@João Prado', mention: true },
    { text: '!', mention: false },
  ]);
  expect(partsOf('ana@exemplo.com.br', people)).toEqual([{ text: 'ana@exemplo.com.br', mention: false }]);
  expect(partsOf('', people)).toEqual([]);
});

test.each<[string, string | null, string[]]>([
  ['oi @', '', ['Ana', 'Ana Ribeiro', 'João Prado']],
  ['@joao', 'joao', ['João Prado']],
  ['veja @rib', 'rib', ['Ana Ribeiro']],
  ['ana@ex', null, []],
  ['@Ana Ribeiro, e', null, []],
])('"%s" asks for people named %j', (text, words, names) => {
  const query = queryAt(text, text.length);
  expect(query?.words ?? null).toBe(words);
  expect(query ? peopleFor(query.words, people).map(({ name }) => name) : []).toEqual(names);
});
