// A draft keeps itself: every change is saved a moment later, one save at a time, and a save that fails is tried
// again. Until the server has it, the browser holds a copy, so that a crash loses nothing.
import { ask, Refused } from '../lib/ask.js';
import { _ } from '../lib/i18n.js';

const PAUSE_MS = 1200;
const AGAIN_MS = 8000;

export class Draft {
  /** `read()` gives the current XML; `tell(state, text)` is called with "changed", "saving", "saved" or "failed". */
  constructor(url, revision, read, tell) {
    Object.assign(this, { url, revision, read, tell, changed: false, saving: null });
    addEventListener('beforeunload', (event) => { if (this.changed) event.preventDefault(); });
  }

  touch() {
    this.changed = true;
    this.tell('changed', _('Not saved yet'));
    this.later(PAUSE_MS);
  }

  later(ms) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), ms);
  }

  /** Saves what is there now; answers whether the server has it. */
  async save() {
    clearTimeout(this.timer);
    if (this.saving) await this.saving;
    if (!this.changed) return true;
    this.changed = false;
    this.saving = this.send();
    const kept = await this.saving;
    this.saving = null;
    return kept;
  }

  async send() {
    const bpmn = await this.read();
    localStorage.setItem(this.url, JSON.stringify({ bpmn, revision: this.revision }));
    this.tell('saving', _('Saving …'));
    try {
      const { revision } = await ask(this.url, { method: 'PUT', body: { bpmn, revision: this.revision } });
      this.revision = revision;
      localStorage.removeItem(this.url);
      this.tell('saved', _('Saved'));
      return true;
    } catch (error) {
      this.changed = true;
      this.tell('failed', error.message);
      if (!(error instanceof Refused && error.status === 409)) this.later(AGAIN_MS);
      return false;
    }
  }

  /** The copy that a crashed page left behind, if it is of this revision and not what the server has. */
  static rescued(url, revision, bpmn) {
    const left = JSON.parse(localStorage.getItem(url) ?? 'null');
    return left && left.revision === revision && left.bpmn !== bpmn ? left.bpmn : null;
  }
}
