import type { App } from '../app/app.svelte';
import { upload } from '../attachment/upload';
import { HostError } from '../host/types';
import { Job } from '../list/job.svelte';
import type { ImportFormat, ImportTable, LeftRecord, RowProblem, TypeInfo } from '../wire';

/** What became of the rows of a file. */
export interface Report {
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly problems: RowProblem[];
  /** How many rows were looked at. */
  readonly rows: number;
}

/** What became of an import that was taken back. */
export interface Undone {
  readonly done: number;
  readonly left: LeftRecord[];
}

export type Step = 'file' | 'columns' | 'review' | 'result';

/** The way of a file into records: chosen, its columns told, tried, done, and taken back. */
export class Import {
  readonly type: TypeInfo;
  readonly job = new Job();
  step: Step = $state('file');
  name: string = $state('');
  table: ImportTable | null = $state.raw(null);
  /** Where each column goes. */
  fields: ReadonlyMap<string, string | null> = $state.raw(new Map());
  /** The field that recognizes a record; empty for what the file's lines or the module say. */
  matching: string = $state('');
  /** What would become of the rows. */
  trial: Report | null = $state.raw(null);
  result: Report | null = $state.raw(null);
  undone: Undone | null = $state.raw(null);
  failure: HostError | null = $state.raw(null);
  /** How much of the file is handed over, 0 to 1; null when none is on its way. */
  reading: number | null = $state(null);
  readonly #app: App;
  #file = '';

  constructor(app: App, type: TypeInfo) {
    this.#app = app;
    this.type = type;
  }

  /** Takes a file and shows its columns. */
  async take(file: File): Promise<void> {
    await this.#guard(async () => {
      this.name = file.name;
      this.reading = 0;
      const { hash } = await upload(this.#app.host, file, (done) => {
        this.reading = done;
      });
      this.#file = hash;
      this.fields = new Map();
      await this.#open({});
      this.step = 'columns';
    });
    this.reading = null;
  }

  /** Reads the file again in another way. */
  async reopen(change: ImportFormat): Promise<void> {
    await this.#guard(() => this.#open({ ...this.table?.format, ...change }));
  }

  send(column: string, field: string | null): void {
    this.fields = new Map(this.fields).set(column, field);
  }

  /** Checks every row and changes nothing. */
  async review(): Promise<void> {
    this.trial = null;
    this.step = 'review';
    await this.#guard(async () => {
      const report = await this.#rows(true);
      // Stopped: back to the columns.
      if (report.rows < (this.table?.rows ?? 0)) this.step = 'columns';
      else this.trial = report;
    });
    if (this.failure) this.step = 'columns';
  }

  async run(): Promise<void> {
    this.step = 'result';
    this.undone = null;
    await this.#guard(async () => {
      this.result = await this.#rows(false);
    });
  }

  /** Takes an import back, by default the one just done. */
  async undo(id: string = this.table?.import ?? '', total: number = this.#written): Promise<Undone> {
    let undone: Undone = { done: 0, left: [] };
    await this.job.run(total, async (step) => {
      let after: string | undefined;
      do {
        const { next, done, left } = await this.#app.host.call('undo_import', { import: id, ...(after && { after }) });
        undone = { done: undone.done + done, left: [...undone.left, ...left] };
        after = next ?? undefined;
      } while (step(undone.done + undone.left.length) && after);
    });
    return undone;
  }

  /** Begins anew with another file. */
  restart(): void {
    this.step = 'file';
    this.table = null;
    this.trial = null;
    this.result = null;
    this.undone = null;
  }

  get #written(): number {
    return (this.result?.created ?? 0) + (this.result?.updated ?? 0);
  }

  async #open(format: ImportFormat): Promise<void> {
    const { host } = this.#app;
    const record_type = this.type.key;
    this.table = await host.call('open_import', { record_type, file: this.#file, name: this.name, format });
    const chosen = this.fields;
    this.fields = new Map(this.table.columns.map(({ name, field }) => [name, chosen.get(name) ?? field ?? null]));
    this.matching = '';
  }

  async #rows(dry_run: boolean): Promise<Report> {
    const { table, fields, matching } = this;
    let report: Report = { created: 0, updated: 0, unchanged: 0, problems: [], rows: 0 };
    if (!table) return report;
    const map = [...fields].map(([column, field]) => ({ column, field }));
    const asked = { import: table.import, map, dry_run, ...(matching && { matching: [matching] }) };
    await this.job.run(table.rows, async (step) => {
      const problems: RowProblem[] = [];
      do {
        const done = await this.#app.host.call('import_rows', { ...asked, from: report.rows });
        problems.push(...done.problems);
        report = {
          created: report.created + done.created,
          updated: report.updated + done.updated,
          unchanged: report.unchanged + done.unchanged,
          problems,
          rows: done.next,
        };
        // What is done so far shows while the rest goes on.
        if (!dry_run) this.result = report;
      } while (step(report.rows) && report.rows < table.rows);
    });
    return report;
  }

  async #guard(work: () => Promise<void>): Promise<void> {
    this.failure = null;
    try {
      await work();
    } catch (reason) {
      this.failure = HostError.from(reason);
    }
  }
}
