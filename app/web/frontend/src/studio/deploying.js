// Deploying a draft: what will happen is said first, a note is asked for, and a refusal shows on the shapes.
import { ask, Refused } from '../lib/ask.js';
import { h } from '../lib/dom.js';
import { _ } from '../lib/i18n.js';

function dialogFor(facts, errors) {
  const note = h('textarea', { class: 'form-control', rows: 3, required: true, maxlength: 500, id: 'deploy-note' });
  const problem = h('p', { class: 'text-state-overdue', role: 'alert', hidden: true });
  const go = h('button', { class: 'btn btn-primary', type: 'submit', disabled: errors > 0 }, _('Deploy'));
  const cancel = h('button', { class: 'btn', type: 'button', click: () => dialog.close() }, _('Cancel'));
  const form = h('form', {},
    h('h2', {}, _('Deploy “{name}” as version {number}', facts)),
    errors > 0 ? h('p', { class: 'text-state-overdue' }, _('Mend the {n} errors first: the gate lets nothing through that would not run.', { n: errors }))
      : h('p', {}, _('New cases use the new version. The {n} open cases keep theirs.', { n: facts.open })),
    h('label', { class: 'form-label', for: 'deploy-note' }, _('What changed, and why')), note, problem,
    h('div', { class: 'sheet-actions' }, cancel, go));
  const dialog = h('dialog', { class: 'sheet', close: () => dialog.remove() }, form);
  return { dialog, form, note, problem, go };
}

/** Asks for the note and deploys; `found` gets the findings of a refusal. */
export function deployDialog({ url, facts, errors, found }) {
  const { dialog, form, note, problem, go } = dialogFor(facts, errors);
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    go.disabled = true;
    go.textContent = _('Deploying …');
    try {
      const { href } = await ask(url, { method: 'POST', body: { note: note.value } });
      location.assign(href);
    } catch (error) {
      if (error instanceof Refused && error.body?.findings) found(error.body.findings);
      problem.textContent = error.message;
      problem.hidden = false;
      go.disabled = false;
      go.textContent = _('Deploy');
    }
  });
  document.body.append(dialog);
  dialog.showModal();
  note.focus();
}
