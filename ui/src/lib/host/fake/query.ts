/** Lists and search over the made-up records. */
import type { Condition, ListRecords, RecordPage, SearchHit } from '../../wire';
import type { Stored } from './data';
import { people } from './schema';

/** Text without accents and case. */
export const fold = (value: unknown): string =>
  String(value ?? '')
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase();

/** The ready-made filters of the fake workspace; a real host runs CEL. */
const filters: Record<string, (record: Stored) => boolean> = {
  "self.stage == 'won'": ({ fields }) => fields.stage === 'won',
  "!(self.stage in ['won', 'lost'])": ({ fields }) => !['won', 'lost'].includes(String(fields.stage)),
  'self.agent == user.id': ({ fields }) => fields.agent === 'u-ana',
  "self.status == 'available'": ({ fields }) => fields.status === 'available',
};

export type Titles = (id: string) => string | undefined;

/** Reads `address.city` or a plain field. */
export function read(record: Stored, path: string): unknown {
  const [head = '', part] = path.split('.');
  const value = record.fields[head] ?? null;
  return part ? (Reflect.get(Object(value), part) ?? null) : value;
}

export function listRecords(all: Iterable<Stored>, request: ListRecords, title: Titles): RecordPage {
  const wanted = [...all].filter((record) => matches(record, request, title)).sort(order(request.sort));
  const rows = wanted.slice(request.offset, request.offset + (request.limit ?? 100));
  const columns = request.columns.length > 0 ? request.columns : Object.keys(rows[0]?.fields ?? {});
  const page = rows.map((record) => ({
    id: record.id,
    title: title(record.id) ?? '',
    pending: record.pending,
    conflict: record.conflicts.length > 0,
    values: columns.map((path) => read(record, path)),
  }));
  return {
    columns,
    rows: page,
    total: wanted.length,
    titles: titlesOf(
      page.flatMap(({ values }) => values),
      title,
    ),
  };
}

/** The titles of everything that looks like a reference. */
export function titlesOf(values: unknown[], title: Titles): Record<string, string> {
  const ids = values.flat().filter((value): value is string => typeof value === 'string');
  const named = ids.flatMap((id): [string, string][] => {
    const text = people.find((person) => person.id === id)?.name ?? title(id);
    return text ? [[id, text]] : [];
  });
  return Object.fromEntries(named);
}

export function search(all: Iterable<Stored>, text: string, limit: number, title: Titles): SearchHit[] {
  const hits: SearchHit[] = [];
  for (const record of all) {
    if (hits.length >= limit) break;
    const name = title(record.id) ?? '';
    if (!record.deleted && words(text, `${name} ${fold(record.fields.city)}`))
      hits.push({ id: record.id, record_type: record.type, title: name });
  }
  return hits;
}

const words = (text: string, haystack: string): boolean => {
  const folded = fold(haystack);
  return fold(text)
    .split(/\s+/)
    .every((word) => folded.includes(word));
};

export function matches(record: Stored, request: ListRecords, title: Titles): boolean {
  if (record.type !== request.record_type || record.deleted !== request.deleted) return false;
  const wanted = (request.filter ?? '').split(' && ').map((part) => part.replace(/^\((.*)\)$/, '$1'));
  if (!wanted.every((filter) => filters[filter]?.(record) ?? true)) return false;
  if (request.search && !words(request.search, `${title(record.id)} ${JSON.stringify(record.fields)}`)) return false;
  return request.conditions.every((condition) => holds(record, condition)) && isThere(record, request);
}

/** Whether the record lies in the box and circle asked for. */
function isThere(record: Stored, { within, near, place = 'place' }: ListRecords): boolean {
  if (!within && !near) return true;
  const { lat, lon } = Object(record.fields[place]);
  if (typeof lat !== 'number') return false;
  if (near && meters(near, { lat, lon }) > near.meters) return false;
  return !within || (lat >= within.south && lat <= within.north && lon >= within.west && lon <= within.east);
}

function meters(a: { lat: number; lon: number }, b: { lat: number; lon: number }): number {
  const rad = Math.PI / 180;
  const x = (b.lon - a.lon) * Math.cos(((a.lat + b.lat) / 2) * rad);
  return Math.hypot(x, b.lat - a.lat) * 111_195;
}

function holds(record: Stored, { field, is, value }: Condition): boolean {
  const found = read(record, field);
  const empty = found === null || found === '' || (Array.isArray(found) && found.length === 0);
  if (is === 'empty' || is === 'filled') return empty === (is === 'empty');
  if (is === 'contains') return fold(typeof found === 'object' ? JSON.stringify(found) : found).includes(fold(value));
  if (is === 'one_of') return [found].flat().some((member) => (value as unknown[]).includes(member));
  if (is === 'equal' || is === 'not_equal') return (found === value) === (is === 'equal');
  return !empty && (is === 'at_least' ? compare(found, value) >= 0 : compare(found, value) <= 0);
}

export function compare(a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return fold(a) < fold(b) ? -1 : fold(a) > fold(b) ? 1 : 0;
}

function order(sort: string[]): (a: Stored, b: Stored) => number {
  return (a, b) => {
    for (const key of sort) {
      const down = key.startsWith('-');
      const path = down ? key.slice(1) : key;
      const difference = compare(read(a, path), read(b, path));
      if (difference !== 0) return down ? -difference : difference;
    }
    return b.id < a.id ? -1 : 1;
  };
}
