// What the gate found, where it found it: a mark on the shape, a line in the list, and one leads to the other.
import { h } from '../lib/dom.js';
import { icon } from '../lib/icons.js';
import { _, language } from '../lib/i18n.js';

const ICON = { error: 'alert', warning: 'alert', note: 'info' };
const WORD = { error: 'Error', warning: 'Warning', note: 'Note' };
const RANK = ['error', 'warning', 'note'];

export function sentence(finding) {
  return language === 'en' ? finding.message_en || finding.message : finding.message;
}

function hint(finding) {
  return language === 'en' ? finding.hint_en : finding.hint;
}

function card(list) {
  return h('div', { class: 'finding-card', role: 'tooltip' }, list.map((finding) => h('div', { class: `finding-${finding.severity}` },
    h('p', {}, icon(ICON[finding.severity]), sentence(finding)), hint(finding) && h('p', { class: 'muted' }, hint(finding)))));
}

export class Findings {
  constructor(modeler, list, summary) {
    Object.assign(this, { modeler, list, summary, marked: [], all: [] });
  }

  count(severity) {
    return this.all.filter((finding) => finding.severity === severity).length;
  }

  show(findings) {
    this.all = [...findings].sort((a, b) => RANK.indexOf(a.severity) - RANK.indexOf(b.severity));
    this.mark();
    this.list.replaceChildren(...this.all.map((finding) => this.row(finding)));
    this.summary.replaceChildren(...this.words());
  }

  words() {
    const counts = RANK.map((severity) => [severity, this.count(severity)]).filter(([, count]) => count);
    if (!counts.length) return [h('span', { class: 'state state-done' }, icon('check'), _('Nothing to mend'))];
    return counts.map(([severity, count]) => h('span', { class: `finding-count finding-${severity}` }, icon(ICON[severity]), `${_(WORD[severity])} ${count}`));
  }

  mark() {
    const overlays = this.modeler.get('overlays');
    const canvas = this.modeler.get('canvas');
    overlays.remove({ type: 'finding' });
    for (const [element, name] of this.marked) if (this.modeler.get('elementRegistry').get(element)) canvas.removeMarker(element, name);
    this.marked = [];
    for (const [id, list] of Map.groupBy(this.all.filter((finding) => finding.element), (finding) => finding.element)) {
      const element = this.modeler.get('elementRegistry').get(id);
      if (element) this.markOne(element, list, overlays, canvas);
    }
  }

  markOne(element, list, overlays, canvas) {
    const worst = list[0].severity;
    const badge = h('button', { type: 'button', class: `finding-badge finding-${worst}`, 'aria-label': list.map(sentence).join(' ') }, icon(ICON[worst]), card(list));
    badge.addEventListener('click', () => this.modeler.get('selection').select(element));
    const position = element.waypoints ? middle(element) : { top: -13, left: -13 };
    overlays.add(element, 'finding', { position, html: badge, scale: { min: 0.8, max: 1.2 } });
    canvas.addMarker(element, `found-${worst}`);
    this.marked.push([element.id, `found-${worst}`]);
  }

  row(finding) {
    const place = finding.name || this.modeler.get('elementRegistry').get(finding.element)?.businessObject.name;
    return h('li', {}, h('button', { type: 'button', class: `finding-row finding-${finding.severity}`, click: () => this.goTo(finding) },
      icon(ICON[finding.severity]),
      h('span', {}, place && !sentence(finding).includes(place) && h('strong', {}, place, ' '), sentence(finding), hint(finding) && h('span', { class: 'finding-hint' }, hint(finding)))));
  }

  goTo(finding) {
    const element = finding.element && this.modeler.get('elementRegistry').get(finding.element);
    if (!element) return;
    this.modeler.get('canvas').scrollToElement(element, { top: 120, bottom: 120, left: 160, right: 160 });
    this.modeler.get('selection').select(element);
  }
}

function middle(connection) {
  const [a, b] = [connection.waypoints[0], connection.waypoints.at(-1)];
  const left = Math.min(...connection.waypoints.map((point) => point.x));
  const top = Math.min(...connection.waypoints.map((point) => point.y));
  return { left: (a.x + b.x) / 2 - left - 10, top: (a.y + b.y) / 2 - top - 10 };
}
