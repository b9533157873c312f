// Fills every `<figure data-diagram="URL">` of a page with the diagram that the URL answers, and its marks.
// With `data-focus="ELEMENT"` it shows what stands around that element, large enough to read.
import { draw } from './diagram/marks.js';
import { describeOnClick, tools } from './diagram/frame.js';
import { shown } from './diagram/planes.js';
import { fit, fittingHeight, openDiagram } from './diagram/view.js';
import { legend, list } from './diagram/words.js';
import { ask } from './lib/ask.js';
import { h } from './lib/dom.js';
import { _ } from './lib/i18n.js';

function focused(viewer, standings, wanted) {
  const active = wanted ?? [...standings.values()].find((one) => one.state === 'active')?.id;
  return shown(viewer, active && viewer.get('elementRegistry').get(active));
}

/** A task in a closed sub-process is looked at on the plane where it is. */
function enter(viewer, wanted) {
  const canvas = viewer.get('canvas');
  const element = wanted && viewer.get('elementRegistry').get(wanted);
  const root = element && canvas.findRoot(element);
  if (root) canvas.setRootElement(root);
}

async function show(figure) {
  const holder = h('div', { class: 'diagram-canvas' });
  figure.replaceChildren(holder);
  try {
    const { bpmn, marks = {}, links = {} } = await ask(figure.dataset.diagram);
    const viewer = await openDiagram(holder, bpmn);
    holder.style.height = `${fittingHeight(viewer, holder.clientWidth)}px`;
    const standings = draw(viewer, marks);
    const { focus } = figure.dataset;
    enter(viewer, focus);
    const place = () => fit(viewer, focused(viewer, standings, focus), { close: Boolean(focus) });
    place();
    holder.append(tools(viewer, figure));
    figure.append(describeOnClick(viewer, figure, links));
    if (standings.size) figure.append(legend(standings, Object.keys(marks.flows ?? {}).length > 0), list(viewer, standings));
    figure.dataset.ready = 'yes';
    new ResizeObserver(place).observe(holder);
  } catch (error) {
    holder.replaceChildren(h('p', { class: 'diagram-failed' }, _('The diagram could not be shown: {why}', { why: error.message })));
    figure.dataset.ready = 'failed';
  }
}

function showAll(root) {
  for (const figure of root.querySelectorAll('[data-diagram]:not([data-ready])')) show(figure);
}

showAll(document);
document.addEventListener('htmx:afterSettle', (event) => showAll(event.target));
