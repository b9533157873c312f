// Small manners of a page: times that stay current, texts to copy, filters that send themselves.
import { _, language } from '../lib/i18n.js';

const UNITS = [['day', 86400], ['hour', 3600], ['minute', 60]];
const words = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });

/** "3 hours ago", "in 2 days": the largest unit that fits. */
export function relative(instant, now = new Date()) {
  const seconds = (instant - now) / 1000;
  for (const [unit, size] of UNITS) {
    if (Math.abs(seconds) >= size) return words.format(Math.trunc(seconds / size), unit);
  }
  return _('just now');
}

function refreshTimes() {
  for (const time of document.querySelectorAll('time[data-relative]')) {
    if (!time.title) time.title = time.textContent.trim();
    time.textContent = relative(new Date(time.dateTime));
  }
}

/** One line at the bottom that goes by itself; screen readers hear it. */
export function say(text) {
  const line = document.createElement('div');
  line.className = 'toast-line';
  line.setAttribute('role', 'status');
  line.textContent = text;
  document.body.append(line);
  setTimeout(() => line.remove(), 2400);
}

async function onClick(event) {
  const source = event.target.closest('[data-copy]');
  if (!source) return;
  await navigator.clipboard.writeText(source.dataset.copy);
  say(_('Copied'));
}

export function startSmall() {
  refreshTimes();
  setInterval(refreshTimes, 60_000);
  document.addEventListener('htmx:afterSettle', refreshTimes);
  document.addEventListener('click', onClick);
  document.addEventListener('change', (event) => {
    if (event.target.matches('[data-autosubmit]')) event.target.form.requestSubmit();
  });
}
