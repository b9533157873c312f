// The same marks in words: the legend under a diagram, and a list for those who do not see the picture.
import { h } from '../lib/dom.js';
import { icon } from '../lib/icons.js';
import { _ } from '../lib/i18n.js';

const LEGEND = [
  { key: 'done', text: 'Done', when: (one) => one.state === 'done' },
  { key: 'active', text: 'In progress', when: (one) => one.state === 'active' && !['soon', 'overdue'].includes(one.due) },
  { key: 'soon', text: 'Due soon', when: (one) => one.state === 'active' && one.due === 'soon' },
  { key: 'overdue', text: 'Overdue', when: (one) => one.state === 'active' && one.due === 'overdue' },
  { key: 'incident', text: 'Incident', when: (one) => Boolean(one.incident) },
  { key: 'visits', text: 'Times passed', when: (one) => one.visits > 1 },
];

/** The legend of what occurs in this picture, and of nothing else. */
export function legend(standings, passed) {
  const all = [...standings.values()];
  const rows = LEGEND.filter(({ when }) => all.some(when)).map(({ key, text }) => sample(key, _(text)));
  if (passed) rows.push(sample('passed', _('Path taken')));
  return h('ul', { class: 'diagram-legend', 'aria-label': _('Legend') }, rows);
}

const SAMPLES = { done: () => icon('check'), visits: () => '×2', incident: () => icon('flag') };

function sample(key, text) {
  return h('li', {}, h('span', { class: `sample sample-${key}`, 'aria-hidden': 'true' }, SAMPLES[key]?.()), text);
}

function sentence(one) {
  const parts = [];
  if (one.incident) parts.push(`${_('Incident')}: ${one.incident.message}`);
  if (one.state === 'active') {
    parts.push(_({ soon: 'Due soon', overdue: 'Overdue' }[one.due] ?? 'In progress'), one.left, one.assignee);
  } else if (one.state === 'done') {
    parts.push(_('Done'));
  }
  if (one.timer) parts.push(one.timer);
  if (one.visits > 1) parts.push(_('Passed {n} times', { n: one.visits }));
  return parts.filter(Boolean).join(' · ');
}

/** Every named element that was reached, in the diagram's reading order, with what is to be said of it. */
export function list(viewer, standings) {
  const registry = viewer.get('elementRegistry');
  const rows = [...standings.values()]
    .map((one) => ({ one, element: registry.get(one.id) }))
    .filter(({ element }) => element?.businessObject.name && !element.waypoints)
    .sort((a, b) => a.element.x - b.element.x || a.element.y - b.element.y)
    .map(({ one, element }) => h('li', { 'data-element': one.id },
      h('span', { class: 'list-name' }, element.businessObject.name), h('span', { class: 'muted' }, sentence(one))));
  return h('details', { class: 'diagram-list' }, h('summary', {}, _('Show as a list')), h('ol', {}, rows));
}
