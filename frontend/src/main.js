// The entry: styles, htmx, and the parts that a page asks for by an attribute. The pages work without any of it.
import './main.css';
import htmx from 'htmx.org/dist/htmx.esm.js';
import { keys } from './keys.js';
import { reader } from './reader.js';

window.htmx = htmx;

const PARTS = {
  '[data-map]': async (element) => (await import('./map.js')).draw(element),
  '[data-telling]': async (element) => (await import('./telling.js')).telling(element),
  '[data-lookup]': async (element) => (await import('./telling.js')).lookup(element),
  '[data-drop]': async (element) => (await import('./taking.js')).drop(element),
  '[data-events]': async (element) => (await import('./taking.js')).follow(element),
  '[data-timeline]': async (element) => (await import('./timeline.js')).draw(element),
};

/** Starts each part once in what has just come onto the page. */
function mount(root) {
  for (const [selector, start] of Object.entries(PARTS)) {
    for (const element of root.querySelectorAll(selector)) {
      if (element.dataset.mounted) continue;
      element.dataset.mounted = 'yes';
      start(element).then(
        () => (element.dataset.started = 'yes'),
        (error) => {
          element.dataset.failed = 'yes';
          console.error(error);
        },
      );
    }
  }
  reader(root);
}

/** An empty field says nothing: it is left out of the address. */
function tidy(event) {
  for (const field of event.target.elements) {
    if (field.name && field.value === '' && field.type !== 'submit') field.disabled = true;
  }
}

document.addEventListener('submit', (event) => {
  if (event.target.method === 'get') tidy(event);
});
// Coming back by the browser's own back button, the fields say what the address says.
window.addEventListener('pageshow', () => {
  for (const form of document.querySelectorAll('form[method=get]')) {
    for (const field of form.elements) field.disabled = false;
    form.reset();
  }
});
document.addEventListener('change', (event) => {
  const form = event.target.closest?.('form[data-live]');
  if (form) form.requestSubmit();
});
document.addEventListener('htmx:after:swap', () => mount(document));
keys();
mount(document);
