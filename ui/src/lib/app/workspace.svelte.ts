import type { MenuItem, ModuleInfo, Person, TypeInfo, ViewInfo, Workspace } from '../wire';

/** A menu entry and what it opens. */
export interface MenuTarget {
  readonly item: MenuItem;
  readonly module: ModuleInfo;
}

/** The installed modules as this person sees them, and look-ups in them. */
export class WorkspaceState {
  whole: Workspace = $state.raw({ modules: [], types: [], people: [] });
  #types = $derived(new Map(this.whole.types.map((type) => [type.key, type])));
  #people = $derived(new Map(this.whole.people.map((person) => [person.id, person])));
  /** Every menu entry, in order. */
  menu: MenuTarget[] = $derived(this.whole.modules.flatMap((module) => module.menu.map((item) => ({ item, module }))));

  type(key: string): TypeInfo | undefined {
    return this.#types.get(key);
  }

  person(id: string): Person | undefined {
    return this.#people.get(id);
  }

  /** The list view with this key, else the type's first list view, else one that shows the first fields. */
  listView(type: TypeInfo, key: string): ViewInfo {
    const lists = this.listViews(type);
    return lists.find((view) => view.key === key) ?? lists[0] ?? plainView(type);
  }

  listViews(type: TypeInfo): ViewInfo[] {
    return type.views.filter((view) => view.kind === 'list');
  }

  /** The menu entry that best stands for a type, for links that come from nowhere. */
  viewOf(type: string): string {
    const entry = this.menu.find(({ item }) => item.record_type === type);
    return entry?.item.view ?? this.type(type)?.views.find((view) => view.kind === 'list')?.key ?? '-';
  }
}

function plainView(type: TypeInfo): ViewInfo {
  const columns = type.fields.slice(0, 5).map((field) => field.key);
  return { key: '-', kind: 'list', label: type.label, columns, sort: [], filters: [], sections: [] };
}
