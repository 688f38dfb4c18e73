/** Calendar days and moments as people write them. */

const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/;
const slashed = /^(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{2}|\d{4}))?$/;

/** Reads a day in the language's order or as `2026-11-23`; a missing year is this year. */
export function parseDay(text: string, locale: string, today: Date): string | null | undefined {
  const plain = text.trim();
  if (plain === '') return null;
  const year = iso.exec(plain);
  if (year) return checkedDay(Number(year[1]), Number(year[2]), Number(year[3]));
  const parts = slashed.exec(plain);
  if (!parts) return undefined;
  const [first, second] = [Number(parts[1]), Number(parts[2])];
  const [day, month] = locale.startsWith('en') ? [second, first] : [first, second];
  return checkedDay(fullYear(parts[3], today), month, day);
}

function fullYear(text: string | undefined, today: Date): number {
  if (!text) return today.getFullYear();
  return text.length === 2 ? 2000 + Number(text) : Number(text);
}

function checkedDay(year: number, month: number, day: number): string | undefined {
  const date = new Date(Date.UTC(year, month - 1, day));
  const exists = date.getUTCMonth() === month - 1 && date.getUTCDate() === day && year >= 1000;
  return exists ? date.toISOString().slice(0, 10) : undefined;
}

/** A moment as the local `2026-11-23` and `14:05` two inputs show; empty texts for no moment. */
export function splitMoment(moment: unknown): { day: string; time: string } {
  const date = typeof moment === 'string' ? new Date(moment) : null;
  if (!date || Number.isNaN(date.getTime())) return { day: '', time: '' };
  const two = (n: number) => String(n).padStart(2, '0');
  return {
    day: `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`,
    time: `${two(date.getHours())}:${two(date.getMinutes())}`,
  };
}

/** A local day and time as the RFC 3339 UTC moment records hold. */
export function joinMoment(day: string, time: string): string | null {
  if (!day) return null;
  const date = new Date(`${day}T${time || '00:00'}`);
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}
