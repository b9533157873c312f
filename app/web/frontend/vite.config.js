import { defineConfig } from 'vite';

import { iconSprite } from './vite/icons.js';

// Scripts and style sheets are entries of their own: a template links what it needs by name, and no page waits for
// a script to bring its style.
const ENTRIES = [
  'main.js', 'main.css',
  'case-diagram.js', 'diagram.css',
  'replay.js', 'replay.css',
  'rehearse.css',
  'studio-editor.js', 'studio-editor.css',
  'studio-compare.js', 'studio-compare.css',
  'studio-print.js',
  'form-editor.js', 'form-editor.css',
  'decision-editor.js', 'decision-editor.css',
];

export default defineConfig({
  base: './',
  publicDir: false,
  plugins: [iconSprite({ templates: '..' })],
  build: {
    outDir: '../static/dist',
    emptyOutDir: true,
    manifest: true,
    modulePreload: false, // its polyfill and helper are dead weight: every import here is static
    assetsInlineLimit: 0, // fonts and pictures stay files, cached on their own
    target: ['chrome123', 'firefox121', 'safari17.5'], // what Tabler's light-dark() needs anyway
    chunkSizeWarningLimit: 2500,
    rollupOptions: {
      // htmx brings an eval for `js:` attributes: switched off in page/htmx.js, and forbidden by our CSP
      onLog: (level, log, report) => { if (log.code !== 'EVAL' || !log.message.includes('htmx')) report(level, log); },
      input: Object.fromEntries(ENTRIES.map((name) => [name.replace('.', '-'), `src/${name}`])),
    },
  },
});
