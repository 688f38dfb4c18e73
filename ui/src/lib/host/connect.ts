import { httpHost } from './http';
import type { Host } from './types';

declare global {
  interface Window {
    __TAURI_INTERNALS__?: unknown;
  }
}

/** Picks the host: the app's window, the in-memory one of development and tests, or HTTP. */
export async function connect(): Promise<Host> {
  if (window.__TAURI_INTERNALS__) return (await import('./tauri')).tauriHost();
  if (import.meta.env.MODE !== 'production' && new URLSearchParams(location.search).has('fake')) {
    return (await import('./fake')).fakeHost(new URLSearchParams(location.search).get('fake') ?? '');
  }
  return httpHost();
}
