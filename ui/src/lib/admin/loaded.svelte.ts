import { HostError } from '../host/types';

/** Something asked of the server: not there yet, there, or failed. */
export class Loaded<T> {
  value: T | null = $state.raw(null);
  failure: HostError | null = $state.raw(null);
  readonly #ask: () => Promise<T>;

  constructor(ask: () => Promise<T>) {
    this.#ask = ask;
    void this.load();
  }

  /** Asks again; what is shown stays until the answer is there. */
  load = async (): Promise<void> => {
    try {
      this.value = await this.#ask();
      this.failure = null;
    } catch (reason) {
      this.failure = HostError.from(reason);
    }
  };
}
