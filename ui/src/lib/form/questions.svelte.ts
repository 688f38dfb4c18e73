import type { FieldInfo } from '../wire';
import type { FormModel } from './model.svelte';

/** A form asked one question at a time. */
export class Questions {
  readonly #form: FormModel;
  /** The field asked now; the first when it is not shown any more. */
  #key: string = $state('');

  constructor(form: FormModel) {
    this.#form = form;
  }

  /** The fields somebody can fill in, in order. */
  all: FieldInfo[] = $derived.by(() =>
    this.#form.sections.flatMap(({ fields }) => fields.filter(({ derived }) => !derived)),
  );
  at: number = $derived.by(() =>
    Math.max(
      0,
      this.all.findIndex(({ key }) => key === this.#key),
    ),
  );
  current: FieldInfo | undefined = $derived(this.all[this.at]);
  last: boolean = $derived(this.at >= this.all.length - 1);
  /** The section of the question. */
  section = $derived.by(() =>
    this.#form.sections.find(({ fields }) => fields.some(({ key }) => key === this.current?.key)),
  );

  /** Goes to a field. */
  go(key: string): void {
    this.#key = key;
  }

  back(): void {
    this.#key = this.all[this.at - 1]?.key ?? this.#key;
  }

  /** Goes on unless something is wrong with the answer; says whether it did. */
  async next(): Promise<boolean> {
    const { current } = this;
    if (!current) return false;
    this.#form.touch(current);
    await this.#form.check();
    if (this.#form.problems(current).some(({ warning }) => !warning)) return false;
    this.#key = this.all[this.at + 1]?.key ?? this.#key;
    return true;
  }
}
