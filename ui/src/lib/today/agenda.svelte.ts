import type { App } from '../app/app.svelte';
import { HostError } from '../host/types';
import { dayRange } from '../list/conditions';
import { splitMoment } from '../value/date';
import { type Place, placeIn } from '../value/distance';
import { tone } from '../value/format.svelte';
import { addDays } from '../value/period';
import type { Condition, RecordPage, RecordRow } from '../wire';
import { type Work, workOf } from './work';

/** The most records of a type that are looked at. */
const most = 60;
/** How many of the days to come are shown. */
const mostComing = 3;
/** How far ahead is looked. */
const daysAhead = 14;
/** How long work without a length is taken to last, in minutes. */
const usualMinutes = 60;

/** A record to work on. */
export interface Job {
  readonly id: string;
  readonly work: Work;
  /** What it is about: the record it must refer to, else its own title. */
  readonly title: string;
  /** The other records it refers to. */
  readonly facts: string[];
  readonly day: string;
  /** `14:05`, or empty for a whole day. */
  readonly time: string;
  /** When it is over, in milliseconds. */
  readonly ends: number;
  readonly state: string | null;
  readonly tone: string | null;
  readonly pending: boolean;
  readonly conflict: boolean;
  /** Its own place, or null when it is that of what it is about. */
  readonly place: Place | null;
  /** The record it is about. */
  readonly target: string | null;
}

/** The work of the signed-in person: what is late, what is today, what comes. All of it is on the device. */
export class Agenda {
  readonly works: Work[];
  late: Job[] = $state.raw([]);
  today: Job[] = $state.raw([]);
  coming: Job[] = $state.raw([]);
  loaded: boolean = $state(false);
  failure: HostError | null = $state.raw(null);
  readonly #app: App;
  #asked = 0;

  constructor(app: App) {
    this.#app = app;
    this.works = app.workspace.whole.types.flatMap((type) => workOf(type) ?? []);
  }

  /** The job to do next: the first of today that is not over, else the one that waits longest. */
  next(now: number): Job | null {
    return this.today.find(({ ends }) => ends > now) ?? this.late[0] ?? this.today[0] ?? null;
  }

  /** Loads for a day and on every change of its records; returns how to stop. */
  follow(day: string): () => void {
    void this.#load(day);
    const types = new Set(this.works.map(({ type }) => type.key));
    return this.#app.onRecords((changed) => {
      if (changed.some((type) => types.has(type))) void this.#load(day);
    });
  }

  async #load(day: string): Promise<void> {
    const asked = ++this.#asked;
    try {
      const parts = await Promise.all(this.works.map((work) => this.#jobs(work, day)));
      if (asked !== this.#asked) return;
      const jobs = parts.flat().sort(inTime);
      this.late = jobs.filter((job) => job.day < day);
      this.today = jobs.filter((job) => job.day === day);
      this.coming = jobs.filter((job) => job.day > day).slice(0, mostComing);
      this.failure = null;
    } catch (failure) {
      if (asked === this.#asked) this.failure = HostError.from(failure);
    } finally {
      this.loaded = true;
    }
  }

  /** What of a type is due, and the first of what comes after. */
  async #jobs(work: Work, day: string): Promise<Job[]> {
    const since = work.open ? null : day;
    const [due, later] = await Promise.all([
      this.#ask(work, dayRange(work.time, since, day), most),
      this.#ask(work, dayRange(work.time, addDays(day, 1), addDays(day, daysAhead)), mostComing),
    ]);
    return [...due, ...later];
  }

  async #ask(work: Work, when: Condition[], limit: number): Promise<Job[]> {
    const { session } = this.#app;
    if (session?.state !== 'signed_in') return [];
    const { type, time, person, open, minutes, about, place } = work;
    const mine: Condition = { field: person.key, is: 'equal', value: session.user.id };
    const left: Condition[] = open && type.states ? [{ field: type.states.field, is: 'one_of', value: open }] : [];
    const refs = about.slice(0, 3).map(({ key }) => key);
    const columns = [time.key, type.states?.field, minutes, place?.key, ...refs].filter(
      (key) => typeof key === 'string',
    );
    const page = await this.#app.host.call('list_records', {
      record_type: type.key,
      conditions: [mine, ...when, ...left],
      sort: [time.key],
      deleted: false,
      columns: [...new Set(columns)],
      offset: 0,
      limit,
    });
    return page.rows.map((row) => jobOf(work, page, row));
  }
}

function jobOf(work: Work, page: RecordPage, { id, title, pending, conflict, values }: RecordRow): Job {
  const at = (key: string | null | undefined) => (key ? values[page.columns.indexOf(key)] : null);
  const start = String(at(work.time.key));
  const { day, time } = work.time.kind === 'date' ? { day: start, time: '' } : splitMoment(start);
  const length = Number(at(work.minutes) ?? 0) || usualMinutes;
  const states = work.type.fields.find(({ key }) => key === work.type.states?.field);
  const named = work.about.flatMap((field) => {
    const name = page.titles[String(at(field.key))];
    return name ? [{ field, name, id: String(at(field.key)) }] : [];
  });
  const subject = named.find(({ field }) => field.required);
  return {
    id,
    work,
    title: subject?.name ?? title,
    facts: named.filter((one) => one !== subject).map(({ name }) => name),
    day,
    time,
    ends: new Date(time ? start : `${day}T23:59`).getTime() + (time ? length * 60_000 : 0),
    state: states ? String(at(states.key)) : null,
    tone: states ? tone(states, at(states.key)) : null,
    pending,
    conflict,
    place: placeIn(at(work.place?.key)),
    target: subject?.id ?? named[0]?.id ?? null,
  };
}

// The whole day comes before its hours.
const inTime = (a: Job, b: Job): number => `${a.day} ${a.time}`.localeCompare(`${b.day} ${b.time}`);
