// htmx under a strict CSP: nothing is evaluated, the CSRF token rides along, and a refusal (409, 422) is shown
// where the answer would have gone.
import htmx from 'htmx.org/dist/htmx.esm.js';

import { csrfToken } from '../lib/ask.js';
import { _ } from '../lib/i18n.js';
import { say } from './small.js';

export function startHtmx() {
  Object.assign(htmx.config, {
    allowEval: false,
    allowScriptTags: false,
    includeIndicatorStyles: false,
    selfRequestsOnly: true,
    responseHandling: [
      { code: '204', swap: false },
      { code: '[23]..', swap: true },
      { code: '409|422', swap: true, error: false },
      { code: '...', swap: false, error: true },
    ],
  });
  document.addEventListener('htmx:configRequest', (event) => { event.detail.headers['X-CSRFToken'] = csrfToken(); });
  document.addEventListener('htmx:sendError', () => say(_('The page could not be reached: check the connection and try again.')));
  document.addEventListener('htmx:responseError', (event) => say(_('The server answered {status}.', { status: event.detail.xhr.status })));
}
