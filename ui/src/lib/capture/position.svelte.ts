import type { Locator } from '../host/types';
import { taken } from './accuracy';

/** Looks for the device's position until one is good enough or the person takes what there is. */
export class Position {
  /** `denied`: no permission; `none`: no position in half a minute. */
  state: 'idle' | 'looking' | 'denied' | 'none' = $state('idle');
  /** The best one so far. */
  best: GeolocationPosition | null = $state.raw(null);
  readonly #locator: Locator;
  readonly #onfound: (found: GeolocationPosition) => void;
  #watch: number | null = null;

  constructor(locator: Locator, onfound: (found: GeolocationPosition) => void) {
    this.#locator = locator;
    this.#onfound = onfound;
  }

  look(): void {
    this.stop();
    this.state = 'looking';
    this.#watch = this.#locator.watchPosition(
      (found) => this.#see(found),
      (failure) => this.#fail(failure),
      { enableHighAccuracy: true, maximumAge: 0, timeout: 30_000 },
    );
  }

  /** Takes the best position so far. */
  take(): void {
    const found = this.best;
    this.stop();
    if (found) this.#onfound(found);
  }

  stop(): void {
    if (this.#watch !== null) this.#locator.clearWatch(this.#watch);
    this.#watch = null;
    this.best = null;
    this.state = 'idle';
  }

  #see(found: GeolocationPosition): void {
    if (this.#watch === null) return;
    if (!this.best || found.coords.accuracy <= this.best.coords.accuracy) this.best = found;
    if (found.coords.accuracy <= taken) this.take();
  }

  #fail({ code, PERMISSION_DENIED }: GeolocationPositionError): void {
    // A later silence takes nothing away from a position that is there.
    if (this.best && code !== PERMISSION_DENIED) return;
    this.stop();
    this.state = code === PERMISSION_DENIED ? 'denied' : 'none';
  }
}
