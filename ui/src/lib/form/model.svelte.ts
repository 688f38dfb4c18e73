import { SvelteMap, SvelteSet } from 'svelte/reactivity';
import type { App } from '../app/app.svelte';
import { HostError } from '../host/types';
import { isEmpty, same, sectionsOf } from '../value/field';
import type { FieldInfo, Fields, FormState, Problem, RecordDetail, TypeInfo } from '../wire';

const nothing: FormState = { problems: [], hidden: [], required: [], read_only: [], computed: {}, defaults: {} };

/** What a form is about. */
export interface Subject {
  readonly type: TypeInfo;
  readonly view: string;
  /** The record edited, or null for a new one. */
  readonly record: RecordDetail | null;
}

/** A form being filled: only the changes are kept, and the host says what is wrong with them. */
export class FormModel {
  readonly subject: Subject;
  readonly titles: SvelteMap<string, string>;
  changes: Fields = $state.raw({});
  state: FormState = $state.raw(nothing);
  failure: HostError | null = $state.raw(null);
  saving: boolean = $state(false);
  /** Whether saving was tried, after which every problem is shown. */
  submitted: boolean = $state(false);
  readonly resumed: boolean;
  readonly #app: App;
  readonly #touched = new SvelteSet<string>();
  readonly #unreadable = new SvelteMap<string, string>();
  readonly #base: Fields;
  #checking: ReturnType<typeof setTimeout> | undefined;
  #question = 0;

  constructor(app: App, subject: Subject) {
    this.#app = app;
    this.subject = subject;
    this.#base = subject.record?.fields ?? {};
    this.titles = new SvelteMap(Object.entries(subject.record?.titles ?? {}));
    const draft = app.drafts.get(subject.type.key, this.#id);
    this.resumed = draft !== undefined;
    this.changes = draft?.changes ?? (subject.record ? undefined : app.drafts.takeStart(subject.type.key)) ?? {};
    this.check();
  }

  get #id(): string | null {
    return this.subject.record?.id ?? null;
  }

  /** The sections with the fields that are shown now. */
  sections = $derived.by(() =>
    sectionsOf(this.subject.type)
      .map((section) => ({ ...section, fields: section.fields.filter((field) => this.#isShown(field)) }))
      .filter(({ fields }) => fields.length > 0),
  );

  value(field: FieldInfo): unknown {
    if (field.derived) return this.state.computed[field.key] ?? this.#base[field.key] ?? null;
    if (field.key in this.changes) return this.changes[field.key];
    return this.#base[field.key] ?? this.state.defaults[field.key] ?? null;
  }

  /** The value the record has, which a counter adds to. */
  before(field: FieldInfo): unknown {
    return this.#base[field.key] ?? null;
  }

  set(field: FieldInfo, value: unknown): void {
    const { [field.key]: _, ...others } = this.changes;
    this.changes = same(value, this.#base[field.key])
      ? others
      : { ...others, [field.key]: isEmpty(value) ? null : value };
    this.#keepDraft();
    clearTimeout(this.#checking);
    this.#checking = setTimeout(() => this.check(), 250);
  }

  touch(field: FieldInfo): void {
    this.#touched.add(field.key);
  }

  /** Notes that the text typed into a field is no value, or that it is again. */
  unreadable(field: FieldInfo, message: string | null): void {
    if (message) this.#unreadable.set(field.key, message);
    else this.#unreadable.delete(field.key);
  }

  isRequired(field: FieldInfo): boolean {
    return field.required || this.state.required.includes(field.key);
  }

  isReadOnly(field: FieldInfo): boolean {
    return this.state.read_only.includes(field.key) || (this.subject.record?.read_only.includes(field.key) ?? false);
  }

  /** What is wrong with a field, once it was left or saving was tried. */
  problems(field: FieldInfo): Problem[] {
    const unreadable = this.#unreadable.get(field.key);
    const own = this.state.problems.filter((problem) => belongs(problem, field));
    if (unreadable) return [this.#unread(field, unreadable)];
    return this.submitted || this.#touched.has(field.key) ? own : [];
  }

  /** Everything that keeps the form from being saved. */
  blocking = $derived.by(() => {
    const fields = this.subject.type.fields;
    const unreadable = fields.flatMap((field): Problem[] => {
      const message = this.#unreadable.get(field.key);
      return message ? [this.#unread(field, message)] : [];
    });
    return [...unreadable, ...this.state.problems.filter(({ warning }) => !warning)];
  });

  /** Asks the host what is wrong with the values as they are now. */
  async check(): Promise<void> {
    clearTimeout(this.#checking);
    const question = ++this.#question;
    const id = this.#id;
    const state = await this.#app.host.call('check_record', {
      record_type: this.subject.type.key,
      fields: this.changes,
      ...(id && { id }),
    });
    if (question === this.#question) this.state = state;
  }

  /** Saves; null when something keeps it from being saved. */
  async save(): Promise<RecordDetail | null> {
    this.saving = true;
    this.failure = null;
    try {
      await this.check();
      this.submitted = true;
      return this.blocking.length > 0 ? null : await this.#write();
    } catch (failure) {
      this.#refused(HostError.from(failure));
      return null;
    } finally {
      this.saving = false;
    }
  }

  /** Forgets what was typed. */
  discard(): void {
    clearTimeout(this.#checking);
    this.#app.drafts.drop(this.subject.type.key, this.#id);
  }

  /** The edit that takes the saved one back. */
  inverse(): Fields {
    const entries = Object.entries(this.changes).map(([key, value]): [string, unknown] => {
      const step: unknown = Reflect.get(Object(value), 'increment');
      return [key, typeof step === 'number' ? { increment: -step } : (this.#base[key] ?? null)];
    });
    return Object.fromEntries(entries);
  }

  async #write(): Promise<RecordDetail> {
    const { host } = this.#app;
    const { record, type } = this.subject;
    const saved = record
      ? await host.call('update_record', { id: record.id, fields: this.changes })
      : await host.call('create_record', { record_type: type.key, fields: present(this.changes) });
    this.discard();
    return saved;
  }

  #refused(failure: HostError): void {
    this.submitted = true;
    if (failure.problems.length > 0) this.state = { ...this.state, problems: failure.problems };
    else this.failure = failure;
  }

  #unread({ key: field }: FieldInfo, text: string): Problem {
    return { field, code: 'unreadable', message: { [this.#app.i18n.locale]: text }, warning: false };
  }

  #isShown(field: FieldInfo): boolean {
    const empty = isEmpty(this.value(field));
    return !this.state.hidden.includes(field.key) && !(field.derived && empty);
  }

  #keepDraft(): void {
    const { type, view, record } = this.subject;
    this.#app.drafts.keep({
      type: type.key,
      view,
      record: record?.id ?? null,
      title: record?.title ?? '',
      changes: this.changes,
    });
  }
}

const belongs = (problem: Problem, field: FieldInfo) =>
  problem.field === field.key || problem.field.startsWith(`${field.key}/`);

function present(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
}
