/** Which columns a card may go to, and why not. */
import type { App } from '../app/app.svelte';
import { problemText } from '../value/problem';
import type { FieldInfo, TypeInfo } from '../wire';

/** The key of the column of records without a value. */
export const none = '';

/** Why records of a column may not go to another, as the module declares it; null when they may. */
export function declaredRefusal(app: App, type: TypeInfo, field: FieldInfo, from: string, to: string): string | null {
  const { t } = app.i18n;
  if (!type.can_update || type.read_only.includes(field.key)) return t('board.no_right');
  if (type.states?.field !== field.key) return to === none && field.required ? t('board.needs_value') : null;
  const steps = type.states.transitions.filter((step) => step.from.includes(from) && step.to === to);
  if (steps.length === 0)
    return t('board.no_step', { from: app.format.option(field, from), to: app.format.option(field, to) });
  return steps.some(({ allowed }) => allowed) ? null : t('board.no_role');
}

/** Why this record may not go to a column, as its rules say now; null when it may. */
export async function recordRefusal(
  app: App,
  type: TypeInfo,
  field: FieldInfo,
  id: string,
  to: string,
): Promise<string | null> {
  const request = { record_type: type.key, id, fields: { [field.key]: to === none ? null : to } };
  const { problems } = await app.host.call('check_record', request);
  const wrong = problems.find(({ warning }) => !warning);
  return wrong ? problemText(app.i18n, wrong) : null;
}
