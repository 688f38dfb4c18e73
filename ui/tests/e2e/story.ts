/** The frame of every story: one site per file, a page per story, and no error that the page kept to itself. */
import type { Page } from 'playwright';
import { afterAll, beforeAll, expect } from 'vitest';
import { openPage, openSite, type Site, type Visit } from './site.mjs';

/** The sizes most stories are told in. */
export const shapes = ['phone', 'desktop'] as const;

type Story = (visit: Visit, tell: (page: Page) => Promise<void>) => Promise<void>;

/** What tells the stories of a file: on a browser with these flags, each visit with these defaults. */
export function teller({ flags = [], usual = {} }: { flags?: string[]; usual?: Visit } = {}): Story {
  let site: Site;
  beforeAll(async () => {
    site = await openSite(flags);
  });
  afterAll(() => site.close());

  return async (visit, tell) => {
    const { page, context, failures } = await openPage(site, { ...usual, ...visit });
    page.setDefaultTimeout(8000);
    try {
      await tell(page);
    } finally {
      await context.close();
    }
    expect(failures).toEqual([]);
  };
}
