/** The records of a view, as its list, board, calendar and map ask for them alike. */
import type { ListState, View } from '../app/list-state.svelte';
import { conditionsOf, filterOf } from '../list/conditions';
import type { Condition, ListRecords, TypeInfo } from '../wire';

/** What every layout is given. */
export interface LayoutProps {
  type: TypeInfo;
  view: View;
  state: ListState;
  /** All records of the view, as the person has filtered them. */
  question: ListRecords;
  /** The record open beside the layout. */
  openId: string | null;
  /** Whether a form or page lies over it, so that keys are not for it. */
  covered: boolean;
  /** The view's name. */
  name: string;
  /** Tells how many records there are. */
  oncount: (total: number) => void;
}

/** The question; `today` is the day that moving filters are seen from. */
export function questionOf(type: TypeInfo, view: View, state: ListState, today: string): ListRecords {
  const measure = type.measures.find(({ key }) => key === state.measure);
  const filter = filterOf(view, state.presets, measure?.filter);
  const { around } = state;
  return {
    record_type: type.key,
    conditions: conditionsOf(state.conditions, type, today),
    sort: state.sort,
    deleted: false,
    columns: [],
    offset: 0,
    ...(filter && { filter }),
    ...(state.search && { search: state.search }),
    ...(around && { near: { lat: around.lat, lon: around.lon, meters: around.meters }, place: around.field }),
  };
}

/** The question with more conditions. */
export const narrowed = (question: ListRecords, conditions: Condition[]): ListRecords => ({
  ...question,
  conditions: [...question.conditions, ...conditions],
});
