// A form goes once: a second click while the first is on its way does nothing. And nothing typed is lost unasked.
function onSubmit(event) {
  const form = event.target;
  if (event.defaultPrevented || form.method === 'dialog') return;
  if (form.dataset.sending) return void event.preventDefault();
  form.dataset.sending = 'yes';
  form.dataset.changed = '';
  // after this turn, so that the button's own name and value are still sent
  setTimeout(() => {
    for (const button of form.querySelectorAll('button[type=submit], button:not([type])')) button.setAttribute('aria-disabled', 'true');
  });
}

function again() {
  for (const form of document.querySelectorAll('form[data-sending]')) {
    delete form.dataset.sending;
    for (const button of form.querySelectorAll('[aria-disabled=true]')) button.removeAttribute('aria-disabled');
  }
}

export function startOnce() {
  document.addEventListener('submit', onSubmit);
  document.addEventListener('htmx:afterRequest', again);
  window.addEventListener('pageshow', again); // back from the browser's cache
  document.addEventListener('input', (event) => {
    const form = event.target.closest?.('form[data-unsaved]');
    if (form) form.dataset.changed = 'yes';
  });
  window.addEventListener('beforeunload', (event) => {
    if (document.querySelector('form[data-changed=yes]')) event.preventDefault();
  });
}
