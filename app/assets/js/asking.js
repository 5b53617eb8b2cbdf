// The panel of the help: it leaves the page usable, keeps the focus in its field, and gives it back.
const dialog = document.getElementById("ask-panel");
let opener;
let sent; // what is on its way

const field = (root) => root?.querySelector("#ask-text, #speak-name, #speak-text");

/** The beginning of what came last. */
function atEnd(root) {
  const log = root?.querySelector(".ask-log");
  const last = log?.lastElementChild;
  if (last) log.scrollTop = last.offsetTop - log.offsetTop - 8;
}

function open(event) {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  opener = event.currentTarget;
  if (!dialog.open) dialog.show();
  const waiting = dialog.querySelector(".ask-wait");
  if (waiting) waiting.dispatchEvent(new CustomEvent("ask-open"));
  else field(dialog)?.focus();
}

function close() {
  if (!dialog.open) return;
  dialog.close();
  opener?.focus();
}

if (dialog) {
  for (const link of document.querySelectorAll("[data-ask-open]")) link.addEventListener("click", open);
  dialog.querySelector("[data-ask-close]").addEventListener("click", close);
  dialog.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.defaultPrevented) close();
  });
}

// what was sent leaves the field; whatever was pressed and is gone gives its focus to the field
document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.target.matches?.("[data-ask-form]")) sent = field(event.target)?.value;
});
document.addEventListener("htmx:afterRequest", (event) => {
  const root = document.getElementById("ask");
  if (!root || event.detail.target?.id !== "ask" || !event.detail.xhr) return;
  const form = root.querySelector("[data-ask-form]");
  const input = field(form ?? root);
  if (form && input && event.detail.xhr.status === 200 && input.value === sent) input.value = "";
  sent = undefined;
  const held = document.activeElement;
  if (!held || held === document.body || root.contains(held) || dialog?.contains(held)) input?.focus({ preventScroll: true });
  atEnd(root);
});
