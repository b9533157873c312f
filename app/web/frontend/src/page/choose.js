// Check boxes of a list: `data-choose-all` and `data-choose-none` in a form tick those that may be ticked.
export function startChoosing() {
  document.addEventListener('click', (event) => {
    const button = event.target.closest('[data-choose-all], [data-choose-none]');
    if (!button) return;
    const tick = button.hasAttribute('data-choose-all');
    for (const box of button.form.querySelectorAll('tbody input[type=checkbox]:enabled')) box.checked = tick;
  });
}
