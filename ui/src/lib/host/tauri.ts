import { Channel, convertFileSrc, invoke } from '@tauri-apps/api/core';
import { listen } from '@tauri-apps/api/event';
import type { Commands, Event } from '../wire';
import { browser } from './browser';
import { phone } from './phone';
import { type Host, HostError } from './types';

/** Phones say so; an iPad says it is a Mac, which has no touch screen. */
const isPhone =
  /Android|iPhone|iPad/.test(navigator.userAgent) ||
  (navigator.maxTouchPoints > 1 && navigator.userAgent.includes('Macintosh'));

/** The host inside the app's own window. The only file that knows Tauri. */
export function tauriHost(): Host {
  return {
    ...(isPhone ? phone({ invoke, channel: (listener) => new Channel(listener) }) : browser()),
    capabilities: {
      geolocation: isPhone || 'geolocation' in navigator,
      camera: 'mediaDevices' in navigator,
      window: true,
      downloads: false,
    },
    async call<K extends keyof Commands>(command: K, request: Commands[K]['request']) {
      try {
        return await invoke<Commands[K]['response']>('rpc', { command, request });
      } catch (failure) {
        throw HostError.from(failure);
      }
    },
    blobUrl: (hash) => convertFileSrc(hash, 'campo-blob'),
    events(listener) {
      const listening = listen<Event>('campo', ({ payload }) => listener(payload));
      return () => void listening.then((stop) => stop());
    },
    links: inbox(),
  };
}

/** Keeps the last link of each kind while nobody listens: a record's while the app is locked. */
function inbox(): Host['links'] {
  const waiting = new Map<string, string>();
  const listeners = new Map<string, (link: string) => void>();
  const arrive = (link: string) => {
    const kind = /^campo:\/\/(\w+)/.exec(link)?.[1] ?? '';
    const hear = listeners.get(kind);
    if (hear) hear(link);
    else waiting.set(kind, link);
  };
  // Listening first: a link must not fall between the two.
  const listening = listen<string[]>('deep-link://new-url', ({ payload }) => payload.forEach(arrive));
  void listening
    .then(() => invoke<string[] | null>('plugin:deep-link|get_current'))
    .then((links) => links?.forEach(arrive));
  return (kind, hear) => {
    listeners.set(kind, hear);
    const link = waiting.get(kind);
    waiting.delete(kind);
    if (link !== undefined) hear(link);
    return () => listeners.delete(kind);
  };
}
