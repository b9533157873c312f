// The count on the bell. One tab of a browser listens to the server and tells the others; where the server has no
// room for a live connection, or the network cuts it, that tab asks every half minute instead.
import { ask } from '../lib/ask.js';
import { _ } from '../lib/i18n.js';

const ASK_MS = 30_000;
const LISTEN_AGAIN_MS = 300_000;

function show(bell, unread) {
  const badge = bell.querySelector('.bell-count');
  badge.hidden = !unread;
  badge.textContent = unread > 99 ? '99+' : String(unread);
  bell.setAttribute('aria-label', unread ? _('Notices: {n} unread', { n: badge.textContent }) : _('Notices'));
}

async function askNow(bell, tell) {
  try {
    tell((await ask(bell.dataset.count)).unread);
  } catch { /* the next time will tell */ }
}

/** Asks now and then for a while; resolves when it is time to try a live connection again. */
function asking(bell, tell) {
  askNow(bell, tell);
  const asked = setInterval(() => { if (!document.hidden) askNow(bell, tell); }, ASK_MS);
  return new Promise((resolve) => { setTimeout(() => { clearInterval(asked); resolve(); }, LISTEN_AGAIN_MS); });
}

/** Listens; resolves when the server will not have us. */
function listening(bell, tell) {
  return new Promise((resolve) => {
    const source = new EventSource(bell.dataset.bell);
    source.onmessage = (event) => tell(Number(event.data));
    source.onerror = () => { if (source.readyState === EventSource.CLOSED) resolve(); };
    window.addEventListener('pagehide', () => source.close(), { once: true });
  });
}

export async function startBell() {
  const bell = document.querySelector('[data-bell]');
  if (!bell) return;
  const tabs = new BroadcastChannel('bell');
  const tell = (unread) => { show(bell, unread); tabs.postMessage(unread); };
  tabs.onmessage = (event) => {
    if (typeof event.data === 'number') show(bell, event.data);
  };
  askNow(bell, (unread) => show(bell, unread));
  if (!navigator.locks) { for (;;) await asking(bell, tell); }
  navigator.locks.request('bell', async () => {
    for (;;) {
      await listening(bell, tell);
      await asking(bell, tell);
    }
  });
}
