import type { Host } from '../host/types';

/** How often the engine is told that somebody is there, ms. */
const OFTEN = 30_000;

/** Tells the engine that its person is there, and whether the window can be seen, for as long as the page lives. */
export function tellPresence(host: Host): void {
  let told = 0;
  const tell = () => {
    told = Date.now();
    // A locked engine refuses it, and knows already.
    host.call('note_presence', { visible: !document.hidden }).catch(() => undefined);
  };
  const act = () => {
    if (Date.now() - told > OFTEN) tell();
  };
  for (const name of ['pointerdown', 'keydown', 'wheel']) addEventListener(name, act, { passive: true });
  document.addEventListener('visibilitychange', tell);
  tell();
}
