// Everything by keyboard: `/` goes to the search, `?` lists the keys, and any element may name its own
// (`data-key="g d" data-key-label="…"`), so that the list is never out of date.
import { h, typing } from '../lib/dom.js';
import { _ } from '../lib/i18n.js';

const SEQUENCE_MS = 900;
let pressed = '';
let forget;

function keyed() {
  return [...document.querySelectorAll('[data-key]')].filter((element) => element.checkVisibility() || element.matches('a'));
}

function label(element) {
  return element.dataset.keyLabel || element.getAttribute('aria-label') || element.textContent.trim();
}

function row(keys, text) {
  return [h('dt', {}, keys.split(' ').map((key) => h('kbd', {}, key))), h('dd', {}, text)];
}

function showKeys() {
  const own = keyed().map((element) => row(element.dataset.key, label(element)));
  const search = document.querySelector('[data-search]') ? [row('/', _('Search'))] : [];
  const dialog = h('dialog', { class: 'sheet', 'aria-label': _('Keys of this page'), close: () => dialog.remove() },
    h('h2', {}, _('Keys of this page')),
    h('dl', { class: 'keys' }, search, own, row('?', _('Show these keys'))),
    h('form', { method: 'dialog', class: 'sheet-actions' }, h('button', { class: 'btn' }, _('Close'))));
  document.body.append(dialog);
  dialog.showModal();
}

function act(element) {
  if (element.matches('input, textarea, select')) element.focus();
  else element.click();
}

function remember(key) {
  clearTimeout(forget);
  pressed = pressed ? `${pressed} ${key}` : key;
  forget = setTimeout(() => { pressed = ''; }, SEQUENCE_MS);
}

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || typing(event.target)) return;
  if (event.key.length !== 1 || document.querySelector('dialog[open]')) return;
  if (event.key === '?') return void showKeys();
  const search = document.querySelector('[data-search]');
  if (event.key === '/' && search) {
    event.preventDefault();
    search.focus();
    return;
  }
  remember(event.key);
  const target = keyed().find((element) => element.dataset.key === pressed)
    ?? keyed().find((element) => element.dataset.key === event.key);
  if (!target) return;
  event.preventDefault();
  pressed = '';
  act(target);
}

export function startKeys() {
  document.addEventListener('keydown', onKey);
  document.addEventListener('click', (event) => {
    if (event.target.closest('[data-show-keys]')) showKeys();
  });
}
