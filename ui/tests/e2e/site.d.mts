import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright';

export interface Site {
  readonly base: string;
  readonly browser: Browser;
  close(): Promise<void>;
}

export interface Visit {
  shape?: 'phone' | 'desktop';
  scheme?: 'light' | 'dark';
  locale?: string;
  /** Modes of the fake host, joined by commas. */
  modes?: string;
  /** The time it is there, RFC 3339; the machine's own when absent. */
  now?: string;
  /** The address after the query, from `#`. */
  route?: string;
}

export const shapes: Record<'phone' | 'desktop', BrowserContextOptions>;
export const fakeCamera: string[];
export function openSite(flags?: string[]): Promise<Site>;
export function openPage(
  site: Site,
  visit?: Visit,
): Promise<{ page: Page; context: BrowserContext; failures: string[] }>;
