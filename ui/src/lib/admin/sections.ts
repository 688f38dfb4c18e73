/** What managers look after, in the order of the tabs. */
export const sections = ['people', 'devices', 'roles', 'aside', 'audit', 'tenant'] as const;

export type Section = (typeof sections)[number];

/** The part of administration that an address names; the first one when it names none. */
export function sectionOf(name: string | undefined): Section {
  return sections.find((section) => section === name) ?? 'people';
}
