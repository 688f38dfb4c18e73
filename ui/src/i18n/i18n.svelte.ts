import type { Label } from '../lib/wire';
import type { en } from './en';
import { ptBR } from './pt-BR';

/** A text, or its forms by plural category. */
type Widen<T> = T extends string ? string : { [K in keyof T]: Widen<T[K]> };
/** The shape every language has. */
export type Messages = Widen<typeof en>;

type Texts = { [G in keyof Messages]: { [K in keyof Messages[G] & string]: `${G}.${K}` }[keyof Messages[G] & string] };
/** The name of a text: `list.count`. */
export type MessageKey = Texts[keyof Texts];

/** The texts of a screen that is loaded later, in every language. */
export type TextTable = Record<Locale, Record<string, string | Record<string, string>>>;

/** The languages Campo speaks. */
export const locales = ['pt-BR', 'en'] as const;
export type Locale = (typeof locales)[number];

/** What stands for the names in braces. */
type Values = Record<string, string | number>;

/** The texts at hand. A device speaks one language: the other one is fetched when it is chosen. */
const dictionaries: Partial<Record<Locale, Messages>> = { 'pt-BR': ptBR };

async function fetchTexts(locale: Locale): Promise<Messages> {
  return locale === 'en' ? (await import('./en')).en : ptBR;
}

/** The language the browser asks for. */
export function preferredLocale(languages: readonly string[]): Locale {
  const first = languages.find((language) => /^(pt|en)\b/i.test(language));
  return first && /^en/i.test(first) ? 'en' : 'pt-BR';
}

/** Texts in the chosen language. */
export class I18n {
  /** Done when the texts of the language are there; until then they are those of the first one. */
  ready: Promise<void> = Promise.resolve();
  #locale: Locale = $state('pt-BR');
  #texts: Messages = $state.raw(ptBR);
  #plurals = $derived(new Intl.PluralRules(this.#locale));
  #integers = $derived(new Intl.NumberFormat(this.#locale));

  constructor(locale: Locale) {
    this.locale = locale;
  }

  get locale(): Locale {
    return this.#locale;
  }

  set locale(locale: Locale) {
    this.#locale = locale;
    this.ready = this.#speak(locale);
  }

  /** The text of a key, with `{name}` replaced; `n` also chooses the plural form. */
  t = (key: MessageKey, values: Values = {}): string => this.#fill(lookUp(this.#texts, key), values);

  /** What `t` is, for the texts that a screen brings along. */
  of =
    <T extends TextTable>(table: T) =>
    (key: keyof T['pt-BR'] & string, values: Values = {}): string =>
      this.#fill(table[this.#locale][key] ?? key, values);

  /** The best text of a label: this language, else another one, else the key. */
  label = (label: Label | null | undefined, key = ''): string =>
    label?.[this.#locale] ?? label?.['pt-BR'] ?? label?.en ?? Object.values(label ?? {})[0] ?? key;

  async #speak(locale: Locale): Promise<void> {
    const texts = dictionaries[locale] ?? (await fetchTexts(locale));
    dictionaries[locale] = texts;
    if (locale === this.#locale) this.#texts = texts;
  }

  #fill(found: string | Record<string, string>, values: Values): string {
    const text = typeof found === 'string' ? found : this.#form(found, Number(values.n ?? 0));
    return text.replace(/\{(\w+)\}/g, (_, name: string) => this.#shown(values[name]));
  }

  #form(forms: Record<string, string>, n: number): string {
    return forms[this.#plurals.select(n)] ?? forms.other ?? '';
  }

  #shown(value: string | number | undefined): string {
    return typeof value === 'number' ? this.#integers.format(value) : (value ?? '');
  }
}

function lookUp(messages: Messages, key: MessageKey): string | Record<string, string> {
  const [group = '', name = ''] = key.split('.');
  const texts: Record<string, Record<string, string | Record<string, string>>> = messages;
  return texts[group]?.[name] ?? key;
}
