// A diagram as a file of its own: SVG and PNG for reports, BPMN for other tools.
const PIXELS = 2; // of a PNG for each of the diagram's: sharp on paper
const MOST_PIXELS = 16_000; // no browser draws a wider canvas
const TYPES = { svg: 'image/svg+xml', bpmn: 'application/xml' };

export function download(name, content, type) {
  const url = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type }));
  const link = Object.assign(document.createElement('a'), { href: url, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}

/** The diagram as SVG that looks the same outside of our pages: their colours are written into it. */
export async function svgOf(viewer) {
  const { svg } = await viewer.saveSVG();
  const style = getComputedStyle(document.documentElement);
  return svg.replace(/var\((--[\w-]+)\)/g, (whole, name) => style.getPropertyValue(name).trim() || whole);
}

async function pngOf(viewer) {
  const svg = await svgOf(viewer);
  const picture = new Image();
  picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await picture.decode();
  const scale = Math.min(PIXELS, MOST_PIXELS / Math.max(picture.width, picture.height));
  const canvas = Object.assign(document.createElement('canvas'), { width: picture.width * scale, height: picture.height * scale });
  const pen = canvas.getContext('2d');
  pen.fillStyle = '#fff';
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => { canvas.toBlob(resolve, 'image/png'); });
}

/** Puts each way of saving behind its button of the page. */
export function savingButtons(modeler, name, xmlOf) {
  const on = (selector, act) => document.querySelector(selector)?.addEventListener('click', act);
  on('[data-save-svg]', async () => download(`${name}.svg`, await svgOf(modeler), TYPES.svg));
  on('[data-save-png]', async () => download(`${name}.png`, await pngOf(modeler)));
  on('[data-save-bpmn]', async () => download(`${name}.bpmn`, await xmlOf(modeler), TYPES.bpmn));
}
