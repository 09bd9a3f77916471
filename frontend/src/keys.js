// Keys that work on every page: "/" to search; in the queue, the keys that its buttons name.
const TYPING = 'input, textarea, select, [contenteditable]';

export function keys() {
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest(TYPING)) return;
    if (event.key === '/') {
      const box = document.querySelector('#search');
      if (box) {
        event.preventDefault();
        box.focus();
      }
      return;
    }
    // event.code, so that the keys stay where they are on an Arabic keyboard
    const wanted = document.querySelector(`[data-key="${CSS.escape(event.code)}"]`);
    if (wanted) {
      event.preventDefault();
      wanted.click();
    }
  });
}
