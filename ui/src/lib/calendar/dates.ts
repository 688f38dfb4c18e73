/** The days a calendar shows, and where records lie on them. */
import { addDays, addMonths, weekOf } from '../value/period';

export const modes = ['month', 'week', 'agenda'] as const;
export type Mode = (typeof modes)[number];

/** How many days the agenda goes. */
const agendaDays = 31;

/** The days of a mode around a day, in order: whole weeks for a month. */
export function daysOfMode(mode: Mode, day: string): string[] {
  if (mode === 'agenda') return daysFrom(day, agendaDays);
  if (mode === 'week') return daysFrom(weekOf(day), 7);
  const first = weekOf(`${day.slice(0, 7)}-01`);
  const end = addMonths(day, 1);
  return daysFrom(first, addDays(first, 28) >= end ? 28 : addDays(first, 35) >= end ? 35 : 42);
}

const daysFrom = (first: string, count: number) => Array.from({ length: count }, (_, index) => addDays(first, index));

/** The day a step before or after, in the mode's own steps. */
export function stepped(mode: Mode, day: string, step: 1 | -1): string {
  if (mode === 'month') return addMonths(day, step);
  return addDays(day, step * (mode === 'week' ? 7 : agendaDays));
}

/** Something with a beginning and an end, in minutes of its day. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Where a span lies beside those it overlaps: its lane, and how many lanes there are. */
export interface Lane {
  readonly lane: number;
  readonly lanes: number;
}

/** Puts overlapping spans, in order of their beginnings, beside each other. */
export function lanesOf(spans: readonly Span[]): Lane[] {
  const result: Lane[] = [];
  let group: { index: number; lane: number }[] = [];
  let ends: number[] = [];
  const close = () => {
    for (const { index, lane } of group) result[index] = { lane, lanes: ends.length };
    group = [];
    ends = [];
  };
  spans.forEach((span, index) => {
    if (ends.length > 0 && ends.every((end) => end <= span.from)) close();
    const free = ends.findIndex((end) => end <= span.from);
    const lane = free >= 0 ? free : ends.length;
    ends[lane] = span.to;
    group.push({ index, lane });
  });
  close();
  return result;
}
