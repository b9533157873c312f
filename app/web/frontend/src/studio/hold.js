// One editor at a time: this window asks for the draft, says that it is still there, and shows it when another took over.
import { ask } from '../lib/ask.js';
import { h } from '../lib/dom.js';
import { icon } from '../lib/icons.js';
import { _ } from '../lib/i18n.js';

const BEAT_MS = 40_000;
const KEY = 'shouwen.window';

/** The name of this window: the same on every page that is opened in it. */
export function windowName() {
  const known = sessionStorage.getItem(KEY) ?? crypto.randomUUID();
  sessionStorage.setItem(KEY, known);
  return known;
}

export class Hold {
  constructor(root, { lost }) {
    Object.assign(this, { root, lost, window: windowName(), mine: false });
  }

  /** Whether this window may save; if another one has the draft, a banner says so. */
  async begin() {
    const { mine, heard_at } = await this.say({});
    this.mine = mine;
    if (mine) {
      this.timer = setInterval(() => this.beat(), BEAT_MS);
      addEventListener('pagehide', () => this.letGo());
    } else {
      this.banner(heard_at);
    }
    return mine;
  }

  say(more) {
    return ask(this.root.dataset.hold, { method: 'POST', body: { window: this.window, ...more } });
  }

  async beat() {
    const answer = await this.say({}).catch(() => null);
    if (answer && !answer.mine) this.gone(answer.heard_at);
  }

  gone(heardAt) {
    if (!this.mine) return;
    this.mine = false;
    clearInterval(this.timer);
    this.lost();
    this.banner(heardAt);
  }

  banner(heardAt) {
    const at = heardAt ? new Date(heardAt).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' }) : '';
    const take = h('button', { type: 'button', class: 'btn btn-primary', click: () => this.takeOver() }, _('Take over'));
    document.querySelector('.editor-held')?.remove();
    this.root.before(h('div', { class: 'editor-held', role: 'alert' }, icon('alert'),
      h('span', {}, _('This draft is open in another window ({at}). Here it can only be looked at.', { at })), take));
  }

  async takeOver() {
    await this.say({ take_over: true });
    this.leaving = true;
    location.reload();
  }

  letGo() {
    if (!this.mine || this.leaving) return;
    const token = document.querySelector('meta[name="csrf-token"]')?.content ?? '';
    fetch(this.root.dataset.letGo, {
      method: 'POST', keepalive: true, credentials: 'same-origin', body: JSON.stringify({ window: this.window }),
      headers: { 'Content-Type': 'application/json', 'X-CSRFToken': token },
    }).catch(() => {});
  }
}
