// The rules of the house that no linter knows: sizes of files, no raw HTML, one door to Tauri, a kit that knows nothing of ours.
import { readdirSync, readFileSync } from 'node:fs';

const files = readdirSync('src', { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && /\.(svelte|ts)$/.test(entry.name))
  .map((entry) => `${entry.parentPath}/${entry.name}`)
  .filter((path) => !path.endsWith('wire/bindings.ts'));

/** Tables of texts may be long. */
const tables = /^src\/i18n\/(en|pt-BR)\.ts$/;

const rules = [
  { broken: (path, text) => text.split('\n').length > 300 && !tables.test(path), why: 'is longer than 300 lines' },
  { broken: (_, text) => text.includes('{@html'), why: 'uses {@html}' },
  {
    broken: (path, text) => text.includes('@tauri-apps/') && !path.endsWith('host/tauri.ts'),
    why: 'imports Tauri; only host/tauri.ts may',
  },
  {
    broken: (path, text) => path.startsWith('src/ui/') && /from '\.\.\/(lib|routes|i18n)/.test(text),
    why: 'is of the kit and imports what is not',
  },
  {
    broken: (path, text) => /localStorage|sessionStorage|indexedDB/.test(text) && !path.endsWith('prefs.svelte.ts'),
    why: 'keeps something in the browser; only appearance may be kept',
  },
  {
    broken: (_, text) => / style="[^"{]*"/.test(text),
    why: 'has an inline style, which the content security policy blocks',
  },
];

const broken = files.flatMap((path) => {
  const text = readFileSync(path, 'utf8');
  return rules.filter((rule) => rule.broken(path, text)).map(({ why }) => `${path} ${why}`);
});
for (const line of broken) console.error(line);
if (broken.length > 0) process.exit(1);
