// Everything that is known of one step, as a list of small sections. A section with nothing to say is left out.
import { h } from '../lib/dom.js';
import { icon } from '../lib/icons.js';
import { _ } from '../lib/i18n.js';
import { moment } from './times.js';

function facts(rows) {
  return h('dl', { class: 'facts' }, rows.filter(([, value]) => value).map(([name, value]) => [h('dt', {}, name), h('dd', {}, value)]));
}

function time(iso) {
  return iso && h('time', { datetime: iso }, moment(iso));
}

function who({ by, by_name: name, acting_for_name: standsFor }) {
  const person = name === by ? name : `${name} (${by})`;
  return standsFor ? _('{person}, acting for {other}', { person, other: standsFor }) : person;
}

function deed(step) {
  return facts([
    [_('Who'), who(step)],
    [_('Time that counts'), time(step.at)],
    [_('Written down'), time(step.wall)],
    [_('Waited'), step.waited],
    [_('Reason'), step.reason],
  ]);
}

function outcome({ consequences }) {
  return consequences.length > 0 && h('ul', { class: 'plain' }, consequences.map((said) => h('li', {}, said)));
}

function form({ form: sent }) {
  return sent && facts(sent.fields.map(({ label, text }) => [label, text || '—']));
}

export function changes({ changes: list }) {
  return list.length > 0 && h('ul', { class: 'changes' }, list.map(({ name, label, before, after }) => h('li', {},
    h('span', { class: 'change-name', title: name }, label),
    h('span', { class: 'change-values' }, before === null ? h('em', {}, _('new')) : h('del', {}, before), ' → ', h('ins', {}, after)))));
}

function due(task) {
  const said = [task.due_at && _('due {when}', { when: moment(task.due_at) }), task.clock, task.by].filter(Boolean);
  return said.length > 0 && h('span', { class: `text-state-${task.state}` }, said.join(' · '), task.provisional && ` · ${_('provisional')}`);
}

function tasks({ after }) {
  return after.tasks.length > 0 && h('ul', { class: 'plain' }, after.tasks.map((task) => h('li', {},
    h('strong', {}, task.name), h('span', { class: 'muted' }, task.assignee_name || task.groups_text), due(task),
    ladder(task),
    task.urged > 0 && h('span', {}, _('urged {n} times', { n: task.urged })),
    task.breached && h('span', { class: 'state state-overdue' }, icon('clock-alert'), _('Limit missed')))));
}

// How far the ladder of a task had come: what it had passed, and what was still to come.
function ladder({ ladder: rungs }) {
  return rungs.length > 0 && h('ol', { class: 'ladder' }, rungs.map((rung) => h('li', { class: rung.passed ? 'is-passed' : null },
    rung.passed && icon('check'), h('span', {}, rung.kind_text), time(rung.due))));
}

function timers({ timers_set: set, fired, timers_gone: gone }) {
  if (!set.length && !fired && !gone.length) return null;
  const line = (word, timer) => h('li', {}, h('span', { class: 'muted' }, word), h('strong', {}, timer.name), h('span', {}, timer.kind_text), time(timer.due));
  return h('ul', { class: 'plain' }, fired && line(_('Fired'), fired), set.map((timer) => line(_('Set'), timer)),
    gone.length > 0 && h('li', {}, h('span', { class: 'muted' }, _('{n} timers were cancelled', { n: gone.length }))));
}

function decisions({ decisions: list }, { tables }) {
  return list.length > 0 && h('div', {}, list.map((one) => h('div', { class: 'decision' },
    h('strong', {}, one.name), one.policy && h('span', { class: 'muted' }, one.policy),
    tables[one.name] ? wholeTable(tables[one.name], one) : one.inputs.length > 0 && table(one),
    h('p', {}, one.matched.length ? _('Rule {rows} matched', { rows: one.matched.join(', ') }) : one.policy && _('No rule matched'), ' → ', h('ins', {}, one.result)))));
}

// The whole table as it was asked; the rules that matched are marked, and under the head stands what came in.
function wholeTable({ inputs, outputs, rules }, { inputs: came, matched }) {
  const values = new Map(came.map(([name, value]) => [name, value]));
  return h('div', { class: 'whole-table' }, h('table', { class: 'decision-table' },
    h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, '#'), [...inputs, ...outputs].map((name) => h('th', { scope: 'col' }, name))),
      h('tr', { class: 'came-in' }, h('td', {}, _('Given')), inputs.map((name) => h('td', {}, values.get(name) ?? '')), outputs.map(() => h('td', {})))),
    h('tbody', {}, rules.map(([asks, gives], index) => h('tr', { class: matched.includes(index + 1) ? 'is-matched' : null },
      h('td', {}, matched.includes(index + 1) ? icon('check') : '', String(index + 1)),
      asks.map((cell) => h('td', { class: 'mono' }, cell)), gives.map((cell) => h('td', { class: 'mono' }, cell)))))));
}

// What came in, and beside it what each rule that matched asks of it.
function table({ inputs, matched }) {
  return h('table', { class: 'decision-table' },
    h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, _('Input')), h('th', { scope: 'col' }, _('Value')),
      matched.map((row) => h('th', { scope: 'col' }, _('Rule {n} asks', { n: row }))))),
    h('tbody', {}, inputs.map(([name, value, cells]) => h('tr', {},
      h('th', { scope: 'row' }, name), h('td', {}, value), cells.map((cell) => h('td', { class: 'mono' }, cell))))));
}

function notices({ notices: list }) {
  return list.length > 0 && h('ul', { class: 'plain' }, list.map((notice) => h('li', {},
    h('span', { class: 'muted' }, notice.kind_text), h('span', {}, notice.to))));
}

function incidents({ incidents: list }) {
  return list.length > 0 && h('ul', { class: 'plain' }, list.map((one) => h('li', { class: 'text-state-overdue' }, icon('flag'), h('strong', {}, one.name), one.message)));
}

const SIGNATURES = { valid: 'valid', invalid: 'INVALID', missing: 'missing', unchecked: 'not checked' };

const AGAIN = {
  same: ['done', 'check', 'Recomputed: the same'], different: ['overdue', 'alert', 'Recomputed: different'], open: ['waiting', 'clock', 'Being recomputed …'],
};

function proof(step, { again }) {
  const found = again.get(step.seq);
  const [state, symbol, text] = AGAIN[found ? (found.differs ? 'different' : 'same') : 'open'];
  const hex = (text) => text && h('span', { class: 'mono' }, text);
  return h('details', { class: 'proof' },
    h('summary', {}, h('span', { class: `state state-${state}` }, icon(symbol), _(text))),
    facts([
      [_('Entry'), `#${step.seq}`],
      [_('Signature'), _(SIGNATURES[step.signature])],
      [_('Digest of the state'), hex(step.digest)],
      [_('Hash of the entry'), hex(step.hash)],
      [_('Hash of the entry before'), hex(step.previous)],
      [_('Version'), hex(step.version)],
      [_('Calendar'), step.calendar_version],
    ]));
}

const SECTIONS = [
  ['Incidents', incidents], ['What came of it', outcome], ['Form as submitted', form], ['Values changed', changes], ['Decisions', decisions],
  ['Timers', timers], ['Told', notices], ['Open after this step', tasks],
];

/** The panel's content for a step. */
export function describe(step, course) {
  if (!step.after) return [h('h2', { class: 'step-title' }, step.sentence), h('p', { class: 'muted' }, _('Loading …'))];
  const sections = SECTIONS.map(([title, make]) => [title, make(step, course)]).filter(([, content]) => content);
  return [
    h('h2', { class: 'step-title' }, step.sentence), deed(step),
    sections.map(([title, content]) => h('section', {}, h('h3', {}, _(title)), content)),
    h('section', {}, h('h3', {}, _('Proof')), proof(step, course)),
  ];
}
