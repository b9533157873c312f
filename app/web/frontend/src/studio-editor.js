// The editor page: `<div data-editor="URL of the draft" data-check data-deploy …>` with canvas, panel, list and buttons.
import { ask } from './lib/ask.js';
import { need } from './lib/dom.js';
import { _ } from './lib/i18n.js';
import { deployDialog, proposeDialog } from './studio/deploying.js';
import { Draft } from './studio/draft.js';
import { Findings } from './studio/findings.js';
import { Hold } from './studio/hold.js';
import { fitBeside, openModeler, xmlOf } from './studio/modeler.js';
import { savingButtons } from './studio/saving.js';
import { opening, saveKeys, teller } from './studio/status.js';

const CHECK_MS = 1500;

async function open(root) {
  const url = root.dataset.editor;
  const tell = teller();
  const hold = new Hold(root, { lost: () => readOnly(root, tell) });
  const mine = await hold.begin();
  const kept = await ask(url);
  const rescued = mine ? await Draft.rescue(url, kept.revision, kept.bpmn) : null;
  const modeler = await openModeler({
    canvas: need('.editor-canvas', root), panel: need('.editor-panel', root), xml: rescued ?? kept.bpmn, known: kept.known,
  });
  performance.mark('editor-open'); // what scripts/editor.py measures
  const draft = new Draft(url, kept.revision, () => xmlOf(modeler), tell, { hold });
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
  need('[data-find]').addEventListener('click', (event) => { event.stopPropagation(); modeler.get('searchPad').toggle(); });
  need('[data-check-now]').addEventListener('click', check);
  const asking = (dialog, more) => async () => {
    await draft.save();
    await check();
    dialog({ facts: kept.process, errors: findings.count('error'), found: (list) => findings.show(list), ...more });
  };
  document.querySelector('[data-deploy-now]')?.addEventListener('click', asking(deployDialog, { url: root.dataset.deploy, compare: root.dataset.compareUrl }));
  need('[data-propose-now]').addEventListener('click', asking(proposeDialog, { url: root.dataset.propose }));
  saveKeys(draft);
  savingButtons(modeler, root.dataset.name, xmlOf);

  updateButtons();
  if (!mine) readOnly(root, tell);
  if (rescued) draft.touch();
  check(); // the findings come when the gate has them: nobody waits for it to begin drawing
}

/** Another window has the draft: what is here can be looked at, moved around and exported. */
function readOnly(root, tell) {
  root.dataset.readonly = 'yes';
  tell('failed', _('Only to look at'));
  for (const button of document.querySelectorAll('[data-undo], [data-redo], [data-deploy-now], [data-propose-now]')) button.disabled = true;
}

opening(need('[data-editor]'), open);
