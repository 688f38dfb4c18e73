/** The ways to see a type's records: the views of its module and those that people keep, which are records like any other. */
import type { App } from '../app/app.svelte';
import type { ListSettings, View } from '../app/list-state.svelte';
import type { Fields, LayoutInfo, TypeInfo } from '../wire';
import { noLayout } from './layout';

/** The record type that keeps views. */
const keeper = 'core.saved_view';

/** What a saved view holds besides its name. */
interface Kept {
  readonly kind: string;
  readonly layout: LayoutInfo;
  readonly columns: string[];
  /** The module's view whose ready-made filters it offers. */
  readonly base: string;
  readonly settings: Partial<ListSettings>;
}

interface Row {
  readonly id: string;
  readonly name: string;
  readonly of: string;
  readonly view: Kept;
  readonly owner: string;
  readonly shared: boolean;
}

export class SavedViews {
  #rows: Row[] = $state.raw([]);
  readonly #app: App;

  constructor(app: App) {
    this.#app = app;
    app.onRecords((types) => {
      if (types.includes(keeper)) this.load().catch((failure) => app.toasts.fail(failure));
    });
  }

  /** Whether this person may keep views. */
  get canSave(): boolean {
    return this.#app.workspace.type(keeper)?.can_create ?? false;
  }

  async load(): Promise<void> {
    if (!this.#app.workspace.type(keeper)) return;
    const columns = ['name', 'of', 'view', 'owner', 'shared'];
    const request = {
      record_type: keeper,
      conditions: [],
      sort: ['name'],
      deleted: false,
      columns,
      offset: 0,
      limit: 500,
    };
    const page = await this.#app.host.call('list_records', request);
    this.#rows = page.rows.flatMap(({ id, values: [name, of, view, owner, shared] }) => {
      const row = {
        id,
        name: String(name),
        of: String(of),
        view: view as Kept,
        owner: String(owner),
        shared: shared === true,
      };
      return typeof view === 'object' && view !== null ? [row] : [];
    });
  }

  /** All views of a type, those of its module first. */
  of(type: TypeInfo): View[] {
    const own = type.views.filter(({ kind }) => kind !== 'form');
    const declared: View[] = own.length > 0 ? own : [plainView(type)];
    const kept = this.#rows.filter((row) => row.of === type.key).map((row) => this.#view(row, declared));
    return [...declared, ...kept];
  }

  /** The view with this key, else the type's first. */
  find(type: TypeInfo, key: string): View {
    const views = this.of(type);
    return views.find((view) => view.key === key) ?? views[0] ?? plainView(type);
  }

  /** The list of a module that shows most of a type's records. */
  listOf(type: TypeInfo): View {
    const own = this.of(type).filter(({ saved }) => !saved);
    const lists = own.filter(({ kind }) => kind === 'list');
    return lists.find(({ filter }) => !filter) ?? lists[0] ?? own[0] ?? plainView(type);
  }

  /** Keeps a view as a new one; gives its key. */
  async create(type: TypeInfo, view: View, name: string, shared: boolean, settings: ListSettings): Promise<string> {
    const fields = { name, of: type.key, shared, view: keptOf(view, settings) };
    const { id } = await this.#app.host.call('create_record', { record_type: keeper, fields });
    await this.load();
    return keyOf(id);
  }

  /** Changes a saved view: what is set on it, its name, or who sees it. */
  async change(view: View, change: { name?: string; shared?: boolean; settings?: ListSettings }): Promise<void> {
    if (!view.saved) return;
    const { settings, ...others } = change;
    const fields: Fields = settings ? { ...others, view: keptOf(view, settings) } : others;
    await this.#app.host.call('update_record', { id: view.saved.id, fields });
    await this.load();
  }

  async remove(view: View): Promise<void> {
    if (!view.saved) return;
    await this.#app.host.call('delete_record', { id: view.saved.id });
    await this.load();
  }

  async restore(view: View): Promise<void> {
    if (!view.saved) return;
    await this.#app.host.call('restore_record', { id: view.saved.id });
    await this.load();
  }

  #view({ id, name, view, owner, shared }: Row, declared: View[]): View {
    const base = declared.find(({ key }) => key === view.base) ?? declared[0];
    const { session } = this.#app;
    const mine = session?.state === 'signed_in' && session.user.id === owner;
    return {
      key: keyOf(id),
      kind: view.kind,
      label: { [this.#app.i18n.locale]: name },
      columns: view.columns ?? [],
      sort: view.settings?.sort ?? [],
      filters: base?.filters ?? [],
      sections: [],
      filter: base?.filter ?? null,
      bulk: base?.bulk ?? [],
      layout: { ...noLayout, ...view.layout },
      settings: view.settings,
      saved: { id, mine, shared, base: view.base },
    };
  }
}

const keyOf = (id: string) => `~${id}`;

function keptOf(view: View, settings: ListSettings): Kept {
  const { kind, layout, columns, key, saved } = view;
  return {
    kind,
    layout,
    columns: settings.columns ?? columns,
    base: saved?.base ?? key,
    settings: { ...settings, columns: null },
  };
}

/** A list of the first fields, for types that declare no view. */
export function plainView(type: TypeInfo): View {
  const columns = type.fields.slice(0, 5).map((field) => field.key);
  return {
    key: '-',
    kind: 'list',
    label: type.label,
    columns,
    sort: [],
    filters: [],
    sections: [],
    filter: null,
    bulk: [],
    layout: noLayout,
  };
}
