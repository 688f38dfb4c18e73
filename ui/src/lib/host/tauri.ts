import { convertFileSrc, invoke } from '@tauri-apps/api/core';
import { listen } from '@tauri-apps/api/event';
import type { Commands, Event } from '../wire';
import { type Host, HostError } from './types';

/** The host inside the app's own window. The only file that knows Tauri. */
export function tauriHost(): Host {
  return {
    capabilities: {
      geolocation: 'geolocation' in navigator,
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
  };
}
