import { expect, test } from 'vitest';
import type { RecordPage } from '../wire';
import { Rows } from './rows.svelte';

/** A source of `total` rows whose answers wait until they are let go. */
function source(name: string, total: number) {
  const waiting: { offset: number; answer: () => void }[] = [];
  return {
    waiting,
    load: (offset: number) =>
      new Promise<RecordPage>((resolve) => {
        const rows = Array.from({ length: Math.min(100, total - offset) }, (_, index) => `${name}${offset + index}`);
        const page = rows.map((id) => ({ id, title: id, pending: false, conflict: false, values: [] }));
        waiting.push({ offset, answer: () => resolve({ columns: [], rows: page, total, titles: {} }) });
      }),
    show: (page: RecordPage) => page.rows.map((row) => ({ ...row, cells: [] })),
  };
}

async function letGo(from: ReturnType<typeof source>, order: number[] = []): Promise<void> {
  const all = from.waiting.splice(0);
  const sorted = order.length > 0 ? order.map((index) => all[index]) : all;
  for (const wait of sorted) wait?.answer();
  await new Promise((resolve) => setTimeout(resolve));
}

test('an empty view still asks how many rows there are', async () => {
  const rows = new Rows();
  const list = source('a', 3);
  rows.need({ first: 0, last: 0 });
  rows.ask(list);
  await letGo(list);
  expect(rows.total).toBe(3);
});

test('pages that come out of order are all kept', async () => {
  const rows = new Rows();
  const list = source('a', 250);
  rows.ask(list);
  rows.need({ first: 80, last: 220 });
  await letGo(list, [2, 0, 1]);
  expect(rows.total).toBe(250);
  expect([rows.at(0)?.id, rows.at(150)?.id, rows.at(249)?.id]).toEqual(['a0', 'a150', 'a249']);
});

test('the answer to an old question is dropped', async () => {
  const rows = new Rows();
  const [old, current] = [source('old', 10), source('new', 5)];
  rows.ask(old);
  rows.ask(current);
  await letGo(current);
  await letGo(old);
  expect([rows.total, rows.at(0)?.id]).toEqual([5, 'new0']);
});

test('a new question leaves no row of the old one', async () => {
  const rows = new Rows();
  const [old, current] = [source('old', 300), source('new', 300)];
  rows.ask(old);
  rows.need({ first: 0, last: 300 });
  await letGo(old);
  rows.ask(current);
  await letGo(current, [1]);
  expect([rows.at(0)?.id, rows.at(100)?.id]).toEqual([undefined, 'new100']);
});

test('rows far from the view are let go and fetched again', async () => {
  const rows = new Rows();
  const list = source('a', 100_000);
  rows.ask(list);
  await letGo(list);
  rows.need({ first: 50_000, last: 50_030 });
  await letGo(list);
  expect([rows.at(0), rows.at(50_000)?.id]).toEqual([undefined, 'a50000']);
  rows.need({ first: 0, last: 30 });
  await letGo(list);
  expect(rows.at(0)?.id).toBe('a0');
});
