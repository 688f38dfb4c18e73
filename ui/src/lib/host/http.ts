import type { Commands, Event } from '../wire';
import { browser } from './browser';
import { type Host, HostError } from './types';

/** The host behind `campo serve`: commands by POST, events by a server-sent stream, the session in a cookie. */
export function httpHost(): Host {
  return {
    ...browser(),
    capabilities: {
      geolocation: 'geolocation' in navigator,
      camera: 'mediaDevices' in navigator,
      window: false,
      downloads: true,
    },
    async call<K extends keyof Commands>(command: K, request: Commands[K]['request']) {
      const response = await post(`/rpc/${command}`, request);
      const body: unknown = await response.json().catch(() => null);
      if (response.ok) return body as Commands[K]['response'];
      throw HostError.from(body ?? new HostError('protocol', `HTTP ${response.status}`));
    },
    blobUrl: (hash) => `/blob/${hash}`,
    events(listener) {
      const source = new EventSource('/events');
      source.onmessage = ({ data }) => listener(JSON.parse(data) as Event);
      return () => source.close();
    },
  };
}

async function post(path: string, body: unknown): Promise<Response> {
  try {
    return await fetch(path, {
      method: 'POST',
      credentials: 'same-origin',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  } catch (failure) {
    throw new HostError('offline', failure instanceof Error ? failure.message : String(failure));
  }
}
