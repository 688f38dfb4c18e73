/** The records of a view as a CSV file that office programs of the person's language open. */
import type { App } from '../app/app.svelte';
import { digits, isMoney } from '../value/field';
import { toMajor } from '../value/number';
import type { ListRecords } from '../wire';
import type { Column } from './columns';

/** Records of one request; the most the host gives. */
const page = 500;

/** Makes the file; `onprogress` hears how many records are in it and says whether to go on. */
export async function csvOf(
  app: App,
  question: ListRecords,
  columns: Column[],
  onprogress: (done: number, total: number) => boolean,
): Promise<Blob | null> {
  const comma = app.i18n.locale === 'pt-BR' ? ';' : ',';
  const line = (cells: string[]) => `${cells.map((cell) => quoted(cell, comma)).join(comma)}\r\n`;
  // The mark at the beginning tells spreadsheets that the text is UTF-8.
  const parts = ['\ufeff', line(columns.map(({ label, path }) => app.i18n.label(label, path)))];
  const asked = { ...question, columns: columns.map(({ path }) => path), limit: page, export: true };
  for (let offset = 0; ; offset += page) {
    const { columns: names, rows, titles, total } = await app.host.call('list_records', { ...asked, offset });
    const positions = columns.map(({ path }) => names.indexOf(path));
    for (const { values } of rows)
      parts.push(line(columns.map((column, index) => text(app, column, values[positions[index] ?? -1], titles))));
    if (rows.length < page) return new Blob(parts, { type: 'text/csv;charset=utf-8' });
    if (!onprogress(offset + rows.length, total)) return null;
  }
}

function text(app: App, { field, part }: Column, value: unknown, titles: Record<string, string>): string {
  if (typeof value !== 'number') return app.format.column(field, part, value, titles);
  const places = digits(field);
  return app.format.typed(isMoney(field) ? toMajor(value, places) : value, places);
}

/** A cell between quotes where it must be; a text that a spreadsheet would run as a formula stays a text. */
function quoted(cell: string, comma: string): string {
  const safe = /^[=+@\t\r]|^-(?![\d.,]+$)/.test(cell) ? `'${cell}` : cell;
  return safe.includes(comma) || /["\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Gives a file to the person. */
export function download(file: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
