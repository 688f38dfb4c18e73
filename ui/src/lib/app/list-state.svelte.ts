import type { Condition, ViewInfo } from '../wire';

/** What a person set on a list; it outlives the screen, so coming back finds it as it was. */
export class ListState {
  search: string = $state('');
  sort: string[] = $state.raw([]);
  conditions: Condition[] = $state.raw([]);
  /** Keys of the view's ready-made filters that are on. */
  presets: string[] = $state.raw([]);
  /** The row the keyboard is on; -1 for none. */
  current: number = $state(-1);
  scroll = 0;

  constructor(view: ViewInfo) {
    this.sort = view.sort;
  }

  get filtered(): boolean {
    return this.search !== '' || this.conditions.length > 0 || this.presets.length > 0;
  }

  clear(): void {
    this.search = '';
    this.conditions = [];
    this.presets = [];
  }

  toggle(preset: string): void {
    const on = this.presets.includes(preset);
    this.presets = on ? this.presets.filter((key) => key !== preset) : [...this.presets, preset];
  }

  /** Ascending, then descending, then the view's own order. */
  sortBy(field: string, view: ViewInfo): void {
    if (this.sort[0] === field) this.sort = [`-${field}`];
    else if (this.sort[0] === `-${field}`) this.sort = view.sort[0]?.replace('-', '') === field ? [field] : view.sort;
    else this.sort = [field];
  }
}
