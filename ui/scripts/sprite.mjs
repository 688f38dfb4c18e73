// Writes src/assets/icons.svg: the icons of src/ui/icons.json as symbols, taken from lucide-static.
import { readFileSync, writeFileSync } from 'node:fs';

const names = JSON.parse(readFileSync('src/ui/icons.json', 'utf8'));

function symbol([name, source]) {
  const svg = readFileSync(`node_modules/lucide-static/icons/${source}.svg`, 'utf8');
  const body = svg
    .slice(svg.indexOf('>', svg.indexOf('<svg')) + 1, svg.lastIndexOf('</svg>'))
    .replace(/\s+/g, ' ')
    .trim();
  return `<symbol id="${name}" viewBox="0 0 24 24">${body}</symbol>`;
}

const symbols = Object.entries(names).map(symbol).join('\n');
writeFileSync('src/assets/icons.svg', `<svg xmlns="http://www.w3.org/2000/svg">\n${symbols}\n</svg>\n`);
console.log(`${Object.keys(names).length} icons`);
