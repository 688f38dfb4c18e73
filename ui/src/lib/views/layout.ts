/** The layouts a view may have, and the fields each can be made of. */
import type { FieldInfo, LayoutInfo, TypeInfo, ViewInfo } from '../wire';

export const kinds = ['list', 'kanban', 'calendar', 'map', 'gallery', 'timeline'] as const;
export type Kind = (typeof kinds)[number];

export const kindIcons: Record<string, string> = {
  list: 'rows-3',
  kanban: 'kanban',
  calendar: 'calendar-days',
  map: 'map',
  gallery: 'layout-grid',
  timeline: 'chart-gantt',
};

export const noLayout: LayoutInfo = {
  columns_by: null,
  card: [],
  limit: {},
  point: null,
  color_by: null,
  image: null,
  title: null,
  subtitle: null,
  start: null,
  end: null,
  minutes: null,
  group_by: null,
};

/** The part of a layout that its main field fills. */
const mainParts = {
  kanban: 'columns_by',
  calendar: 'start',
  timeline: 'start',
  map: 'point',
  gallery: 'image',
} as const satisfies Partial<Record<Kind, keyof LayoutInfo>>;

const fits: Record<string, (field: FieldInfo) => boolean> = {
  kanban: ({ kind, options }) => kind === 'select' && options.length > 0,
  calendar: ({ kind }) => kind === 'date' || kind === 'datetime',
  timeline: ({ kind }) => kind === 'date' || kind === 'datetime',
  map: ({ kind }) => kind === 'geo',
  gallery: ({ kind }) => kind === 'image' || kind === 'scan',
};

/** The fields that can make a layout; a list needs none. */
export const fieldsFor = (type: TypeInfo, kind: string): FieldInfo[] =>
  type.fields.filter((field) => fits[kind]?.(field));

/** The layouts that a type's records can have. */
export const kindsOf = (type: TypeInfo): Kind[] =>
  kinds.filter((kind) => kind === 'list' || fieldsFor(type, kind).length > 0);

/** A layout made of a field, the rest as a module's view of the same kind has it. */
export function layoutOf(type: TypeInfo, kind: string, field: string, columns: string[]): LayoutInfo {
  const like: ViewInfo | undefined = type.views.find((view) => view.kind === kind);
  const part = mainParts[kind as keyof typeof mainParts];
  const state = type.states?.field ?? null;
  const base = like?.layout ?? {
    ...noLayout,
    card: columns,
    color_by: state,
    title: columns[0] ?? null,
    subtitle: columns[1] ?? null,
  };
  return part ? { ...base, [part]: field } : base;
}
