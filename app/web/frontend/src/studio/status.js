// What an editor says of itself beside its buttons, and its list of findings.
import { need } from '../lib/dom.js';
import { _ } from '../lib/i18n.js';

export function teller() {
  const status = need('[data-status]');
  return (state, text) => { status.dataset.status = state; status.textContent = text; };
}

/** Opens an editor's page; what goes wrong is said where its state stands. */
export function opening(root, open) {
  open(root).then(() => { root.dataset.ready = 'yes'; }).catch((error) => {
    root.dataset.ready = 'failed';
    teller()('failed', _('This cannot be opened: {why}', { why: error.message }));
  });
}

/** Ctrl+S saves at once; a link away saves first. */
export function saveKeys(draft) {
  addEventListener('keydown', (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key === 's') {
      event.preventDefault();
      draft.save();
    }
  });
  for (const link of document.querySelectorAll('[data-back], [data-leave]')) {
    link.addEventListener('click', async (event) => {
      event.preventDefault();
      if (await draft.save()) location.assign(link.href);
    });
  }
  for (const form of document.querySelectorAll('.new-part')) {
    form.addEventListener('submit', async (event) => {
      if (!draft.changed && !draft.saving) return;
      event.preventDefault();
      if (await draft.save()) form.submit();
    });
  }
}
