import { longest } from './length';

/** What is recorded as, the best first; a browser that knows none of them chooses by itself. */
const types = ['audio/webm;codecs=opus', 'audio/ogg;codecs=opus', 'audio/mp4'];
/** Speech needs no more. */
const bitsPerSecond = 32_000;

/** A note that was recorded. */
export interface Note {
  readonly sound: Blob;
  readonly begun: Date;
  readonly seconds: number;
}

/** The microphone, while a note is recorded. */
export class Microphone {
  /** `denied`: no permission; `none`: none that can be used. */
  state: 'starting' | 'on' | 'denied' | 'none' = $state('starting');
  seconds: number = $state(0);
  readonly #onfull: () => void;
  #recorder: MediaRecorder | null = null;
  #begun = new Date();
  #pieces: Blob[] = [];
  #timer: ReturnType<typeof setInterval> | undefined;
  #closed = false;

  /** `onfull` hears when the note is as long as one may be. */
  constructor(onfull: () => void) {
    this.#onfull = onfull;
  }

  async start(): Promise<void> {
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
      const mimeType = types.find((type) => MediaRecorder.isTypeSupported(type));
      const recorder = new MediaRecorder(stream, { ...(mimeType && { mimeType }), audioBitsPerSecond: bitsPerSecond });
      this.#recorder = recorder;
      if (this.#closed) return this.close();
      recorder.ondataavailable = ({ data }) => this.#pieces.push(data);
      recorder.start();
      this.#begun = new Date();
      this.state = 'on';
      this.#timer = setInterval(() => this.#tick(), 250);
    } catch (failure) {
      this.state = failure instanceof Error && failure.name === 'NotAllowedError' ? 'denied' : 'none';
    }
  }

  /** Ends the note and gives it; null when there is none. */
  finish(): Promise<Note | null> {
    const recorder = this.#recorder;
    if (recorder?.state !== 'recording') return Promise.resolve(null);
    const seconds = this.seconds;
    return new Promise((resolve) => {
      recorder.onstop = () => {
        const sound = new Blob(this.#pieces, { type: recorder.mimeType });
        resolve(sound.size > 0 ? { sound, begun: this.#begun, seconds } : null);
      };
      this.close();
    });
  }

  /** Lets the microphone go. */
  close(): void {
    this.#closed = true;
    clearInterval(this.#timer);
    if (this.#recorder?.state === 'recording') this.#recorder.stop();
    for (const track of this.#recorder?.stream.getTracks() ?? []) track.stop();
  }

  #tick(): void {
    this.seconds = Math.min(longest, (Date.now() - this.#begun.getTime()) / 1000);
    if (this.seconds >= longest) this.#onfull();
  }
}
