/** Spans of time that move with the day: "this week", "last 30 days". */

export const periods = [
  'today',
  'yesterday',
  'tomorrow',
  'this_week',
  'next_week',
  'this_month',
  'last_month',
  'this_year',
  'last_7',
  'last_30',
  'last_90',
  'next_7',
  'next_30',
  'past',
  'future',
] as const;
export type Period = (typeof periods)[number];

export const isPeriod = (value: unknown): value is Period => periods.some((period) => period === value);

const two = (n: number) => String(n).padStart(2, '0');

/** A local day as `2026-11-23`. */
export const dayOf = (date: Date): string => `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;

/** The local midnight that begins a day. */
export const midnight = (day: string): Date => new Date(`${day}T00:00`);

/** The day so many days later. */
export function addDays(day: string, days: number): string {
  const date = midnight(day);
  date.setDate(date.getDate() + days);
  return dayOf(date);
}

/** The first day of the month so many months later. */
export function addMonths(day: string, months: number): string {
  const [year = 0, month = 1] = day.split('-').map(Number);
  return dayOf(new Date(year, month - 1 + months, 1));
}

/** The Monday of the day's week. */
export const weekOf = (day: string): string => addDays(day, -((midnight(day).getDay() + 6) % 7));

/** The first and last day of a period, seen from a day; a side without an end is null. */
export function daysOf(period: Period, today: string): { from: string | null; to: string | null } {
  const month = `${today.slice(0, 7)}-01`;
  const week = weekOf(today);
  const spans: Record<Period, [string | null, string | null]> = {
    today: [today, today],
    yesterday: [addDays(today, -1), addDays(today, -1)],
    tomorrow: [addDays(today, 1), addDays(today, 1)],
    this_week: [week, addDays(week, 6)],
    next_week: [addDays(week, 7), addDays(week, 13)],
    this_month: [month, addDays(addMonths(month, 1), -1)],
    last_month: [addMonths(month, -1), addDays(month, -1)],
    this_year: [`${today.slice(0, 4)}-01-01`, `${today.slice(0, 4)}-12-31`],
    last_7: [addDays(today, -6), today],
    last_30: [addDays(today, -29), today],
    last_90: [addDays(today, -89), today],
    next_7: [today, addDays(today, 6)],
    next_30: [today, addDays(today, 29)],
    past: [null, addDays(today, -1)],
    future: [today, null],
  };
  const [from, to] = spans[period];
  return { from, to };
}
