/** What a dashboard is made of. */
import type { View } from '../app/list-state.svelte';
import type { Every, FieldInfo, Label, MeasureInfo, MeasureOf, TypeInfo } from '../wire';

/** The records behind a number. */
export interface Source {
  readonly type: TypeInfo;
  /** The list that a tile opens; its filter is the number's too. */
  readonly list: View;
  /** The date or moment that the time range is about; null where all records count in every span. */
  readonly time: FieldInfo | null;
}

/** A number of some records. */
export interface Measure {
  readonly source: Source;
  readonly of: MeasureOf;
  /** The field it combines; null counts. */
  readonly field: FieldInfo | null;
  /** What a module calls it and which records count; null where it is made of a field alone. */
  readonly declared: MeasureInfo | null;
}

/** One tile. */
export interface Tile {
  readonly key: string;
  readonly kind: 'stat' | 'line' | 'donut' | 'bar' | 'table' | 'map';
  /** Its name; null when it is made of the names of its parts. */
  readonly label: Label | null;
  /** Only a table has more than the first. */
  readonly measures: readonly [Measure, ...Measure[]];
  /** The field whose values make the groups, or the place of a map. */
  readonly by: FieldInfo | null;
  /** The span of time of a group, where the field is a date. */
  readonly every: Every | null;
}

/** Tiles that belong together. */
export interface Section {
  readonly key: string;
  /** Above the tiles; null where they are of several types. */
  readonly of: Source | null;
  readonly tiles: Tile[];
}

/** A page of tiles. */
export interface Board {
  readonly key: string;
  readonly label: Label;
  readonly sections: Section[];
}
