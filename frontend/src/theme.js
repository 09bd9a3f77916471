// The colours of the page, for what is drawn outside CSS (map and charts).
const probe = document.createElement('i');
probe.hidden = true;

/** The colour of a custom property as the page shows it now, light or dark: "rgb(…)". */
export function colour(name) {
  if (!probe.isConnected) document.body.append(probe);
  probe.style.color = `var(--${name})`;
  return getComputedStyle(probe).color;
}
/** Figures in the digits that the reader chose. */
export const figures = (text) => (document.documentElement.dataset.digits === 'arab' ? String(text).replace(/[0-9]/g, (d) => '٠١٢٣٤٥٦٧٨٩'[d]) : String(text));
export const language = () => document.documentElement.lang;
export const rtl = () => document.documentElement.dir === 'rtl';
