/** Notices of the system, where the page may show them. */
import type { App } from '../app/app.svelte';
import type { Item } from './notices.svelte';
import { headline, pathOf } from './text';

/** Whether this page can show notices of the system at all. */
export const canPush = (): boolean => 'Notification' in window;

/** Asks the person for leave; whether it is given. */
export async function askLeave(): Promise<boolean> {
  return canPush() && (await Notification.requestPermission()) === 'granted';
}

/** Shows a notice of the system, unless the app is before the person's eyes. */
export function push(app: App, item: Item): void {
  if (!canPush() || Notification.permission !== 'granted' || document.hasFocus()) return;
  const shown = new Notification(headline(app, item), { body: item.text || item.title, tag: item.id });
  shown.onclick = () => {
    window.focus();
    app.router.go(pathOf(app, item));
    shown.close();
  };
}
