import type { I18n } from '../../i18n/i18n.svelte';
import type { FieldInfo, OptionInfo } from '../wire';
import { digits, isEmpty, isMoney } from './field';
import { formatDuration, toMajor } from './number';

type Titles = { [key in string]: string };
const addressParts = ['street', 'number', 'complement', 'district', 'city', 'state', 'postal_code', 'country'] as const;
export type AddressPart = (typeof addressParts)[number];
export { addressParts };

/** Field values as texts for people. Formatters of `Intl` are made once per language and shape. */
export class Format {
  readonly #i18n: I18n;
  readonly #cache = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat | Intl.RelativeTimeFormat>();

  constructor(i18n: I18n) {
    this.#i18n = i18n;
  }

  /** The text of a field's value; empty for no value. */
  value(field: FieldInfo, value: unknown, titles: Titles = {}): string {
    if (isEmpty(value)) return '';
    switch (field.kind) {
      case 'select':
        return this.option(field, value);
      case 'multiselect':
        return list(value, (member) => this.option(field, member));
      case 'ref':
      case 'user':
        return titles[String(value)] ?? this.#i18n.t('record.hidden_ref');
      case 'refs':
        return list(value, (member) => titles[String(member)] ?? this.#i18n.t('record.hidden_ref'));
      case 'date':
        return this.day(String(value));
      case 'datetime':
        return this.moment(String(value));
      case 'duration':
        return formatDuration(Number(value));
      case 'rating':
        return `${this.number(Number(value), 0)}/${field.max ?? 5}`;
      case 'address':
        return address(value);
      case 'geo':
        return point(value);
      case 'lines':
        return this.#i18n.t('record.lines', { n: Array.isArray(value) ? value.length : 0 });
      default:
        return this.#plain(field, value);
    }
  }

  /** The value of a list column: a whole field, or one part of an address (`address.city`). */
  column(field: FieldInfo, part: string | undefined, value: unknown, titles: Titles): string {
    if (!part) return this.value(field, value, titles);
    const whole = typeof value === 'object' && value !== null ? Reflect.get(value, part) : value;
    return isEmpty(whole) ? '' : String(whole);
  }

  option(field: FieldInfo, key: unknown): string {
    const option = field.options.find((option) => option.key === key);
    return option ? this.#i18n.label(option.label, option.key) : String(key);
  }

  /** A number with at most `places` decimals. */
  number(value: number, places: number): string {
    return this.#numbers(`n${places}`, { maximumFractionDigits: places }).format(value);
  }

  /** A large amount in few letters, `R$ 1,2 mi`; other values as they are. */
  short(field: FieldInfo, value: number): string {
    const major = toMajor(value, digits(field));
    if (!isMoney(field) || Math.abs(major) < 10_000) return this.value(field, value);
    const currency = field.currency ?? 'BRL';
    const options = { style: 'currency', currency, notation: 'compact', maximumFractionDigits: 1 } as const;
    return this.#numbers(`s${currency}`, options).format(major);
  }

  /** A distance in meters: `350 m`, `2,4 km`. */
  distance(meters: number): string {
    if (meters < 1000) return `${this.number(Math.round(meters / 10) * 10, 0)} m`;
    return `${this.number(meters / 1000, meters < 10_000 ? 1 : 0)} km`;
  }

  /** A number as it is typed: grouped only with fixed decimals, as money is. */
  typed(value: number, places: number, fixed = false): string {
    const options = { useGrouping: fixed, maximumFractionDigits: places, minimumFractionDigits: fixed ? places : 0 };
    return this.#numbers(`t${places}${fixed}`, options).format(value);
  }

  /** A calendar day, `2026-11-23`. */
  day(day: string): string {
    const date = new Date(`${day}T00:00:00Z`);
    const options = { day: '2-digit', month: '2-digit', year: 'numeric', timeZone: 'UTC' } as const;
    return Number.isNaN(date.getTime()) ? day : this.#dates('day', options).format(date);
  }

  /** A moment in local time. */
  moment(moment: string): string {
    const date = new Date(moment);
    const options = { day: '2-digit', month: '2-digit', year: 'numeric', hour: '2-digit', minute: '2-digit' } as const;
    return Number.isNaN(date.getTime()) ? moment : this.#dates('moment', options).format(date);
  }

  /** How long ago a moment was; a date when it is more than a week. */
  ago(moment: string, now: number): string {
    const seconds = (new Date(moment).getTime() - now) / 1000;
    if (Math.abs(seconds) > 7 * 86400) return this.moment(moment);
    if (Math.abs(seconds) < 45) return this.#relative().format(0, 'second');
    if (Math.abs(seconds) < 3600) return this.#relative().format(Math.round(seconds / 60), 'minute');
    if (Math.abs(seconds) < 86400) return this.#relative().format(Math.round(seconds / 3600), 'hour');
    return this.#relative().format(Math.round(seconds / 86400), 'day');
  }

  #plain(field: FieldInfo, value: unknown): string {
    if (typeof value === 'boolean') return this.#i18n.t(value ? 'filter.yes' : 'filter.no');
    if (typeof value === 'number') return this.#quantity(field, value);
    if (Array.isArray(value)) return list(value, (file) => String(Reflect.get(Object(file), 'name') ?? ''));
    return typeof value === 'object' ? JSON.stringify(value) : String(value);
  }

  #quantity(field: FieldInfo, value: number): string {
    const places = digits(field);
    if (isMoney(field)) {
      const currency = field.currency ?? 'BRL';
      const options = {
        style: 'currency',
        currency,
        minimumFractionDigits: places,
        maximumFractionDigits: places,
      } as const;
      return this.#numbers(`m${currency}${places}`, options).format(toMajor(value, places));
    }
    const unit = field.kind === 'percent' ? '%' : field.unit;
    return `${this.number(value, places)}${unit ? ` ${prettyUnit(unit)}` : ''}`;
  }

  #numbers(key: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
    return this.#cached(key, () => new Intl.NumberFormat(this.#i18n.locale, options));
  }

  #dates(key: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
    return this.#cached(key, () => new Intl.DateTimeFormat(this.#i18n.locale, options));
  }

  #relative(): Intl.RelativeTimeFormat {
    return this.#cached('relative', () => new Intl.RelativeTimeFormat(this.#i18n.locale, { numeric: 'auto' }));
  }

  #cached<T extends Intl.NumberFormat | Intl.DateTimeFormat | Intl.RelativeTimeFormat>(key: string, make: () => T): T {
    const name = `${this.#i18n.locale} ${key}`;
    const found = this.#cache.get(name) ?? make();
    this.#cache.set(name, found);
    return found as T;
  }
}

/** The color a select's value is shown in, when its options have one. */
export function tone(field: FieldInfo, value: unknown): OptionInfo['color'] {
  return field.kind === 'select' ? (field.options.find((option) => option.key === value)?.color ?? null) : null;
}

/** A unit as people write it. */
export function prettyUnit(unit: string): string {
  return unit.replace(/(?<=\p{L})2$/u, '²').replace(/(?<=\p{L})3$/u, '³');
}

function list(value: unknown, text: (member: unknown) => string): string {
  return Array.isArray(value) ? value.map(text).join(', ') : String(value);
}

function address(value: unknown): string {
  const part = (key: AddressPart) => String(Reflect.get(Object(value), key) ?? '');
  const street = [part('street'), part('number'), part('complement')].filter(Boolean).join(', ');
  const city = [part('city'), part('state')].filter(Boolean).join(' - ');
  return [street, part('district'), city, part('postal_code')].filter(Boolean).join(' · ');
}

function point(value: unknown): string {
  const { lat, lon } = value as { lat?: number; lon?: number };
  return typeof lat === 'number' && typeof lon === 'number' ? `${lat.toFixed(5)}, ${lon.toFixed(5)}` : '';
}
