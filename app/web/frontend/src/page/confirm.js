// A destructive action asks first: `data-confirm` says what will happen, `data-confirm-word` has a word typed.
import { h } from '../lib/dom.js';
import { _ } from '../lib/i18n.js';

/** Resolves to true when the person confirms. */
export function confirmed(sentence, word = '', title = _('Please confirm')) {
  return new Promise((resolve) => {
    const field = word && h('input', { class: 'form-control', autocomplete: 'off', 'aria-label': _('Type {word} to confirm', { word }) });
    const go = h('button', { class: 'btn btn-primary', value: 'yes', disabled: Boolean(word) }, _('Confirm'));
    const dialog = h('dialog', { class: 'sheet', 'aria-label': title, close: () => { resolve(dialog.returnValue === 'yes'); dialog.remove(); } },
      h('form', { method: 'dialog' },
        h('h2', {}, title),
        h('p', {}, sentence),
        field && [h('p', { class: 'muted' }, _('Type {word} to confirm', { word })), field],
        h('div', { class: 'sheet-actions' }, h('button', { class: 'btn', value: 'no', type: 'submit', formnovalidate: true }, _('Cancel')), go)));
    if (field) {
      field.addEventListener('input', () => { go.disabled = field.value.trim() !== word; });
      field.addEventListener('keydown', (event) => { if (event.key === 'Enter') { event.preventDefault(); if (!go.disabled) dialog.close('yes'); } });
    }
    document.body.append(dialog);
    dialog.showModal();
    (field || go).focus();
  });
}

async function onSubmit(event) {
  const form = event.target;
  const asking = event.submitter?.closest('[data-confirm]') ?? form.closest('[data-confirm]');
  if (!asking || form.dataset.confirmed) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (!(await confirmed(asking.dataset.confirm, asking.dataset.confirmWord))) return;
  form.dataset.confirmed = 'yes';
  form.requestSubmit(event.submitter);
  delete form.dataset.confirmed;
}

export function startConfirm() {
  document.addEventListener('submit', onSubmit, true);
}
