/** `denied`: no permission; `none`: no camera; `busy`: it is there and cannot be used now. */
export type CameraState = 'starting' | 'on' | 'denied' | 'none' | 'busy';

const failures: Record<string, CameraState> = {
  NotAllowedError: 'denied',
  SecurityError: 'denied',
  NotFoundError: 'none',
  OverconstrainedError: 'none',
};

/** The device's camera, shown by a video element for as long as that is on the screen. */
export class Camera {
  state: CameraState = $state('starting');
  /** Width by height of what it sees. */
  aspect: number = $state(4 / 3);
  /** Whether its light is on; null when it has none. */
  torch: boolean | null = $state(null);
  readonly #longest: number;
  #video: HTMLVideoElement | null = null;
  #stream: MediaStream | null = null;

  /** `longest` is the longer side wanted, in pixels. */
  constructor(longest: number) {
    this.#longest = longest;
  }

  /** Starts in a video element; to be attached to it. */
  show = (video: HTMLVideoElement): (() => void) => {
    this.#video = video;
    void this.start();
    return () => this.#stop();
  };

  async start(): Promise<void> {
    this.state = 'starting';
    const video = this.#video;
    try {
      const stream = await open(this.#longest);
      if (!video || video !== this.#video) return stopTracks(stream);
      this.#use(stream);
      video.srcObject = stream;
      await video.play();
      this.aspect = video.videoWidth / video.videoHeight || 4 / 3;
      this.state = 'on';
    } catch (failure) {
      if (video === this.#video) this.state = failures[failure instanceof Error ? failure.name : ''] ?? 'busy';
    }
  }

  async light(on: boolean): Promise<void> {
    const [track] = this.#stream?.getVideoTracks() ?? [];
    await track?.applyConstraints({ advanced: [{ torch: on } as MediaTrackConstraintSet] });
    this.torch = on;
  }

  /** What it sees now, as a JPEG whose longer side is at most `longest` pixels; null when there is nothing to see. */
  async frame(longest: number, quality: number): Promise<Blob | null> {
    const video = this.#video;
    if (!video || this.state !== 'on' || video.videoWidth === 0) return null;
    const scale = Math.min(1, longest / Math.max(video.videoWidth, video.videoHeight));
    const canvas = document.createElement('canvas');
    canvas.width = Math.round(video.videoWidth * scale);
    canvas.height = Math.round(video.videoHeight * scale);
    canvas.getContext('2d')?.drawImage(video, 0, 0, canvas.width, canvas.height);
    return new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', quality));
  }

  #use(stream: MediaStream): void {
    this.#stream = stream;
    const [track] = stream.getVideoTracks();
    const abilities = track?.getCapabilities?.() ?? {};
    this.torch = 'torch' in abilities ? false : null;
    track?.addEventListener('ended', () => {
      this.state = 'busy';
    });
  }

  #stop(): void {
    this.#video = null;
    if (this.#stream) stopTracks(this.#stream);
    this.#stream = null;
  }
}

function open(longest: number): Promise<MediaStream> {
  if (!navigator.mediaDevices) return Promise.reject(new DOMException('', 'NotFoundError'));
  const video = { facingMode: 'environment', width: { ideal: longest }, height: { ideal: (longest * 3) / 4 } };
  return navigator.mediaDevices.getUserMedia({ video });
}

function stopTracks(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}
