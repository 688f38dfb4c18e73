/** The device of the host in memory: a browser's, or a phone's that reads an item's code and knows its person's finger. */
import type { Session } from '../../wire';
import { browser } from '../browser';
import { type Biometry, type Host, HostError } from '../types';

export function fakeDevice(modes: string, unlock: () => Session): ReturnType<typeof browser> {
  return {
    ...browser(),
    readCode: modes.includes('reader') ? readCode : null,
    biometry: modes.includes('finger') ? finger(modes, unlock) : null,
  };
}

const readCode: Host['readCode'] = (stop) =>
  new Promise((resolve) => {
    const read = setTimeout(() => resolve('campo://record/demo/item-000003'), 1500);
    stop.addEventListener('abort', () => {
      clearTimeout(read);
      resolve(null);
    });
  });

function finger(modes: string, unlock: () => Session): Biometry {
  let on = modes.includes('locked');
  return {
    state: async () => ({ available: true, on }),
    turn: async (next) => {
      on = next;
    },
    unlock: async () => {
      if (modes.includes('refused')) throw new HostError('locked', 'A digital não foi reconhecida.');
      return unlock();
    },
  };
}
