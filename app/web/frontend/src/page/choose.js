// Check boxes of a list: `data-choose-all` and `data-choose-none` in a form tick those that may be ticked. A list that
// renews itself waits while something in it is ticked.
export function startChoosing() {
  document.addEventListener('click', (event) => {
    const button = event.target.closest('[data-choose-all], [data-choose-none]');
    if (!button) return;
    const tick = button.hasAttribute('data-choose-all');
    for (const box of button.form.elements) {
      if (box.type === 'checkbox' && !box.disabled && box.closest('tbody')) box.checked = tick;
    }
  });
  document.addEventListener('htmx:beforeRequest', (event) => {
    if (event.target.id === 'task-list' && event.target.querySelector('input[name=task]:checked')) event.preventDefault();
  });
}
