import type { Host } from './types';

/** What every browser can do by itself, and the window of a desktop with it. */
export function browser(): Pick<Host, 'biometry' | 'geolocation' | 'links' | 'readCode' | 'tap'> {
  return {
    biometry: null,
    geolocation: navigator.geolocation,
    links: () => () => undefined,
    readCode: null,
    tap: () => void navigator.vibrate?.(40),
  };
}
