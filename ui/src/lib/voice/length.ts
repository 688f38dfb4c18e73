/** The longest voice note, in seconds. */
export const longest = 300;

/** A length as people say it: `1:05`. */
export const lengthText = (seconds: number): string =>
  `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, '0')}`;

/** What a note is called: what it is, when it was begun and how long it is, without what file systems do not take. */
export function nameOf(note: string, begun: Date, seconds: number, type: string): string {
  const ending = type.includes('mp4') ? 'm4a' : type.includes('ogg') ? 'ogg' : 'webm';
  const moment = begun.toLocaleString('sv').slice(0, 16).replace(':', '.');
  return `${note} ${moment} (${lengthText(seconds).replace(':', 'min')}).${ending}`;
}
