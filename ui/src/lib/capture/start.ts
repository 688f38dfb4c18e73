import type { App } from '../app/app.svelte';
import type { Fields } from '../wire';

/** Opens the form of a new record with some fields filled; one that somebody began already is gone on with. */
export function startWith(app: App, type: string, fields: Fields): void {
  const draft = app.drafts.get(type, null);
  if (draft) app.drafts.keep({ ...draft, changes: { ...draft.changes, ...fields } });
  else app.drafts.begin(type, fields);
  app.router.go(app.pathOfNew(type), true);
}
