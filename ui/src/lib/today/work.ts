/** Which types hold somebody's work: those with a calendar, which is how a manifest says that records are planned, and a person. */
import { timeOf } from '../value/field';
import type { FieldInfo, StatesInfo, TransitionInfo, TypeInfo } from '../wire';

/** How a type is work. */
export interface Work {
  readonly type: TypeInfo;
  readonly time: FieldInfo;
  readonly person: FieldInfo;
  /** The states in which something is left to do; null for types without states. */
  readonly open: string[] | null;
  /** The field with the length in minutes. */
  readonly minutes: string | null;
  /** The references that say what or whom it is about, the required ones first. */
  readonly about: FieldInfo[];
  /** The field with its own place. */
  readonly place: FieldInfo | null;
}

/** The type as work; null when it is none. */
export function workOf(type: TypeInfo): Work | null {
  const calendar = type.views.find(({ kind }) => kind === 'calendar')?.layout;
  const time = timeOf(type);
  const people = type.fields.filter(({ kind, derived }) => kind === 'user' && !derived);
  const person = people.find(({ key }) => key === calendar?.group_by) ?? people[0];
  const open = type.states ? openStates(type, type.states) : null;
  if (!calendar || !time || !person || open?.length === 0) return null;
  const refs = type.fields.filter(({ kind }) => kind === 'ref');
  return {
    type,
    time,
    person,
    open,
    minutes: calendar.minutes,
    about: [...refs.filter(({ required }) => required), ...refs.filter(({ required }) => !required)],
    place: type.fields.find(({ kind, derived }) => kind === 'geo' && !derived) ?? null,
  };
}

/** The states a step leads on from. A life cycle is declared in its order, so a step to a later state is one forward. */
function openStates(type: TypeInfo, states: StatesInfo): string[] {
  const order = orderOf(type, states);
  return order.filter((state) => states.transitions.some((step) => isForward(step, state, order)));
}

/** The next step of a record in a state that this person may take here and now; null when there is none. */
export function nextStep(type: TypeInfo, state: unknown): TransitionInfo | null {
  const { states } = type;
  if (!states) return null;
  const order = orderOf(type, states);
  const steps = states.transitions.filter((step) => isForward(step, String(state), order));
  return steps.find(({ allowed, online }) => allowed && !online) ?? null;
}

const orderOf = (type: TypeInfo, { field }: StatesInfo): string[] =>
  type.fields.find(({ key }) => key === field)?.options.map(({ key }) => key) ?? [];

const isForward = ({ from, to }: TransitionInfo, state: string, order: string[]): boolean =>
  from.includes(state) && order.indexOf(to) > order.indexOf(state);
