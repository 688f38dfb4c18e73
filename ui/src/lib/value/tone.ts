/** The CSS color of an option's color name, for dots and lines; words stand beside it always. */
const colors: Record<string, string> = {
  info: 'var(--info)',
  ok: 'var(--ok)',
  warn: 'var(--warn)',
  danger: 'var(--danger)',
  accent: 'var(--accent)',
};

export const colorOf = (tone: string | null | undefined): string => colors[tone ?? ''] ?? 'var(--line-strong)';
