// The basemap: Natural Earth's countries of the wider region, arcs thinned, with names in both languages and where to write them.
import fs from 'node:fs';
import path from 'node:path';
import * as topojson from 'topojson-client';

// ISO 3166-1 numeric → alpha-2. The countries that reports are about, and the neighbours without which the map has holes.
const COUNTRIES = {
  '004': 'AF', '008': 'AL', '012': 'DZ', '031': 'AZ', '048': 'BH', '051': 'AM', '070': 'BA', '100': 'BG', '112': 'BY', '120': 'CM', '140': 'CF',
  148: 'TD', 178: 'CG', 180: 'CD', 191: 'HR', 196: 'CY', 203: 'CZ', 204: 'BJ', 226: 'GQ', 231: 'ET', 232: 'ER', 262: 'DJ', 266: 'GA', 268: 'GE',
  270: 'GM', 275: 'PS', 288: 'GH', 300: 'GR', 324: 'GN', 348: 'HU', 356: 'IN', 364: 'IR', 368: 'IQ', 376: 'IL', 380: 'IT', 384: 'CI', 398: 'KZ',
  400: 'JO', 404: 'KE', 414: 'KW', 417: 'KG', 422: 'LB', 430: 'LR', 434: 'LY', 466: 'ML', 470: 'MT', 478: 'MR', 498: 'MD', 499: 'ME', 504: 'MA',
  512: 'OM', 562: 'NE', 566: 'NG', 586: 'PK', 616: 'PL', 620: 'PT', 624: 'GW', 634: 'QA', 642: 'RO', 643: 'RU', 646: 'RW', 682: 'SA', 686: 'SN',
  688: 'RS', 694: 'SL', 703: 'SK', 706: 'SO', 724: 'ES', 728: 'SS', 729: 'SD', 732: 'EH', 760: 'SY', 762: 'TJ', 768: 'TG', 784: 'AE', 788: 'TN',
  792: 'TR', 795: 'TM', 800: 'UG', 804: 'UA', 807: 'MK', 818: 'EG', 854: 'BF', 860: 'UZ', 887: 'YE',
};
const PLAIN = new Set(['N. Cyprus', 'Somaliland', 'Kosovo']); // in Natural Earth without a code: drawn, not named
const STEP = 0.035; // degrees between kept points of an arc: about three kilometres
const BOX = [-26, -6, 82, 60];

/** {topology, labels}: a TopoJSON of the kept countries and a GeoJSON of label points. */
export function basemap(here) {
  const atlas = JSON.parse(fs.readFileSync(path.join(here, 'node_modules/world-atlas/countries-10m.json')));
  const kept = atlas.objects.countries.geometries.filter((g) => COUNTRIES[g.id] || PLAIN.has(g.properties.name));
  const used = new Map();
  const arcs = [];
  const thinned = atlas.arcs.map((arc) => thin(absolute(arc, atlas.transform)));
  const number = (i) => {
    const index = i < 0 ? ~i : i;
    if (!used.has(index)) {
      used.set(index, arcs.length);
      arcs.push(thinned[index]);
    }
    return i < 0 ? ~used.get(index) : used.get(index);
  };
  const renumber = (a) => (Array.isArray(a) ? a.map(renumber) : number(a));
  const geometries = kept.map((g) => {
    const polygons = (g.type === 'Polygon' ? [g.arcs] : g.arcs).filter((p) => visible(p, thinned));
    return { type: 'MultiPolygon', id: COUNTRIES[g.id] ?? '', properties: {}, arcs: renumber(polygons) };
  });
  const topology = { type: 'Topology', objects: { countries: { type: 'GeometryCollection', geometries } }, arcs };
  const names = { ar: new Intl.DisplayNames('ar', { type: 'region' }), en: new Intl.DisplayNames('en', { type: 'region' }) };
  const features = topojson.feature(topology, topology.objects.countries).features.filter((f) => f.id);
  const labels = features.flatMap((f) => {
    const { point, area } = middle(f.geometry.coordinates);
    return near(point) ? [{ type: 'Feature', properties: { ar: names.ar.of(f.id), en: names.en.of(f.id), area: Math.round(area * 10) / 10 }, geometry: { type: 'Point', coordinates: point } }] : [];
  });
  // quantized: the arcs as small whole steps, half the bytes
  return { topology: topojson.quantize(topology, 50000), labels: { type: 'FeatureCollection', features: labels } };
}

const round = (v) => Math.round(v * 1000) / 1000;

function absolute(arc, { scale, translate }) {
  let x = 0;
  let y = 0;
  return arc.map(([dx, dy]) => [round((x += dx) * scale[0] + translate[0]), round((y += dy) * scale[1] + translate[1])]);
}

const near = ([x, y]) => x > BOX[0] && x < BOX[2] && y > BOX[1] && y < BOX[3];

/** Points closer than STEP to the last kept one are left out; the ends stay, so that neighbours still meet. */
function thin(arc) {
  const out = [arc[0]];
  for (const p of arc.slice(1, -1)) {
    const last = out[out.length - 1];
    if (Math.hypot(p[0] - last[0], p[1] - last[1]) >= (near(p) ? STEP : 40 * STEP)) out.push(p);
  }
  out.push(arc[arc.length - 1]);
  return out;
}

/** Islets that thinning leaves without an area, and lands far from the region (French Guiana's like), are left out. */
function visible(polygon, arcs) {
  const points = polygon[0].flatMap((i) => arcs[i < 0 ? ~i : i]);
  return points.length > 5 && points.some(near);
}

/** The point inside the largest polygon that is furthest from its edges, on a coarse grid; and the area in square degrees. */
function middle(polygons) {
  let best = { area: -1 };
  for (const [ring] of polygons) {
    let area = 0;
    for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) area += ring[j][0] * ring[i][1] - ring[i][0] * ring[j][1];
    if (Math.abs(area) / 2 > best.area) best = { area: Math.abs(area) / 2, ring };
  }
  const xs = best.ring.map((p) => Math.min(Math.max(p[0], BOX[0]), BOX[2]));
  const ys = best.ring.map((p) => Math.min(Math.max(p[1], BOX[1]), BOX[3]));
  const [x0, x1, y0, y1] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  let found = { distance: -1, point: [round((x0 + x1) / 2), round((y0 + y1) / 2)] };
  for (let i = 1; i < 24; i++) {
    for (let j = 1; j < 24; j++) {
      const p = [x0 + ((x1 - x0) * i) / 24, y0 + ((y1 - y0) * j) / 24];
      if (!inside(p, best.ring)) continue;
      const distance = Math.min(...best.ring.map((q) => Math.hypot((q[0] - p[0]) * 0.85, q[1] - p[1])));
      if (distance > found.distance) found = { distance, point: p.map(round) };
    }
  }
  return { point: found.point, area: best.area };
}

function inside([x, y], ring) {
  let odd = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [a, b] = [ring[i], ring[j]];
    if (a[1] > y !== b[1] > y && x < ((b[0] - a[0]) * (y - a[1])) / (b[1] - a[1]) + a[0]) odd = !odd;
  }
  return odd;
}
