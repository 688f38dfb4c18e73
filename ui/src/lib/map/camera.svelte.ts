/** Where the map looks: Web Mercator (EPSG:3857), as all web maps; zoom 0 shows the world in 256 px. */
import type { Bounds } from '../wire';

/** A place on the world's square: both from 0 to 1. */
export interface World {
  readonly x: number;
  readonly y: number;
}

const tile = 256;
/** Where Mercator's square ends. */
const maxLat = 85.0511;
const limits = { least: 1, most: 19 };

export function toWorld(lat: number, lon: number): World {
  const sine = Math.sin((Math.max(-maxLat, Math.min(maxLat, lat)) * Math.PI) / 180);
  return { x: lon / 360 + 0.5, y: 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI) };
}

export function fromWorld({ x, y }: World): { lat: number; lon: number } {
  return { lon: (x - 0.5) * 360, lat: (Math.atan(Math.sinh((0.5 - y) * 2 * Math.PI)) * 180) / Math.PI };
}

export class Camera {
  /** The place in the middle. */
  center: World = $state.raw(toWorld(-14, -53));
  zoom: number = $state(3.4);
  width: number = $state(0);
  height: number = $state(0);

  /** How many px the whole world is wide. */
  get size(): number {
    return tile * 2 ** this.zoom;
  }

  /** Where a place is on the screen. */
  toScreen(lat: number, lon: number): { x: number; y: number } {
    const { x, y } = toWorld(lat, lon);
    return {
      x: (x - this.center.x) * this.size + this.width / 2,
      y: (y - this.center.y) * this.size + this.height / 2,
    };
  }

  /** What is at a point of the screen. */
  at(x: number, y: number): { lat: number; lon: number } {
    return fromWorld(this.#worldAt(x, y));
  }

  /** The box on the screen, with a margin in px. */
  bounds(margin = 0): Bounds {
    const [topLeft, bottomRight] = [this.at(-margin, -margin), this.at(this.width + margin, this.height + margin)];
    const wide = this.width + 2 * margin >= this.size;
    return {
      north: topLeft.lat,
      south: bottomRight.lat,
      west: wide ? -180 : Math.max(-180, topLeft.lon),
      east: wide ? 180 : Math.min(180, bottomRight.lon),
    };
  }

  /** The degrees of a square of so many px in the middle. */
  cell(px: number): { cell_lat: number; cell_lon: number } {
    const cell_lon = (px * 360) / this.size;
    return { cell_lon, cell_lat: cell_lon * Math.cos((fromWorld(this.center).lat * Math.PI) / 180) };
  }

  /** How many px a meter is in the middle. */
  get meter(): number {
    return this.size / (40_075_017 * Math.cos((fromWorld(this.center).lat * Math.PI) / 180));
  }

  pan(dx: number, dy: number): void {
    this.#lookAt(this.center.x - dx / this.size, this.center.y - dy / this.size);
  }

  /** Zooms with a point of the screen staying where it is. */
  zoomAt(x: number, y: number, by: number): void {
    const before = this.#worldAt(x, y);
    this.zoom = Math.max(limits.least, Math.min(limits.most, this.zoom + by));
    const after = this.#worldAt(x, y);
    this.#lookAt(this.center.x + before.x - after.x, this.center.y + before.y - after.y);
  }

  /** Looks at a box, all of it on the screen. */
  fit({ south, west, north, east }: Bounds, margin = 56): void {
    const [a, b] = [toWorld(north, west), toWorld(south, east)];
    const [width, height] = [Math.max(b.x - a.x, 1e-7), Math.max(b.y - a.y, 1e-7)];
    const room = { width: Math.max(64, this.width - 2 * margin), height: Math.max(64, this.height - 2 * margin) };
    const zoom = Math.log2(Math.min(room.width / width, room.height / height) / tile);
    this.zoom = Math.max(limits.least, Math.min(16, zoom));
    this.#lookAt((a.x + b.x) / 2, (a.y + b.y) / 2);
  }

  #worldAt(x: number, y: number): World {
    return {
      x: this.center.x + (x - this.width / 2) / this.size,
      y: this.center.y + (y - this.height / 2) / this.size,
    };
  }

  #lookAt(x: number, y: number): void {
    this.center = { x: Math.max(0, Math.min(1, x)), y: Math.max(0, Math.min(1, y)) };
  }
}
