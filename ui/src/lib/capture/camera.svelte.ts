/** `denied`: no permission; `none`: no camera; `busy`: it is there and cannot be used now. */
export type CameraState = 'starting' | 'on' | 'denied' | 'none' | 'busy';

const failures: Record<string, CameraState> = {
  NotAllowedError: 'denied',
  SecurityError: 'denied',
  NotFoundError: 'none',
  OverconstrainedError: 'none',
};

/** How far a camera can be zoomed, and is. */
interface Zoom {
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly value: number;
}

/** The device's camera, shown by a video element for as long as that is on the screen. */
export class Camera {
  state: CameraState = $state('starting');
  /** Width by height of what it sees. */
  aspect: number = $state(4 / 3);
  /** Whether its light is on; null when it has none. */
  torch: boolean | null = $state(null);
  /** Its zoom; null when it has none. */
  zoom: Zoom | null = $state.raw(null);
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

  async zoomTo(value: number): Promise<void> {
    const [track] = this.#stream?.getVideoTracks() ?? [];
    await track?.applyConstraints({ advanced: [{ zoom: value } as MediaTrackConstraintSet] });
    if (this.zoom) this.zoom = { ...this.zoom, value };
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
    this.zoom = zoomOf(abilities);
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

/** Cameras without a zoom have a range of nothing, or none. */
function zoomOf(abilities: object): Zoom | null {
  const { zoom } = abilities as { zoom?: { min: number; max: number; step?: number } };
  return zoom && zoom.max > zoom.min ? { min: zoom.min, max: zoom.max, step: zoom.step || 0.1, value: zoom.min } : null;
}

function open(longest: number): Promise<MediaStream> {
  if (!navigator.mediaDevices) return Promise.reject(new DOMException('', 'NotFoundError'));
  const video = { facingMode: 'environment', width: { ideal: longest }, height: { ideal: (longest * 3) / 4 } };
  return navigator.mediaDevices.getUserMedia({ video });
}

function stopTracks(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}
