// The editor page: `<div data-editor="URL of the draft" data-check data-deploy>` with canvas, panel, list and buttons.
import { ask } from './lib/ask.js';
import { need } from './lib/dom.js';
import { _ } from './lib/i18n.js';
import { confirmed } from './page/confirm.js';
import { deployDialog } from './studio/deploying.js';
import { Draft } from './studio/draft.js';
import { Findings } from './studio/findings.js';
import { fitBeside, openModeler, xmlOf } from './studio/modeler.js';

const CHECK_MS = 1500;

async function rescue(url, { bpmn, revision }) {
  const left = Draft.rescued(url, revision, bpmn);
  if (!left) return null;
  const wanted = await confirmed(_('This browser holds changes that were not saved. Take them up again?'), '', _('Unsaved changes'));
  if (!wanted) localStorage.removeItem(url);
  return wanted ? left : null;
}

async function open(root) {
  const url = root.dataset.editor;
  const kept = await ask(url);
  const rescued = await rescue(url, kept);
  const modeler = await openModeler({
    canvas: need('.editor-canvas', root), panel: need('.editor-panel', root), xml: rescued ?? kept.bpmn, forms: kept.forms,
  });
  const status = need('[data-status]');
  const tell = (state, text) => { status.dataset.status = state; status.textContent = text; };
  const draft = new Draft(url, kept.revision, () => xmlOf(modeler), tell);
  const findings = new Findings(modeler, need('[data-findings]', root), need('[data-summary]', root));
  tell('saved', _('Saved'));

  let soon;
  async function check() {
    clearTimeout(soon);
    try {
      const { findings: found } = await ask(root.dataset.check, { method: 'POST', body: { bpmn: await xmlOf(modeler) } });
      findings.show(found);
    } catch (error) {
      tell('failed', error.message);
    }
  }

  modeler.on('commandStack.changed', () => {
    draft.touch();
    updateButtons();
    clearTimeout(soon);
    soon = setTimeout(check, CHECK_MS);
  });

  const history = modeler.get('commandStack');
  const undo = need('[data-undo]');
  const redo = need('[data-redo]');
  function updateButtons() {
    undo.disabled = !history.canUndo();
    redo.disabled = !history.canRedo();
  }
  undo.addEventListener('click', () => history.undo());
  redo.addEventListener('click', () => history.redo());
  need('[data-fit]').addEventListener('click', () => fitBeside(modeler));
  need('[data-check-now]').addEventListener('click', check);
  need('[data-deploy-now]').addEventListener('click', async () => {
    await draft.save();
    await check();
    deployDialog({ url: root.dataset.deploy, facts: kept.process, errors: findings.count('error'), found: (list) => findings.show(list) });
  });
  addEventListener('keydown', (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key === 's') {
      event.preventDefault();
      draft.save();
    }
  });

  updateButtons();
  if (rescued) draft.touch();
  await check();
  fitBeside(modeler); // the list of findings has taken its place by now
  root.dataset.ready = 'yes';
}

const root = need('[data-editor]');
open(root).catch((error) => {
  root.dataset.ready = 'failed';
  const status = need('[data-status]');
  status.dataset.status = 'failed';
  status.textContent = _('The diagram cannot be opened: {why}', { why: error.message });
});
