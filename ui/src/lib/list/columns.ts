/** The columns of a list and its rows as texts. */

import { isMoney, isNumber, isSortable } from '../value/field';
import type { Format } from '../value/format.svelte';
import { tone } from '../value/format.svelte';
import type { FieldInfo, Label, RecordPage, TypeInfo } from '../wire';

export interface Column {
  /** A field's key, or `address.city`. */
  readonly path: string;
  readonly part: string | undefined;
  readonly field: FieldInfo;
  readonly label: Label;
  readonly sortable: boolean;
  readonly right: boolean;
}

export interface Cell {
  readonly text: string;
  readonly tone: string | null;
}

/** A row as it is shown: every text made once, when its page arrives. */
export interface Row {
  readonly id: string;
  readonly title: string;
  readonly pending: boolean;
  readonly conflict: boolean;
  readonly cells: Cell[];
}

/** The columns of these paths whose fields this person may read. */
export function columnsOf(type: TypeInfo, paths: string[], partLabel: (part: string) => Label | null): Column[] {
  return paths.flatMap((path) => {
    const [key = '', part] = path.split('.');
    const field = type.fields.find((field) => field.key === key);
    if (!field) return [];
    const label = (part && partLabel(part)) || field.label;
    const derivedNumber = field.derived && (field.scale !== null || field.currency !== null);
    return {
      path,
      part,
      field,
      label,
      sortable: isSortable(field) || part !== undefined,
      right: isNumber(field) || derivedNumber,
    };
  });
}

const gap = 16;
const least = ({ field, right }: Column, index: number) =>
  index === 0 ? 180 : isMoney(field) || field.kind === 'datetime' ? 136 : right ? 88 : 108;

/** Widths that a person gave to columns, by path, in px. */
export type Widths = Record<string, number>;

/** The columns a width holds, from the left; the first is always there. */
export function columnsThatFit(columns: Column[], width: number, widths: Widths = {}): Column[] {
  let used = gap;
  return columns.filter((column, index) => {
    used += (widths[column.path] ?? least(column, index)) + gap;
    return index === 0 || used <= width;
  });
}

/** The CSS grid of these columns. */
export function gridOf(columns: Column[], widths: Widths = {}): string {
  const track = (column: Column, index: number) => {
    const given = widths[column.path];
    return given ? `${given}px` : `minmax(${least(column, index)}px,${index === 0 ? 2 : 1}fr)`;
  };
  return columns.map(track).join(' ');
}

/** A page's rows as texts, cells in the order of `columns`. */
export function rowsOf(page: RecordPage, columns: Column[], format: Format): Row[] {
  const positions = columns.map(({ path }) => page.columns.indexOf(path));
  return page.rows.map(({ id, title, pending, conflict, values }) => {
    const cells = columns.map((column, index) => cell(column, values[positions[index] ?? -1], page.titles, format));
    return { id, title, pending, conflict, cells };
  });
}

function cell({ field, part }: Column, value: unknown, titles: RecordPage['titles'], format: Format): Cell {
  return { text: format.column(field, part, value, titles), tone: tone(field, value) };
}
