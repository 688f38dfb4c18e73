import type { App } from '../app/app.svelte';
import type { HostError } from '../host/types';
import { dayRange } from '../list/conditions';
import { editWithUndo } from '../record/edits';
import { joinMoment, splitMoment } from '../value/date';
import { tone } from '../value/format.svelte';
import { addDays, dayOf } from '../value/period';
import { narrowed } from '../views/question';
import type { FieldInfo, Fields, LayoutInfo, ListRecords, RecordPage, TypeInfo } from '../wire';

/** The most records a calendar shows at once. */
const most = 500;
/** How long a record without an end is drawn. */
const usualMinutes = 60;

/** A record on a day. */
export interface Entry {
  readonly id: string;
  readonly title: string;
  readonly pending: boolean;
  readonly conflict: boolean;
  readonly day: string;
  /** `14:05`, or empty for a whole day. */
  readonly time: string;
  /** Minutes since the day began. */
  readonly from: number;
  readonly to: number;
  readonly tone: string | null;
  /** The text of what gives the color. */
  readonly state: string;
  readonly start: string;
  readonly end: string | null;
}

/** The records between two days, by day. */
export class CalendarModel {
  readonly field: FieldInfo;
  /** How many records lie between the days; more than are here when it is too many. */
  total: number = $state(0);
  shown: number = $state(0);
  failure: HostError | null = $state.raw(null);
  #days: ReadonlyMap<string, Entry[]> = $state.raw(new Map());
  #counts: ReadonlyMap<string, number> = $state.raw(new Map());
  readonly #app: App;
  readonly #type: TypeInfo;
  readonly #layout: LayoutInfo;
  #asked = 0;

  constructor(app: App, type: TypeInfo, layout: LayoutInfo, field: FieldInfo) {
    this.#app = app;
    this.#type = type;
    this.#layout = layout;
    this.field = field;
  }

  /** Whether records have a time of day. */
  get timed(): boolean {
    return this.field.kind === 'datetime';
  }

  on(day: string): Entry[] {
    return this.#days.get(day) ?? [];
  }

  /** How many records a day has, those that are not here too. */
  countOf(day: string): number {
    return Math.max(this.#counts.get(day) ?? 0, this.on(day).length);
  }

  /** Loads what lies between two days, both included. */
  async load(question: ListRecords, from: string, to: string): Promise<void> {
    const asked = ++this.#asked;
    const { end, minutes, color_by: color } = this.#layout;
    const columns = [this.field.key, end, minutes, color].filter((key) => key !== null);
    const records = narrowed(question, dayRange(this.field, from, to));
    const group = { field: this.field.key, every: 'day' as const, offset_minutes: -new Date().getTimezoneOffset() };
    try {
      const [page, table] = await Promise.all([
        this.#app.host.call('list_records', { ...records, columns, sort: [this.field.key], limit: most }),
        this.#app.host.call('aggregate_records', { records, group_by: [group], measures: [{ op: 'count' }] }),
      ]);
      if (asked !== this.#asked) return;
      const days = new Map<string, Entry[]>();
      for (const entry of this.#entries(page)) days.set(entry.day, [...(days.get(entry.day) ?? []), entry]);
      this.#days = days;
      this.#counts = new Map(table.groups.map(({ keys, values }) => [String(keys[0]), Number(values[0])]));
      this.total = page.total;
      this.shown = page.rows.length;
      this.failure = null;
    } catch (failure) {
      if (asked === this.#asked) this.failure = failure as HostError;
    }
  }

  /** The first values of a new record on a day. */
  startOn(day: string, time = '09:00'): Fields {
    return { [this.field.key]: this.timed ? joinMoment(day, time) : day };
  }

  /** Puts a record on another day or time, its end with it. */
  async move(entry: Entry, day: string, time = entry.time): Promise<void> {
    if (day === entry.day && time === entry.time) return;
    const start = this.timed ? joinMoment(day, time) : day;
    const fields: Fields = { [this.field.key]: start };
    const { end } = this.#layout;
    if (end && entry.end && start) fields[end] = this.#shifted(entry, start);
    const said = this.#app.i18n.t('calendar.moved', { title: entry.title, day: this.#app.format.day(day) });
    await editWithUndo(this.#app, { kind: 'update', id: entry.id, fields }, said);
  }

  #shifted(entry: Entry, start: string): string {
    const by = new Date(start).getTime() - new Date(entry.start).getTime();
    const end = new Date(new Date(entry.end ?? '').getTime() + by).toISOString();
    const kind = this.#type.fields.find(({ key }) => key === this.#layout.end)?.kind;
    return kind === 'date' ? addDays(entry.end ?? '', Math.round(by / 86_400_000)) : end;
  }

  #entries(page: RecordPage): Entry[] {
    const at = (key: string | null) => (key === null ? -1 : page.columns.indexOf(key));
    const { end, minutes, color_by: color } = this.#layout;
    const [startAt, endAt, minutesAt, colorAt] = [at(this.field.key), at(end), at(minutes), at(color)];
    const colored = this.#type.fields.find(({ key }) => key === color);
    return page.rows.map(({ values, ...row }) => {
      const start = String(values[startAt]);
      const { day, time } = this.timed ? splitMoment(start) : { day: start, time: '' };
      const [hours = 0, rest = 0] = time.split(':').map(Number);
      const from = hours * 60 + rest;
      const ended = values[endAt];
      const length = Number(values[minutesAt] ?? 0) || minutesBetween(start, ended) || usualMinutes;
      const value = values[colorAt];
      return {
        ...row,
        day,
        time,
        from,
        to: Math.min(1440, from + length),
        start,
        end: typeof ended === 'string' ? ended : null,
        tone: colored ? tone(colored, value) : null,
        state: colored ? this.#app.format.value(colored, value, page.titles) : '',
      };
    });
  }
}

function minutesBetween(start: string, end: unknown): number {
  return typeof end === 'string' ? Math.max(0, (new Date(end).getTime() - new Date(start).getTime()) / 60_000) : 0;
}

export const todayOf = (now: number): string => dayOf(new Date(now));
