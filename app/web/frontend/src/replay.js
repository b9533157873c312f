// The replay page of a case: `<div data-replay="URL">` becomes diagram, player, panel and list of steps.
import { draw, focusOn } from './diagram/marks.js';
import { tools } from './diagram/frame.js';
import { fit, fittingHeight, openDiagram, reveal } from './diagram/view.js';
import { legend } from './diagram/words.js';
import { ask } from './lib/ask.js';
import { h, need } from './lib/dom.js';
import { icon } from './lib/icons.js';
import { _ } from './lib/i18n.js';
import { Course } from './replay/course.js';
import { describe } from './replay/panel.js';
import { Player } from './replay/player.js';
import { moment, useZone } from './replay/times.js';

function stepRow(step, number, go) {
  const difference = step.matches ? null : h('span', { class: 'state state-overdue' }, _('Recomputed: different'));
  return h('li', {}, h('button', { type: 'button', class: `step-row step-${step.kind}`, click: () => go(number) },
    h('span', { class: 'step-number' }, String(number)), h('span', { class: 'step-sentence' }, step.sentence), difference,
    h('time', { datetime: step.at }, moment(step.at))));
}

function warning({ seq, sentence }, player) {
  return h('div', { class: 'notice state-overdue replay-loading', role: 'alert' }, icon('alert'), h('p', {}, sentence, ' ',
    seq <= player.length && h('button', { type: 'button', class: 'btn btn-sm', click: () => player.halt().go(seq) }, _('Go to step {n}', { n: seq }))));
}

async function build(root) {
  const { bpmn, steps, zone, difference } = await ask(root.dataset.replay);
  if (!steps.length) throw new Error(difference?.sentence ?? _('The journal is empty.'));
  useZone(zone);
  const course = new Course(steps);
  const canvas = h('div', { class: 'diagram-canvas' });
  const figure = h('figure', { class: 'diagram', 'aria-label': _('Diagram after this step') }, canvas);
  const words = h('div', {});
  const panel = h('aside', { class: 'replay-panel', 'aria-label': _('This step') });
  const player = new Player(course.length, (number) => show(number));
  const list = h('ol', { class: 'step-list' }, steps.map((step, index) => stepRow(step, index + 1, (number) => player.halt().go(number))));
  root.replaceChildren(difference ? warning(difference, player) : '', h('div', { class: 'replay-stage' }, figure, player.element, words), panel,
    h('section', { class: 'replay-steps' }, h('h2', {}, _('All steps')), list));

  const viewer = await openDiagram(canvas, bpmn, { arrows: false });
  canvas.style.height = `${fittingHeight(viewer, canvas.clientWidth, { most: Math.max(400, window.innerHeight * 0.58) })}px`;
  let focus = null;
  canvas.append(tools(viewer, figure));
  new ResizeObserver(() => fit(viewer, focus)).observe(canvas);
  viewer.on('element.click', ({ element }) => { const next = course.nextAt(element.id, player.number); if (next) player.halt().go(next); });

  function show(number) {
    const step = course.step(number);
    const marks = course.marks(number);
    const standings = draw(viewer, marks);
    focus = focusOn(viewer, step.focus);
    if (focus) reveal(viewer, focus);
    words.replaceChildren(legend(standings, Object.keys(marks.flows).length > 0));
    panel.replaceChildren(...describe(step).flat(Infinity));
    panel.scrollTop = 0;
    list.querySelector('[aria-current]')?.removeAttribute('aria-current');
    const row = list.children[number - 1].firstElementChild;
    row.setAttribute('aria-current', 'step');
    list.scrollTop = row.offsetTop - list.clientHeight / 2;
  }
  player.fromAddress();
  root.dataset.ready = 'yes';
}

const root = need('[data-replay]');
build(root).catch((error) => {
  root.dataset.ready = 'failed';
  root.replaceChildren(h('p', { class: 'notice state-overdue' }, _('The replay could not be shown: {why}', { why: error.message })));
});
