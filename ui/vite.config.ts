import { svelte } from '@sveltejs/vite-plugin-svelte';
import tailwindcss from '@tailwindcss/vite';
import { defineConfig } from 'vitest/config';

/** Where `campo serve` listens while the UI is being developed. */
const host = process.env.CAMPO_HOST ?? 'http://127.0.0.1:4180';

export default defineConfig({
  base: './',
  plugins: [tailwindcss(), svelte()],
  build: {
    target: 'es2023',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    manifest: true,
    // Phones load assets in waves: all that the first screen needs is one file.
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'app', tags: ['$initial'] }] } } },
  },
  server: { proxy: { '/rpc': host, '/events': host } },
  test: { include: ['src/**/*.test.ts'] },
});
