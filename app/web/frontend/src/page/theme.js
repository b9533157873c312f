// Light or dark: what the person chose, else what their system says.
const KEY = 'theme';
const system = window.matchMedia('(prefers-color-scheme: dark)');

function chosen() {
  return localStorage.getItem(KEY) ?? 'auto';
}

function apply() {
  const theme = chosen() === 'auto' ? (system.matches ? 'dark' : 'light') : chosen();
  document.documentElement.dataset.bsTheme = theme;
  for (const button of document.querySelectorAll('[data-theme-toggle]')) {
    button.setAttribute('aria-pressed', String(theme === 'dark'));
  }
}

export function startTheme() {
  apply();
  system.addEventListener('change', apply);
  document.addEventListener('click', (event) => {
    if (!event.target.closest('[data-theme-toggle]')) return;
    localStorage.setItem(KEY, document.documentElement.dataset.bsTheme === 'dark' ? 'light' : 'dark');
    apply();
  });
}
