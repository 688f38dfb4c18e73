import type { FieldInfo, MenuItem, ModuleInfo, Person, TypeInfo, Workspace } from '../wire';

/** A menu entry and what it opens. */
export interface MenuTarget {
  readonly item: MenuItem;
  readonly module: ModuleInfo;
}

/** A field that takes scanned pages. */
export interface ScanTarget {
  readonly type: TypeInfo;
  readonly field: FieldInfo;
}

/** The installed modules as this person sees them, and look-ups in them. */
export class WorkspaceState {
  whole: Workspace = $state.raw({ modules: [], types: [], people: [] });
  #types = $derived(new Map(this.whole.types.map((type) => [type.key, type])));
  #people = $derived(new Map(this.whole.people.map((person) => [person.id, person])));
  /** Every menu entry, in order. */
  menu: MenuTarget[] = $derived(this.whole.modules.flatMap((module) => module.menu.map((item) => ({ item, module }))));

  /** The fields of new records that take scanned pages. */
  scans: ScanTarget[] = $derived(
    this.whole.types
      .filter((type) => type.can_create && type.views.length > 0)
      .flatMap((type) => type.fields.filter(({ kind }) => kind === 'scan').map((field) => ({ type, field }))),
  );

  type(key: string): TypeInfo | undefined {
    return this.#types.get(key);
  }

  person(id: string): Person | undefined {
    return this.#people.get(id);
  }

  /** The menu entry that best stands for a type, for links that come from nowhere. */
  viewOf(type: string): string {
    const entry = this.menu.find(({ item }) => item.record_type === type);
    return entry?.item.view ?? this.type(type)?.views.find((view) => view.kind !== 'form')?.key ?? '-';
  }
}
