import names from './icons.json';

/** Whether the sprite has an icon of this name. */
export function isIcon(name: string): boolean {
  return Object.hasOwn(names, name);
}
