/** Imports of the host in memory: text files only, columns matched by name. */
import type { ColumnTarget, Commands, ImportRun, ImportStep, ImportTable, RowProblem, TypeInfo } from '../../wire';
import { HostError } from '../types';
import { bytesOf } from './blobs';
import { check } from './check';
import type { World } from './world';

type ImportCommand = 'open_import' | 'import_rows' | 'imports' | 'undo_import';
type Handlers = { [K in ImportCommand]: (request: Commands[K]['request']) => Commands[K]['response'] };

interface Opened {
  readonly type: TypeInfo;
  readonly table: ImportTable;
  readonly rows: string[][];
  readonly run: ImportRun;
  /** The records it made. */
  readonly made: string[];
}

/** Rows of one step: few, so that progress shows. */
const batch = 50;

export function importCommands(world: World): Handlers {
  const opened = new Map<string, Opened>();
  const find = (id: string): Opened => {
    const found = opened.get(id);
    if (!found) throw new HostError('not_found', 'Este arquivo não está mais aberto: escolha de novo.');
    return found;
  };
  return {
    open_import: ({ record_type, file, name, format }) => {
      const text = decode(bytesOf(file), format.encoding);
      if (text.startsWith('PK')) throw new HostError('bad_request', 'O anfitrião de mentira só lê texto.');
      const separator = format.separator ?? (text.split('\n')[0]?.includes(';') ? ';' : ',');
      const [headers = [], ...rows] = text
        .split(/\r?\n/)
        .filter(Boolean)
        .map((line) => line.split(separator));
      const type = world.type(record_type);
      const id = crypto.randomUUID();
      const columns = headers.map((header, index) => ({
        name: header,
        samples: rows.slice(0, 3).flatMap((cells) => cells[index] || []),
        field: guess(type, header),
      }));
      const table: ImportTable = {
        import: id,
        rows: rows.length,
        columns,
        format: { encoding: 'utf8', separator, decimal: separator === ';' ? 'comma' : 'point', ...format },
        sheets: [],
        matching: [],
      };
      const at = new Date().toISOString();
      const run = { import: id, record_type, name, at, created: 0, updated: 0, undone: false };
      opened.set(id, { type, table, rows, run, made: [] });
      return table;
    },
    import_rows: ({ import: id, map, from, dry_run }) => importRows(world, find(id), map, from, dry_run),
    imports: () => [...opened.values()].map(({ run }) => run).filter(({ created }) => created > 0),
    undo_import: ({ import: id }) => {
      const { made, run } = find(id);
      const left = made.filter((record) => world.record(record).history.length > 1);
      for (const record of made.filter((one) => !left.includes(one))) {
        world.record(record).deleted = true;
        world.write(world.record(record), 'delete', {});
      }
      run.undone = true;
      return {
        next: null,
        done: made.length - left.length,
        left: left.map((record) => ({ id: record, title: world.title(record) ?? '', why: 'changed', message: '' })),
      };
    },
  };
}

function importRows(world: World, opened: Opened, map: ColumnTarget[], from: number, dryRun: boolean): ImportStep {
  const problems: RowProblem[] = [];
  const rows = opened.rows.slice(from, from + batch);
  let created = 0;
  rows.forEach((cells, index) => {
    const named = map.flatMap(({ column, field }) => {
      const at = opened.table.columns.findIndex(({ name }) => name === column);
      return field && cells[at] ? [[field, cellValue(opened.type, field, cells[at])] as const] : [];
    });
    const fields = Object.fromEntries(named);
    const found = check(opened.type, fields).problems.filter(({ warning }) => !warning);
    if (found.length > 0)
      problems.push({ line: from + index + 2, reason: found[0]?.code ?? '', problems: found, cells });
    else created += 1;
    if (found.length === 0 && !dryRun) opened.made.push(world.make(opened.type.key, fields));
  });
  if (!dryRun) opened.run.created += created;
  return { next: from + rows.length, created, updated: 0, unchanged: 0, problems };
}

const guess = (type: TypeInfo, header: string): string | null =>
  type.fields.find(
    ({ key, label }) =>
      key === header || Object.values(label).some((text) => text.toLowerCase() === header.toLowerCase()),
  )?.key ?? null;

function cellValue(type: TypeInfo, key: string, cell: string): unknown {
  const field = type.fields.find((one) => one.key === key);
  const number = Number(cell.replaceAll('.', '').replace(',', '.'));
  if (field?.kind === 'money') return Math.round(number * 100);
  if (field?.kind === 'select') return field.options.find(({ label }) => label['pt-BR'] === cell)?.key ?? cell;
  return field && ['int', 'decimal', 'percent'].includes(field.kind) ? number : cell;
}

function decode(base64: string, encoding: string | undefined): string {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  return new TextDecoder(encoding === 'windows1252' ? 'windows-1252' : 'utf-8').decode(bytes);
}
