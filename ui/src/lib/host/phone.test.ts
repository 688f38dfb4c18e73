import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { phone } from './phone';
import type { Shell } from './shell';

type Message = GeolocationPosition | string;

/** A phone whose answers are given; it notes what it was asked. */
function stub(answers: Record<string, unknown>) {
  const asked: string[] = [];
  let tell: (message: Message) => void = () => undefined;
  const shell: Shell = {
    invoke: async (command) => {
      asked.push(command.replace('plugin:', ''));
      const answer = answers[command.split('|')[1] ?? ''];
      if (answer instanceof Error) throw answer;
      return answer as never;
    },
    channel: (listener) => {
      tell = listener as typeof tell;
      return { id: 7 };
    },
  };
  return { asked, device: phone(shell), tell: (message: Message) => tell(message) };
}

const here = { timestamp: 1, coords: { latitude: -27.6, longitude: -48.5, accuracy: 4 } } as GeolocationPosition;
const settle = () => vi.advanceTimersByTimeAsync(0);

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('a position is watched once the person allows it, until nobody listens', async () => {
  const { asked, device, tell } = stub({
    check_permissions: { location: 'prompt' },
    request_permissions: { location: 'granted' },
  });
  const found = vi.fn();
  const id = device.geolocation.watchPosition(found);
  await settle();
  tell(here);
  device.geolocation.clearWatch(id);
  tell(here);
  expect(found).toHaveBeenCalledExactlyOnceWith(here);
  expect(asked).toEqual([
    'geolocation|check_permissions',
    'geolocation|request_permissions',
    'geolocation|watch_position',
    'geolocation|clear_watch',
  ]);
});

test('the sensor is not started for who left while the person was asked', async () => {
  const { asked, device } = stub({ check_permissions: { location: 'granted' } });
  device.geolocation.clearWatch(device.geolocation.watchPosition(vi.fn()));
  await settle();
  expect(asked).not.toContain('geolocation|watch_position');
});

test.each([
  ['denied', { check_permissions: { location: 'prompt' }, request_permissions: { location: 'denied' } }, 1],
  ['without a sensor', { check_permissions: { location: 'granted' }, watch_position: new Error('none') }, 2],
  ['silent', { check_permissions: { location: 'granted' } }, 3],
])('a position that is %s fails as in a browser', async (_, answers, code) => {
  const failed = vi.fn();
  stub(answers).device.geolocation.getCurrentPosition(vi.fn(), failed, { timeout: 500 });
  await vi.advanceTimersByTimeAsync(600);
  expect(failed.mock.calls.map(([failure]) => failure.code)).toEqual([code]);
});

test('a code is what the reader says, and nothing when the person turns back or allows no camera', async () => {
  const read = (answers: Record<string, unknown>) => stub(answers).device.readCode?.(new AbortController().signal);
  const camera = { check_permissions: { camera: 'granted' } };
  expect(await read({ ...camera, scan: { content: 'campo://record/t/1' } })).toBe('campo://record/t/1');
  expect(await read({ ...camera, scan: new Error('cancelled') })).toBeNull();
  expect(await read({ check_permissions: { camera: 'denied' }, request_permissions: { camera: 'denied' } })).toBeNull();
});

test('leaving the page stops the reader', async () => {
  const { asked, device } = stub({ check_permissions: { camera: 'granted' }, scan: new Promise(() => undefined) });
  const stop = new AbortController();
  void device.readCode?.(stop.signal);
  await settle();
  stop.abort();
  expect(asked).toEqual(['barcode-scanner|check_permissions', 'barcode-scanner|scan', 'barcode-scanner|cancel']);
});
