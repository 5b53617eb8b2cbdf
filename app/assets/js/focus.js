// The error summary takes the focus, at load and after a swap; the title says there is an error.
function attend(root) {
  const summary = root.querySelector?.("[data-focus]") ?? (root.matches?.("[data-focus]") ? root : null);
  const prefix = `${document.body.dataset.textErrorPrefix ?? ""} `;
  const wrong = document.querySelector(".error-summary") !== null;
  if (wrong && !document.title.startsWith(prefix)) document.title = prefix + document.title;
  if (!wrong && document.title.startsWith(prefix)) document.title = document.title.slice(prefix.length);
  summary?.focus();
}

addEventListener("DOMContentLoaded", () => attend(document.body));
document.addEventListener("htmx:afterSettle", (event) => attend(event.detail.elt ?? document.body));

// a link of the summary puts the focus in the field, or on the first choice of its group
document.addEventListener("click", (event) => {
  const link = event.target.closest?.(".error-summary a[href^='#']");
  const target = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
  if (!target) return;
  event.preventDefault();
  const control = target.matches("input,select,textarea") ? target : target.querySelector("input,select,textarea");
  target.scrollIntoView({ block: "center" });
  (control ?? target).focus({ preventScroll: true });
});

// on a narrow desk the file stands alone
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target?.id === "dossier") document.body.classList.add("open");
});
