// Forms of tasks. What is shown is decided by the server alone: when something changes that a condition looks at, or a
// row is added or removed, the page is asked for anew and its fields take the place of these. Nothing typed is lost.
import { _ } from './lib/i18n.js';
import { say } from './page/small.js';

const RESHAPE = 'f:reshape';
const remembered = new WeakMap(); // form -> what fields held that have gone from sight, by name

export function startForms() {
  document.addEventListener('change', (event) => {
    if (event.target.type === 'file') nameFiles(event.target);
    if (event.target.closest('[data-watched]') && event.target.type !== 'file') reshape(event.target.form, 'look');
  });
  document.addEventListener('submit', (event) => {
    const button = event.submitter;
    if (button?.name !== RESHAPE) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    reshape(event.target, button.value);
  }, true);
}

/** Ask for the fields as they are now, and put them in place. `wish` is look, add PATH or remove PATH. */
async function reshape(form, wish) {
  const old = form.querySelector('[data-fields]');
  const number = (Number(form.dataset.asked) || 0) + 1;
  form.dataset.asked = number;
  old.setAttribute('aria-busy', 'true');
  try {
    const answer = await fetch(form.action, { method: 'POST', body: body(form, wish), headers: { Accept: 'text/html' } });
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const fresh = page.querySelector(`[data-fields="${CSS.escape(old.dataset.fields)}"]`);
    if (!fresh) throw new Error(`no fields in the answer (${answer.status})`);
    if (form.dataset.asked === String(number)) put(form, old, document.adoptNode(fresh), wish);
  } catch {
    say(_('The page could not be reached: check the connection and try again.'));
  } finally {
    old.removeAttribute('aria-busy');
  }
}

/** What the form would send, without files: they are sent once, with the rest, at the end. */
function body(form, wish) {
  const data = new FormData();
  for (const [name, value] of new FormData(form)) if (typeof value === 'string') data.append(name, value);
  data.append(RESHAPE, wish);
  return data;
}

function put(form, old, fresh, wish) {
  const [verb, path = ''] = wish.split(' ');
  const focused = old.contains(document.activeElement) ? document.activeElement : null;
  const caret = caretOf(focused);
  if (verb === 'look') keepTyped(form, old, fresh);
  keepFiles(old, fresh, verb === 'remove' ? path : null);
  old.replaceWith(fresh);
  if (verb === 'add') lastRow(fresh, path)?.focus();
  else if (verb === 'remove') document.getElementById(listId(path))?.focus();
  else if (focused) focusAgain(twinOf(focused, fresh), caret);
  form.dataset.changed = 'yes';
}

/** The same place among the new fields: by its id, or by what it sends; a radio button has no id of its own. */
function twinOf(element, fresh) {
  if (element.id) return document.getElementById(element.id);
  return inputs(fresh).get(keyOf(element));
}

function caretOf(element) {
  return typeof element?.selectionStart === 'number' ? [element.selectionStart, element.selectionEnd] : null;
}

function focusAgain(element, caret) {
  element?.focus({ preventScroll: true });
  if (caret && typeof element?.selectionStart === 'number') element.setSelectionRange(...caret);
}

/** What was typed while the answer was on its way, and what fields held before they were hidden. */
function keepTyped(form, old, fresh) {
  const before = remembered.get(form) ?? new Map();
  const now = inputs(old);
  for (const [key, input] of now) before.set(key, state(input));
  remembered.set(form, before);
  for (const [key, input] of inputs(fresh)) {
    if (!before.has(key)) continue;
    Object.assign(input, before.get(key));
    if (input.selectedIndex < 0) input.selectedIndex = 0; // what was chosen is no longer offered
  }
}

/** A file input cannot be filled by a page: the old one moves into the place of the new one. */
function keepFiles(old, fresh, removed) {
  for (const input of old.querySelectorAll('input[type=file]')) {
    const name = removed ? renumbered(input.name, removed) : input.name;
    const twin = name && input.files.length ? fresh.querySelector(`input[type=file][name="${CSS.escape(name)}"]`) : null;
    if (!twin) continue;
    input.name = name;
    input.id = twin.id;
    twin.replaceWith(input);
    nameFiles(input);
  }
}

/** Says which files an input holds: the browser's own words are covered by ours. */
function nameFiles(input) {
  const place = input.closest('.file-control').querySelector('.file-chosen');
  place.textContent = [...input.files].map((file) => file.name).join(' · ') || place.dataset.none;
}

/** The name of an input after a row has gone: rows behind it move up, its own inputs go with it. */
function renumbered(name, removed) {
  const [, list, gone] = /^(.*\.)(\d+)$/.exec(`f.${removed}`);
  if (!name.startsWith(list)) return name;
  const [number, ...rest] = name.slice(list.length).split('.');
  if (Number(number) === Number(gone)) return '';
  return Number(number) > Number(gone) ? [list + (number - 1), ...rest].join('.') : name;
}

function inputs(fields) {
  const found = new Map();
  for (const input of fields.querySelectorAll('input:not([type=hidden], [type=file]), select, textarea')) {
    found.set(keyOf(input), input);
  }
  return found;
}

function keyOf(input) {
  return ['checkbox', 'radio'].includes(input.type) ? `${input.name}=${input.value}` : input.name;
}

function state(input) {
  return ['checkbox', 'radio'].includes(input.type) ? { checked: input.checked } : { value: input.value };
}

function listId(path) {
  return `f-${path.replace(/\.\d+$/, '').replaceAll('.', '-')}`;
}

function lastRow(fresh, path) {
  const list = fresh.querySelector(`#${CSS.escape(listId(`${path}.0`))}`);
  const rows = list?.querySelectorAll(':scope > .field-row') ?? [];
  return rows[rows.length - 1]?.querySelector('input:not([type=hidden]), select, textarea') ?? list;
}
