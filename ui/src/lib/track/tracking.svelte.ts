import type { App } from '../app/app.svelte';
import type { Commands, RecordDetail, TrackPoint, TrackState } from '../wire';

/** How often what the sensor gave is handed to the engine, in ms. */
const handOver = 5_000;

/** The sensor and the engine's recorder: one for as long as the app is open, whatever screen is shown. */
export class Tracking {
  /** Null until the engine has answered. */
  state: TrackState | null = $state.raw(null);
  /** `denied`: no permission. */
  sensor: 'off' | 'on' | 'denied' = $state('off');
  /** In meters, of the last position. */
  accuracy: number | null = $state(null);
  readonly #app: App;
  #watch: number | null = null;
  #waiting: TrackPoint[] = [];
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(app: App) {
    this.#app = app;
    addEventListener('pagehide', () => void this.#flush());
  }

  /** Whether the engine has a recording that nobody feeds: its app was closed. */
  get isLeft(): boolean {
    return this.state?.recording?.paused === false && this.sensor === 'off';
  }

  load = () => this.#ask('track_state', {});

  allow = (allowed: boolean) => this.#ask('allow_tracks', { allowed });

  async start(purpose: string, about: string | null, watch: string[]): Promise<void> {
    await this.#ask('start_track', { purpose, about, watch, radius: null });
    if (this.state?.recording) this.#listen();
  }

  async pause(): Promise<void> {
    await this.#flush();
    this.#rest();
    await this.#ask('pause_track', { paused: true });
  }

  async goOn(): Promise<void> {
    await this.#ask('pause_track', { paused: false });
    this.#listen();
  }

  /** Ends the recording; the track that was made of it, or null when that failed. */
  async finish(): Promise<RecordDetail | null> {
    await this.#flush();
    try {
      const track = await this.#app.host.call('finish_track', {});
      this.#rest();
      await this.load();
      return track;
    } catch (failure) {
      this.#app.toasts.fail(failure);
      return null;
    }
  }

  async discard(): Promise<void> {
    this.#rest();
    await this.#ask('discard_track', {});
  }

  #listen(): void {
    this.#rest();
    this.sensor = 'on';
    this.#watch = this.#app.host.geolocation.watchPosition(
      (found) => this.#see(found),
      ({ code, PERMISSION_DENIED }) => {
        if (code === PERMISSION_DENIED) this.sensor = 'denied';
      },
      { enableHighAccuracy: true, maximumAge: 0 },
    );
    this.#timer = setInterval(() => void this.#flush(), handOver);
  }

  #rest(): void {
    if (this.#watch !== null) this.#app.host.geolocation.clearWatch(this.#watch);
    clearInterval(this.#timer);
    this.#watch = null;
    this.#waiting = [];
    this.sensor = 'off';
    this.accuracy = null;
  }

  #see({ coords, timestamp }: GeolocationPosition): void {
    this.accuracy = coords.accuracy;
    const { latitude: lat, longitude: lon, accuracy, altitude, speed } = coords;
    const first = this.state?.recording?.points === 0 && this.#waiting.length === 0;
    this.#waiting.push({
      time: Math.round(timestamp),
      lat,
      lon,
      accuracy,
      ...(altitude !== null && { altitude }),
      ...(speed !== null && Number.isFinite(speed) && { speed }),
    });
    if (first) void this.#flush();
  }

  /** What could not be handed over waits for the next time. */
  async #flush(): Promise<void> {
    const points = this.#waiting.slice(0, 1000);
    if (points.length === 0) return;
    if (await this.#ask('append_track', { points })) this.#waiting.splice(0, points.length);
  }

  async #ask<K extends TrackCommand>(name: K, request: Commands[K]['request']): Promise<boolean> {
    try {
      this.state = (await this.#app.host.call(name, request)) as TrackState;
      return true;
    } catch (failure) {
      this.#app.toasts.fail(failure);
      return false;
    }
  }
}

type TrackCommand = 'track_state' | 'allow_tracks' | 'start_track' | 'append_track' | 'pause_track' | 'discard_track';

const known = new WeakMap<App, Tracking>();

/** The one of an app. */
export function trackingOf(app: App): Tracking {
  const tracking = known.get(app) ?? new Tracking(app);
  known.set(app, tracking);
  return tracking;
}
