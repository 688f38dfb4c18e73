import type { I18n, Locale } from '../../i18n/i18n.svelte';

export const themes = ['system', 'light', 'dark', 'outdoor'] as const;
export type Theme = (typeof themes)[number];
export const densities = ['auto', 'compact', 'touch'] as const;
export type Density = (typeof densities)[number];

/** How this device shows things. Only appearance is kept in the browser, never records. */
export class Prefs {
  theme: Theme = $state('system');
  density: Density = $state('auto');
  sidebar: boolean = $state(true);
  /** Whether notices of the system are shown. */
  push: boolean = $state(false);
  /** The types whose forms ask one question at a time. */
  questions: string[] = $state.raw([]);
  readonly #i18n: I18n;
  readonly #coarse = matchMedia('(pointer: coarse)');
  #coarsePointer: boolean = $state(false);

  constructor(i18n: I18n) {
    this.#i18n = i18n;
    this.#coarsePointer = this.#coarse.matches;
    this.#coarse.addEventListener('change', ({ matches }) => {
      this.#coarsePointer = matches;
    });
    this.#read();
  }

  /** The density in effect. */
  get touch(): boolean {
    return this.density === 'touch' || (this.density === 'auto' && this.#coarsePointer) || this.theme === 'outdoor';
  }

  /** Puts the choices on the page and keeps them; call in an effect. */
  apply(): void {
    const root = document.documentElement;
    root.dataset.theme = this.theme;
    root.dataset.density = this.touch ? 'touch' : 'compact';
    root.lang = this.#i18n.locale;
    const { theme, density, sidebar, push, questions } = this;
    localStorage.setItem(
      'campo.prefs',
      JSON.stringify({ theme, density, sidebar, push, questions, locale: this.#i18n.locale }),
    );
  }

  /** Whether a type's forms ask one question at a time; `toggleQuestions` changes it. */
  asksOneByOne(type: string): boolean {
    return this.questions.includes(type);
  }

  toggleQuestions(type: string): void {
    const others = this.questions.filter((other) => other !== type);
    this.questions = others.length < this.questions.length ? others : [...others, type];
  }

  #read(): void {
    const kept = parse(localStorage.getItem('campo.prefs'));
    this.theme = themes.find((theme) => theme === kept.theme) ?? 'system';
    this.density = densities.find((density) => density === kept.density) ?? 'auto';
    this.sidebar = kept.sidebar !== false;
    this.push = kept.push === true;
    this.questions = Array.isArray(kept.questions) ? kept.questions.map(String) : [];
    if (kept.locale === 'pt-BR' || kept.locale === 'en') this.#i18n.locale = kept.locale satisfies Locale;
  }
}

function parse(text: string | null): Record<string, unknown> {
  try {
    return Object(JSON.parse(text ?? '{}')) as Record<string, unknown>;
  } catch {
    return {};
  }
}
