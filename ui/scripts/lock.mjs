// Completes package-lock.json where the registry carries the prebuilt binaries of this platform alone: `npm ci` insists
// that every optional binary a package names is listed, though it installs only the fitting one. Run after `npm install`.
import { readFileSync, writeFileSync } from 'node:fs';

const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'));
const systems = ['android', 'darwin', 'freebsd', 'linux', 'openharmony', 'win32'];
const processors = ['arm64', 'arm', 'ia32', 'loong64', 'ppc64', 'riscv64', 's390x', 'wasm32', 'x64'];
const parts = (name) => name.split(/[-/]/);

function entry(name, version, dev) {
  const words = parts(name);
  const os = systems.filter((system) => words.includes(system));
  const cpu = processors.filter((processor) => words.includes(processor));
  return { version, ...(cpu.length > 0 && { cpu }), ...(dev && { dev }), optional: true, ...(os.length > 0 && { os }) };
}

for (const { optionalDependencies = {}, dev } of Object.values(lock.packages)) {
  for (const [name, version] of Object.entries(optionalDependencies)) {
    const isBinary = parts(name).some((word) => systems.includes(word) || word === 'wasm32') || name === 'fsevents';
    if (!isBinary) continue;
    const exact = version.replace(/^[~^]/, '');
    lock.packages[`node_modules/${name}`] ??=
      name === 'fsevents' ? { ...entry(name, exact, dev), os: ['darwin'] } : entry(name, exact, dev);
  }
}

lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync('package-lock.json', `${JSON.stringify(lock, null, 2)}\n`);
