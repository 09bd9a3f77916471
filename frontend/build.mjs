// Packs the workbench's assets into src/marsad/web/static/dist: one small entry, map and charts loaded only where a page has them.
import * as esbuild from 'esbuild';
import fs from 'node:fs';
import path from 'node:path';
import { basemap } from './basemap.mjs';

const here = import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname);
const out = path.join(here, '../src/marsad/web/static/dist');
const staging = `${out}.new`;

fs.rmSync(staging, { recursive: true, force: true });
fs.mkdirSync(staging, { recursive: true });

const result = await esbuild.build({
  absWorkingDir: here,
  entryPoints: ['src/main.js', 'src/map.css'],
  outdir: staging,
  entryNames: '[name]-[hash]',
  chunkNames: 'chunk-[name]-[hash]',
  assetNames: 'font-[name]-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  target: 'es2022',
  minify: true,
  metafile: true,
  legalComments: 'none',
  loader: { '.woff2': 'file', '.svg': 'dataurl' },
  logLevel: 'warning',
});

// The worker of MapLibre is a file of its own: the page's policy allows no blob as code.
const worker = 'maplibre-gl-worker.mjs';
fs.copyFileSync(path.join(here, 'node_modules/maplibre-gl/dist', worker), path.join(staging, worker));
fs.writeFileSync(path.join(staging, 'basemap.json'), JSON.stringify(basemap(here)));

const manifest = {};
for (const [file, about] of Object.entries(result.metafile.outputs)) {
  const name = path.basename(file);
  if (!about.entryPoint?.startsWith('src/')) continue;
  if (/^src\/(main\.js|map\.css)$/.test(about.entryPoint)) manifest[path.basename(about.entryPoint)] = name;
  if (about.entryPoint === 'src/main.js') manifest['main.css'] = path.basename(about.cssBundle);
}
fs.writeFileSync(path.join(staging, 'THIRD_PARTY.txt'), licences(result.metafile.inputs));
fs.writeFileSync(path.join(staging, 'manifest.json'), JSON.stringify(manifest, null, 1));
fs.rmSync(out, { recursive: true, force: true });
fs.renameSync(staging, out);

/** What of others' work is in the bundle, with the licence texts that ask to go along. */
function licences(inputs) {
  const packages = new Set(['world-atlas', 'maplibre-gl']);
  for (const file of Object.keys(inputs)) {
    const found = file.match(/node_modules\/((?:@[^/]+\/)?[^/]+)\//);
    if (found) packages.add(found[1]);
  }
  const parts = [];
  for (const name of [...packages].sort()) {
    const folder = path.join(here, 'node_modules', name);
    const about = JSON.parse(fs.readFileSync(path.join(folder, 'package.json')));
    const file = fs.readdirSync(folder).find((f) => /^(licen[sc]e|copying)/i.test(f));
    parts.push(`${about.name} ${about.version} (${about.license})\n\n${file ? fs.readFileSync(path.join(folder, file), 'utf8').trim() : ''}`);
  }
  return parts.join(`\n\n${'-'.repeat(78)}\n\n`) + '\n';
}
