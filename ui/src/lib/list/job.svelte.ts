/** Work on many records that takes a while: how far it is, and a way to stop it. */
export class Job {
  done: number = $state(0);
  total: number = $state(0);
  running: boolean = $state(false);
  #stop = false;

  /** Does work that tells its progress; nothing when other work is running. */
  async run(total: number, work: (step: (done: number) => boolean) => Promise<void>): Promise<void> {
    if (this.running) return;
    this.#stop = false;
    this.running = true;
    this.done = 0;
    this.total = total;
    try {
      await work((done) => {
        this.done = done;
        return !this.#stop;
      });
    } finally {
      this.running = false;
    }
  }

  stop(): void {
    this.#stop = true;
  }
}
