import type { App } from '../app/app.svelte';
import { HostError } from '../host/types';

/** What went wrong with a picture, in the person's language. */
export function failureText({ i18n: { t } }: App, problem: unknown): string {
  const failure = HostError.from(problem);
  if (failure.code === 'not_a_picture') return t('capture.not_a_picture');
  if (failure.code === 'picture_too_large') return t('capture.too_large');
  if (failure.code === 'picture_damaged') return t('capture.damaged');
  return failure.message;
}

/** The first picture among what was pasted. */
export function pasted(event: ClipboardEvent): File | undefined {
  return [...(event.clipboardData?.files ?? [])].find(({ type }) => type.startsWith('image/'));
}
