/** Numbers as people write them: either decimal sign, grouping optional. */

/** Reads a number in the language's habit; `null` when the text is empty, `undefined` when it is not a number. */
export function parseNumber(text: string, locale: string): number | null | undefined {
  const plain = text
    .replace(/[\s\u00a0\u202f]/g, '')
    .replace(/^(R\$|US\$|\$|€)/, '')
    .replace(/%$/, '');
  if (plain === '') return null;
  if (!/^[-+]?[\d.,]+$/.test(plain) || !/\d/.test(plain)) return undefined;
  const decimal = decimalSign(plain, locale.startsWith('pt') ? ',' : '.');
  const grouping = decimal === ',' ? '.' : ',';
  const normal = plain.replaceAll(grouping, '').replace(decimal, '.');
  const number = Number(normal);
  return Number.isFinite(number) ? number : undefined;
}

/** Which sign of the text separates the decimals: the last of two different ones, or a single one that cannot group. */
function decimalSign(text: string, usual: ',' | '.'): ',' | '.' {
  const comma = text.lastIndexOf(',');
  const dot = text.lastIndexOf('.');
  if (comma >= 0 && dot >= 0) return comma > dot ? ',' : '.';
  const other = usual === ',' ? '.' : ',';
  const groups = new RegExp(`^[-+]?\\d{1,3}(\\${other}\\d{3})+$`);
  return text.includes(other) && !groups.test(text) ? other : usual;
}

/** Major units (what people write) to the integer minor units records hold. */
export function toMinor(major: number, digits: number): number {
  return Math.round(Number(`${major}e${digits}`));
}

/** Minor units to major units. */
export function toMajor(minor: number, digits: number): number {
  return minor / 10 ** digits;
}

/** Reads `1:30`, `1h30`, `90min` or a number of minutes as seconds; `undefined` when it is none of them. */
export function parseDuration(text: string): number | null | undefined {
  const plain = text.trim().toLowerCase();
  if (plain === '') return null;
  const clock = /^(\d+)\s*[:h]\s*(\d{1,2})?(?:\s*m(?:in)?)?(?::(\d{1,2}))?$/.exec(plain);
  if (clock) return Number(clock[1]) * 3600 + Number(clock[2] ?? 0) * 60 + Number(clock[3] ?? 0);
  const minutes = /^(\d+)\s*(?:m|min)?$/.exec(plain);
  return minutes ? Number(minutes[1]) * 60 : undefined;
}

/** Seconds as `h:mm`, or `h:mm:ss` when there are seconds. */
export function formatDuration(seconds: number): string {
  const two = (n: number) => String(n).padStart(2, '0');
  const rest = seconds % 60;
  return `${Math.floor(seconds / 3600)}:${two(Math.floor((seconds % 3600) / 60))}${rest ? `:${two(rest)}` : ''}`;
}
