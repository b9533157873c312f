// What stands around a diagram: zoom buttons, the whole screen, and what an element says of itself when chosen.
import { h } from '../lib/dom.js';
import { icon } from '../lib/icons.js';
import { _ } from '../lib/i18n.js';
import { fit, fitAll, zoomIn, zoomOut } from './view.js';

export function tools(viewer, figure) {
  const button = (name, label, act) => h('button', { type: 'button', class: 'tool', title: label, 'aria-label': label, click: act }, icon(name));
  return h('div', { class: 'diagram-tools no-print', role: 'group', 'aria-label': _('Diagram view') },
    button('plus', _('Zoom in'), () => zoomIn(viewer)),
    button('minus', _('Zoom out'), () => zoomOut(viewer)),
    button('all', _('Show all'), () => fitAll(viewer)),
    button('fit', _('Whole screen'), () => wholeScreen(viewer, figure)));
}

async function wholeScreen(viewer, figure) {
  if (document.fullscreenElement) await document.exitFullscreen();
  else await figure.requestFullscreen?.();
  fit(viewer);
}

/** The text of an element's documentation. */
export function documentation(element) {
  return (element.businessObject.documentation ?? []).map((part) => part.text).join('\n').trim();
}

/** Under the diagram: the name and documentation of the element that was clicked. */
export function describeOnClick(viewer, figure, links = {}) {
  const line = h('div', { class: 'diagram-about', 'aria-live': 'polite', hidden: true });
  viewer.on('element.click', ({ element }) => {
    const { name } = element.businessObject;
    const text = documentation(element);
    figure.dispatchEvent(new CustomEvent('diagram:element', { detail: { id: element.id }, bubbles: true }));
    line.hidden = !text && !links[element.id];
    line.replaceChildren(h('strong', {}, name ?? ''), h('p', {}, text),
      links[element.id] ? h('a', { href: links[element.id] }, _('Open')) : '');
  });
  return line;
}
