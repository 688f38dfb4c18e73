/** The shell of a phone: commands of its plugins, and channels for what they tell again and again. */
export interface Shell {
  invoke<T>(command: string, request?: Record<string, unknown>): Promise<T>;
  channel<T>(listener: (message: T) => void): { readonly id: number };
}

/** Whether the person allows a sensor; asks them the first time. */
export async function allowed(shell: Shell, plugin: string, what: string): Promise<boolean> {
  type Answer = Record<string, string>;
  const before = await shell.invoke<Answer>(`plugin:${plugin}|check_permissions`);
  if (before[what] === 'granted') return true;
  const after = await shell.invoke<Answer>(`plugin:${plugin}|request_permissions`, { permissions: [what] });
  return after[what] === 'granted';
}
