import type { Label, Role } from '../wire';

/** The name of a role in the reader's language, else its key. */
export function roleName(roles: readonly Role[], key: string, label: (label: Label, key: string) => string): string {
  const role = roles.find((role) => role.key === key);
  return role ? label(role.label, key) : key;
}
