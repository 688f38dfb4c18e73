import { SvelteSet } from 'svelte/reactivity';
import type { Filter } from '../list/conditions';
import type { Near, ViewInfo } from '../wire';

/** Only records around a point of a field. */
export interface Around extends Near {
  readonly field: string;
}

/** What makes a list the one it is, and what a saved view keeps. */
export interface ListSettings {
  sort: string[];
  conditions: Filter[];
  /** Keys of the view's ready-made filters that are on. */
  presets: string[];
  /** Key of the measure whose records alone are listed. */
  measure: string | null;
  around: Around | null;
  /** The columns chosen, or null for the view's own. */
  columns: string[] | null;
  /** Widths the person gave to columns, in px. */
  widths: Record<string, number>;
  /** Titles of the records that conditions refer to, by id. */
  titles: Record<string, string>;
}

/** Where a saved view is kept. */
export interface SavedIn {
  readonly id: string;
  /** Whether this person keeps it. */
  readonly mine: boolean;
  readonly shared: boolean;
  /** The module's view it was made from. */
  readonly base: string;
}

/** A view with what a person set on it when it was kept. */
export interface View extends ViewInfo {
  readonly settings?: Partial<ListSettings>;
  /** The record that keeps a saved view; absent for those of the modules. */
  readonly saved?: SavedIn;
}

/** What a person set on a list; it outlives the screen, so coming back finds it as it was. */
export class ListState {
  search: string = $state('');
  sort: string[] = $state.raw([]);
  conditions: Filter[] = $state.raw([]);
  presets: string[] = $state.raw([]);
  measure: string | null = $state(null);
  around: Around | null = $state.raw(null);
  columns: string[] | null = $state.raw(null);
  widths: Record<string, number> = $state.raw({});
  titles: Record<string, string> = $state.raw({});
  /** The row the keyboard is on; -1 for none. */
  current: number = $state(-1);
  scroll = 0;
  /** The records picked for what is done to several at once. */
  readonly selected = new SvelteSet<string>();
  /** Whether picking goes on though nothing is picked yet: taps pick instead of opening. */
  picking: boolean = $state(false);
  /** Where a layout looks: the first day of a calendar, the place of a map. */
  readonly place = new Map<string, unknown>();
  #start: ListSettings = $state.raw(startOf(nothing));

  constructor(view: View) {
    this.#start = startOf(view);
    this.reset();
  }

  get filtered(): boolean {
    const { search, conditions, presets, measure, around } = this;
    return search !== '' || conditions.length > 0 || presets.length > 0 || measure !== null || around !== null;
  }

  /** Whether the list differs from the view as it is kept. */
  get changed(): boolean {
    return JSON.stringify(this.settings()) !== JSON.stringify(this.#start);
  }

  settings(): ListSettings {
    const { sort, conditions, presets, measure, around, columns, widths, titles } = this;
    return { sort, conditions, presets, measure, around, columns, widths, titles };
  }

  /** Takes the view as it is kept, whatever was set. */
  reset(): void {
    Object.assign(this, this.#start);
  }

  /** The view is kept as the list is now. */
  kept(): void {
    this.#start = this.settings();
  }

  clear(): void {
    this.search = '';
    this.conditions = [];
    this.presets = [];
    this.measure = null;
    this.around = null;
  }

  toggle(preset: string): void {
    const on = this.presets.includes(preset);
    this.presets = on ? this.presets.filter((key) => key !== preset) : [...this.presets, preset];
  }

  /** Picks a record, or puts it back. */
  pick(id: string): void {
    if (!this.selected.delete(id)) this.selected.add(id);
  }

  /** Ends picking. */
  unpick(): void {
    this.selected.clear();
    this.picking = false;
  }

  /** Ascending, then descending, then the view's own order. */
  sortBy(field: string, view: ViewInfo): void {
    if (this.sort[0] === field) this.sort = [`-${field}`];
    else if (this.sort[0] === `-${field}`) this.sort = view.sort[0]?.replace('-', '') === field ? [field] : view.sort;
    else this.sort = [field];
  }
}

const nothing = { sort: [] as string[] };

function startOf({ sort, settings }: Pick<View, 'sort' | 'settings'>): ListSettings {
  const empty = { conditions: [], presets: [], measure: null, around: null, columns: null, widths: {}, titles: {} };
  return { sort, ...empty, ...settings };
}
