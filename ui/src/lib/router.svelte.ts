import { type Section, sectionOf } from './admin/sections';

/** Where the person is, from the address after `#`. */
export type Route =
  | { page: 'home' }
  | { page: 'type'; type: string; view: string; open: Open }
  | { page: 'dashboard'; module: string; board: string | null }
  | { page: 'scan'; what: 'code' | 'document' | 'track' }
  | { page: 'import'; type: string }
  | { page: 'chats'; about: About | null }
  | { page: 'inbox' }
  | { page: 'conflicts' }
  | { page: 'settings' }
  | { page: 'storage' }
  | { page: 'admin'; section: Section };

/** What a conversation is about: a record, or the person it is with. */
export interface About {
  readonly kind: 'record' | 'person';
  readonly id: string;
}

/** What is open beside or over a list. */
export type Open =
  | { mode: 'nothing' }
  | { mode: 'new' }
  | { mode: 'record'; id: string }
  | { mode: 'full'; id: string }
  | { mode: 'edit'; id: string };

/** Reads a hash such as `#/t/crm.lead/leads/r/<id>/edit`; anything unknown is home. */
export function parseRoute(hash: string): Route {
  const [head, type, view, ...rest] = hash
    .replace(/^#?\/?/, '')
    .split('/')
    .map(decodeURIComponent);
  if (head === 't' && type && view) return { page: 'type', type, view, open: parseOpen(rest) };
  if (head === 'd' && type) return { page: 'dashboard', module: type, board: view ?? null };
  if (head === 'scan' && (type === 'code' || type === 'document' || type === 'track'))
    return { page: 'scan', what: type };
  if (head === 'import' && type) return { page: 'import', type };
  if (head === 'chats') return { page: 'chats', about: aboutOf(type, view) };
  if (head === 'inbox' || head === 'conflicts' || head === 'settings' || head === 'storage') return { page: head };
  if (head === 'admin') return { page: 'admin', section: sectionOf(type) };
  return { page: 'home' };
}

function aboutOf(kind: string | undefined, id: string | undefined): About | null {
  return (kind === 'record' || kind === 'person') && id ? { kind, id } : null;
}

function parseOpen([what, id, how]: string[]): Open {
  if (what === 'new') return { mode: 'new' };
  if (what !== 'r' || !id) return { mode: 'nothing' };
  if (how === 'edit' || how === 'full') return { mode: how, id };
  return { mode: 'record', id };
}

/** The address of a list. */
export function listPath(type: string, view: string): string {
  return `#/t/${encodeURIComponent(type)}/${encodeURIComponent(view)}`;
}

/** The address of a module's dashboard: its first, or the one with this key. */
export function dashboardPath(module: string, board?: string): string {
  return `#/d/${encodeURIComponent(module)}${board ? `/${encodeURIComponent(board)}` : ''}`;
}

/** The address of the page that imports records of a type. */
export function importPath(type: string): string {
  return `#/import/${encodeURIComponent(type)}`;
}

/** The address of a part of administration. */
export function adminPath(section: Section): string {
  return `#/admin/${section}`;
}

/** The address of a conversation. */
export function chatPath({ kind, id }: About): string {
  return `#/chats/${kind}/${encodeURIComponent(id)}`;
}

/** The address of a record, opened beside its list. */
export function recordPath(type: string, view: string, id: string, how?: 'edit' | 'full'): string {
  return `${listPath(type, view)}/r/${encodeURIComponent(id)}${how ? `/${how}` : ''}`;
}

/** The address of the form of a new record. */
export function newPath(type: string, view: string): string {
  return `${listPath(type, view)}/new`;
}

/** The current route; follows the address. */
export class Router {
  route: Route = $state.raw(parseRoute(location.hash));

  constructor() {
    addEventListener('hashchange', () => {
      this.route = parseRoute(location.hash);
    });
  }

  /** Goes to an address; an overlay's history entry is replaced rather than kept. */
  go(path: string, replace = false): void {
    if (replace || history.state?.overlay) {
      history.replaceState(null, '', path);
      dispatchEvent(new HashChangeEvent('hashchange'));
    } else {
      location.hash = path;
    }
  }
}
