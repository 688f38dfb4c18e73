import { PhoneLocator } from './locator';
import { allowed, type Shell } from './shell';
import type { Host } from './types';

/** The sensors of a phone, better than what its web view offers a page. */
export function phone(shell: Shell): Pick<Host, 'biometry' | 'geolocation' | 'readCode' | 'tap'> {
  return {
    biometry: {
      state: () => shell.invoke('biometry'),
      turn: (on, prompt) => shell.invoke('turn_biometry', { on, prompt }),
      unlock: (prompt) => shell.invoke('unlock_by_biometry', { prompt }),
    },
    geolocation: new PhoneLocator(shell),
    readCode: (stop) => readCode(shell, stop),
    tap: () => void shell.invoke('plugin:haptics|impact_feedback', { style: 'medium' }).catch(() => undefined),
  };
}

const formats = 'QR_CODE DATA_MATRIX PDF_417 EAN_13 EAN_8 UPC_A UPC_E CODE_128 CODE_39 ITF'.split(' ');

async function readCode(shell: Shell, stop: AbortSignal): Promise<string | null> {
  const cancel = () => void shell.invoke('plugin:barcode-scanner|cancel').catch(() => undefined);
  try {
    if (!(await allowed(shell, 'barcode-scanner', 'camera')) || stop.aborted) return null;
    stop.addEventListener('abort', cancel);
    // Behind the page, which lets it show through: the plugin's own screen has no way out.
    const options = { formats, windowed: true, cameraDirection: 'back' };
    const { content } = await shell.invoke<{ content: string }>('plugin:barcode-scanner|scan', options);
    return content;
  } catch {
    // Turned back, or no camera: the page goes on with what it has itself.
    return null;
  } finally {
    stop.removeEventListener('abort', cancel);
  }
}
