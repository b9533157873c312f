// The editor of a decision table.
import Modeler from 'dmn-js/lib/Modeler';

import { ask } from './lib/ask.js';
import { need } from './lib/dom.js';
import { _ } from './lib/i18n.js';
import { Draft } from './studio/draft.js';
import { PartFindings } from './studio/findings-list.js';
import { Hold } from './studio/hold.js';
import { opening, saveKeys, teller } from './studio/status.js';
import Translate from './studio/zh-dmn.js';

const CHECK_MS = 1200;
const VIEWS = ['drd', 'decisionTable', 'literalExpression', 'boxedExpression'];

async function open(root) {
  const url = root.dataset.partEditor;
  const tell = teller();
  const hold = new Hold(root, { lost: () => tell('failed', _('Only to look at')) });
  const mine = await hold.begin();
  const kept = await ask(url);
  const rescued = mine ? await Draft.rescue(url, kept.revision, kept.text) : null;
  const ours = Object.fromEntries(VIEWS.map((view) => [view, { additionalModules: [Translate] }]));
  const modeler = new Modeler({ container: need('.dmn-canvas', root), ...ours });
  await modeler.importXML(rescued ?? kept.text);
  await showTable(modeler);
  const text = async () => (await modeler.saveXML({ format: true })).xml;
  const draft = new Draft(url, kept.revision, text, tell, { name: 'text', hold });
  const findings = new PartFindings(root);
  tell(mine ? 'saved' : 'failed', mine ? _('Saved') : _('Only to look at'));

  const check = async () => {
    const { findings: found } = await ask(root.dataset.check, { method: 'POST', body: { text: await text() } });
    findings.show(found);
  };
  let soon;
  const changed = () => {
    draft.touch();
    clearTimeout(soon);
    soon = setTimeout(() => check().catch((error) => tell('failed', error.message)), CHECK_MS);
  };
  listen(modeler, changed);
  saveKeys(draft);
  if (rescued) draft.touch();
  await check();
}

/** A file with one decision opens with its table. */
async function showTable(modeler) {
  const tables = modeler.getViews().filter((view) => view.type !== 'drd');
  if (tables.length === 1) await modeler.open(tables[0]);
}

/** Each view has an editor of its own, made when it is first opened. */
function listen(modeler, changed) {
  const heard = new Set();
  const hear = () => {
    const viewer = modeler.getActiveViewer();
    if (!viewer || heard.has(viewer)) return;
    heard.add(viewer);
    viewer.on('commandStack.changed', changed);
  };
  modeler.on('views.changed', hear);
  hear();
}

opening(need('[data-part-editor]'), open);
