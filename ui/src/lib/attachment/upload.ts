import type { Host } from '../host/types';
import type { Attachment } from '../wire';

/** What one command carries at most. */
const pieceBytes = 768 * 1024;

/** Hands a file over to the core; `onprogress` hears how much of it is there, 0 to 1. */
export async function upload(host: Host, file: File, onprogress: (done: number) => void): Promise<Attachment> {
  const { draft } = await host.call('begin_blob', {});
  for (let from = 0; from < file.size; from += pieceBytes) {
    const piece = file.slice(from, from + pieceBytes);
    await host.call('write_blob', { draft, data: await base64(piece) });
    onprogress(Math.min(1, (from + piece.size) / file.size));
  }
  return host.call('finish_blob', { draft, name: file.name });
}

/** The bytes in base64. */
export function base64(piece: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onerror = () => reject(reader.error);
    reader.onload = () => resolve(String(reader.result).replace(/^[^,]*,/, ''));
    reader.readAsDataURL(piece);
  });
}
