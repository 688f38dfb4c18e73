/** From a tile to its records. */
import type { App } from '../app/app.svelte';
import type { Filter } from '../list/conditions';
import { listPath } from '../router.svelte';
import type { FieldInfo } from '../wire';
import type { Section } from './tiles';

/** Opens the section's list with these filters and no others. */
export function openList(
  app: App,
  { type, list }: Section,
  filters: Filter[],
  titles: Record<string, string> = {},
): void {
  const state = app.listState(type, list);
  state.clear();
  state.conditions = filters;
  state.titles = { ...state.titles, ...titles };
  app.router.go(listPath(type.key, list.key));
}

/** The filter of one group. */
export const filterOfGroup = (field: FieldInfo, key: unknown): Filter =>
  key === null ? { field: field.key, is: 'empty' } : { field: field.key, is: 'one_of', value: [key] };
