// <details> that behave as menus: Esc and a click outside close them; dialogs opened by their id.
const opened = () => document.querySelectorAll("details[data-menu][open]");

function close(menu, focus) {
  menu.open = false;
  if (focus) menu.querySelector("summary")?.focus();
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menus = [...opened()];
  if (menus.length) close(menus.at(-1), true);
});

document.addEventListener("click", (event) => {
  for (const menu of opened()) if (!menu.contains(event.target)) close(menu);
  const cancel = event.target.closest?.("[data-close-menu]");
  if (cancel) close(cancel.closest("details[data-menu]"), true);
  const opener = event.target.closest?.("[data-open]");
  const dialog = opener && document.getElementById(opener.dataset.open);
  if (dialog?.showModal) {
    event.preventDefault();
    dialog.showModal();
  }
  if (event.target.closest?.("[data-print]")) print();
  event.target.closest?.("[data-close-dialog]")?.closest("dialog")?.close();
});

document.addEventListener("focusout", (event) => {
  const menu = event.target.closest?.("details[data-menu][open]");
  if (menu && event.relatedTarget && !menu.contains(event.relatedTarget)) close(menu);
});

// help stands open beside a step when there is room
const beside = matchMedia("(min-width: 1000px)");
const unfold = () => document.querySelectorAll("[data-help]").forEach((help) => { help.open = beside.matches || help.open; });
addEventListener("DOMContentLoaded", unfold);
document.addEventListener("htmx:load", unfold);
