import type { Commands, ErrorCode, Event, Problem } from '../wire';

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

/** The only door to the core: typed commands and events. */
export interface Host {
  readonly capabilities: Capabilities;
  /** Runs a command; rejects with a {@link HostError}. */
  call<K extends keyof Commands>(name: K, request: Commands[K]['request']): Promise<Commands[K]['response']>;
  /** Where a page finds the bytes of an attached file. */
  blobUrl(hash: string): string;
  /** Hears events until the returned function is called. */
  events(listener: (event: Event) => void): () => void;
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
