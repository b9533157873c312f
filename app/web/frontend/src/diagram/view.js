// A diagram that is looked at: it fits, moves by mouse, touch and keyboard, and never steals the page's scrolling.
import NavigatedViewer from 'bpmn-js/lib/NavigatedViewer';

import { _ } from '../lib/i18n.js';
import zeebe from 'zeebe-bpmn-moddle/resources/zeebe';

const MARGIN = { top: 24, left: 24, right: 64, bottom: 48 }; // room for badges, buttons and the library's mark
const READABLE = 0.7; // below this scale nobody reads a label: rather show a part
const STEP = 1.25;
const PAN = 60;

/** A viewer in `holder` that shows the XML. `arrows: false` leaves the arrow keys to the page. */
export async function openDiagram(holder, xml, { arrows = true } = {}) {
  const viewer = new NavigatedViewer({
    container: holder,
    moddleExtensions: { zeebe },
    bpmnRenderer: {
      defaultFillColor: 'var(--shape-fill)', defaultStrokeColor: 'var(--shape-stroke)', defaultLabelColor: 'var(--shape-label)',
    },
    textRenderer: { defaultStyle: { fontFamily: getComputedStyle(holder).fontFamily } },
  });
  await viewer.importXML(xml);
  nameDoors(holder, viewer);
  leaveScrollToPage(holder);
  followKeys(viewer, arrows ? { ...ZOOM_KEYS, ...ARROW_KEYS } : ZOOM_KEYS);
  followFingers(holder, viewer);
  return viewer;
}

// the buttons that lead into closed sub-processes have no words of their own
function nameDoors(holder, viewer) {
  for (const button of holder.querySelectorAll('.bjs-drilldown')) {
    const { containerId } = button.closest('[data-container-id]').dataset;
    const { name } = viewer.get('elementRegistry').get(containerId).businessObject;
    button.title = _('Look into {name}', { name });
    button.setAttribute('aria-label', button.title);
  }
}

function inner(viewer) {
  const { inner: box } = viewer.get('canvas').viewbox();
  return {
    x: box.x - MARGIN.left, y: box.y - MARGIN.top,
    width: box.width + MARGIN.left + MARGIN.right, height: box.height + MARGIN.top + MARGIN.bottom,
  };
}

/** The height that shows the whole diagram at the holder's width, within what a page can give. */
export function fittingHeight(viewer, width, { least = 260, most = Math.max(480, window.innerHeight * 0.72) } = {}) {
  const box = inner(viewer);
  const scale = Math.min(1, Math.max(width / box.width, READABLE));
  return Math.round(Math.min(most, Math.max(least, box.height * scale)));
}

/** Shows all of it; where that would be too small to read, a readable part around `element`. `close`: never all of it. */
export function fit(viewer, element = null, { close = false } = {}) {
  const canvas = viewer.get('canvas');
  canvas.resized();
  const { outer } = canvas.viewbox();
  if (!outer.width || !outer.height) return;
  const box = inner(viewer);
  const whole = Math.min(outer.width / box.width, outer.height / box.height, 1);
  const scale = close ? READABLE : Math.max(whole, Math.min(READABLE, outer.height / box.height));
  const size = { width: outer.width / scale, height: outer.height / scale };
  const x = place(box.x, box.width, size.width, element && element.x + element.width / 2);
  const y = place(box.y, box.height, size.height, element && element.y + element.height / 2);
  canvas.viewbox({ x, y, ...size });
}

function place(start, length, window, centre) {
  if (window >= length) return start - (window - length) / 2;
  if (centre === null) return start;
  return Math.min(Math.max(centre - window / 2, start), start + length - window);
}

/** Moves the diagram, if it must, until the element is seen. */
export function reveal(viewer, element) {
  const canvas = viewer.get('canvas');
  const root = canvas.findRoot(element);
  if (root && root !== canvas.getRootElement()) canvas.setRootElement(root);
  if (element.waypoints) return;
  const view = canvas.viewbox();
  const inside = element.x >= view.x && element.y >= view.y
    && element.x + element.width <= view.x + view.width && element.y + element.height <= view.y + view.height;
  if (!inside) {
    canvas.viewbox({ ...view, x: element.x + element.width / 2 - view.width / 2, y: element.y + element.height / 2 - view.height / 2 });
  }
}

/** Shows all of it, however small. */
export function fitAll(viewer) {
  const canvas = viewer.get('canvas');
  const { outer } = canvas.viewbox();
  const box = inner(viewer);
  const scale = Math.min(outer.width / box.width, outer.height / box.height, 1);
  const size = { width: outer.width / scale, height: outer.height / scale };
  canvas.viewbox({ x: place(box.x, box.width, size.width, null), y: place(box.y, box.height, size.height, null), ...size });
}

export function zoomBy(viewer, factor) {
  const canvas = viewer.get('canvas');
  canvas.zoom(Math.min(4, Math.max(0.2, canvas.zoom() * factor)), 'auto');
}

export const zoomIn = (viewer) => zoomBy(viewer, STEP);
export const zoomOut = (viewer) => zoomBy(viewer, 1 / STEP);

// the wheel belongs to the page until somebody has stepped into the diagram (or holds ctrl to zoom)
function leaveScrollToPage(holder) {
  holder.addEventListener('wheel', (event) => {
    if (!event.ctrlKey && !event.metaKey && !holder.contains(document.activeElement)) event.stopPropagation();
  }, { capture: true, passive: true });
}

const ZOOM_KEYS = { '+': zoomIn, '=': zoomIn, '-': zoomOut, 0: fitAll };
const ARROW_KEYS = {
  ArrowLeft: (viewer) => viewer.get('canvas').scroll({ dx: PAN, dy: 0 }),
  ArrowRight: (viewer) => viewer.get('canvas').scroll({ dx: -PAN, dy: 0 }),
  ArrowUp: (viewer) => viewer.get('canvas').scroll({ dx: 0, dy: PAN }),
  ArrowDown: (viewer) => viewer.get('canvas').scroll({ dx: 0, dy: -PAN }),
};

function followKeys(viewer, keys) {
  viewer.get('keyboard').addListener(({ keyEvent }) => {
    if (keyEvent.ctrlKey || keyEvent.metaKey || keyEvent.altKey) return undefined;
    const act = keys[keyEvent.key];
    if (!act) return undefined;
    act(viewer);
    keyEvent.stopPropagation();
    return true;
  });
}

// one finger moves it sideways (up and down stays the page's: `touch-action: pan-y`), two fingers zoom
function followFingers(holder, viewer) {
  const fingers = new Map();
  const distance = () => {
    const [a, b] = [...fingers.values()];
    return Math.hypot(a.x - b.x, a.y - b.y);
  };
  holder.addEventListener('pointerdown', (event) => {
    if (event.pointerType === 'touch') fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
  });
  holder.addEventListener('pointermove', (event) => {
    const finger = fingers.get(event.pointerId);
    if (!finger) return;
    const before = fingers.size === 2 ? distance() : 0;
    const moved = { dx: event.clientX - finger.x, dy: event.clientY - finger.y };
    Object.assign(finger, { x: event.clientX, y: event.clientY });
    if (fingers.size === 2) zoomBy(viewer, distance() / before);
    else viewer.get('canvas').scroll(moved);
  });
  for (const name of ['pointerup', 'pointercancel', 'pointerleave']) {
    holder.addEventListener(name, (event) => fingers.delete(event.pointerId));
  }
}
