// One SVG sprite of the Tabler icons that templates and Python name, and of no others: the whole set has 6,000.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';

const CALL = /\bicon\(\s*['"]([a-z0-9-]+)['"]/g;
const LITERAL = /['"]([a-z][a-z0-9-]+)['"]/g;
const SOURCES = /\.(html|py)$/;
const SKIPPED = new Set(['node_modules', 'static', '__pycache__', 'translations', 'frontend']);
const ICONS = 'node_modules/@tabler/icons/icons';

function* files(folder) {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) {
      if (!SKIPPED.has(name)) yield* files(path);
    } else if (SOURCES.test(name)) {
      yield path;
    }
  }
}

function place(name) {
  return name.endsWith('-filled') ? `${ICONS}/filled/${name.slice(0, -7)}.svg` : `${ICONS}/outline/${name}.svg`;
}

// Names chosen at run time stand as plain texts in tables, so every text that is an icon's name counts: a few symbols
// too many weigh little, one too few is a hole in a page.
function named(templates) {
  const names = new Set();
  const called = new Set();
  for (const path of files(templates)) {
    const text = readFileSync(path, 'utf8');
    for (const [, name] of text.matchAll(CALL)) called.add(name);
    for (const [, name] of text.matchAll(LITERAL)) if (existsSync(place(name))) names.add(name);
  }
  return { names: [...names].sort(), missing: [...called].filter((name) => !names.has(name)) };
}

function symbol(name) {
  const svg = readFileSync(place(name), 'utf8');
  const shapes = svg.slice(svg.indexOf('>') + 1, svg.lastIndexOf('</svg>')).replace(/\s*\n\s*/g, '')
    .replace(/<path stroke="none" d="M0 0h24v24H0z" fill="none" ?\/>/, '');
  const paint = name.endsWith('-filled') ? 'fill="currentColor"'
    : 'fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round"';
  return `<symbol id="${name}" viewBox="0 0 24 24" ${paint}>${shapes}</symbol>`;
}

export function iconSprite({ templates }) {
  return {
    name: 'icon-sprite',
    apply: 'build',
    generateBundle() {
      const { names, missing } = named(resolve(templates));
      for (const name of missing) this.warn(`There is no Tabler icon ${name}.`);
      this.emitFile({
        type: 'asset',
        name: 'icons.svg',
        originalFileName: 'src/icons.svg',
        source: `<svg xmlns="http://www.w3.org/2000/svg">${names.map(symbol).join('')}</svg>`,
      });
    },
  };
}
