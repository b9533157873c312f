// The editor of a form, with the form as staff will see it: drawn by our server, as on the desk.
import { FormEditor } from '@bpmn-io/form-js-editor';

import { ask } from './lib/ask.js';
import { need } from './lib/dom.js';
import { _ } from './lib/i18n.js';
import { Draft } from './studio/draft.js';
import { PartFindings } from './studio/findings-list.js';
import { Hold } from './studio/hold.js';
import { opening, saveKeys, teller } from './studio/status.js';
import { inChinese } from './studio/zh-form.js';

const CHECK_MS = 1200;

async function open(root) {
  const url = root.dataset.partEditor;
  const tell = teller();
  const hold = new Hold(root, { lost: () => tell('failed', _('Only to look at')) });
  const mine = await hold.begin();
  const kept = await ask(url);
  const rescued = mine ? await Draft.rescue(url, kept.revision, kept.text) : null;
  const holder = need('.form-canvas', root);
  inChinese(holder);
  const editor = new FormEditor({ container: holder, exporter: { name: 'shouwen', version: '1' } });
  const before = JSON.parse(rescued ?? kept.text);
  await editor.importSchema(before);
  const text = () => `${JSON.stringify(withId(editor.saveSchema(), before), null, 2)}\n`;
  const draft = new Draft(url, kept.revision, async () => text(), tell, { name: 'text', hold });
  const findings = new PartFindings(root);
  const preview = new Preview(root, text);
  tell(mine ? 'saved' : 'failed', mine ? _('Saved') : _('Only to look at'));

  const check = async () => {
    const { findings: found } = await ask(root.dataset.check, { method: 'POST', body: { text: text() } });
    findings.show(found);
    await preview.refresh();
  };
  let soon;
  editor.on('changed', () => {
    draft.touch();
    clearTimeout(soon);
    soon = setTimeout(() => check().catch((error) => tell('failed', error.message)), CHECK_MS);
  });
  saveKeys(draft);
  if (rescued) draft.touch();
  await check();
}

/** The form keeps its id and title, whatever the editor calls it. */
function withId(schema, { id, title }) {
  return { id, ...(title === undefined ? {} : { title }), ...schema, ...(id ? { id } : {}) };
}

class Preview {
  constructor(root, text) {
    Object.assign(this, { root, text, place: need('.form-preview', root), button: need('[data-preview]') });
    this.button.addEventListener('click', () => this.toggle());
  }

  async toggle() {
    const on = this.place.hidden;
    this.place.hidden = !on;
    this.root.classList.toggle('with-preview', on);
    this.button.setAttribute('aria-pressed', String(on));
    await this.refresh();
  }

  async refresh() {
    if (this.place.hidden) return;
    const { html } = await ask(this.root.dataset.previewUrl, { method: 'POST', body: { text: this.text() } });
    const fields = need('[data-preview-fields]', this.place);
    if (html === null) fields.textContent = _('The form cannot be read yet: see the findings.');
    else fields.innerHTML = html; // our own template, everything in it escaped by the server
  }
}

opening(need('[data-part-editor]'), open);
