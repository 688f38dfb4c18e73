import { createContext } from 'svelte';
import { I18n, preferredLocale } from '../../i18n/i18n.svelte';
import { FileStates } from '../attachment/states.svelte';
import type { Range } from '../dashboard/range';
import type { Host } from '../host/types';
import { HostError } from '../host/types';
import { NoticeState } from '../inbox/notices.svelte';
import { tellPresence } from '../lock/presence';
import { listPath, newPath, Router, recordPath } from '../router.svelte';
import { Format } from '../value/format.svelte';
import { SavedViews } from '../views/saved.svelte';
import type { Event, Session, SignIn, TypeInfo } from '../wire';
import { Drafts } from './drafts.svelte';
import { ListState, type View } from './list-state.svelte';
import { Prefs } from './prefs.svelte';
import { SyncState } from './sync.svelte';
import { Toasts } from './toasts.svelte';
import { WorkspaceState } from './workspace.svelte';

export type Layout = 'phone' | 'tablet' | 'desktop';
type RecordsListener = (types: string[], records: string[]) => void;

/** A record opened lately, for the start screen and the palette. */
export interface Recent {
  readonly id: string;
  readonly type: string;
  readonly title: string;
}

/** Everything the screens share. One is made at start and handed down by context. */
export class App {
  readonly host: Host;
  readonly i18n = new I18n(preferredLocale(navigator.languages));
  readonly format = new Format(this.i18n);
  readonly router = new Router();
  readonly prefs = new Prefs(this.i18n);
  readonly toasts = new Toasts(this.i18n);
  readonly drafts: Drafts;
  readonly workspace = new WorkspaceState();
  readonly sync: SyncState;
  readonly files: FileStates;
  readonly notices: NoticeState;
  readonly views: SavedViews;
  session: Session | null = $state.raw(null);
  /** Whether the signed-in person manages the tenant; the server decides each time. */
  isManager = $derived(this.session?.state === 'signed_in' && this.session.user.roles.includes('manager'));
  layout: Layout = $state('desktop');
  /** Whether the command palette is open. */
  palette: boolean = $state(false);
  /** Whether the list of keys is open. */
  help: boolean = $state(false);
  recents: Recent[] = $state.raw([]);
  /** The time range of all dashboards. */
  range: Range = $state.raw('last_30');
  /** Rises every half minute, so that "3 minutes ago" stays true. */
  now: number = $state(Date.now());
  readonly #lists = new Map<string, ListState>();
  readonly #recordListeners = new Set<RecordsListener>();

  constructor(host: Host) {
    this.host = host;
    this.sync = new SyncState(host);
    this.drafts = new Drafts(host);
    this.files = new FileStates(host);
    this.views = new SavedViews(this);
    this.notices = new NoticeState(this);
    setInterval(() => {
      this.now = Date.now();
    }, 30_000);
  }

  /** Learns who is signed in and starts listening. */
  async start(): Promise<void> {
    await this.i18n.ready;
    this.host.events((event) => this.#hear(event));
    tellPresence(this.host);
    await this.#enter(await this.host.call('session', {}));
  }

  async signIn(request: SignIn): Promise<void> {
    await this.#enter(await this.host.call('sign_in', request));
  }

  /** Signs in with a code of the office. */
  async enroll(link: string): Promise<void> {
    await this.#enter(await this.host.call('enroll', { link }));
  }

  async signOut(): Promise<void> {
    await this.drafts.leave();
    const session = await this.host.call('sign_out', {});
    this.router.go('#/', true);
    await this.#enter(session);
  }

  /** Locks the app; what was begun is written down first. */
  async lock(): Promise<void> {
    await this.drafts.leave();
    await this.#enter(await this.host.call('lock_app', {}));
  }

  /** Opens a locked app with its PIN or passphrase, where it was left. */
  async unlock(secret: string): Promise<void> {
    await this.#enter(await this.host.call('unlock', { secret }));
  }

  /** Asks the engine again who is signed in. */
  async look(): Promise<void> {
    await this.#enter(await this.host.call('session', {}));
  }

  /** Calls `listener` when records change, until the returned function is called. */
  onRecords(listener: RecordsListener): () => void {
    this.#recordListeners.add(listener);
    return () => this.#recordListeners.delete(listener);
  }

  /** What the person set on a view, kept while the app is open. */
  listState(type: TypeInfo, view: View): ListState {
    const key = `${type.key} ${view.key}`;
    const state = this.#lists.get(key) ?? new ListState(view);
    this.#lists.set(key, state);
    return state;
  }

  remember(recent: Recent): void {
    this.recents = [recent, ...this.recents.filter(({ id }) => id !== recent.id)].slice(0, 6);
  }

  forget(id: string): void {
    this.recents = this.recents.filter((recent) => recent.id !== id);
  }

  /** The address of a record, beside the list it is best known by. */
  pathOf(type: string, id: string): string {
    return recordPath(type, this.workspace.viewOf(type), id);
  }

  pathOfList(type: string): string {
    return listPath(type, this.workspace.viewOf(type));
  }

  pathOfNew(type: string): string {
    return newPath(type, this.workspace.viewOf(type));
  }

  async #enter(session: Session): Promise<void> {
    const arrives = session.state === 'signed_in' && this.session?.state !== 'signed_in';
    if (session.state === 'signed_in') await Promise.all([this.#loadWorkspace(), this.sync.load()]);
    if (arrives) await this.drafts.load();
    if (session.state !== 'signed_in') this.#forgetAll();
    this.session = session;
  }

  /** Lets go of what the page holds of the records. */
  #forgetAll(): void {
    this.drafts.forget();
    this.#lists.clear();
    this.recents = [];
    this.palette = false;
    this.sync.open = false;
  }

  async #loadWorkspace(): Promise<void> {
    this.workspace.whole = await this.host.call('workspace', {});
    await this.views.load();
  }

  #hear(event: Event): void {
    if (event.event === 'sync') this.sync.status = event;
    else if (event.event === 'records')
      for (const listener of this.#recordListeners) listener(event.types, event.records);
    else if (event.event === 'blobs') this.files.arrived(event.hashes);
    else if (event.event === 'workspace') this.#loadWorkspace().catch((failure) => this.toasts.fail(failure));
    else this.#refreshSession();
  }

  #refreshSession(): void {
    this.look().catch((failure) => this.toasts.fail(HostError.from(failure)));
  }
}

export const [getApp, setApp] = createContext<App>();
