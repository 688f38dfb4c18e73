import type { App } from '../app/app.svelte';
import type { Attachment } from '../wire';

/** The media types that a browser shows in place. */
const pictures = new Set(['image/jpeg', 'image/png', 'image/webp', 'image/gif']);

/** The files of a field's value. */
export function filesOf(value: unknown): Attachment[] {
  return Array.isArray(value) ? (value as Attachment[]).filter(({ hash }) => typeof hash === 'string') : [];
}

export const isPicture = (file: Attachment): boolean => pictures.has(file.mime);

/** The media types of sound that the engine lets a page play. */
const sounds = new Set(['audio/webm', 'audio/ogg', 'audio/opus', 'audio/mp4', 'audio/mpeg', 'audio/x-wav']);

export const isSound = (file: Attachment): boolean => sounds.has(file.mime);

/** The blob to show a file small, if there is one. */
export const small = (file: Attachment): string | undefined => file.thumb ?? (isPicture(file) ? file.hash : undefined);

/** What a field's file picker offers. */
export const accepted: Record<string, string> = {
  image: 'image/*',
  signature: 'image/*',
  scan: 'image/*,application/pdf',
};

/** A number of bytes as people say it. */
export function sizeText({ format }: App, bytes: number): string {
  return bytes < 1_000_000
    ? `${format.number(Math.max(bytes / 1000, bytes > 0 ? 1 : 0), 0)} kB`
    : `${format.number(bytes / 1_000_000, 1)} MB`;
}

/** Saves a file where the person keeps downloads. */
export async function save(app: App, { hash, name }: Attachment): Promise<void> {
  if (app.host.capabilities.downloads) {
    const link = document.createElement('a');
    link.href = app.host.blobUrl(hash);
    link.download = name;
    link.click();
    return;
  }
  const { path } = await app.host.call('save_blob', { hash, name });
  app.toasts.show(app.i18n.t('files.saved', { path }));
}
