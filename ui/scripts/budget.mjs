// Prints the bytes of the build next to the budgets of the design; fails when a limit is passed.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const manifest = JSON.parse(readFileSync('dist/.vite/manifest.json', 'utf8'));
const entry = Object.values(manifest).find(({ isEntry }) => isEntry);

const bytes = (file, zip = true) => {
  const data = readFileSync(`dist/${file}`);
  return (zip ? gzipSync(data, { level: 9 }) : data).length;
};

function withImports(chunk, seen = new Set()) {
  if (seen.has(chunk.file)) return seen;
  seen.add(chunk.file);
  for (const name of chunk.imports ?? []) withImports(manifest[name], seen);
  return seen;
}

const initial = withImports(entry);
const sum = (files) => [...files].reduce((total, file) => total + bytes(file), 0);
const font = (entry.assets ?? []).filter((file) => file.endsWith('.woff2'));
const rows = [
  { what: `initial JS (${initial.size} file)`, size: sum(initial), budget: 60, limit: 75 },
  { what: 'initial CSS', size: sum(entry.css ?? []), budget: 15, limit: 15 },
  { what: 'font', size: font.reduce((total, file) => total + bytes(file, false), 0), budget: 50, limit: 50 },
  ...Object.values(manifest)
    .filter(({ isDynamicEntry }) => isDynamicEntry)
    .map((chunk) => {
      const own = [...withImports(chunk)].filter((file) => !initial.has(file));
      return { what: `lazy ${chunk.name}`, size: sum(own), budget: 60, limit: 60 };
    }),
];

for (const { what, size, budget, limit } of rows) {
  const kilobytes = (size / 1024).toFixed(1).padStart(7);
  const verdict = size > limit * 1024 ? 'FAILS' : size > budget * 1024 ? 'over budget' : 'ok';
  console.log(`${what.padEnd(24)} ${kilobytes} KB gz   budget ${String(budget).padStart(3)} KB   ${verdict}`);
}
if (rows.some(({ size, limit }) => size > limit * 1024)) process.exit(1);
