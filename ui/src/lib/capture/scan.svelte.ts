import type { App } from '../app/app.svelte';
import { upload } from '../attachment/upload';
import type { Attachment, FoundPage, PageMode, PageRecipe } from '../wire';
import { failureText } from './failure';

/** A page that is being scanned. */
export interface ScannedPage {
  readonly id: number;
  /** How it is made of its photograph. */
  readonly recipe: PageRecipe;
  /** The photograph's size, and whether the page was found in it. */
  readonly photo: FoundPage;
  /** The page made; null while it is being made or when that failed. */
  readonly made: Attachment | null;
  readonly failure: string | null;
}

type Change = Partial<Pick<PageRecipe, 'corners' | 'mode' | 'turn'>>;

const sessions = new WeakMap<App, Map<string, ScanSession>>();

/** The scan for a place, such as a field of a form: pages that were not finished wait there. */
export function scanFor(app: App, place: string): ScanSession {
  const known = sessions.get(app) ?? new Map<string, ScanSession>();
  sessions.set(app, known);
  const session = known.get(place) ?? new ScanSession(app);
  known.set(place, session);
  return session;
}

/** Pages on their way from the camera to a field. */
export class ScanSession {
  pages: ScannedPage[] = $state.raw([]);
  /** Whether a photograph is being taken in. */
  taking: boolean = $state(false);
  failure: string | null = $state(null);
  /** How the next page looks: as the last one. */
  #mode: PageMode = 'color';
  #next = 1;
  /** Pages that are being made. */
  readonly #making = new Set<Promise<void>>();
  readonly #app: App;

  constructor(app: App) {
    this.#app = app;
  }

  /** Takes in a photograph as the last page, or in the place of another one. */
  async take(file: File, instead?: number): Promise<void> {
    this.failure = null;
    this.taking = true;
    try {
      const { hash } = await upload(this.#app.host, file, () => undefined);
      const photo = await this.#app.host.call('find_page', { picture: { file: hash } });
      const recipe: PageRecipe = { photo: hash, corners: photo.corners, mode: this.#mode, turn: 0 };
      const page = { id: this.#next++, recipe, photo, made: null, failure: null };
      const replaced = this.pages.map((other) => (other.id === instead ? page : other));
      this.pages = replaced.includes(page) ? replaced : [...this.pages, page];
      this.#begin(page.id);
    } catch (problem) {
      this.failure = failureText(this.#app, problem);
    } finally {
      this.taking = false;
    }
  }

  /** Makes a page anew, in another way. */
  change(id: number, change: Change): void {
    this.#mode = change.mode ?? this.#mode;
    this.#set(id, (page) => ({ ...page, recipe: { ...page.recipe, ...change } }));
    this.#begin(id);
  }

  move(id: number, by: number): void {
    const pages = [...this.pages];
    const from = pages.findIndex((page) => page.id === id);
    const [page] = pages.splice(from, 1);
    if (page) pages.splice(from + by, 0, page);
    this.pages = pages;
  }

  remove(id: number): void {
    this.pages = this.pages.filter((page) => page.id !== id);
  }

  /** Forgets the pages: a field has them. */
  clear(): void {
    this.pages = [];
  }

  /** Pages as they were, for taking a removal back. */
  restore(pages: ScannedPage[]): void {
    this.pages = pages;
  }

  /** The files for a field: the PDF, and before it the pages where it holds several. The pages wait until they are cleared. */
  async finish(name: string, many: boolean): Promise<{ files: Attachment[]; searchable: boolean }> {
    await Promise.all(this.#making);
    const pages = this.pages;
    const recipes = pages.map(({ recipe }) => recipe);
    const { file, searchable } = await this.#app.host.call('bind_pages', { pages: recipes, name: `${name}.pdf` });
    const made = pages.flatMap(({ made }, index) => (made ? [{ ...made, name: pageName(name, index, made) }] : []));
    return { files: many ? [...made, file] : [file], searchable };
  }

  #begin(id: number): void {
    const making = this.#make(id);
    this.#making.add(making);
    void making.then(() => this.#making.delete(making));
  }

  async #make(id: number): Promise<void> {
    const recipe = this.pages.find((page) => page.id === id)?.recipe;
    if (!recipe) return;
    const settle = (outcome: Pick<ScannedPage, 'made' | 'failure'>) =>
      // What was asked for meanwhile counts.
      this.#set(id, (page) => (page.recipe === recipe ? { ...page, ...outcome } : page));
    settle({ made: null, failure: null });
    try {
      settle({ made: await this.#app.host.call('make_page', recipe), failure: null });
    } catch (problem) {
      settle({ made: null, failure: failureText(this.#app, problem) });
    }
  }

  #set(id: number, change: (page: ScannedPage) => ScannedPage): void {
    this.pages = this.pages.map((page) => (page.id === id ? change(page) : page));
  }
}

const pageName = (name: string, index: number, { mime }: Attachment) =>
  `${name} ${index + 1}.${mime === 'image/png' ? 'png' : 'jpg'}`;
