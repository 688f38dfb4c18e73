/** The dashboards of a module: tiles that it declares, or that are made of the fields of its types. */
import type { App } from '../app/app.svelte';
import type { ModuleInfo } from '../wire';
import { declaredSection } from './declared';
import { derivedSections } from './derived';
import type { Board } from './tiles';

/** Those it declares, else one made of the types in its menu. */
export function boardsOf(app: App, module: ModuleInfo): Board[] {
  const declared = module.dashboards.map(({ key, label, tiles }) => ({
    key,
    label: Object.keys(label).length > 0 ? label : module.label,
    sections: [declaredSection(app, tiles)],
  }));
  if (declared.length > 0) return declared;
  return [{ key: '', label: module.label, sections: derivedSections(app, module) }];
}

/** The types whose records the tiles count. */
export const typesOf = ({ sections }: Board): string[] =>
  sections.flatMap(({ tiles }) => tiles.map(({ measures: [{ source }] }) => source.type.key));
