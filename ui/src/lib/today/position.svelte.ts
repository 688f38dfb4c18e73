import type { App } from '../app/app.svelte';
import { type Place, placeIn } from '../value/distance';

/** Where jobs are and how far that is from here. */
export class Positions {
  /** Where the device is; null while nobody knows. */
  here: Place | null = $state.raw(null);
  /** Whether asking for it may show where it is. */
  askable: boolean = $state(false);
  #places: ReadonlyMap<string, Place | null> = $state.raw(new Map());
  readonly #app: App;

  constructor(app: App) {
    this.#app = app;
    if (app.host.capabilities.geolocation) void this.#begin();
  }

  /** Finds the device; the first time the person is asked for leave. */
  locate(): void {
    this.#app.host.geolocation.getCurrentPosition(
      ({ coords }) => {
        this.here = { lat: coords.latitude, lon: coords.longitude };
        this.askable = false;
      },
      () => this.#app.toasts.show(this.#app.i18n.t('form.position_failed'), undefined, 'danger'),
      { maximumAge: 60_000, timeout: 15_000 },
    );
  }

  /** The place of a record, when it has one and it is known. */
  of(record: string | null): Place | null {
    return record ? (this.#places.get(record) ?? null) : null;
  }

  /** Looks up the places of records that are not known yet. */
  async learn(records: string[]): Promise<void> {
    const missing = records.filter((id) => !this.#places.has(id));
    const found = await Promise.all(
      missing.map(async (id): Promise<[string, Place | null]> => [id, await this.#placeOf(id)]),
    );
    if (found.length > 0) this.#places = new Map([...this.#places, ...found]);
  }

  // A job whose place is not known is still a job: it shows no distance.
  async #placeOf(id: string): Promise<Place | null> {
    const detail = await this.#app.host.call('get_record', { id }).catch(() => null);
    const type = detail && this.#app.workspace.type(detail.type);
    const field = type?.fields.find(({ kind }) => kind === 'geo');
    return detail && field ? placeIn(detail.fields[field.key]) : null;
  }

  // Nobody is asked for their position by opening a screen.
  async #begin(): Promise<void> {
    const leave = await navigator.permissions?.query({ name: 'geolocation' }).catch(() => null);
    if (leave?.state === 'granted') this.locate();
    else this.askable = leave?.state !== 'denied';
  }
}
