// Instants as people of the calendar's zone read them.
import { language } from '../lib/i18n.js';

let parts;

export function useZone(timeZone) {
  parts = new Intl.DateTimeFormat(language, {
    timeZone, year: 'numeric', month: '2-digit', day: '2-digit', weekday: 'short', hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23',
  });
}

/** "2026-09-15 周二 10:30:00": sortable, with the weekday, which matters where working days count. */
export function moment(iso) {
  if (!iso) return '';
  const part = Object.fromEntries(parts.formatToParts(new Date(iso)).map(({ type, value }) => [type, value]));
  return `${part.year}-${part.month}-${part.day} ${part.weekday} ${part.hour}:${part.minute}:${part.second}`;
}
