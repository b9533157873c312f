// Where a case stands, drawn on its diagram. What is drawn is a table: a state has a class, a badge and a word.
import { h } from '../lib/dom.js';
import { icon } from '../lib/icons.js';
import { _ } from '../lib/i18n.js';
import { around } from './planes.js';

const CLASSES = ['mark-done', 'mark-active', 'mark-soon', 'mark-overdue', 'mark-incident', 'mark-passed', 'mark-untaken', 'mark-now', 'mark-focus'];
const URGENCY = { open: 0, soon: 1, overdue: 2 };
const ACTIVITY = /Task$|SubProcess$|CallActivity$|Transaction$/;
const BADGE = { open: 'clock', soon: 'clock', overdue: 'clock-alert' };

export function isActivity(element) {
  return ACTIVITY.test(element.type);
}

/** What the marks say of each element: state, visits, time left, incident. The picture and the list both read it. */
export function standing(marks) {
  const found = new Map();
  const at = (id) => found.get(id) ?? found.set(id, { id, visits: 0, state: 'none' }).get(id);
  for (const [id, visits] of Object.entries(marks.visits ?? {})) Object.assign(at(id), { visits, state: 'done' });
  for (const id of marks.active ?? []) at(id).state = 'active';
  for (const task of marks.tasks ?? []) {
    const one = at(task.element);
    one.state = 'active';
    one.tasks = (one.tasks ?? 0) + 1;
    if (!(URGENCY[one.due] > URGENCY[task.state])) Object.assign(one, { due: task.state ?? 'open', left: task.left, assignee: task.assignee });
  }
  for (const timer of marks.timers ?? []) Object.assign(at(timer.element), { timer: timer.left });
  for (const incident of marks.incidents ?? []) Object.assign(at(incident.element), { incident });
  return found;
}

function classOf(one) {
  if (one.state === 'done') return 'mark-done';
  if (one.state !== 'active') return null;
  return { soon: 'mark-soon', overdue: 'mark-overdue' }[one.due] ?? 'mark-active';
}

function overdueBadge(one) {
  return h('span', { class: `badge-left badge-${one.due}` }, icon(BADGE[one.due]), one.left);
}

function incidentFlag({ message, hint, href }) {
  const text = [message, hint].filter(Boolean).join('\n');
  return h(href ? 'a' : 'span', { class: 'badge-incident', href, title: text, role: href ? null : 'img', 'aria-label': text }, icon('flag'), _('Incident'));
}

function badges(element, one, all) {
  const list = [];
  const activity = isActivity(element);
  if (one.incident) list.push({ position: { top: -14, right: 30 }, html: incidentFlag(one.incident) });
  else if (one.state === 'done' && activity) list.push({ position: { top: -9, right: 13 }, html: h('span', { class: 'badge-done' }, icon('check')) });
  if (one.visits > 1) list.push({ position: { top: -10, left: -8 }, html: h('span', { class: 'badge-visits', title: _('Passed {n} times', { n: one.visits }) }, `×${one.visits}`) });
  if (one.state === 'active' && one.left) list.push({ position: { bottom: 10, left: 6 }, html: overdueBadge(one) });
  if (one.timer && !activity && !all.get(element.host?.id)?.left) list.push({ position: { bottom: -4, left: -8 }, html: h('span', { class: 'badge-left badge-timer' }, icon('clock'), one.timer) });
  return list;
}

// A number on an element: how many cases stand there, how many of them are stuck.
function counted({ text, state, title, href, at = 'left' }) {
  const look = { incident: 'badge-incident', plain: 'badge-visits' }[state] ?? `badge-left badge-${state}`;
  const html = h(href ? 'a' : 'span', { class: `badge-count ${look}`, href, title, 'aria-label': title, role: href ? null : 'img' },
    state === 'incident' && icon('flag'), text);
  return { position: at === 'right' ? { top: -14, right: 24 } : { bottom: 10, left: -8 }, html, scale: { min: 0.75, max: 1.25 } };
}

/** What is due within a closed sub-process is told on it too: nobody should have to look inside for it. */
function lift(viewer, one, all) {
  let element = viewer.get('elementRegistry').get(one.id);
  if (!element || one.due === undefined || !isActivity(element)) return;
  while ((element = around(viewer, element))) {
    const outer = all.get(element.id);
    if (outer && !(URGENCY[outer.due] >= URGENCY[one.due])) Object.assign(outer, { due: one.due, left: one.left });
  }
}

/** Draws the marks; drawing others later replaces them. */
export function draw(viewer, marks) {
  const registry = viewer.get('elementRegistry');
  const canvas = viewer.get('canvas');
  const overlays = viewer.get('overlays');
  clear(viewer);
  const all = standing(marks);
  for (const one of [...all.values()]) lift(viewer, one, all);
  for (const one of all.values()) {
    const element = registry.get(one.id);
    if (!element) continue;
    const name = classOf(one);
    if (name) canvas.addMarker(element, name);
    if (one.incident) canvas.addMarker(element, 'mark-incident');
    for (const badge of badges(element, one, all)) overlays.add(element, 'mark', { ...badge, scale: { min: 0.75, max: 1.25 } });
  }
  for (const badge of marks.badges ?? []) if (registry.get(badge.element)) overlays.add(badge.element, 'mark', counted(badge));
  for (const id of flowIds(marks)) if (registry.get(id)) canvas.addMarker(id, 'mark-passed');
  for (const id of marks.untaken ?? []) if (registry.get(id)) canvas.addMarker(id, 'mark-untaken');
  for (const id of marks.now ?? []) if (registry.get(id)) canvas.addMarker(id, 'mark-now');
  return all;
}

function flowIds(marks) {
  return Array.isArray(marks.flows) ? marks.flows : Object.keys(marks.flows ?? {});
}

export function clear(viewer) {
  const canvas = viewer.get('canvas');
  viewer.get('overlays').remove({ type: 'mark' });
  viewer.get('elementRegistry').forEach((element) => {
    for (const name of CLASSES) if (canvas.hasMarker(element, name)) canvas.removeMarker(element, name);
  });
}

/** Puts one element in focus and takes it from every other. */
export function focusOn(viewer, id) {
  const canvas = viewer.get('canvas');
  viewer.get('elementRegistry').forEach((element) => canvas.removeMarker(element, 'mark-focus'));
  const element = id && viewer.get('elementRegistry').get(id);
  if (element) canvas.addMarker(element, 'mark-focus');
  return element ?? null;
}
