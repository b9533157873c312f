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

function form({ form: sent }) {
  return sent && facts(sent.fields.map(({ label, text }) => [label, text || '—']));
}

function changes({ changes: list }) {
  return list.length > 0 && h('ul', { class: 'changes' }, list.map(({ name, label, before, after }) => h('li', {},
    h('span', { class: 'change-name', title: name }, label),
    h('span', { class: 'change-values' }, before === null ? h('em', {}, _('new')) : h('del', {}, before), ' → ', h('ins', {}, after)))));
}

function due(task) {
  return task.due_at && h('span', { class: `text-state-${task.state}` }, _('due {when}', { when: moment(task.due_at) }),
    task.clock && ` · ${task.clock}`, task.provisional && ` · ${_('provisional')}`);
}

function tasks({ after }) {
  return after.tasks.length > 0 && h('ul', { class: 'plain' }, after.tasks.map((task) => h('li', {},
    h('strong', {}, task.name), h('span', { class: 'muted' }, task.assignee_name || task.groups_text), due(task),
    task.urged > 0 && h('span', {}, _('urged {n} times', { n: task.urged })),
    task.breached && h('span', { class: 'state state-overdue' }, icon('clock-alert'), _('Limit missed')))));
}

function timers({ timers_set: set, fired, timers_gone: gone }) {
  if (!set.length && !fired && !gone.length) return null;
  const line = (word, timer) => h('li', {}, h('span', { class: 'muted' }, word), h('strong', {}, timer.name), h('span', {}, timer.kind_text), time(timer.due));
  return h('ul', { class: 'plain' }, fired && line(_('Fired'), fired), set.map((timer) => line(_('Set'), timer)),
    gone.length > 0 && h('li', {}, h('span', { class: 'muted' }, _('{n} timers were cancelled', { n: gone.length }))));
}

function decisions({ decisions: list }) {
  return list.length > 0 && h('div', {}, list.map((one) => h('div', { class: 'decision' },
    h('strong', {}, one.name), one.policy && h('span', { class: 'muted' }, one.policy),
    one.inputs.length > 0 && table(one),
    h('p', {}, one.matched.length ? _('Rule {rows} matched', { rows: one.matched.join(', ') }) : one.policy && _('No rule matched'), ' → ', h('ins', {}, one.result)))));
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

function proof(step) {
  const hex = (text) => text && h('span', { class: 'mono' }, text);
  return h('details', { class: 'proof' },
    h('summary', {}, h('span', { class: `state state-${step.matches ? 'done' : 'overdue'}` }, icon(step.matches ? 'check' : 'alert'),
      step.matches ? _('Recomputed: the same') : _('Recomputed: different'))),
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
  ['Incidents', incidents], ['Form as submitted', form], ['Values changed', changes], ['Decisions', decisions],
  ['Timers', timers], ['Told', notices], ['Open after this step', tasks],
];

/** The panel's content for a step. */
export function describe(step) {
  const sections = SECTIONS.map(([title, make]) => [title, make(step)]).filter(([, content]) => content);
  return [
    h('h2', { class: 'step-title' }, step.sentence), deed(step),
    sections.map(([title, content]) => h('section', {}, h('h3', {}, _(title)), content)),
    h('section', {}, h('h3', {}, _('Proof')), proof(step)),
  ];
}
