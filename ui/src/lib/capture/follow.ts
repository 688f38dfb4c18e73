import { base64 } from '../attachment/upload';
import type { Camera } from './camera.svelte';

/** The least time between two looks, in milliseconds: a phone shall stay cool. */
const pause = 150;

/** Hands frames of a camera to `look`, one after the other, until the returned function is called or `look` fails. */
export function follow(
  camera: Camera,
  longest: number,
  look: (frame: string) => Promise<void>,
  onfail: (failure: unknown) => void,
): () => void {
  let following = true;
  const run = async () => {
    while (following) {
      const frame = await camera.frame(longest, 0.8);
      if (frame && following && !document.hidden) await look(await base64(frame));
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  };
  run().catch(onfail);
  return () => {
    following = false;
  };
}
