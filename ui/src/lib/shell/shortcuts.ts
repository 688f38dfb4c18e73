import type { App } from '../app/app.svelte';
import { newPath } from '../router.svelte';

/** How long after `G` the second key counts, in milliseconds. */
const patience = 1500;
/** Where `G` and a second key lead. */
const places: Record<string, string> = { h: '#/', c: '#/conflicts', s: '#/settings' };
let goUntil = 0;

/** The keys that work everywhere; lists and records add their own. */
export function pressShortcut(app: App, event: KeyboardEvent): void {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
    event.preventDefault();
    app.palette = !app.palette;
    return;
  }
  if (
    event.ctrlKey ||
    event.metaKey ||
    event.altKey ||
    isTyping(event.target) ||
    document.querySelector('dialog[open]')
  )
    return;
  const place = Date.now() < goUntil ? places[event.key] : undefined;
  goUntil = event.key === 'g' ? Date.now() + patience : 0;
  if (place) app.router.go(place);
  else if (event.key === '?') app.help = true;
  else if (event.key === '/') focusSearch(app);
  else if (event.key === 'c') create(app);
  else return;
  event.preventDefault();
}

function focusSearch(app: App): void {
  const search = document.querySelector<HTMLInputElement>('[data-testid="list-search"]');
  if (search?.checkVisibility({ visibilityProperty: true })) search.focus();
  else app.palette = true;
}

function create(app: App): void {
  const { route } = app.router;
  const type = route.page === 'type' ? app.workspace.type(route.type) : undefined;
  if (type?.can_create && route.page === 'type') app.router.go(newPath(type.key, route.view));
  else app.palette = true;
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches('input, textarea, select, [contenteditable]');
}
