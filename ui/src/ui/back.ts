/** Overlays in the browser's history, so that Back (and Android's back gesture) closes them. */

const live = new Set<number>();
let last = 0;

/** Adds a history entry for an open overlay; Back calls `close`. The returned function takes the entry away. */
export function closeOnBack(close: () => void): () => void {
  const mark = ++last;
  live.add(mark);
  history.pushState({ overlay: mark }, '');
  const onMove = () => {
    if (history.state?.overlay !== mark) close();
  };
  addEventListener('popstate', onMove);
  addEventListener('hashchange', onMove);
  return () => {
    live.delete(mark);
    removeEventListener('popstate', onMove);
    removeEventListener('hashchange', onMove);
    if (history.state?.overlay === mark) history.back();
  };
}

/** Steps over history entries of overlays that are long closed. Install once at start. */
export function skipClosedOverlays(): void {
  addEventListener('popstate', () => {
    const mark: unknown = history.state?.overlay;
    if (typeof mark === 'number' && !live.has(mark)) history.back();
  });
}
