// The timeline: what was told of each day, week or month; killed as a band from low to high, the best figure as a tick.
import * as Plot from '@observablehq/plot';
import { colour, figures, language, rtl } from './theme.js';

export function draw(element) {
  const { series, unit, words } = JSON.parse(element.dataset.timeline);
  const rows = series.map((row) => ({ ...row, day: new Date(`${row.day}T00:00:00Z`) }));
  const paint = () => element.querySelector('.plot')?.replaceChildren(plot(rows, unit, words, element.clientWidth));
  paint();
  element.dataset.ready = 'yes';
  let width = element.clientWidth;
  new ResizeObserver(() => {
    if (Math.abs(element.clientWidth - width) < 8) return;
    width = element.clientWidth;
    paint();
  }).observe(element);
  return Promise.resolve();
}

function plot(rows, unit, words, width) {
  const locale = language() === 'ar' ? `ar-SY-u-nu-${document.documentElement.dataset.digits ?? 'latn'}` : 'en-GB';
  const spans = { day: 1, week: 7, month: 31 }[unit] * 864e5;
  const from = new Date(Math.min(...rows.map((r) => +r.day)) - spans / 2);
  const to = new Date(Math.max(...rows.map((r) => +r.day)) + spans);
  const long = to - from > 400 * 864e5;
  // of many years a tick says the year alone, and not every year where they are more than fit
  const years = (to - from) / (365.25 * 864e5);
  const every = Math.max(1, Math.ceil((years * 52) / width));
  const format = new Intl.DateTimeFormat(locale, years > 2 ? { year: 'numeric', timeZone: 'UTC' } : long ? { year: 'numeric', month: 'short', timeZone: 'UTC' } : { day: 'numeric', month: 'short', timeZone: 'UTC' });
  const right = rtl();
  const peak = Math.max(1, ...rows.map((r) => r.high ?? r.low ?? 0));
  const svg = Plot.plot({
    width, height: 232, marginRight: right ? 40 : 14, marginLeft: right ? 14 : 40, marginBottom: 28, marginTop: 14,
    style: { fontFamily: '"Noto Kufi Arabic Variable", "Noto Sans Variable", sans-serif', fontSize: '11.5px', color: colour('muted'), background: 'transparent' },
    ariaLabel: words.title,
    x: { type: 'utc', domain: [from, to], reverse: right, label: null, ticks: years > 2 ? `${every} year${every > 1 ? 's' : ''}` : Math.max(2, Math.min(6, Math.floor(width / (long ? 150 : 110)))), tickFormat: (d) => format.format(d), tickSize: 4 },
    y: { axis: right ? 'right' : 'left', label: null, grid: true, ticks: Math.min(4, peak), tickFormat: (v) => (Number.isInteger(v) ? figures(v) : ''), domain: [0, peak * 1.08] },
    marks: [
      Plot.ruleY([0], { stroke: colour('line') }),
      Plot.rectY(rows.filter((r) => r.low !== null && r.high > 0), { x: 'day', interval: unit, y1: 0, y2: 'low', fill: colour('accent'), fillOpacity: 0.75, inset: 0.5, insetBottom: 0 }),
      Plot.rectY(rows.filter((r) => r.high > r.low), { x: 'day', interval: unit, y1: 'low', y2: 'high', fill: colour('accent'), fillOpacity: 0.25, inset: 0.5 }),
      Plot.dot(rows, { x: (r) => new Date(+r.day + spans / 2), y: 0, r: (r) => Math.sqrt(r.count) * 2.2, fill: colour('ink'), fillOpacity: 0.65, title: (r) => r.note, dy: 0 }),
      Plot.tip(rows, Plot.pointerX({ x: (r) => new Date(+r.day + spans / 2), y: 'high', title: 'note', fill: colour('surface'), stroke: colour('line'), textAnchor: right ? 'end' : 'start' })),
    ],
  });
  // Plot brings a style element of its own, which the page's policy forbids; main.css carries what it says.
  svg.querySelector('style')?.remove();
  svg.classList.add('chart');
  // A click shows the days under the pointer alone; the table below has the same as links.
  svg.addEventListener('click', () => svg.value && location.assign(svg.value.alone));
  // One image with one name; the table below it says the figures.
  svg.setAttribute('role', 'img');
  for (const part of svg.querySelectorAll('[aria-label]')) part.removeAttribute('aria-label');
  return svg;
}
