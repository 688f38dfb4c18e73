/** What the command palette offers. */
import type { App } from '../app/app.svelte';
import { dashboardPath, listPath, newPath } from '../router.svelte';
import type { SearchHit } from '../wire';

export interface Entry {
  readonly group: 'results' | 'go' | 'create';
  readonly icon: string;
  readonly text: string;
  readonly note: string;
  readonly path: string;
}

/** Records found, best first. */
export function hitEntries(app: App, hits: SearchHit[]): Entry[] {
  // What has no view of its own, as saved views, is no place to go to.
  const shown = hits.filter(({ record_type }) => (app.workspace.type(record_type)?.views.length ?? 0) > 0);
  return shown.map(({ id, record_type, title }) => {
    const type = app.workspace.type(record_type);
    return {
      group: 'results',
      icon: type?.icon ?? 'box',
      text: title,
      note: app.i18n.label(type?.label, record_type),
      path: app.pathOf(record_type, id),
    };
  });
}

/** Recent records, places to go and things to create whose text has the words. */
export function commandsFor(app: App, words: string): Entry[] {
  const all = [...(words ? [] : recent(app)), ...places(app), ...creations(app)];
  const wanted = fold(words);
  return all.filter(({ text }) => fold(text).includes(wanted));
}

function recent(app: App): Entry[] {
  return hitEntries(
    app,
    app.recents.map(({ id, type, title }) => ({ id, record_type: type, title })),
  );
}

function places(app: App): Entry[] {
  const { t, label } = app.i18n;
  const lists = app.workspace.menu.map(({ item, module }): Entry => {
    return {
      group: 'go',
      icon: item.icon,
      text: label(item.label, item.view),
      note: label(module.label, module.key),
      path: listPath(item.record_type, item.view),
    };
  });
  const boards = app.workspace.whole.modules.map(({ key, label: name }): Entry => {
    const text = t('dashboard.of', { module: label(name, key) });
    return { group: 'go', icon: 'layout-dashboard', text, note: '', path: dashboardPath(key) };
  });
  const scans: Entry[] = [
    { group: 'go', icon: 'scan-code', text: t('capture.code_open'), note: '', path: '#/scan/code' },
  ];
  if (app.workspace.scans.length > 0)
    scans.push({ group: 'go', icon: 'scan-line', text: t('capture.document'), note: '', path: '#/scan/document' });
  if (app.host.capabilities.geolocation)
    scans.push({ group: 'go', icon: 'navigation', text: t('capture.track'), note: '', path: '#/scan/track' });
  const fixed: Entry[] = [
    { group: 'go', icon: 'house', text: t('nav.home'), note: '', path: '#/' },
    { group: 'go', icon: 'triangle-alert', text: t('nav.conflicts'), note: '', path: '#/conflicts' },
    { group: 'go', icon: 'settings', text: t('nav.settings'), note: '', path: '#/settings' },
  ];
  return [...lists, ...boards, ...scans, ...fixed];
}

function creations(app: App): Entry[] {
  const { t, label } = app.i18n;
  return app.workspace.whole.types
    .filter(({ can_create, views }) => can_create && views.length > 0)
    .map((type) => ({
      group: 'create',
      icon: 'plus',
      text: t('list.create_type', { type: label(type.label, type.key).toLowerCase() }),
      note: '',
      path: newPath(type.key, app.workspace.viewOf(type.key)),
    }));
}

const fold = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
