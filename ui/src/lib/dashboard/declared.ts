/** The tiles that a module declares. */
import type { App } from '../app/app.svelte';
import type { FieldInfo, MeasureInfo, TileInfo, TypeInfo } from '../wire';
import type { Measure, Section, Tile } from './tiles';

const kinds: readonly Tile['kind'][] = ['stat', 'line', 'donut', 'bar', 'table', 'map'];

export function declaredSection(app: App, tiles: TileInfo[]): Section {
  return { key: '', of: null, tiles: tiles.flatMap((tile, index) => tileOf(app, tile, String(index))) };
}

/** The tile, or nothing where it is of a kind or of measures that this app does not know. */
function tileOf(app: App, { kind, label, measures, by, every }: TileInfo, key: string): Tile[] {
  const known = kinds.find((one) => one === kind);
  const [first, ...others] = measures.flatMap((name) => measureOf(app, name) ?? []);
  if (!known || !first) return [];
  const group = by ? fieldOf(first.source.type, by) : null;
  const named = Object.keys(label).length > 0 ? label : null;
  return [{ key, kind: known, label: named, measures: [first, ...others], by: group, every }];
}

function measureOf(app: App, name: string): Measure | undefined {
  for (const type of app.workspace.whole.types) {
    const declared = type.measures.find(({ key }) => key === name);
    if (declared) return made(app, type, declared);
  }
  return undefined;
}

function made(app: App, type: TypeInfo, declared: MeasureInfo): Measure {
  const { op, field } = declared;
  const source = { type, list: app.views.listOf(type), time: declared.time ? fieldOf(type, declared.time) : null };
  return { source, of: { op, ...(field && { field }) }, field: field ? fieldOf(type, field) : null, declared };
}

const fieldOf = (type: TypeInfo, name: string): FieldInfo | null => type.fields.find(({ key }) => key === name) ?? null;
