import { SvelteMap } from 'svelte/reactivity';
import type { App } from '../app/app.svelte';
import type { Row } from '../list/columns';
import { Rows } from '../list/rows.svelte';
import { editWithUndo } from '../record/edits';
import { isMoney, isNumber } from '../value/field';
import { tone } from '../value/format.svelte';
import { narrowed } from '../views/question';
import type { Condition, FieldInfo, ListRecords, TypeInfo, ViewInfo } from '../wire';
import { declaredRefusal, none, recordRefusal } from './moves';

/** A column: an option of the field, or no value. */
export interface Column {
  readonly key: string;
  readonly label: string;
  readonly tone: string | null;
  readonly rows: Rows;
  /** The most cards it should hold. */
  readonly limit: number | null;
}

/** A card on its way. */
export interface Held {
  readonly row: Row;
  readonly from: string;
  /** The column it is over. */
  over: string;
}

interface Numbers {
  readonly count: number;
  readonly sum: number | null;
}

/** The cards of a board, by column, and the one that is being moved. */
export class BoardModel {
  readonly field: FieldInfo;
  readonly amount: FieldInfo | undefined;
  readonly columns: Column[];
  held: Held | null = $state(null);
  /** Why the held card may not go to a column. */
  readonly refusals = new SvelteMap<string, string>();
  #numbers: ReadonlyMap<string, Numbers> = $state.raw(new Map());
  readonly #app: App;
  readonly #type: TypeInfo;
  #question: ListRecords | null = null;
  #asked = 0;

  constructor(app: App, type: TypeInfo, view: ViewInfo, field: FieldInfo) {
    this.#app = app;
    this.#type = type;
    this.field = field;
    this.amount = view.layout.card
      .flatMap((key) => type.fields.find((one) => one.key === key) ?? [])
      .find((one) => (isMoney(one) || isNumber(one)) && one.kind !== 'rating' && !one.derived);
    const column = (key: string, label: string): Column => ({
      key,
      label,
      tone: tone(field, key),
      rows: new Rows(),
      limit: view.layout.limit[key] ?? null,
    });
    const options = field.options.filter(({ retired }) => !retired);
    this.columns = options.map((option) => column(option.key, app.i18n.label(option.label, option.key)));
    if (!field.required && type.states?.field !== field.key) this.columns.push(column(none, app.i18n.t('board.none')));
  }

  /** The numbers of a column, once they are known. */
  numbers(key: string): Numbers | undefined {
    return this.#numbers.get(key);
  }

  /** How many cards all columns have. */
  get total(): number {
    return [...this.#numbers.values()].reduce((total, { count }) => total + count, 0);
  }

  /** Asks for other records; `show` makes the cards. */
  ask(question: ListRecords, show: Parameters<Rows['ask']>[0]['show']): void {
    this.#question = question;
    for (const { key, rows } of this.columns) {
      const own: Condition =
        key === none ? { field: this.field.key, is: 'empty' } : { field: this.field.key, is: 'equal', value: key };
      const asked = narrowed(question, [own]);
      rows.ask({ load: (offset) => this.#app.host.call('list_records', { ...asked, offset }), show });
    }
    this.#count();
  }

  /** Asks again: records changed. */
  refresh(): void {
    for (const { rows } of this.columns) rows.refresh();
    this.#count();
  }

  /** Takes a card up and finds out where it may go. */
  hold(row: Row, from: string): void {
    this.held = { row, from, over: from };
    this.refusals.clear();
    for (const { key } of this.columns) if (key !== from) this.#findRefusal(row, from, key);
  }

  /** Puts the card down where it is; gives what was done, or why nothing was. */
  async drop(): Promise<{ to: string } | { refused: string } | null> {
    const { held } = this;
    this.held = null;
    if (!held || held.over === held.from) return null;
    const refused = this.refusals.get(held.over);
    if (refused) return { refused };
    await this.move(held.row, held.from, held.over);
    return { to: held.over };
  }

  /** Moves a card at once; it comes back when the host refuses. */
  async move(row: Row, from: string, to: string): Promise<void> {
    const target = this.columns.find(({ key }) => key === to);
    const source = this.columns.find(({ key }) => key === from);
    source?.rows.remove(row.id);
    target?.rows.insert(row);
    const fields = { [this.field.key]: to === none ? null : to };
    try {
      const said = this.#app.i18n.t('board.moved', { title: row.title, column: target?.label ?? '' });
      await editWithUndo(this.#app, { kind: 'update', id: row.id, fields }, said);
    } finally {
      this.refresh();
    }
  }

  #findRefusal(row: Row, from: string, to: string): void {
    const declared = declaredRefusal(this.#app, this.#type, this.field, from, to);
    if (declared) {
      this.refusals.set(to, declared);
      return;
    }
    recordRefusal(this.#app, this.#type, this.field, row.id, to).then(
      (refusal) => {
        if (refusal && this.held?.row.id === row.id) this.refusals.set(to, refusal);
      },
      // Moving asks again and says what is wrong.
      () => undefined,
    );
  }

  #count(): void {
    const asked = ++this.#asked;
    if (!this.#question) return;
    const request = {
      records: this.#question,
      group_by: [{ field: this.field.key }],
      measures: [{ op: 'count' as const }, ...(this.amount ? [{ op: 'sum' as const, field: this.amount.key }] : [])],
    };
    this.#app.host.call('aggregate_records', request).then(
      ({ groups }) => {
        if (asked !== this.#asked) return;
        const entries = groups.map(({ keys, values }): [string, Numbers] => {
          const [count, sum] = values;
          return [
            keys[0] === null ? none : String(keys[0]),
            { count: Number(count), sum: typeof sum === 'number' ? sum : null },
          ];
        });
        this.#numbers = new Map(entries);
      },
      (failure) => this.#app.toasts.fail(failure),
    );
  }
}
