import type { Attachment, BlobInfo, BlobPolicy, Commands } from '../../wire';

type BlobCommand =
  | 'begin_blob'
  | 'write_blob'
  | 'finish_blob'
  | 'blobs'
  | 'pin_blob'
  | 'save_blob'
  | 'blob_policy'
  | 'set_blob_policy'
  | 'set_network';
type Handlers = { [K in BlobCommand]: (request: Commands[K]['request']) => Commands[K]['response'] };

const types: Record<string, string> = {
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  png: 'image/png',
  pdf: 'application/pdf',
  webm: 'audio/webm',
};
const contents = new Map<string, string>();
/** Files of records nobody has open. */
const kept: BlobInfo[] = [
  { hash: 'k1', size: 2_400_000, here: true, waiting: false, pinned: false, reason: null },
  { hash: 'k2', size: 18_000_000, here: true, waiting: false, pinned: true, reason: null },
  { hash: 'k3', size: 640_000, here: true, waiting: true, pinned: false, reason: null },
  { hash: 'k4', size: 96_000_000, here: false, waiting: false, pinned: false, reason: null },
];
let policy: BlobPolicy = { mode: 'auto', auto_bytes: 20 * 1024 * 1024, network: 'any' };

/** The files of the host in memory: those handed over, and a drawing for every other name. */
export function blobCommands(): Handlers {
  const info = (hash: string): BlobInfo => {
    const waiting = contents.has(hash);
    return { hash, size: 1, here: true, waiting, pinned: false, reason: null };
  };
  return {
    begin_blob: () => ({ draft: crypto.randomUUID() }),
    write_blob: ({ draft, data }) => {
      contents.set(draft, (contents.get(draft) ?? '') + data);
      return {};
    },
    finish_blob: ({ draft, name }): Attachment => {
      const size = Math.floor(((contents.get(draft) ?? '').length * 3) / 4);
      const mime = types[name.split('.').at(-1) ?? ''] ?? 'application/octet-stream';
      return { hash: draft, name, size, mime };
    },
    blobs: ({ hashes }) => (hashes.length > 0 ? hashes.map(info) : [...kept, ...[...contents.keys()].map(info)]),
    pin_blob: ({ hash, pinned }) => ({ ...info(hash), pinned }),
    save_blob: ({ name }) => ({ path: `/home/ana/Downloads/${name}` }),
    blob_policy: () => policy,
    set_blob_policy: (wanted) => {
      policy = wanted;
      return policy;
    },
    set_network: () => ({}),
  };
}

/** The bytes handed over under a name, in base64. */
export const bytesOf = (hash: string): string => contents.get(hash) ?? '';

/** Keeps bytes made by the host as a file. */
export function keepBytes(data: string, name: string, mime: string): Attachment {
  const hash = crypto.randomUUID();
  contents.set(hash, data);
  return { hash, name, size: Math.floor((data.length * 3) / 4), mime };
}

/** The bytes handed over under this name, or a drawing of a house whose colors come from the name. */
export function fakeBlobUrl(hash: string): string {
  const data = contents.get(hash);
  if (data) return `data:${data.startsWith('GkXf') ? 'audio/webm' : 'image/*'};base64,${data}`;
  const hue = [...hash].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 360, 7);
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 240"><rect width="320" height="240" fill="hsl(${hue} 45% 78%)"/><rect y="170" width="320" height="70" fill="hsl(${(hue + 90) % 360} 30% 55%)"/><path d="M70 170V100l90-60 90 60v70z" fill="hsl(${(hue + 180) % 360} 35% 92%)"/><path d="M55 110l105-75 105 75-12 14-93-66-93 66z" fill="hsl(${(hue + 20) % 360} 45% 42%)"/><rect x="140" y="115" width="42" height="55" fill="hsl(${(hue + 200) % 360} 30% 40%)"/></svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}
