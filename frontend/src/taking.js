// Taking in: a folder or files dropped on the form, and a job's progress as it runs.
import { figures } from './theme.js';

/** Every file of what was dropped, folders walked in name order. */
async function dropped(items) {
  const found = [];
  const walk = async (entry) => {
    if (entry.isFile) {
      found.push(await new Promise((yes, no) => entry.file(yes, no)));
    } else if (entry.isDirectory) {
      const reader = entry.createReader();
      for (;;) {
        const some = await new Promise((yes, no) => reader.readEntries(yes, no));
        if (some.length === 0) break;
        for (const one of some.sort((a, b) => (a.name < b.name ? -1 : 1))) await walk(one);
      }
    }
  };
  const entries = [...items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  for (const entry of entries) await walk(entry);
  return found;
}

/** A form that takes what is dropped on it as chosen by hand. */
export function drop(form) {
  const input = form.querySelector('input[type=file]');
  const told = form.querySelector('[data-chosen]');
  const tell = () => {
    told.textContent = input.files.length > 1 ? `${input.files[0].name} … ${input.files[input.files.length - 1].name} (${figures(input.files.length)})` : (input.files[0]?.name ?? '');
  };
  input.addEventListener('change', tell);
  for (const name of ['dragover', 'dragenter']) {
    form.addEventListener(name, (event) => {
      event.preventDefault();
      form.dataset.over = 'yes';
    });
  }
  form.addEventListener('dragleave', () => delete form.dataset.over);
  form.addEventListener('drop', async (event) => {
    event.preventDefault();
    delete form.dataset.over;
    const chosen = new DataTransfer();
    for (const file of await dropped(event.dataTransfer.items)) chosen.items.add(file);
    input.files = chosen.files;
    tell();
  });
}

/** Follows a job until it is over, then shows the page with its account. */
export function follow(panel) {
  const events = new EventSource(panel.dataset.events);
  const state = panel.querySelector('[data-state]');
  const progress = panel.querySelector('[data-progress]');
  const count = panel.querySelector('[data-count]');
  events.addEventListener('message', (event) => {
    const now = JSON.parse(event.data);
    state.textContent = state.dataset[now.state] ?? now.state;
    if (progress && now.total) progress.value = now.done;
    if (count) count.textContent = figures(now.done);
  });
  events.addEventListener('over', () => {
    events.close();
    location.reload();
  });
}
