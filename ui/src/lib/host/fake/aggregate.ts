/** Numbers and clusters of the made-up records. */
import type { AggregateRecords, AggregateTable, MapCluster, MapRecords, MeasureOf } from '../../wire';
import type { Stored } from './data';
import { compare, matches, read, type Titles, titlesOf } from './query';

export function aggregate(all: Iterable<Stored>, request: AggregateRecords, title: Titles): AggregateTable {
  const groups = new Map<string, { keys: unknown[]; records: Stored[] }>();
  if (request.group_by.length === 0) groups.set('', { keys: [], records: [] });
  for (const record of all) {
    if (!matches(record, request.records, title)) continue;
    const keys = request.group_by.map(({ field, every }) => span(read(record, field), every));
    const name = JSON.stringify(keys);
    const group = groups.get(request.group_by.length > 0 ? name : '') ?? { keys, records: [] };
    group.records.push(record);
    if (request.group_by.length > 0) groups.set(name, group);
  }
  const table = [...groups.values()].map(({ keys, records }) => ({
    keys,
    values: request.measures.map((measure) => combine(measure, records)),
  }));
  const timed = request.group_by.some(({ every }) => every);
  if (timed) table.sort((a, b) => compare(a.keys[0], b.keys[0]));
  else table.sort((a, b) => Number(b.values[0] ?? 0) - Number(a.values[0] ?? 0));
  const keys = table.flatMap((group) => group.keys);
  return { groups: table, titles: titlesOf(keys, title) };
}

/** The first day of a month, or the day itself: enough for what the screens ask. */
function span(value: unknown, every: string | undefined): unknown {
  if (!every || typeof value !== 'string') return value;
  return every === 'month' ? `${value.slice(0, 7)}-01` : value.slice(0, 10);
}

function combine({ op, field }: MeasureOf, records: Stored[]): unknown {
  if (!field) return records.length;
  const values = records.map((record) => read(record, field)).filter((value) => value !== null);
  if (op === 'count') return values.length;
  if (values.length === 0) return null;
  if (op === 'min' || op === 'max') return values.sort(compare).at(op === 'min' ? 0 : -1);
  const sum = values.reduce((total: number, value) => total + Number(value), 0);
  return op === 'sum' ? sum : sum / values.length;
}

export function clusters(all: Iterable<Stored>, request: MapRecords, title: Titles): MapCluster[] {
  const cells = new Map<string, Stored[]>();
  for (const record of all) {
    const { lat, lon } = Object(record.fields[request.point ?? 'place']);
    if (typeof lat !== 'number' || !matches(record, request.records, title)) continue;
    const cell = `${Math.floor((lat + 90) / request.cell_lat)} ${Math.floor((lon + 180) / request.cell_lon)}`;
    cells.set(cell, [...(cells.get(cell) ?? []), record]);
  }
  return [...cells.values()].map((records) => {
    const points = records.map(({ fields }) => fields[request.point ?? 'place'] as { lat: number; lon: number });
    const [lats, lons] = [points.map(({ lat }) => lat), points.map(({ lon }) => lon)];
    const mean = (numbers: number[]) => numbers.reduce((total, n) => total + n, 0) / numbers.length;
    const [first] = records;
    return {
      count: records.length,
      lat: mean(lats),
      lon: mean(lons),
      bounds: { south: Math.min(...lats), north: Math.max(...lats), west: Math.min(...lons), east: Math.max(...lons) },
      id: first?.id ?? '',
      title: title(first?.id ?? '') ?? '',
      value: first && records.length === 1 && request.value ? read(first, request.value) : null,
    };
  });
}
