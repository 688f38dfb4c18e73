import type { Commands, ErrorCode, Event, Problem, Session } from '../wire';

/** What the place the UI runs in can do. Screens ask for a capability, never for a platform. */
export interface Capabilities {
  /** The host can tell where the device is. */
  readonly geolocation: boolean;
  /** The page can ask for the device's camera. */
  readonly camera: boolean;
  /** Signing in takes the server's address (false where the page itself came from one session). */
  readonly window: boolean;
  /** A link to a file saves it; else the host saves it when asked. */
  readonly downloads: boolean;
}

/** Tells where the device is, by the interface of browsers. */
export type Locator = Pick<Geolocation, 'getCurrentPosition' | 'watchPosition' | 'clearWatch'>;

/** What the system shows while it asks for a finger or face. */
export interface Prompt {
  readonly title: string;
  /** The way to the PIN. */
  readonly cancel: string;
}

/** Opening the locked app by finger or face. The PIN opens it whenever this does not. */
export interface Biometry {
  /** Whether the device can, and whether its person has turned it on. */
  state(): Promise<{ available: boolean; on: boolean }>;
  turn(on: boolean, prompt: Prompt): Promise<void>;
  /** Asks at once; rejects when the person turned back or was not recognized. */
  unlock(prompt: Prompt): Promise<Session>;
}

/** The only door to the core and to the device: typed commands, events and sensors. */
export interface Host {
  readonly capabilities: Capabilities;
  /** Runs a command; rejects with a {@link HostError}. */
  call<K extends keyof Commands>(name: K, request: Commands[K]['request']): Promise<Commands[K]['response']>;
  /** Where a page finds the bytes of an attached file. */
  blobUrl(hash: string): string;
  /** Hears events until the returned function is called. */
  events(listener: (event: Event) => void): () => void;
  /**
   * Hears the links of a kind, `campo://KIND...`, that other programs open in this one, those that came before too, until
   * the returned function is called.
   */
  links(kind: 'record' | 'enroll', listener: (link: string) => void): () => void;
  /** Where the device is: the sensor of a phone, or what the browser knows. */
  readonly geolocation: Locator;
  /**
   * Reads a code with the device's own reader, where it is better than a page's: what the code says, or null when the
   * person wants another way or the reader cannot. It sees through the page while it reads.
   */
  readonly readCode: ((stop: AbortSignal) => Promise<string | null>) | null;
  /** The finger or face of the device's person, where the device asks for that. */
  readonly biometry: Biometry | null;
  /** Lets the hand feel that something happened, where the device can. */
  tap(): void;
}

/** A command's refusal. Branch on `code`, show `message`. */
export class HostError extends Error {
  readonly code: ErrorCode;
  readonly problems: Problem[];

  constructor(code: ErrorCode, message: string, problems: Problem[] = []) {
    super(message);
    this.name = 'HostError';
    this.code = code;
    this.problems = problems;
  }

  /** Reads whatever a transport rejected with. */
  static from(failure: unknown): HostError {
    if (failure instanceof HostError) return failure;
    if (isWireError(failure)) return new HostError(failure.code, failure.message, failure.problems);
    return new HostError('internal', failure instanceof Error ? failure.message : String(failure));
  }
}

function isWireError(value: unknown): value is { code: ErrorCode; message: string; problems?: Problem[] } {
  return typeof value === 'object' && value !== null && 'code' in value && 'message' in value;
}
