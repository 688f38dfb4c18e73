/** The span of time that all tiles of a dashboard show. */
import type { Filter } from '../list/conditions';
import { dayRange } from '../list/conditions';
import { addDays, addMonths, daysOf, midnight, weekOf } from '../value/period';
import type { Every, FieldInfo } from '../wire';

/** The spans that move with the day. */
export const ranges = ['today', 'last_7', 'last_30', 'last_90', 'this_month', 'this_year'] as const;
export type MovingRange = (typeof ranges)[number];
/** A span that moves, or the days somebody chose. */
export type Range = MovingRange | Days;

/** The first and the last day of a span. */
export interface Days {
  readonly from: string;
  readonly to: string;
}

/** The days a range means today. */
export function daysIn(range: Range, today: string): Days {
  if (typeof range !== 'string') return range;
  const { from, to } = daysOf(range, today);
  return { from: from ?? today, to: to ?? today };
}

/** What a range is compared with: the month or year before, else as many days right before it. */
export function daysBefore(range: Range, today: string): Days {
  const { from, to } = daysIn(range, today);
  const months = range === 'this_month' ? 1 : range === 'this_year' ? 12 : 0;
  if (months > 0) return { from: addMonths(from, -months), to: addDays(from, -1) };
  return { from: addDays(from, -lengthOf({ from, to })), to: addDays(from, -1) };
}

/** How many days a span has. */
export const lengthOf = ({ from, to }: Days): number =>
  Math.round((midnight(to).getTime() - midnight(from).getTime()) / 86_400_000) + 1;

/** The spans a line of this length has its points for. */
export function everyOf(days: Days): Every {
  const length = lengthOf(days);
  return length <= 31 ? 'day' : length <= 184 ? 'week' : 'month';
}

/** The most points of a line. */
const mostPoints = 400;

/** The days that begin the points of a line, the first of which may lie before the span. */
export function pointsOf(days: Days, every: Every): string[] {
  const start = every === 'week' ? weekOf(days.from) : every === 'month' ? `${days.from.slice(0, 7)}-01` : days.from;
  const points: string[] = [];
  for (let day = start; day <= days.to && points.length < mostPoints; day = after(day, every)) points.push(day);
  return points;
}

/** The days of one point, no further than the whole span where there is one. */
export function daysAt(point: string, every: Every, whole: Days | null): Days {
  const last = addDays(after(point, every), -1);
  if (!whole) return { from: point, to: last };
  const [, from = point] = [point, whole.from].sort();
  const [to = last] = [last, whole.to].sort();
  return { from, to };
}

const months: Partial<Record<Every, number>> = { month: 1, quarter: 3, year: 12 };

function after(day: string, every: Every): string {
  const whole = months[every];
  return whole ? addMonths(day, whole) : addDays(day, every === 'week' ? 7 : 1);
}

/** The filter of a list that shows the same records; a moving range stays moving. */
export function filterFor(field: FieldInfo, range: Range): Filter[] {
  if (typeof range === 'string') return [{ field: field.key, is: 'during', value: range }];
  return dayRange(field, range.from, range.to);
}
