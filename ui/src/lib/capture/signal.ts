let context: AudioContext | undefined;

/** Tells hand and ear that something was read: the eyes are on the label. */
export function signal(): void {
  navigator.vibrate?.(60);
  context ??= new AudioContext();
  const tone = context.createOscillator();
  const volume = context.createGain();
  volume.gain.value = 0.08;
  tone.frequency.value = 1760;
  tone.connect(volume).connect(context.destination);
  tone.start();
  tone.stop(context.currentTime + 0.09);
}
