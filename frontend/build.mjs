// Packs the workbench's assets into src/marsad/web/static/dist: one small entry, map and charts loaded only where a page has them.
import * as esbuild from 'esbuild';
import subsetFont from 'subset-font';
import fs from 'node:fs';
import path from 'node:path';
import { basemap } from './basemap.mjs';

const here = import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname);
const out = path.join(here, '../src/marsad/web/static/dist');
const staging = `${out}.new`;

fs.rmSync(staging, { recursive: true, force: true });
fs.mkdirSync(staging, { recursive: true });

// The letters of each part of a font, as fonts.css asks for them by «?name»; the same ranges stand there as unicode-range.
const ARABIC = [[0x60c], [0x61b], [0x61f], [0x620, 0x65f], [0x660, 0x66d], [0x670, 0x671], [0x6f0, 0x6f9], [0x200c, 0x200e]];
const PARTS = {
  arabic: ARABIC,
  rest: [[0x600, 0x60b], [0x60d, 0x61a], [0x61c, 0x61e], [0x66e, 0x66f], [0x672, 0x6ef], [0x6fa, 0x6ff], [0x750, 0x77f], [0x8a0, 0x8ff], [0xfb50, 0xfdff], [0xfe70, 0xfefc], ...ARABIC],
  latin: [[0x20, 0xff], [0x131], [0x152, 0x153], [0x2bb, 0x2bc], [0x2c6], [0x2da], [0x2dc], [0x2000, 0x206f], [0x20ac], [0x2122], [0x2191], [0x2193], [0x2212]],
  extended: [[0x100, 0x151], [0x154, 0x2ba], [0x1e00, 0x1eff]],
};
const WEIGHTS = { min: 400, max: 750 };
const cut = {
  name: 'cut-fonts',
  setup(build) {
    build.onLoad({ filter: /\.woff2$/ }, async ({ path: file, suffix }) => {
      const letters = PARTS[suffix.slice(1)];
      if (!letters) throw new Error(`${file}${suffix}: no such part of a font; use ${Object.keys(PARTS).join(', ')}`);
      const text = letters.flatMap(([from, to = from]) => Array.from({ length: to - from + 1 }, (_, n) => String.fromCodePoint(from + n))).join('');
      const axes = /-wght-/.test(file) ? { variationAxes: { wght: WEIGHTS } } : {};
      return { contents: await subsetFont(fs.readFileSync(file), text, { targetFormat: 'woff2', ...axes }), loader: 'file' };
    });
  },
};

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
  loader: { '.svg': 'dataurl' },
  plugins: [cut],
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
