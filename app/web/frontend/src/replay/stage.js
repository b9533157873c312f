// The diagram of the step that is looked at: of its version, and of the process it happened in. Called processes open in
// place, with the way back above them.
import { tools } from '../diagram/frame.js';
import { draw, focusOn } from '../diagram/marks.js';
import { fit, fittingHeight, openDiagram, reveal } from '../diagram/view.js';
import { h } from '../lib/dom.js';
import { _ } from '../lib/i18n.js';

export class Stage {
  /** `picked(key)` is called with the element that was clicked. */
  constructor(outline, picked) {
    this.versions = outline.versions;
    this.picked = picked;
    this.views = new Map(); // version/process -> { viewer, canvas }, or the promise of it
    this.crumbs = h('nav', { class: 'replay-crumbs', 'aria-label': _('Processes'), hidden: true });
    this.holder = h('div', { class: 'replay-canvas' });
    this.element = h('figure', { class: 'diagram', 'aria-label': _('Diagram after this step') }, this.crumbs, this.holder);
  }

  version(step) {
    return this.versions[step.version] ?? Object.values(this.versions)[0];
  }

  place(version, key) {
    return version.places[key] ?? [version.process, key];
  }

  /** Shows a step with its marks; `process` is another process than the one it happened in. Answers what stands where. */
  async show(step, marks, process = null) {
    const version = this.version(step);
    const [own, focus] = step.focus ? this.place(version, step.focus) : [version.process, null];
    const shown = process ?? (own in version.bpmn ? own : version.process);
    this.now = { step, marks, shown };
    const key = `${step.version}/${shown}`;
    if (!this.views.has(key)) this.views.set(key, this.open(key, version, shown));
    let view = this.views.get(key);
    if (view instanceof Promise) view = await view;
    if (this.now.step !== step || this.now.shown !== shown) return null;
    for (const each of this.holder.children) each.hidden = each !== view.canvas;
    this.way(version, shown);
    const standings = draw(view.viewer, this.within(version, shown, marks));
    view.focus = focusOn(view.viewer, shown === own ? focus : null);
    if (view.fresh) fit(view.viewer, view.focus);
    view.fresh = false;
    if (view.focus) reveal(view.viewer, view.focus);
    return standings;
  }

  async open(key, version, process) {
    const canvas = h('div', { class: 'diagram-canvas' });
    for (const each of this.holder.children) each.hidden = true;
    this.holder.append(canvas);
    const viewer = await openDiagram(canvas, version.bpmn[process], { arrows: false });
    canvas.style.height = `${fittingHeight(viewer, canvas.clientWidth, { most: Math.max(400, window.innerHeight * 0.58) })}px`;
    const view = { viewer, canvas, focus: null, fresh: true };
    canvas.append(tools(viewer, this.element));
    new ResizeObserver(() => { if (!canvas.hidden) fit(viewer, view.focus); }).observe(canvas);
    viewer.on('element.click', ({ element }) => this.click(version, process, element.id));
    this.views.set(key, view);
    return view;
  }

  click(version, process, id) {
    const key = Object.entries(version.places).find(([, place]) => place[0] === process && place[1] === id)?.[0] ?? id;
    const called = Object.entries(version.calls).find(([, call]) => call.by === key)?.[0];
    if (called) this.show(this.now.step, this.now.marks, called);
    else this.picked(key);
  }

  /** The marks of one process, under the ids that its diagram has. */
  within(version, process, marks) {
    const here = (key) => { const [at, id] = this.place(version, key); return at === process ? id : null; };
    const listed = (list) => list.map((one) => ({ ...one, element: here(one.element) })).filter((one) => one.element);
    const visits = Object.fromEntries(Object.entries(marks.visits).map(([key, n]) => [here(key), n]).filter(([id]) => id !== null));
    return { ...marks, visits, active: marks.active.map(here).filter(Boolean), tasks: listed(marks.tasks), timers: listed(marks.timers), incidents: listed(marks.incidents) };
  }

  /** Where a called process stands: the way from the process of the case to it. */
  way(version, shown) {
    const chain = [];
    for (let at = shown; at !== version.process && at in version.calls && chain.length < 20; at = this.place(version, version.calls[at].by)[0]) chain.unshift(at);
    this.crumbs.hidden = chain.length === 0;
    const link = (process, name) => h('button', { type: 'button', 'aria-current': process === shown ? 'page' : null,
      click: () => this.show(this.now.step, this.now.marks, process) }, name);
    this.crumbs.replaceChildren(link(version.process, version.names[version.process]),
      ...chain.flatMap((process) => [h('span', { 'aria-hidden': 'true' }, '›'), link(process, version.calls[process].name)]));
  }
}
