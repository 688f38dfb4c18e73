/** The PIN and the sessions of the pretended person. The mode `locked` starts under the PIN 948207, `pin` has it. */
import type { Commands, LockState, MySession, Session } from '../../wire';
import { HostError } from '../types';

type LockCommand =
  | 'lock_app'
  | 'lock_state'
  | 'set_idle_limit'
  | 'note_presence'
  | 'unlock'
  | 'set_pin'
  | 'remove_pin'
  | 'sessions'
  | 'end_session';
type Handlers = { [K in LockCommand]: (request: Commands[K]['request']) => Commands[K]['response'] };
type Locked = Extract<Session, { state: 'locked' }>;

const PIN = '948207';

/** What a lock does to the pretended session. */
export interface Gatekeeper {
  get: () => Session;
  set: (session: Session) => void;
}

/** The session of a locked device. */
export function lockedSession(tries_left: number, wait_ms = 0): Locked {
  const server = 'https://campo.exemplo.com.br';
  return { state: 'locked', name: 'Ana Souza', server, tenant: 'demo', gate: 'pin', tries_left, wait_ms };
}

function sessionOf(id: string, device_name: string, more: Partial<MySession>): MySession {
  const now = new Date().toISOString();
  return { session: id, device: id, device_name, created: now, last_seen: now, expires: now, this: false, ...more };
}

export function lockCommands(modes: string, signedIn: Session, keeper: Gatekeeper): Handlers {
  let pin = /locked|pin/.test(modes) ? PIN : '';
  let state: LockState = { may_set_pin: !modes.includes('out'), idle_minutes: 15 };
  let tries = 10;
  let sessions = [
    sessionOf('00', 'Notebook do escritório', { this: true }),
    sessionOf('01', 'Celular da Ana (Android)', { created: '2026-11-02T12:00:00Z', last_seen: '2026-11-21T17:40:00Z' }),
  ];
  const now = (): LockState => ({ ...state, ...(pin ? { gate: 'pin' as const } : {}) });
  const prove = (typed: string | undefined) => {
    if (typed === pin) return;
    tries -= 1;
    throw new HostError('wrong_pin', `PIN errado. Restam ${tries} tentativas.`);
  };
  return {
    lock_app: () => {
      keeper.set(lockedSession(tries));
      return keeper.get();
    },
    lock_state: now,
    set_idle_limit: ({ minutes }) => {
      state = { ...state, idle_minutes: minutes };
      return now();
    },
    note_presence: () => ({}),
    unlock: ({ secret }) => {
      if (secret !== pin) {
        tries -= 1;
        keeper.set(lockedSession(tries, 10 - tries > 1 ? 1000 : 0));
        throw new HostError('wrong_pin', 'PIN errado.');
      }
      tries = 10;
      keeper.set(signedIn);
      return keeper.get();
    },
    set_pin: ({ pin: next, old }) => {
      if (pin) prove(old);
      if (next.length < 6 || next === '123456') throw new HostError('weak_password', 'PIN fraco.');
      pin = next;
      return now();
    },
    remove_pin: ({ pin: old }) => {
      prove(old);
      pin = '';
      return now();
    },
    sessions: () => sessions,
    end_session: ({ session }) => {
      sessions = sessions.filter((own) => own.session !== session);
      return sessions;
    },
  };
}
