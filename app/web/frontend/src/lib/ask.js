// Requests of our scripts: JSON in and out, the CSRF token with them, and an error that is one sentence.
import { _ } from './i18n.js';

export function csrfToken() {
  return document.querySelector('meta[name="csrf-token"]')?.content ?? '';
}

export class Refused extends Error {
  constructor(status, body) {
    super(body?.detail || body?.title || _('The server answered {status}.', { status }));
    this.status = status;
    this.body = body;
  }
}

/** The JSON answer to a request. Raises Refused with the server's own sentence where it says no. */
export async function ask(url, { method = 'GET', body } = {}) {
  const headers = { Accept: 'application/json' };
  if (method !== 'GET') headers['X-CSRFToken'] = csrfToken();
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  let answer;
  try {
    answer = await fetch(url, {
      method, headers, credentials: 'same-origin', body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch {
    throw new Error(_('The page could not be reached: check the connection and try again.'));
  }
  const data = answer.status === 204 ? null : await answer.json().catch(() => null);
  if (!answer.ok) throw new Refused(answer.status, data);
  return data;
}
