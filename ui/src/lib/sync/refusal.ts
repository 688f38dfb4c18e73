/** Why the server refused an edit, in the person's language where the code is known, else in the server's words. */
import type { I18n } from '../../i18n/i18n.svelte';
import type { OutboxEntry } from '../wire';

const known = [
  'forbidden',
  'not_unique',
  'invalid',
  'referenced',
  'deleted',
  'too_large',
  'not_found',
  'unknown_field',
  'unknown_type',
] as const;

export function whyRefused({ t }: I18n, { code, reason }: OutboxEntry): string {
  const found = known.find((one) => one === code);
  return found ? t(`refusal.${found}`) : (reason ?? '');
}
