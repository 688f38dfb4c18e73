// The UI as it ships, built with the in-memory host, on a free port; and a browser to open it in.
import { rm } from 'node:fs/promises';
import { chromium } from 'playwright';
import { build, preview } from 'vite';

/** One folder a process: several may run side by side. */
const outDir = `node_modules/.cache/e2e-${process.pid}`;
export const chrome = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** The two shapes every screen is looked at in. */
export const shapes = {
  phone: { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true },
  desktop: { viewport: { width: 1440, height: 900 }, deviceScaleFactor: 1 },
};

/** Flags that give the browser a camera of moving shapes, and the permission to use it. */
export const fakeCamera = ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'];

/** Builds and serves; `close` stops all of it. `flags` are the browser's, beside the usual ones. */
export async function openSite(flags = []) {
  await build({ mode: 'test', logLevel: 'error', build: { outDir, emptyOutDir: true } });
  const server = await preview({ logLevel: 'error', preview: { port: 0, host: '127.0.0.1' }, build: { outDir } });
  const { port } = server.httpServer.address();
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [...chrome, ...flags],
  });
  const close = async () => {
    await browser.close();
    await new Promise((resolve) => server.httpServer.close(resolve));
    await rm(outDir, { recursive: true, force: true });
  };
  return { base: `http://127.0.0.1:${port}/`, browser, close };
}

/** Opens a page at a route, with the fake host in the given modes. */
export async function openPage(
  { base, browser },
  { shape = 'desktop', scheme = 'light', locale = 'pt-BR', modes = '', route = '', now = '' } = {},
) {
  const context = await browser.newContext({
    ...shapes[shape],
    colorScheme: scheme,
    locale,
    timezoneId: 'America/Sao_Paulo',
  });
  const page = await context.newPage();
  if (now) await page.clock.setSystemTime(now);
  const failures = [];
  page.on('pageerror', (error) => failures.push(error.message));
  page.on('console', (message) => message.type() === 'error' && failures.push(message.text()));
  await page.goto(`${base}?fake=${modes}${route}`);
  return { page, context, failures };
}
