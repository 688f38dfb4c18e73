/** What is wrong with values, in the person's language. */
import type { I18n } from '../../i18n/i18n.svelte';
import type { Problem } from '../wire';

export const problemText = ({ label }: I18n, { message, code }: Problem): string => label(message, code);

/** Why something was refused: what is wrong with its fields, else what the host says of the whole. */
export function refusalText(i18n: I18n, { message, problems }: { message: string; problems: Problem[] }): string {
  return problems.length > 0 ? problems.map((problem) => problemText(i18n, problem)).join(' · ') : message;
}
