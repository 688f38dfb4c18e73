/** The rows that could not be imported: their problems in words, and a file of them to correct. */
import type { App } from '../app/app.svelte';
import { fieldAt } from '../value/field';
import { problemText } from '../value/problem';
import type { ImportTable, RowProblem, TypeInfo } from '../wire';

/** What is wrong with a row, fields by their names. */
export function reasonOf({ i18n }: App, type: TypeInfo, { reason, problems }: RowProblem): string {
  if (problems.length === 0) return reason;
  const texts = problems.map((problem) => {
    const info = fieldAt(type, problem.field);
    const text = problemText(i18n, problem);
    return info ? `${i18n.label(info.label, problem.field)}: ${text}` : text;
  });
  return texts.join(' · ');
}

/** The rows as they were in the file, each with its problem in a last column. */
export function badRows(app: App, type: TypeInfo, table: ImportTable, rows: RowProblem[]): Blob {
  const separator = table.format.separator ?? (app.i18n.locale === 'pt-BR' ? ';' : ',');
  const line = (cells: string[]) => `${cells.map((cell) => quoted(cell, separator)).join(separator)}\r\n`;
  const header = [...table.columns.map(({ name }) => name), app.i18n.t('imports.reason')];
  const lines = rows.map((row) => {
    const cells = table.columns.map((_, index) => row.cells[index] ?? '');
    return line([...cells, reasonOf(app, type, row)]);
  });
  return new Blob(['\ufeff', line(header), ...lines], { type: 'text/csv;charset=utf-8' });
}

const quoted = (cell: string, separator: string): string =>
  cell.includes(separator) || /["\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
