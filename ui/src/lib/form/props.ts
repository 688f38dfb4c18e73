import type { FieldInfo, Problem } from '../wire';

/** What every input of a form gets. */
export interface FieldProps {
  field: FieldInfo;
  /** The input's id, which its label and the error summary point to. */
  id: string;
  /** `city`, or `items/0/room` inside lines; names the input for tests. */
  path: string;
  /** The value in machine form; null when empty. */
  value: unknown;
  disabled: boolean;
  invalid: boolean;
  /** The ids of the help and error texts. */
  describedby: string | undefined;
  /** Titles of records and people by id. */
  titles: Record<string, string>;
  /** What is wrong inside the field, for lines. */
  problems: Problem[];
  onchange: (value: unknown) => void;
  /** Says that the text typed is no value, or null when it is again. */
  oninvalid: (message: string | null) => void;
}
