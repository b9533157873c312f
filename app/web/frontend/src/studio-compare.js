// Two diagrams side by side: what was added, removed, changed and moved is marked on both and listed below.
import { diff } from 'bpmn-js-differ';

import { openDiagram } from './diagram/view.js';
import { ask } from './lib/ask.js';
import { h, need } from './lib/dom.js';
import { _ } from './lib/i18n.js';
import { changes } from './studio/changes.js';

const WORDS = { added: _('added'), removed: _('removed'), changed: _('changed'), moved: _('moved') };

function mark(viewer, list) {
  const canvas = viewer.get('canvas');
  for (const { id, how } of list) if (viewer.get('elementRegistry').get(id)) canvas.addMarker(id, `diff-${how}`);
}

/** What is moved or zoomed in one is moved and zoomed in the other. */
function together(one, other) {
  let busy = false;
  for (const [a, b] of [[one, other], [other, one]]) {
    a.on('canvas.viewbox.changed', ({ viewbox: { x, y, width, height } }) => {
      if (busy) return;
      busy = true;
      b.get('canvas').viewbox({ x, y, width, height });
      busy = false;
    });
  }
}

function row(change, viewers) {
  const go = () => {
    for (const viewer of viewers) {
      const element = viewer.get('elementRegistry').get(change.id);
      if (!element) continue;
      viewer.get('canvas').scrollToElement(element, 80);
      viewer.get('selection').select(element);
    }
  };
  const name = h('button', { type: 'button', class: 'btn-link', click: go }, change.name);
  return h('tr', {}, h('td', {}, name), h('td', { 'data-label': _('What') }, h('span', { class: `change change-${change.how}` }, WORDS[change.how]), change.what ? ` ${change.what}` : ''),
    h('td', { 'data-label': _('Before') }, change.before === null ? '—' : h('del', {}, change.before)),
    h('td', { 'data-label': _('After') }, change.after === null ? '—' : h('ins', {}, change.after)));
}

async function show(root) {
  const { before, after } = await ask(root.dataset.compare);
  const [left, right] = [need('[data-before]', root), need('[data-after]', root)];
  const now = await openDiagram(right, after);
  if (before === null) {
    left.replaceChildren(h('p', { class: 'muted' }, _('This process is new.')));
    return;
  }
  const old = await openDiagram(left, before);
  const list = changes(diff(old.getDefinitions(), now.getDefinitions()));
  mark(old, list);
  mark(now, list);
  for (const viewer of [old, now]) viewer.get('canvas').zoom('fit-viewport');
  together(old, now);
  need('[data-compare-count]').textContent = list.length ? String(list.length) : _('the same');
  const table = need('[data-compare-table]');
  table.hidden = list.length === 0;
  need('tbody', table).replaceChildren(...list.map((one) => row(one, [old, now])));
}

const root = need('[data-compare]');
show(root).then(() => { root.dataset.ready = 'yes'; }).catch((error) => {
  root.dataset.ready = 'failed';
  root.replaceChildren(h('p', { role: 'alert' }, _('The diagram could not be shown: {why}', { why: error.message })));
});
