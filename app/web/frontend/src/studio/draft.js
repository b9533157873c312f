// A draft keeps itself: every change is saved a moment later, one save at a time, and a save that fails is tried
// again. Until the server has it, the browser holds a copy, so that a crash loses nothing.
import { ask, Refused } from '../lib/ask.js';
import { _ } from '../lib/i18n.js';
import { confirmed } from '../page/confirm.js';

const PAUSE_MS = 1200;
const AGAIN_MS = 8000;

export class Draft {
  /**
   * `read()` gives the current text, kept under `name`; `tell(state, text)` is called with "changed", "saving", "saved"
   * or "failed"; `hold` is what says whether this window may save.
   */
  constructor(url, revision, read, tell, { name = 'bpmn', hold } = {}) {
    Object.assign(this, { url, revision, read, tell, name, hold, changed: false, saving: null });
    addEventListener('beforeunload', (event) => { if (this.changed) event.preventDefault(); });
  }

  touch() {
    if (this.hold && !this.hold.mine) return;
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
    const text = await this.read();
    keepCopy(this.url, { text, revision: this.revision });
    this.tell('saving', _('Saving …'));
    try {
      const { revision } = await ask(this.url, { method: 'PUT', body: { [this.name]: text, revision: this.revision, window: this.hold?.window } });
      this.revision = revision;
      localStorage.removeItem(this.url);
      this.tell('saved', _('Saved'));
      return true;
    } catch (error) {
      this.changed = true;
      this.tell('failed', error.message);
      if (error instanceof Refused && error.body?.type === '/problems/edited-elsewhere') this.hold?.gone();
      if (!(error instanceof Refused && error.status === 409)) this.later(AGAIN_MS);
      return false;
    }
  }

  /** The copy that a crashed page left behind, if it is of this revision and not what the server has. */
  static rescued(url, revision, text) {
    const left = JSON.parse(localStorage.getItem(url) ?? 'null');
    return left && left.revision === revision && left.text !== text ? left.text : null;
  }

  /** Asks whether the copy of a crashed page is wanted; the text to go on with. */
  static async rescue(url, revision, text) {
    const left = Draft.rescued(url, revision, text);
    if (!left) return null;
    const wanted = await confirmed(_('This browser holds changes that were not saved. Take them up again?'), '', _('Unsaved changes'));
    if (!wanted) localStorage.removeItem(url);
    return wanted ? left : null;
  }
}

/** A browser whose storage is full or closed keeps no copy: the server's is then the only one. */
function keepCopy(url, copy) {
  try {
    localStorage.setItem(url, JSON.stringify(copy));
  } catch { /* nothing to do about it */ }
}
