// Two steps side by side: one is held, the other goes on; above them what changed between the two.
import { ask } from '../lib/ask.js';
import { h } from '../lib/dom.js';
import { _ } from '../lib/i18n.js';
import { changes, describe } from './panel.js';

export class Comparison {
  constructor(course, player, panel) {
    Object.assign(this, { course, player, panel, held: null, asked: 0 });
    this.button = h('button', { type: 'button', class: 'btn player-compare', 'aria-pressed': 'false', click: () => this.toggle() }, _('Compare'));
  }

  toggle() {
    this.held = this.held === null ? this.player.number : null;
    this.button.setAttribute('aria-pressed', String(this.held !== null));
    this.button.textContent = this.held === null ? _('Compare') : _('End the comparison');
    this.panel.classList.toggle('is-comparing', this.held !== null);
    this.player.show(this.player.number);
  }

  /** Shows the held step and this one; false while nothing is held. */
  tell(number) {
    if (this.held === null) return false;
    const [one, other] = [this.held, number].sort((a, b) => a - b);
    const between = h('section', { class: 'compare-between' }, this.held === number ? h('p', { class: 'muted' }, _('Go to the step that this one is to be compared with.')) : null);
    const column = (at) => h('div', { class: 'compare-step' }, h('p', { class: 'compare-number' }, _('Step {n}', { n: at })), describe(this.course.step(at), this.course));
    this.panel.replaceChildren(between, h('div', { class: 'compare-steps' }, column(one), other === one ? '' : column(other)));
    if (one !== other) this.fill(between, one, other);
    return true;
  }

  async fill(holder, one, other) {
    const ticket = ++this.asked;
    const seq = (number) => this.course.steps[number - 1].seq;
    const found = await ask(`${this.course.url}/comparison.json?one=${seq(one)}&other=${seq(other)}`);
    if (ticket !== this.asked) return;
    holder.replaceChildren(h('h2', { class: 'step-title' }, _('From step {one} to step {other}', { one, other })),
      h('p', { class: 'muted' }, _('{span} of working time lie between them.', { span: found.between })),
      changes(found) || h('p', { class: 'muted' }, _('No value changed.')));
  }
}
