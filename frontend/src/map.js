// The map: our own basemap, footprints as areas. A place known only as a region is never drawn as a point.
import * as maplibregl from 'maplibre-gl';
import { feature, mesh } from 'topojson-client';
import { colour, figures, language, rtl } from './theme.js';

const GRADES = ['confirmed', 'fair', 'weak', 'contested', 'discounted'];
const UI = ['Noto Kufi Arabic Variable'];
const TEXT = ['Noto Naskh Arabic'];

export async function draw(element) {
  const { map: url, base, worker, open } = element.dataset;
  const box = element.dataset.box?.split(',').map(Number);
  const [land, data] = await Promise.all([
    fetch(base).then((r) => r.json()),
    fetch(url, { headers: { accept: 'application/geo+json' } }).then((r) => r.json()),
    ...UI.concat(TEXT).map((family) => document.fonts.load(`16px "${family}"`, 'ا')),
  ]);
  maplibregl.setWorkerUrl(worker);
  const map = new maplibregl.Map({
    container: element,
    style: { version: 8, sources: {}, layers: [{ id: 'sea', type: 'background', paint: { 'background-color': colour('sea') } }] },
    bounds: box ? [box.slice(0, 2), box.slice(2)] : (bounds(data.features) ?? [[25, 12], [60, 42]]),
    // one incident alone is shown from further off, so that borders and names tell where it is
    fitBoundsOptions: { padding: box ? 12 : 36, maxZoom: open ? 5.8 : box ? 11 : 8.2 },
    minZoom: 2,
    maxZoom: 11,
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    cooperativeGestures: matchMedia('(pointer: coarse)').matches,
    locale: JSON.parse(element.dataset.words ?? '{}'),
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.addControl(new maplibregl.NavigationControl({ showCompass: false }), rtl() ? 'top-left' : 'top-right');
  map.addControl(new maplibregl.ScaleControl({ maxWidth: 110 }), rtl() ? 'bottom-left' : 'bottom-right');
  scaled(map);
  map.on('error', (event) => console.error(event.error?.message ?? event));
  map.on('load', () => {
    ground(map, land);
    provinces(map, new URL('/labels.geojson', location.href).href);
    footprints(map, data, open);
    if (data.squares) squares(map, new URL(url, location.href));
    if (box) frame(map, box);
    if (!open) area(map, element.parentElement.querySelector('[data-area]'));
    map.once('idle', () => (element.dataset.ready = 'yes'));
  });
}

function ground(map, { topology, labels }) {
  map.addSource('land', { type: 'geojson', data: feature(topology, topology.objects.countries) });
  map.addSource('borders', { type: 'geojson', data: mesh(topology, topology.objects.countries, (a, b) => a !== b) });
  map.addSource('names', { type: 'geojson', data: labels });
  map.addLayer({ id: 'land', type: 'fill', source: 'land', paint: { 'fill-color': colour('land'), 'fill-antialias': false } });
  map.addLayer({ id: 'coast', type: 'line', source: 'land', paint: { 'line-color': colour('coast'), 'line-width': 0.6 } });
  map.addLayer({ id: 'borders', type: 'line', source: 'borders', paint: { 'line-color': colour('border'), 'line-width': ['interpolate', ['linear'], ['zoom'], 3, 0.7, 8, 1.6] } });
  map.addLayer({
    id: 'names', type: 'symbol', source: 'names',
    filter: ['>', ['get', 'area'], ['step', ['zoom'], 40, 4, 12, 5, 0.4, 6, 0]],
    layout: {
      'text-field': ['get', language() === 'ar' ? 'ar' : 'en'], 'text-font': UI, 'text-size': ['interpolate', ['linear'], ['zoom'], 3, 11, 7, 16],
      'text-max-width': 8, 'symbol-sort-key': ['-', 0, ['get', 'area']],
    },
    paint: { 'text-color': colour('map-name'), 'text-halo-color': colour('land'), 'text-halo-width': 1.4 },
  });
}

/** Provinces, once the map is near enough: names of areas, lighter than the places of incidents. */
function provinces(map, url) {
  map.addSource('provinces', { type: 'geojson', data: url });
  map.addLayer({
    id: 'provinces', type: 'symbol', source: 'provinces', minzoom: 5.2,
    layout: { 'text-field': ['get', 'name'], 'text-font': UI, 'text-size': 11.5, 'text-letter-spacing': language() === 'ar' ? 0 : 0.08, 'symbol-sort-key': ['-', 0, ['get', 'radius']] },
    paint: { 'text-color': colour('map-name'), 'text-halo-color': colour('land'), 'text-halo-width': 1.2, 'text-opacity': 0.85 },
  });
}

function footprints(map, data, open) {
  map.addSource('incidents', { type: 'geojson', data });
  const grade = ['match', ['get', 'grade'], ...GRADES.flatMap((g) => [g, colour(`grade-${g}`)]), colour('grade-weak')];
  const areas = ['==', ['get', 'role'], 'area'];
  map.addLayer({ id: 'areas', type: 'fill', source: 'incidents', filter: areas, paint: { 'fill-color': grade, 'fill-opacity': ['case', ['get', 'wide'], 0.09, 0.2] } });
  map.addLayer({ id: 'edges', type: 'line', source: 'incidents', filter: ['all', areas, ['!', ['get', 'wide']]], paint: { 'line-color': grade, 'line-width': 1.4 } });
  map.addLayer({ id: 'wide-edges', type: 'line', source: 'incidents', filter: ['all', areas, ['get', 'wide']], paint: { 'line-color': grade, 'line-width': 1.3, 'line-dasharray': [3, 2.5] } });
  // A ring that keeps a small footprint findable when the whole region is in view; it fades once the area itself can be seen.
  map.addLayer({
    id: 'rings', type: 'circle', source: 'incidents', filter: ['all', ['==', ['get', 'role'], 'centre'], ['!', ['get', 'wide']]],
    paint: {
      'circle-radius': ['interpolate', ['linear'], ['sqrt', ['get', 'count']], 1, 6, 5, 13], 'circle-color': grade, 'circle-opacity': ['interpolate', ['linear'], ['zoom'], 7, 0.75, 9, 0],
      'circle-stroke-color': colour('surface'), 'circle-stroke-width': 1.5, 'circle-stroke-opacity': ['interpolate', ['linear'], ['zoom'], 7, 1, 9, 0],
    },
  });
  map.addLayer({
    id: 'places', type: 'symbol', source: 'incidents', filter: ['==', ['get', 'role'], 'centre'], minzoom: open ? 0 : 4.6,
    layout: {
      'text-field': ['get', 'place'], 'text-font': TEXT, 'text-size': 14, 'text-variable-anchor': ['top', 'bottom', 'left', 'right'],
      'text-radial-offset': 0.8, 'text-max-width': 12, 'symbol-sort-key': ['get', 'radius'],
    },
    paint: { 'text-color': colour('ink'), 'text-halo-color': colour('land'), 'text-halo-width': 1.6 },
  });
  if (open) return;
  const picked = (point) => {
    const seen = new Map();
    for (const f of map.queryRenderedFeatures(point, { layers: ['rings', 'areas'] })) if (!seen.has(f.properties.id)) seen.set(f.properties.id, f.properties);
    return [...seen.values()].sort((a, b) => a.radius - b.radius).slice(0, 6);
  };
  map.on('mousemove', (event) => (map.getCanvas().style.cursor = picked(event.point).length ? 'pointer' : ''));
  map.on('click', (event) => {
    const found = picked(event.point);
    if (found.length) new maplibregl.Popup({ maxWidth: '290px', closeButton: true }).setLngLat(event.lngLat).setDOMContent(list(found)).addTo(map);
  });
}

/** Of very many incidents a grid says how many lie in each square; nearer, it gets finer, until the footprints themselves can be drawn. */
function squares(map, address) {
  const only = ['==', ['get', 'role'], 'square'];
  const many = (low, high) => ['interpolate', ['linear'], ['log10', ['get', 'count']], 0, low, 4, high];
  map.addLayer({ id: 'squares', type: 'fill', source: 'incidents', filter: only, paint: { 'fill-color': colour('accent'), 'fill-opacity': many(0.14, 0.75) } }, 'areas');
  map.addLayer({
    id: 'square-counts', type: 'symbol', source: 'incidents', filter: only,
    layout: { 'text-field': ['get', 'label'], 'text-font': UI, 'text-size': many(10.5, 15), 'symbol-sort-key': ['-', 0, ['get', 'count']] },
    paint: { 'text-color': colour('ink'), 'text-halo-color': colour('land'), 'text-halo-width': 1.4 },
  });
  let asked = 0;
  map.on('moveend', async () => {
    const turn = ++asked;
    address.searchParams.set('zoom', map.getZoom().toFixed(1));
    address.searchParams.set('view', inView(map));
    const data = await fetch(address, { headers: { accept: 'application/geo+json' } }).then((r) => r.json());
    if (turn === asked) map.getSource('incidents').setData(data);
  });
  map.on('mouseenter', 'squares', () => (map.getCanvas().style.cursor = 'zoom-in'));
  map.on('click', 'squares', (event) => map.easeTo({ center: event.lngLat, zoom: map.getZoom() + 1.6 }));
}

/** The edges of what is in view: west, south, east, north. */
const inView = (map) => map.getBounds().toArray().flat().map((x) => x.toFixed(3)).join(',');

/** The scale in the digits that the reader chose; MapLibre writes it anew with each move. */
function scaled(map) {
  const scale = map.getContainer().querySelector('.maplibregl-ctrl-scale');
  for (const type of ['load', 'move']) map.on(type, () => (scale.textContent = figures(scale.textContent)));
}

/** The box that the page is filtered by, as a frame. */
function frame(map, [west, south, east, north]) {
  const coordinates = [[west, south], [east, south], [east, north], [west, north], [west, south]];
  map.addSource('box', { type: 'geojson', data: { type: 'Feature', properties: {}, geometry: { type: 'LineString', coordinates } } });
  map.addLayer({ id: 'box', type: 'line', source: 'box', paint: { 'line-color': colour('accent'), 'line-width': 2.5, 'line-dasharray': [2, 1.5] } });
}

/** Filtering by place: the link shows what lies in view, the button lets a box be drawn. Both lead to the address of that filter. */
function area(map, panel) {
  const [link, button] = [panel.querySelector('a'), panel.querySelector('button')];
  const to = (edges) => `${panel.dataset.area}${panel.dataset.area.endsWith('?') ? '' : '&'}box=${edges}`;
  const tell = () => (link.href = to(inView(map)));
  map.on('moveend', tell);
  tell();
  panel.hidden = false;
  const canvas = map.getCanvasContainer();
  const drawn = document.createElement('div');
  drawn.className = 'drawn';
  let start;
  const place = (event) => ({ x: event.clientX - canvas.getBoundingClientRect().left, y: event.clientY - canvas.getBoundingClientRect().top });
  const drawing = (on) => {
    button.setAttribute('aria-pressed', on);
    canvas.classList.toggle('drawing', on);
    for (const move of [map.dragPan, map.cooperativeGestures, map.boxZoom]) move[on ? 'disable' : 'enable']();
    start = undefined;
    drawn.remove();
  };
  button.addEventListener('click', () => drawing(button.getAttribute('aria-pressed') !== 'true'));
  canvas.addEventListener('pointerdown', (event) => {
    if (button.getAttribute('aria-pressed') !== 'true') return;
    start = place(event);
    canvas.setPointerCapture(event.pointerId);
    canvas.append(drawn);
  });
  canvas.addEventListener('pointermove', (event) => {
    if (!start) return;
    const now = place(event);
    drawn.style.cssText = `left:${Math.min(start.x, now.x)}px;top:${Math.min(start.y, now.y)}px;width:${Math.abs(start.x - now.x)}px;height:${Math.abs(start.y - now.y)}px`;
  });
  canvas.addEventListener('pointerup', (event) => {
    if (!start) return;
    const now = place(event);
    const corners = [start, now].map(({ x, y }) => map.unproject([x, y]));
    const wide = Math.min(Math.abs(start.x - now.x), Math.abs(start.y - now.y)) > 4;
    drawing(false);
    const sorted = (key) => corners.map((c) => c[key]).sort((a, b) => a - b);
    const [[west, east], [south, north]] = [sorted('lng'), sorted('lat')];
    if (wide) location.assign(to([west, south, east, north].map((x) => x.toFixed(3)).join(',')));
  });
}

/** Built node by node: what an article says is text here, never markup. */
function list(found) {
  const box = document.createElement('ul');
  box.className = 'popup';
  box.dir = document.documentElement.dir;
  for (const f of found) {
    const item = document.createElement('li');
    const link = document.createElement('a');
    link.href = `/incidents/${encodeURIComponent(f.id)}`;
    link.textContent = f.title;
    const small = document.createElement('small');
    small.textContent = f.note;
    item.append(link, small);
    box.append(item);
  }
  return box;
}

/** The box of what is shown; a lone incident far from all others does not shrink the rest to a dot (it is one zoom away). */
function bounds(features) {
  const boxes = features.map((f) => boxOf(f.geometry)).filter(Boolean);
  if (!boxes.length) return null;
  const centre = [0, 1].map((k) => median(boxes.map((b) => (b[k] + b[k + 2]) / 2)));
  const away = (b) => Math.max(...[0, 1].map((k) => Math.abs((b[k] + b[k + 2]) / 2 - centre[k])));
  const limit = Math.max(6, 4 * median(boxes.map(away)));
  const near = boxes.filter((b) => away(b) <= limit);
  const least = (k) => Math.min(...near.map((b) => b[k]));
  const most = (k) => Math.max(...near.map((b) => b[k]));
  return [[least(0), least(1)], [most(2), most(3)]];
}

function boxOf({ coordinates }) {
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  const visit = (c) => {
    if (typeof c[0] !== 'number') return c.forEach(visit);
    box[0] = Math.min(box[0], c[0]);
    box[1] = Math.min(box[1], c[1]);
    box[2] = Math.max(box[2], c[0]);
    box[3] = Math.max(box[3], c[1]);
  };
  visit(coordinates);
  return box[0] === Infinity ? null : box;
}

function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
