import type { App } from '../app/app.svelte';
import type { Fields } from '../wire';

/** Opens the form of a new record with some fields filled. */
export function startWith(app: App, type: string, fields: Fields): void {
  app.drafts.begin(type, fields);
  app.router.go(app.pathOfNew(type), true);
}
