import { allowed, type Shell } from './shell';
import type { Locator } from './types';

/** Why there is no position, as browsers number it. */
const reason = { PERMISSION_DENIED: 1, POSITION_UNAVAILABLE: 2, TIMEOUT: 3 } as const;

/** How often the sensor tells where it is, ms; its plugin calls this a timeout. */
const interval = 1000;

/** Who listens to positions, and until when the first may come. */
interface Watch {
  readonly found: PositionCallback;
  fail(code: number, message: string): void;
  late: ReturnType<typeof setTimeout> | undefined;
}

/** The interface of browsers over the position sensor of a phone. */
export class PhoneLocator implements Locator {
  readonly #shell: Shell;
  readonly #watches = new Map<number, Watch>();

  constructor(shell: Shell) {
    this.#shell = shell;
  }

  getCurrentPosition(found: PositionCallback, failed?: PositionErrorCallback | null, options?: PositionOptions): void {
    const id = this.watchPosition(
      (position) => {
        this.clearWatch(id);
        found(position);
      },
      (failure) => {
        this.clearWatch(id);
        failed?.(failure);
      },
      options,
    );
  }

  watchPosition(found: PositionCallback, failed?: PositionErrorCallback | null, options?: PositionOptions): number {
    const channel = this.#shell.channel<GeolocationPosition | string>((told) => this.#hear(channel.id, told));
    const fail: Watch['fail'] = (code, message) => failed?.({ code, message, ...reason });
    const late = options?.timeout && setTimeout(() => fail(reason.TIMEOUT, 'no position in time'), options.timeout);
    this.#watches.set(channel.id, { found, fail, late: late || undefined });
    this.#begin(channel, options).catch((failure) => fail(reason.POSITION_UNAVAILABLE, String(failure)));
    return channel.id;
  }

  clearWatch(id: number): void {
    const watch = this.#watches.get(id);
    if (!watch) return;
    clearTimeout(watch.late);
    this.#watches.delete(id);
    void this.#shell.invoke('plugin:geolocation|clear_watch', { channelId: id }).catch(() => undefined);
  }

  async #begin(channel: { readonly id: number }, options?: PositionOptions): Promise<void> {
    const may = await allowed(this.#shell, 'geolocation', 'location');
    const watch = this.#watches.get(channel.id);
    if (!may) watch?.fail(reason.PERMISSION_DENIED, 'the person does not allow it');
    if (!may || !watch) return;
    const { enableHighAccuracy = false, maximumAge = 0 } = options ?? {};
    const asked = { enableHighAccuracy, maximumAge, timeout: interval };
    await this.#shell.invoke('plugin:geolocation|watch_position', { options: asked, channel });
  }

  #hear(id: number, told: GeolocationPosition | string): void {
    const watch = this.#watches.get(id);
    if (!watch) return;
    if (typeof told === 'string') watch.fail(reason.POSITION_UNAVAILABLE, told);
    else {
      clearTimeout(watch.late);
      watch.found(told);
    }
  }
}
