/** Publishes how much of the page the keyboard of a phone covers, where the system does not make the page smaller itself. */

/** Keeps `--keyboard` true. Install once at start. */
export function followKeyboard(): void {
  const seen = window.visualViewport;
  const tell = () => {
    // A page that was zoomed shows less for another reason.
    const covered = seen && seen.scale === 1 ? Math.max(0, innerHeight - seen.height) : 0;
    document.documentElement.style.setProperty('--keyboard', `${Math.round(covered)}px`);
  };
  seen?.addEventListener('resize', tell);
}
