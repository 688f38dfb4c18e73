import type { Component } from 'svelte';
import AddressField from './fields/AddressField.svelte';
import BoolField from './fields/BoolField.svelte';
import CodeField from './fields/CodeField.svelte';
import DateField from './fields/DateField.svelte';
import DateTimeField from './fields/DateTimeField.svelte';
import DurationField from './fields/DurationField.svelte';
import FilesField from './fields/FilesField.svelte';
import GeoField from './fields/GeoField.svelte';
import JsonField from './fields/JsonField.svelte';
import LongTextField from './fields/LongTextField.svelte';
import MultiSelectField from './fields/MultiSelectField.svelte';
import NumberField from './fields/NumberField.svelte';
import PhotosField from './fields/PhotosField.svelte';
import RatingField from './fields/RatingField.svelte';
import ReadOnlyField from './fields/ReadOnlyField.svelte';
import RefField from './fields/RefField.svelte';
import RefsField from './fields/RefsField.svelte';
import ScanField from './fields/ScanField.svelte';
import SelectField from './fields/SelectField.svelte';
import SignatureField from './fields/SignatureField.svelte';
import TextField from './fields/TextField.svelte';
import type { FieldProps } from './props';

/** The input of each kind of field that may stand anywhere, in a line too. */
const registry: Record<string, Component<FieldProps>> = {
  text: CodeField,
  code: CodeField,
  phone: TextField,
  email: TextField,
  url: TextField,
  longtext: LongTextField,
  richtext: LongTextField,
  int: NumberField,
  decimal: NumberField,
  money: NumberField,
  percent: NumberField,
  bool: BoolField,
  date: DateField,
  datetime: DateTimeField,
  duration: DurationField,
  select: SelectField,
  user: SelectField,
  multiselect: MultiSelectField,
  ref: RefField,
  refs: RefsField,
  geo: GeoField,
  address: AddressField,
  rating: RatingField,
  file: FilesField,
  image: PhotosField,
  scan: ScanField,
  signature: SignatureField,
  json: JsonField,
  shape: JsonField,
};

/** The input of a kind; kinds that nobody types are shown read-only. */
export function inputOf(kind: string): Component<FieldProps> {
  return registry[kind] ?? ReadOnlyField;
}
