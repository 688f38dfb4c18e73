/** Password, second factor and devices of the pretended person. */
import type { Commands, MyDevice } from '../../wire';
import { HostError } from '../types';

type AccountCommand =
  | 'change_password'
  | 'devices'
  | 'end_device'
  | 'factor'
  | 'begin_factor'
  | 'confirm_factor'
  | 'end_factor';
type Handlers = { [K in AccountCommand]: (request: Commands[K]['request']) => Commands[K]['response'] };

const known: MyDevice[] = [
  device('4f1d2c3b5a697887', 'Notebook do escritório', { this: true }),
  device('9a8b7c6d5e4f3a2b', 'Celular da Ana (Android)', { pending: 3, last_seen: '2026-11-21T17:40:00Z' }),
  device('1122334455667788', 'Tablet antigo', { access: 'revoked', last_seen: '2026-08-02T09:00:00Z' }),
];

function device(tag: string, name: string, more: Partial<MyDevice>): MyDevice {
  const last_seen = new Date().toISOString();
  return { device: tag, name, last_seen, version: '0.1.0', pending: 0, this: false, access: 'full', ...more };
}

export function accountCommands(): Handlers {
  let factor = { in_force: false };
  let devices = known;
  return {
    change_password: ({ old, new: next }) => {
      if (old !== 'correct horse') throw new HostError('wrong_credentials', 'Senha errada.');
      if (next.length < 8) throw new HostError('weak_password', 'Senha fraca.');
      return {};
    },
    devices: () => devices,
    end_device: ({ device: tag, wipe }) => {
      const access = wipe ? 'wipe_ordered' : 'revoked';
      devices = devices.map((other) => (other.device === tag ? { ...other, access } : other));
      return devices;
    },
    factor: () => factor,
    begin_factor: () => ({ secret: 'JBSWY3DPEHPK3PXP', address: 'otpauth://totp/Campo:demo?secret=JBSWY3DPEHPK3PXP' }),
    confirm_factor: ({ code }) => {
      checkCode(code);
      factor = { in_force: true };
      return { codes: Array.from({ length: 10 }, (_, n) => `ABCD-EFGH-JKLM-${2000 + n}`) };
    },
    end_factor: ({ code }) => {
      checkCode(code);
      factor = { in_force: false };
      return factor;
    },
  };
}

/** Lets the only right code of the pretended authenticator app pass. */
export function checkCode(code: string | undefined): void {
  if (code === undefined) throw new HostError('code_needed', 'Falta o código.');
  if (code.trim() !== '123456') throw new HostError('wrong_code', 'O código está errado.');
}
