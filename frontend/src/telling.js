// Adding a claim from selected words, and fields that look an id up by a name.

/** Buttons beside the selection: each puts the selected words into its field. */
export function telling(form) {
  const report = document.querySelector('article.report');
  if (!report) return;
  const bar = document.createElement('div');
  bar.className = 'take no-print';
  bar.setAttribute('role', 'toolbar');
  bar.setAttribute('aria-label', form.dataset.telling);
  bar.hidden = true;
  for (const field of form.querySelectorAll('[data-role]')) {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = field.dataset.role;
    button.addEventListener('click', () => {
      field.value = chosen.words;
      if (field.name === 'words') form.elements.near.value = chosen.near;
      form.closest('details').open = true;
      bar.hidden = true;
      getSelection().removeAllRanges();
      field.focus();
    });
    bar.append(button);
  }
  report.after(bar);
  let chosen = { words: '', near: 0 };
  document.addEventListener('selectionchange', () => {
    const selection = getSelection();
    const words = selection.toString().trim();
    if (!words || words.length > 4000 || !selection.rangeCount || !report.contains(selection.anchorNode) || !report.contains(selection.focusNode)) {
      if (!bar.contains(document.activeElement)) bar.hidden = true;
      return;
    }
    const before = document.createRange();
    before.selectNodeContents(report);
    before.setEnd(selection.getRangeAt(0).startContainer, selection.getRangeAt(0).startOffset);
    chosen = { words, near: before.toString().length };
    bar.hidden = false;
  });
}

let lists = 0;

/** A field that offers ids for the name typed into it. */
export function lookup(field) {
  const list = document.createElement('datalist');
  list.id = `lookup-${(lists += 1)}`;
  field.setAttribute('list', list.id);
  field.after(list);
  let waiting;
  field.addEventListener('input', () => {
    clearTimeout(waiting);
    const q = field.value.trim();
    if (q.length < 2) return;
    waiting = setTimeout(async () => {
      const answer = await fetch(`/lookup/${field.dataset.lookup}?q=${encodeURIComponent(q)}`);
      if (!answer.ok) return;
      list.replaceChildren(
        ...(await answer.json()).map((one) => {
          const option = document.createElement('option');
          option.value = one.id;
          option.label = `${one.label} — ${one.id}`;
          option.textContent = one.label;
          return option;
        }),
      );
    }, 150);
  });
}
