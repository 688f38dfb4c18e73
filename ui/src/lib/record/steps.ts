/** Steps of a record's life cycle, from its page or from the day's work. */
import type { App } from '../app/app.svelte';
import { recordPath } from '../router.svelte';
import { refusalText } from '../value/problem';
import type { StatesInfo, TransitionInfo, TypeInfo } from '../wire';
import { offerUndo, sendEdits } from './edits';

/** What a step is taken of. */
export interface Stepped {
  readonly id: string;
  readonly type: TypeInfo;
  readonly title: string;
  /** The state it is in. */
  readonly state: string;
}

/** Whether a step can be taken back: another one leads from its end to where it began. */
export const hasWayBack = ({ transitions }: StatesInfo, { to }: TransitionInfo, from: string): boolean =>
  transitions.some((other) => other.allowed && !other.online && other.from.includes(to) && other.to === from);

/** Takes a step and offers the way back, if there is one. When something is missing, the form is offered with the step begun. */
export async function takeStep(app: App, states: StatesInfo, step: TransitionInfo, record: Stepped): Promise<void> {
  const { type, id, title, state } = record;
  const field = type.fields.find(({ key }) => key === states.field);
  const fields = { [states.field]: step.to };
  const { undo, refused } = await sendEdits(app, [{ kind: 'update', id, fields }]);
  const [refusal] = refused;
  if (refusal) return offerForm(app, record, fields, refusalText(app.i18n, refusal));
  const said = `${title}: ${field ? app.format.option(field, step.to) : step.to}`;
  if (hasWayBack(states, step, state)) offerUndo(app, said, undo);
  else app.toasts.show(said);
}

/** Says why a step was refused, with a way to fill in what it lacks. */
function offerForm(app: App, { id, type, title }: Stepped, fields: Record<string, unknown>, message: string): void {
  const { t } = app.i18n;
  const view = app.workspace.viewOf(type.key);
  const run = () => {
    app.drafts.keep({ type: type.key, view, record: id, title, changes: fields });
    app.router.go(recordPath(type.key, view, id, 'edit'));
  };
  app.toasts.show(message, { label: t('today.complete'), undo: false, run }, 'danger');
}
