// Deploying a draft, or asking a second person to: what will happen is said first, a note is asked for, and a refusal
// shows on the shapes.
import { ask, Refused } from '../lib/ask.js';
import { h } from '../lib/dom.js';
import { _ } from '../lib/i18n.js';

const MOVED = '/problems/version-moved';

function sheet({ title, said, button, errors }) {
  const note = h('textarea', { class: 'form-control', rows: 3, required: true, maxlength: 500, id: 'deploy-note' });
  const problem = h('div', { class: 'text-state-overdue', role: 'alert', hidden: true });
  const go = h('button', { class: 'btn btn-primary', type: 'submit', disabled: errors > 0 }, button);
  const cancel = h('button', { class: 'btn', type: 'button', click: () => dialog.close() }, _('Cancel'));
  const form = h('form', {},
    h('h2', {}, title),
    errors > 0 ? h('p', { class: 'text-state-overdue' }, _('Mend the {n} errors first: the gate lets nothing through that would not run.', { n: errors }))
      : h('p', {}, said),
    h('label', { class: 'form-label', for: 'deploy-note' }, _('What changed, and why')), note, problem,
    h('div', { class: 'sheet-actions' }, cancel, go));
  const dialog = h('dialog', { class: 'sheet', close: () => dialog.remove() }, form);
  return { dialog, form, note, problem, go, button };
}

function show(one, send) {
  one.form.addEventListener('submit', async (event) => {
    event.preventDefault();
    one.go.disabled = true;
    one.go.textContent = _('One moment …');
    try {
      await send(one.note.value);
    } catch (error) {
      one.problem.replaceChildren(h('p', {}, error.message));
      one.problem.hidden = false;
      one.go.disabled = false;
      one.go.textContent = one.button;
      return error;
    }
  });
  document.body.append(one.dialog);
  one.dialog.showModal();
  one.note.focus();
}

/** Asks for the note and deploys; `found` gets the findings of a refusal. */
export function deployDialog({ url, facts, errors, found, compare }) {
  const one = sheet({
    title: _('Deploy “{name}” as version {number}', facts), button: _('Deploy'), errors,
    said: _('New cases use the new version. The {n} open cases keep theirs.', { n: facts.open }),
  });
  let over = null;
  show(one, async (note) => {
    try {
      const { href } = await ask(url, { method: 'POST', body: { note, over } });
      location.assign(href);
    } catch (error) {
      if (error instanceof Refused && error.body?.findings) found(error.body.findings);
      if (error instanceof Refused && error.body?.type === MOVED) {
        over = error.body.hash;
        one.button = _('Deploy all the same');
        queueMicrotask(() => one.problem.append(h('p', {}, h('a', { href: compare, target: '_blank' }, _('See what changed there')))));
      }
      throw error;
    }
  });
}

/** Asks for the note and proposes the draft to a second person. */
export function proposeDialog({ url, facts, errors }) {
  const one = sheet({
    title: _('Have “{name}” reviewed', facts), button: _('Have it reviewed'), errors,
    said: _('Another process owner sees what changed, and deploys it or sends it back.'),
  });
  show(one, async (note) => {
    const { href } = await ask(url, { method: 'POST', body: { note } });
    location.assign(href);
  });
}
