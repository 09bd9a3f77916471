// The report page: a mark and its card light up together, and the chosen card comes into view.
export function reader(root) {
  const page = root.querySelector('.reader');
  if (!page || page.dataset.ready) return;
  page.dataset.ready = 'yes';
  const light = (id, on) => {
    for (const element of page.querySelectorAll(`[data-claims~="${CSS.escape(id)}"], [data-card="${CSS.escape(id)}"]`)) element.classList.toggle('lit', on);
  };
  for (const type of ['mouseover', 'mouseout']) {
    page.addEventListener(type, (event) => {
      const on = type === 'mouseover';
      const card = event.target.closest('[data-card]');
      if (card) light(card.dataset.card, on);
      for (const id of event.target.closest('[data-claims]')?.dataset.claims.split(' ') ?? []) light(id, on);
    });
  }
  const chosen = page.querySelector('[data-card][aria-current]');
  const cards = page.querySelector('.cards');
  if (chosen && cards && cards.scrollHeight > cards.clientHeight) cards.scrollTop = chosen.offsetTop - cards.offsetTop - 12;
  const text = page.querySelector('mark.chosen');
  if (text && !location.hash) {
    const box = text.getBoundingClientRect();
    if (box.top < 0 || box.bottom > innerHeight) text.scrollIntoView({ block: 'center' });
  }
}
