import { SvelteMap } from 'svelte/reactivity';
import type { Host } from '../host/types';
import type { BlobInfo } from '../wire';

/** Where the files that are on the screen are: here, at the server, on their way. */
export class FileStates {
  /** How often each file's bytes came or went: a picture that failed to show is tried again. */
  readonly arrivals = new SvelteMap<string, number>();
  readonly #known = new SvelteMap<string, BlobInfo>();
  readonly #host: Host;

  constructor(host: Host) {
    this.#host = host;
  }

  of(hash: string): BlobInfo | undefined {
    return this.#known.get(hash);
  }

  /** Asks for what is not known yet. */
  async load(hashes: string[]): Promise<void> {
    const unknown = hashes.filter((hash) => !this.#known.has(hash));
    if (unknown.length > 0) await this.#ask(unknown);
  }

  /** These files came to this device or reached the server. */
  arrived(hashes: string[]): void {
    for (const hash of hashes) this.arrivals.set(hash, (this.arrivals.get(hash) ?? 0) + 1);
    void this.#ask(hashes.filter((hash) => this.#known.has(hash)));
  }

  async #ask(hashes: string[]): Promise<void> {
    if (hashes.length === 0) return;
    // A file whose state is not known shows none.
    const infos = await this.#host.call('blobs', { hashes }).catch(() => []);
    for (const info of infos) this.#known.set(info.hash, info);
  }
}
