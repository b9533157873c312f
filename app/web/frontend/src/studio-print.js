// The page to print: the whole diagram as one picture, as wide as the paper.
import { openDiagram } from './diagram/view.js';
import { ask } from './lib/ask.js';
import { h, need } from './lib/dom.js';
import { _ } from './lib/i18n.js';
import { svgOf } from './studio/saving.js';

async function show(figure) {
  const { bpmn } = await ask(figure.dataset.printDiagram);
  const holder = h('div', { class: 'print-canvas' });
  figure.append(holder);
  const viewer = await openDiagram(holder, bpmn);
  const picture = new Image();
  picture.alt = figure.getAttribute('aria-label');
  picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(await svgOf(viewer))}`;
  await picture.decode();
  const mark = holder.querySelector('.bjs-powered-by'); // its licence wants it to stay
  figure.replaceChildren(picture, ...(mark ? [mark] : []));
  figure.dataset.ready = 'yes';
}

need('[data-print]').addEventListener('click', () => print());
const figure = need('[data-print-diagram]');
show(figure).catch((error) => {
  figure.dataset.ready = 'failed';
  figure.replaceChildren(h('p', {}, _('The diagram could not be shown: {why}', { why: error.message })));
});
