// The replay page of a case: `<div data-replay="URL">` becomes diagram, player, panel and list of steps.
import { legend } from './diagram/words.js';
import { ask } from './lib/ask.js';
import { h, need } from './lib/dom.js';
import { icon } from './lib/icons.js';
import { _ } from './lib/i18n.js';
import { Comparison } from './replay/comparison.js';
import { Course } from './replay/course.js';
import { describe } from './replay/panel.js';
import { Player } from './replay/player.js';
import { Stage } from './replay/stage.js';
import { moment, useZone } from './replay/times.js';

function stepRow(step, number, go) {
  return h('li', {}, h('button', { type: 'button', class: `step-row step-${step.kind}`, click: () => go(number) },
    h('span', { class: 'step-number' }, String(number)), h('span', { class: 'step-sentence' }, step.sentence),
    h('time', { datetime: step.at }, moment(step.at))));
}

function warning(seq, sentence, number, player) {
  return h('div', { class: 'notice state-overdue replay-warning', role: 'alert' }, icon('alert'), h('p', {}, sentence, ' ',
    number > 0 && h('button', { type: 'button', class: 'btn btn-sm', click: () => player.halt().go(number) }, _('Go to step {n}', { n: number }))));
}

async function build(root) {
  const url = root.dataset.replay.replace(/\.json$/, '');
  const at = /step=(\d+)/.exec(location.hash)?.[1];
  const outline = await ask(`${url}/outline.json${at ? `?at=${at}` : ''}`);
  if (!outline.steps.length) throw new Error(_('The journal is empty.'));
  useZone(outline.zone);
  const course = new Course(url, outline);
  const words = h('div', {});
  const panel = h('aside', { class: 'replay-panel', 'aria-label': _('This step') });
  const player = new Player(course, (number) => show(number));
  const comparison = new Comparison(course, player, panel);
  const stage = new Stage(outline, (key) => { const next = course.nextAt(key, player.number); if (next) player.halt().go(next); });
  const list = h('ol', { class: 'step-list' }, course.steps.map((step, index) => stepRow(step, index + 1, (number) => player.halt().go(number))));
  const notices = h('div', { class: 'replay-notices' });
  player.element.append(comparison.button);
  root.replaceChildren(notices, h('div', { class: 'replay-stage' }, stage.element, player.element, words), panel,
    h('section', { class: 'replay-steps' }, h('h2', {}, _('All steps')), list));

  function tell(number) {
    const step = course.step(number);
    if (comparison.tell(number)) return;
    panel.replaceChildren(...describe(step, course).flat(Infinity));
  }

  async function show(number) {
    list.querySelector('[aria-current]')?.removeAttribute('aria-current');
    const row = list.children[number - 1].firstElementChild;
    row.setAttribute('aria-current', 'step');
    list.scrollTop = row.offsetTop - list.clientHeight / 2;
    const known = course.whole.has(number);
    tell(number);
    if (known) panel.scrollTop = 0;
    const coming = course.need(number);
    if (!known) {
      await coming;
      if (player.number !== number) return;
      tell(number);
    }
    const marks = course.marks(number);
    const standings = await stage.show(course.step(number), marks);
    if (standings) words.replaceChildren(legend(standings, Object.keys(marks.flows).length > 0));
  }

  function heard() {
    const found = course.steps.findIndex(({ seq }) => course.again.get(seq)?.differs);
    if (found >= 0 && !notices.firstChild) {
      const { seq } = course.steps[found];
      notices.append(warning(seq, course.again.get(seq).differs, found + 1, player));
      list.children[found].firstElementChild.append(h('span', { class: 'state state-overdue' }, _('Recomputed: different')));
    }
    tell(player.number);
  }

  player.start();
  await show(player.number);
  root.dataset.ready = 'yes';
  await course.runAgain(heard);
  if (player.number) await show(player.number);
}

const root = need('[data-replay]');
build(root).catch((error) => {
  root.dataset.ready = 'failed';
  root.replaceChildren(h('p', { class: 'notice state-overdue' }, _('The replay could not be shown: {why}', { why: error.message })));
});
