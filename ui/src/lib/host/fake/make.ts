/** Short ways to write a workspace down. */

import { noLayout } from '../../views/layout';
import type { FieldInfo, Label, LayoutInfo, OptionInfo, TransitionInfo, ViewInfo } from '../../wire';

export const text = (pt: string, en: string): Label => ({ 'pt-BR': pt, en });

export function field(key: string, kind: string, label: Label, more: Partial<FieldInfo> = {}): FieldInfo {
  return {
    key,
    kind,
    shown: kind,
    label,
    help: null,
    required: false,
    derived: false,
    indexed: false,
    searchable: false,
    options: [],
    free: false,
    to: null,
    unit: null,
    currency: null,
    scale: null,
    max: null,
    many: false,
    fields: [],
    capture: null,
    ...more,
  };
}

export function option(key: string, label: Label, color: string | null = null): OptionInfo {
  return { key, label, color, retired: false };
}

export function view(kind: string, key: string, label: Label, more: Partial<ViewInfo> = {}): ViewInfo {
  const nothing = { columns: [], sort: [], filters: [], sections: [], filter: null, bulk: [], layout: noLayout };
  return { key, kind, label, ...nothing, ...more };
}

export const list = (key: string, label: Label, columns: string[], more: Partial<ViewInfo> = {}): ViewInfo =>
  view('list', key, label, { columns, ...more });

export const layout = (kind: string, key: string, label: Label, own: Partial<LayoutInfo>): ViewInfo =>
  view(kind, key, label, { layout: { ...noLayout, ...own } });

/** What a type has unless it says otherwise. */
export const usual = {
  can_create: true,
  can_update: true,
  can_delete: true,
  can_export: true,
  read_only: [],
  measures: [],
};

export const step = (key: string, label: Label, from: string[], to: string, allowed = true): TransitionInfo => ({
  key,
  label,
  from,
  to,
  allowed,
  online: false,
});
